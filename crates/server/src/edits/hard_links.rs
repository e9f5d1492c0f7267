//! Files that have several names in a vault (hard links): an edit is made under one of them.

use linkwright_disk::{Root, as_spelt, spare_names};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, DocumentChangeOperation, DocumentChanges, OneOf, TextDocumentEdit, TextEdit,
    Url, WorkspaceEdit,
};

use crate::answers::material::Material;
use crate::refusals::refusal;

/// `edits`, each file once: under the name that is open in the editor, if one is. `equals` compares
/// the edits of two files. To be called beside the vaults' thread.
///
/// # Errors
/// If two names of one file need different texts.
pub(crate) fn each_file_once<E>(
    mut edits: Vec<(FileId, E)>,
    equals: impl Fn(&E, &E) -> bool,
    material: &Material,
) -> Result<Vec<(FileId, E)>> {
    let (Some(dir), false) = (&material.dir, material.notes.is_empty()) else { return Ok(edits) };
    let named = |(file, _): &(FileId, E)| material.file(*file);
    let paths: Vec<&str> =
        edits.iter().map(|edit| named(edit).map_or("", |file| &*file.path)).collect();
    let shown = |at: usize| material.shown(edits[at].0);
    // Of two open documents each has a text of its own.
    let is_same = |one: usize, other: usize| {
        equals(&edits[one].1, &edits[other].1)
            && shown(one).zip(shown(other)).is_none_or(|(one, other)| one == other)
    };
    let is_open = |at: usize| shown(at).is_some();
    let spare = spare(dir, &paths, &material.notes, is_same, is_open)?;
    let mut at = 0..;
    edits.retain(|_| at.next().is_none_or(|at| spare.binary_search(&at).is_err()));
    Ok(edits)
}

/// The same, of an edit that was put together of several; `notes` are the paths of all notes of the
/// vault in `dir`.
///
/// # Errors
/// As [`each_file_once`].
pub(crate) fn each_document_once(
    mut edit: WorkspaceEdit,
    dir: &Root,
    notes: &[String],
) -> Result<WorkspaceEdit> {
    let edited = edited(&edit);
    let path = |it: &Edited<'_>| as_spelt(dir, &it.uri.to_file_path().ok()?);
    let paths: Vec<String> = edited.iter().map(|it| path(it).unwrap_or_default()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let is_same = |one: usize, other: usize| edited[one].edits == edited[other].edits;
    let spare = spare(dir, &paths, notes, is_same, |at| edited[at].is_open)?;
    let spare: Vec<Url> = spare.into_iter().map(|at| edited[at].uri.clone()).collect();
    if let Some(DocumentChanges::Operations(operations)) = &mut edit.document_changes {
        operations
            .retain(|it| document(it).is_none_or(|it| !spare.contains(&it.text_document.uri)));
    }
    if let Some(changes) = &mut edit.changes {
        changes.retain(|uri, _| !spare.contains(uri));
    }
    Ok(edit)
}

/// The edits of one document.
struct Edited<'e> {
    uri: &'e Url,
    is_open: bool,
    edits: Edits<'e>,
}

#[derive(PartialEq)]
enum Edits<'e> {
    Plain(&'e [TextEdit]),
    Annotated(&'e [OneOf<TextEdit, AnnotatedTextEdit>]),
}

fn edited<'e>(edit: &'e WorkspaceEdit) -> Vec<Edited<'e>> {
    let plain = |(uri, edits): (_, &'e Vec<TextEdit>)| Edited {
        uri,
        is_open: false,
        edits: Edits::Plain(edits),
    };
    let annotated = |it: &'e TextDocumentEdit| Edited {
        uri: &it.text_document.uri,
        is_open: it.text_document.version.is_some(),
        edits: Edits::Annotated(&it.edits),
    };
    let mut edited: Vec<Edited<'e>> = edit.changes.iter().flatten().map(plain).collect();
    if let Some(DocumentChanges::Operations(operations)) = &edit.document_changes {
        edited.extend(operations.iter().filter_map(document).map(annotated));
    }
    edited
}

fn document(operation: &DocumentChangeOperation) -> Option<&TextDocumentEdit> {
    match operation {
        DocumentChangeOperation::Edit(edit) => Some(edit),
        DocumentChangeOperation::Op(_) => None,
    }
}

fn spare(
    dir: &Root,
    paths: &[&str],
    notes: &[String],
    is_same: impl Fn(usize, usize) -> bool,
    is_open: impl Fn(usize) -> bool,
) -> Result<Vec<usize>> {
    let all: Vec<&str> = notes.iter().map(String::as_str).collect();
    spare_names(dir, paths, &all, is_same, is_open).map_err(|error| refusal(error.to_string()))
}
