//! Converting the changes of a rename or an action to a workspace edit.

pub(crate) mod free;
pub(crate) mod hard_links;

use std::collections::HashMap;

use linkwright_disk::absolute_path;
use linkwright_ide::{Changes, EditReason};
use linkwright_text::{ColumnCounting, Edit, Positions};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CreateFile, CreateFileOptions, DeleteFile,
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    Range, RenameFile, RenameFileOptions, ResourceOp, TextDocumentEdit, TextEdit, Url,
    WorkspaceEdit,
};

use crate::answers::request_context::FileRef;
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::edits::free::{is_same_file, require_free};
use crate::refusals::refusal;

/// The edits of one file, each with its reason.
pub(crate) type TextEdits = Vec<(TextEdit, EditReason)>;

/// Converts `changes` to an edit in a form that the client supports.
///
/// # Errors
/// If the client cannot move, create or remove files as `changes` needs, or a new path is occupied.
pub(crate) fn workspace_edit(changes: &Changes, context: &RequestContext) -> Result<WorkspaceEdit> {
    let convert = |(file, edits): &(FileId, Vec<(Edit, EditReason)>)| {
        (*file, text_edits(edits, context.texts.of(*file), context.counting(*file)))
    };
    with_edits(changes, changes.edits.iter().map(convert), context)
}

/// The same as [`workspace_edit`], with the edits of texts already converted.
///
/// # Errors
/// The same as [`workspace_edit`].
pub(crate) fn with_edits(
    changes: &Changes,
    edits: impl IntoIterator<Item = (FileId, TextEdits)>,
    context: &RequestContext,
) -> Result<WorkspaceEdit> {
    let client = context.client_capabilities;
    if !changes.moves.is_empty() && !client.rename_files {
        return Err(refusal(
            "the editor cannot move files as part of an edit; \
             run `linkwright rename` in a terminal instead",
        ));
    }
    if !changes.creates.is_empty() && !client.create_files {
        return Err(refusal("the editor cannot create files as part of an edit"));
    }
    require_free(changes, context)?;
    let named = |(file, edits)| Some((context.file(file)?, edits));
    let mut edited: Vec<(&FileRef, TextEdits)> = edits.into_iter().filter_map(named).collect();
    // Files are numbered in the order of reading, which varies. An editor shows them in this order.
    edited.sort_unstable_by(|(one, _), (other, _)| one.path.cmp(&other.path));
    if !changes.deletes.is_empty() && !client.delete_files {
        return Err(refusal("the editor cannot remove files as part of an edit"));
    }
    let files = [changes.moves.len(), changes.creates.len(), changes.deletes.len()];
    if files == [0; 3] && !client.document_changes {
        let plain = |(file, edits): (&FileRef, TextEdits)| {
            (file.uri.clone(), edits.into_iter().map(|(edit, _)| edit).collect())
        };
        let changes = edited.into_iter().map(plain).collect();
        return Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let annotate = client.change_annotations;
    let annotations = annotate.then(|| {
        let reasons = edited.iter().flat_map(|(_, edits)| edits).map(|(_, why)| *why);
        let reasons = reasons.filter_map(reason);
        reasons.map(|(id, label)| (id.to_owned(), annotation(label))).collect::<HashMap<_, _>>()
    });
    let mut operations: Vec<DocumentChangeOperation> = Vec::new();
    for (path, text) in &changes.creates {
        operations.extend(new_file(path, text, context)?);
    }
    operations.extend(
        edited.into_iter().map(|(file, edits)| {
            DocumentChangeOperation::Edit(document_edit(file, edits, annotate))
        }),
    );
    for (from, to) in &changes.moves {
        operations.push(DocumentChangeOperation::Op(rename_file(from, to, context)?));
    }
    for path in &changes.deletes {
        let uri = context.open_at(path).cloned().map_or_else(|| uri(path, context), Ok)?;
        let delete = ResourceOp::Delete(DeleteFile { uri, options: None });
        operations.push(DocumentChangeOperation::Op(delete));
    }
    Ok(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        change_annotations: annotations.filter(|annotations| !annotations.is_empty()),
        ..WorkspaceEdit::default()
    })
}

/// Merges `edits` into one, in their order. `None` if they change nothing.
pub(crate) fn merged(edits: impl IntoIterator<Item = WorkspaceEdit>) -> Option<WorkspaceEdit> {
    let mut all = WorkspaceEdit::default();
    let mut operations: Vec<DocumentChangeOperation> = Vec::new();
    for edit in edits {
        if let Some(changes) = edit.changes.filter(|changes| !changes.is_empty()) {
            all.changes.get_or_insert_default().extend(changes);
        }
        if let Some(DocumentChanges::Operations(more)) = edit.document_changes {
            operations.extend(more);
        }
        if let Some(annotations) = edit.change_annotations {
            all.change_annotations.get_or_insert_default().extend(annotations);
        }
    }
    if !operations.is_empty() {
        all.document_changes = Some(DocumentChanges::Operations(operations));
    }
    (all.changes.is_some() || all.document_changes.is_some()).then_some(all)
}

/// Sorts the edits of `edit` by their documents.
pub(crate) fn sort_by_document(edit: &mut WorkspaceEdit) {
    if let Some(DocumentChanges::Operations(operations)) = &mut edit.document_changes {
        operations.sort_by_cached_key(|operation| match operation {
            DocumentChangeOperation::Edit(edit) => edit.text_document.uri.to_string(),
            DocumentChangeOperation::Op(_) => String::new(),
        });
    }
}

/// Converts the sorted `edits` of `text` to positions as the client counts them.
pub(crate) fn text_edits(
    edits: &[(Edit, EditReason)],
    text: &str,
    counting: ColumnCounting,
) -> TextEdits {
    let mut positions = Positions::new(text, counting);
    let convert = |(edit, why): &(Edit, EditReason)| {
        let range = convert::range_with(&mut positions, edit.span);
        (TextEdit::new(range, edit.insert.clone()), *why)
    };
    edits.iter().map(convert).collect()
}

fn document_edit(file: &FileRef, edits: TextEdits, annotate: bool) -> TextDocumentEdit {
    let edits = edits.into_iter().map(|(text_edit, why)| match reason(why).filter(|_| annotate) {
        Some((id, _)) => {
            let annotation_id = id.to_owned();
            OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id })
        }
        None => OneOf::Left(text_edit),
    });
    let (uri, version) = (file.uri.clone(), file.version);
    TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.collect(),
    }
}

/// The operations that create the file `path` and insert `text` into it. If a file appears there
/// before the client applies them, that file is kept. The text is then inserted at its start in the
/// editor's buffer, where the user sees it and can undo it.
fn new_file(
    path: &str,
    text: &str,
    context: &RequestContext,
) -> Result<impl Iterator<Item = DocumentChangeOperation>> {
    let uri = uri(path, context)?;
    // Without `ignoreIfExists`, some clients empty an existing file. With `overwrite: false`, VS Code
    // disregards `ignoreIfExists`.
    let options = Some(CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) });
    let created = CreateFile { uri: uri.clone(), options, annotation_id: None };
    let created = DocumentChangeOperation::Op(ResourceOp::Create(created));
    // Neovim does not create a file here. It creates a buffer, and only for an edit. A new buffer
    // already has one line with its line end.
    let neovim = context.client_capabilities.creates_only_buffers;
    let text = if neovim { text.strip_suffix('\n').unwrap_or(text) } else { text };
    let written = (neovim || !text.is_empty()).then(|| {
        let text_edit = TextEdit::new(Range::default(), text.to_owned());
        DocumentChangeOperation::Edit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
            edits: vec![OneOf::Left(text_edit)],
        })
    });
    Ok(std::iter::once(created).chain(written))
}

fn rename_file(from: &str, to: &str, context: &RequestContext) -> Result<ResourceOp> {
    // For an open file, use the URI of the client, so that it finds the buffer.
    let old_uri = match context.open_at(from) {
        Some(open) => open.clone(),
        None => uri(from, context)?,
    };
    if old_uri.scheme() != "file" {
        return Err(not_saved(context));
    }
    let new_uri = uri(to, context)?;
    // On a case-insensitive disk, the new path can be the file itself.
    let is_itself = is_same_file(from, to, context)?;
    // If another file appears there before the client moves this one, the move must not happen. Some
    // clients refuse it with a message; `ignoreIfExists` would only suppress that message.
    let ignore_if_exists =
        (!is_itself && !context.client_capabilities.refuses_to_overwrite).then_some(true);
    let options = RenameFileOptions { overwrite: is_itself.then_some(true), ignore_if_exists };
    let options = Some(options).filter(|_| is_itself || ignore_if_exists.is_some());
    Ok(ResourceOp::Rename(RenameFile { old_uri, new_uri, options, annotation_id: None }))
}

/// The URI of the file at the vault path `path`.
fn uri(path: &str, context: &RequestContext) -> Result<Url> {
    let place = context.dir.as_ref().and_then(|dir| absolute_path(dir, path).ok());
    place.and_then(|place| Url::from_file_path(place).ok()).ok_or_else(|| not_saved(context))
}

/// The error for a note that is not a file in a vault.
fn not_saved(context: &RequestContext) -> Error {
    refusal(match context.dir {
        Some(_) => "the note is not saved as a file; save it first",
        None => "the note is not in a vault; open its folder in the editor first",
    })
}

/// The id and the label under which an editor groups the edits with this reason. `None` for edits
/// that the user requested directly.
fn reason(why: EditReason) -> Option<(&'static str, &'static str)> {
    match why {
        EditReason::Link => Some(("links", "Links to the note")),
        EditReason::Title => Some(("title", "Title and alias")),
        EditReason::DisplayText => Some(("display-text", "Display text of links")),
        EditReason::OldName => Some(("old-name", "Old name as alias")),
        EditReason::Requested => None,
    }
}

fn annotation(label: &str) -> ChangeAnnotation {
    ChangeAnnotation { label: label.to_owned(), needs_confirmation: None, description: None }
}
