//! Requests about a place in an open note.

use linkwright_ide as ide;
use linkwright_ide::definition::Definition;
use linkwright_text::Text;
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    GotoDefinitionResponse, TextDocumentIdentifier, TextDocumentPositionParams,
};

use crate::answer::{Material, Planned};
use crate::convert;
use crate::documents::Document;
use crate::roots::Root;
use crate::state::State;

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
            text: document.text.to_string(),
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

/// `textDocument/definition`, first half: where it leads, and the text that led there.
pub(crate) fn plan_definition(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<Planned<(Definition, Text)>>> {
    let Some(place) = Place::of(state, at)? else { return Ok(None) };
    let found = ide::definition(&place.root.vault, place.note, &place.text, place.offset);
    Ok(found.map(|definition| {
        let targets = &definition.targets;
        Planned {
            root: place.root.id,
            // A file as a whole is shown from its start, whatever it holds.
            texts: targets.iter().filter(|to| to.span.end > 0).map(|to| to.file).collect(),
            files: targets.iter().map(|to| to.file).collect(),
            plan: (definition, Text::clone(&place.document.text)),
        }
    }))
}

/// `textDocument/definition`, second half: the places in the targets' texts.
pub(crate) fn finish_definition(
    (definition, source): (Definition, Text),
    material: &Material,
) -> Result<GotoDefinitionResponse> {
    Ok(convert::definition(&definition, &source, material))
}
