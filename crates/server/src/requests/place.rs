//! The place in an open note that a request is about.

use std::borrow::Cow;

use linkwright_text::{Counting, Span, Text};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Range, TextDocumentIdentifier, TextDocumentPositionParams};

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
    /// How the client counts in the text.
    pub(crate) fn counting(&self) -> Counting {
        self.document.counting
    }

    /// The range of `span` in the text.
    pub(crate) fn range(&self, span: Span) -> Range {
        convert::range(&self.document.text, span, self.document.counting)
    }

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
            offset: convert::offset(&document.text, at.position, document.counting),
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

/// The text that a request is about, for a second half that counts in it.
pub(crate) struct Source {
    text: Text,
    counting: Counting,
}

impl Source {
    /// The text of `place`.
    pub(crate) fn of(place: &Place<'_>) -> Source {
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
