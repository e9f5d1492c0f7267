//! The note and the position that a request is about.

use std::borrow::Cow;

use linkwright_project::live::{Document, OpenVault, VaultOwner as _};
use linkwright_text::{ColumnCounting, Span, Text};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Range, TextDocumentIdentifier, TextDocumentPositionParams, Url};

use crate::convert;
use crate::refusals::refusal;
use crate::vaults::state::State;

/// A position in a note, which need not be open.
pub(crate) struct NotePosition<'s> {
    /// The note's vault.
    pub(crate) open_vault: &'s OpenVault,
    /// The note, or a `.base` file.
    pub(crate) note: FileId,
    /// The open document, or the note as it is on disk.
    pub(crate) document: &'s Document<Url>,
    /// The whole text of the note.
    pub(crate) text: String,
    /// The byte offset in the text.
    pub(crate) offset: u32,
}

impl NotePosition<'_> {
    /// The way columns are counted in this text.
    pub(crate) fn counting(&self) -> ColumnCounting {
        self.document.counting
    }

    /// The LSP range of `span` in the text.
    pub(crate) fn range(&self, span: Span) -> Range {
        convert::range(&self.document.text, span, self.document.counting)
    }

    /// Looks up the document and position `at`. `None` if the file is not a note, a canvas or a base.
    ///
    /// # Errors
    /// If the file does not exist, or its text is not the one that the vault uses.
    pub(crate) fn of<'s>(
        state: &'s State,
        at: &TextDocumentPositionParams,
    ) -> Result<Option<NotePosition<'s>>> {
        let uri = &at.text_document.uri;
        let Some((document, open_vault, note)) = state.note(uri) else {
            return missing(state, uri);
        };
        Ok(Some(NotePosition {
            open_vault,
            note,
            document,
            text: String::from(&*document.text),
            offset: convert::offset(&document.text, at.position, document.counting),
        }))
    }

    /// The start of a document, for requests about the whole document.
    ///
    /// # Errors
    /// The same as [`NotePosition::of`].
    pub(crate) fn of_document<'s>(
        state: &'s State,
        text_document: &TextDocumentIdentifier,
    ) -> Result<Option<NotePosition<'s>>> {
        NotePosition::of(state, &start_of(text_document))
    }
}

/// The start of a document.
pub(crate) fn start_of(text_document: &TextDocumentIdentifier) -> TextDocumentPositionParams {
    let text_document = text_document.clone();
    TextDocumentPositionParams { text_document, position: <_>::default() }
}

/// The file at `uri`, open or closed, and its vault.
///
/// # Errors
/// If the file is not in an open vault.
pub(crate) fn file_at<'s>(state: &'s State, uri: &Url) -> Result<(&'s OpenVault, FileId)> {
    if let Some((_, open_vault, note)) = state.note(uri) {
        return Ok((open_vault, note));
    }
    let closed = state.place_of(uri).and_then(|(vault_id, path)| {
        let open_vault = state.vaults.get(vault_id)?;
        Some((open_vault, open_vault.vault.find_file(&path)?))
    });
    closed.ok_or_else(|| Error::invalid_params(format!("{uri} is not in an open vault")))
}

/// The error if there is no note at `uri`; `None` if the file exists but is not a note.
fn missing<T>(state: &State, uri: &Url) -> Result<Option<T>> {
    if let Some(open) = state.documents.get(uri) {
        // Another document of the same file was edited, and the vault uses that one.
        let is_outdated = !open.hidden && !state.documents.is_known(open);
        return if is_outdated { Err(Error::content_modified()) } else { Ok(None) };
    }
    let place = state.place_of(uri);
    let vault = place.as_ref().and_then(|(vault_id, _)| Some(&state.vaults.get(*vault_id)?.vault));
    let file = place.as_ref().and_then(|(_, path)| vault?.find_file(path));
    match (vault, file) {
        (None, _) => Err(Error::invalid_params(format!("{uri} is not in an open vault"))),
        (_, None) => Err(Error::invalid_params(format!("{uri} does not exist in the vault"))),
        (Some(vault), Some(file)) if vault.note(file).is_none() => Ok(None),
        _ => Err(refusal(format!("{uri} cannot be read"))),
    }
}

/// A copy of the note's text, to convert spans into ranges in the second half of a request.
pub(crate) struct Source {
    text: Text,
    counting: ColumnCounting,
}

impl Source {
    /// A copy of the text of `place`.
    pub(crate) fn of(place: &NotePosition<'_>) -> Source {
        Source { text: Text::clone(&place.document.text), counting: place.counting() }
    }

    /// The LSP range of `span`.
    pub(crate) fn range(&self, span: Span) -> Range {
        convert::range(&self.text, span, self.counting)
    }

    /// The text in `span`.
    pub(crate) fn slice(&self, span: Span) -> Cow<'_, str> {
        self.text.slice(span)
    }
}
