//! Hard links: a file with several names in a vault is edited under one of them.

use linkwright_disk::{Root, vault_path_as_spelled};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, DocumentChangeOperation, DocumentChanges, OneOf, TextDocumentEdit, TextEdit,
    Url, WorkspaceEdit,
};

use crate::answers::request_context::RequestContext;
use crate::refusals::refusal;

/// Returns `edits` with each file once, under the name that is open in the editor, if one is.
/// `equals` compares the edits of two files. Reads the disk, so it must not run on the vaults' thread.
///
/// # Errors
/// If two names of one file need different texts.
pub(crate) fn each_file_once<E>(
    edits: Vec<(FileId, E)>,
    equals: impl Fn(&E, &E) -> bool,
    context: &RequestContext,
) -> Result<Vec<(FileId, E)>> {
    let (Some(dir), false) = (&context.dir, context.notes.is_empty()) else { return Ok(edits) };
    let path = |(file, _): &(FileId, E)| context.file(*file).map_or("", |file| &*file.path);
    let open_text = |(file, _): &(FileId, E)| context.open_text(*file);
    // If both names are open, the two documents can have different texts.
    let is_same = |one: &(FileId, E), other: &(FileId, E)| {
        equals(&one.1, &other.1)
            && open_text(one).zip(open_text(other)).is_none_or(|(one, other)| one == other)
    };
    let notes: Vec<&str> = context.notes.iter().map(String::as_str).collect();
    linkwright_project::each_file_once(dir, &notes, edits, path, is_same, |edit| {
        open_text(edit).is_some()
    })
    .map_err(|error| refusal(error.to_string()))
}

/// The same as [`each_file_once`], for an edit that was merged from several. `notes` are the paths of
/// all notes of the vault in `dir`.
///
/// # Errors
/// The same as [`each_file_once`].
pub(crate) fn each_document_once(
    mut edit: WorkspaceEdit,
    dir: &Root,
    notes: &[String],
) -> Result<WorkspaceEdit> {
    let edited = edited(&edit);
    let path = |it: &DocumentEdits<'_>| vault_path_as_spelled(dir, &it.uri.to_file_path().ok()?);
    let paths: Vec<String> = edited.iter().map(|it| path(it).unwrap_or_default()).collect();
    let named: Vec<(&str, DocumentEdits<'_>)> =
        paths.iter().map(String::as_str).zip(edited).collect();
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let kept = linkwright_project::each_file_once(
        dir,
        &notes,
        named,
        |(path, _)| *path,
        |(_, one), (_, other)| one.edits == other.edits,
        |(_, it)| it.is_open,
    );
    let kept = kept.map_err(|error| refusal(error.to_string()))?;
    let kept: Vec<Url> = kept.into_iter().map(|(_, it)| it.uri.clone()).collect();
    if let Some(DocumentChanges::Operations(operations)) = &mut edit.document_changes {
        operations.retain(|it| document(it).is_none_or(|it| kept.contains(&it.text_document.uri)));
    }
    if let Some(changes) = &mut edit.changes {
        changes.retain(|uri, _| kept.contains(uri));
    }
    Ok(edit)
}

/// The edits of one document.
struct DocumentEdits<'e> {
    uri: &'e Url,
    is_open: bool,
    edits: Edits<'e>,
}

#[derive(PartialEq)]
enum Edits<'e> {
    Plain(&'e [TextEdit]),
    Annotated(&'e [OneOf<TextEdit, AnnotatedTextEdit>]),
}

fn edited<'e>(edit: &'e WorkspaceEdit) -> Vec<DocumentEdits<'e>> {
    let plain = |(uri, edits): (_, &'e Vec<TextEdit>)| DocumentEdits {
        uri,
        is_open: false,
        edits: Edits::Plain(edits),
    };
    let annotated = |it: &'e TextDocumentEdit| DocumentEdits {
        uri: &it.text_document.uri,
        is_open: it.text_document.version.is_some(),
        edits: Edits::Annotated(&it.edits),
    };
    let mut edited: Vec<DocumentEdits<'e>> = edit.changes.iter().flatten().map(plain).collect();
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
