//! The place in a note that a request is about.

use std::borrow::Cow;

use linkwright_text::{ColumnCounting, Span, Text};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Range, TextDocumentIdentifier, TextDocumentPositionParams, Url};

use crate::convert;
use crate::refusals::refusal;
use crate::vaults::documents::Document;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// A place in a note, open or not.
pub(crate) struct NotePosition<'s> {
    /// The note's vault.
    pub(crate) root: &'s Root,
    /// The note.
    pub(crate) note: FileId,
    /// As the editor shows it, or as it is on disk.
    pub(crate) document: &'s Document,
    /// The whole text.
    pub(crate) text: String,
    /// In bytes of the text.
    pub(crate) offset: u32,
}

impl NotePosition<'_> {
    /// How the client counts in the text.
    pub(crate) fn counting(&self) -> ColumnCounting {
        self.document.counting
    }

    /// The range of `span` in the text.
    pub(crate) fn range(&self, span: Span) -> Range {
        convert::range(&self.document.text, span, self.document.counting)
    }

    /// The place that `at` names; `None` in a file that is no note.
    ///
    /// # Errors
    /// If there is no such file, or its text is not the one that the vault knows.
    pub(crate) fn of<'s>(
        state: &'s State,
        at: &TextDocumentPositionParams,
    ) -> Result<Option<NotePosition<'s>>> {
        let uri = &at.text_document.uri;
        let Some((document, root, note)) = state.note(uri) else { return missing(state, uri) };
        Ok(Some(NotePosition {
            root,
            note,
            document,
            text: String::from(&*document.text),
            offset: convert::offset(&document.text, at.position, document.counting),
        }))
    }

    /// The start of a document, for what is asked of all of it.
    ///
    /// # Errors
    /// As [`NotePosition::of`].
    pub(crate) fn of_document<'s>(
        state: &'s State,
        text_document: &TextDocumentIdentifier,
    ) -> Result<Option<NotePosition<'s>>> {
        let text_document = text_document.clone();
        NotePosition::of(
            state,
            &TextDocumentPositionParams { text_document, position: <_>::default() },
        )
    }
}

/// Why there is no note at `uri`; `None` if the file that is there is none.
fn missing<T>(state: &State, uri: &Url) -> Result<Option<T>> {
    if let Some(open) = state.documents.get(uri) {
        // Another document of the same file was edited.
        let is_behind = !open.hidden && !state.documents.is_known(open);
        return if is_behind { Err(Error::content_modified()) } else { Ok(None) };
    }
    let place = state.place_of(uri.as_str());
    let vault = place.as_ref().and_then(|(root, _)| Some(&state.root(*root)?.vault));
    let file = place.as_ref().and_then(|(_, path)| vault?.find_file(path));
    match (vault, file) {
        (None, _) => Err(Error::invalid_params(format!("{uri} is not in an open vault"))),
        (_, None) => Err(Error::invalid_params(format!("{uri} does not exist in the vault"))),
        (Some(vault), Some(file)) if vault.note(file).is_none() => Ok(None),
        _ => Err(refusal(format!("{uri} cannot be read"))),
    }
}

/// The text that a request is about, for a second half that counts in it.
pub(crate) struct Source {
    text: Text,
    counting: ColumnCounting,
}

impl Source {
    /// The text of `place`.
    pub(crate) fn of(place: &NotePosition<'_>) -> Source {
        Source { text: Text::clone(&place.document.text), counting: place.counting() }
    }

    /// The range of `span` in it.
    pub(crate) fn range(&self, span: Span) -> Range {
        convert::range(&self.text, span, self.counting)
    }

    /// What `span` of it covers.
    pub(crate) fn slice(&self, span: Span) -> Cow<'_, str> {
        self.text.slice(span)
    }
}
