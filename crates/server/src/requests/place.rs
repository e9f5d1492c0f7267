//! The place in an open note that a request is about.

use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{TextDocumentIdentifier, TextDocumentPositionParams};

use crate::convert;
use crate::vaults::documents::Document;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// A place in an open note.
pub(crate) struct Place<'s> {
    /// The note's vault.
    pub(crate) root: &'s Root,
    /// The note.
    pub(crate) note: FileId,
    /// As the editor shows it.
    pub(crate) document: &'s Document,
    /// The whole text.
    pub(crate) text: String,
    /// In bytes of the text.
    pub(crate) offset: u32,
}

impl Place<'_> {
    /// The place that `at` names; `None` in an open document that is no note.
    ///
    /// # Errors
    /// If the document is not open.
    pub(crate) fn of<'s>(
        state: &'s State,
        at: &TextDocumentPositionParams,
    ) -> Result<Option<Place<'s>>> {
        let uri = &at.text_document.uri;
        if state.documents.get(uri).is_none() {
            return Err(Error::invalid_params(format!("{uri} is not open")));
        }
        Ok(state.note(uri).map(|(document, root, note)| Place {
            root,
            note,
            document,
            text: String::from(&*document.text),
            offset: convert::offset(&document.text, at.position, state.abilities.encoding),
        }))
    }

    /// The start of an open document, for what is asked of all of it.
    ///
    /// # Errors
    /// As [`Place::of`].
    pub(crate) fn of_document<'s>(
        state: &'s State,
        text_document: &TextDocumentIdentifier,
    ) -> Result<Option<Place<'s>>> {
        let text_document = text_document.clone();
        Place::of(state, &TextDocumentPositionParams { text_document, position: <_>::default() })
    }
}
