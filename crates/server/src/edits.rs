//! From a rename's changes to an edit of the workspace.

use std::collections::HashMap;

use linkwright_disk::absolute;
use linkwright_ide::rename::{Changes, Why};
use linkwright_text::{Edit, Text};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, RenameFile, RenameFileOptions, ResourceOp,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use crate::answer::{Material, refusal};
use crate::convert::{self, FileRef};

/// The edit that makes `changes`, in the forms that the client understands.
///
/// # Errors
/// If files move and the client cannot move them.
pub(crate) fn workspace_edit(changes: &Changes, material: &Material) -> Result<WorkspaceEdit> {
    let can = material.abilities;
    if !changes.moves.is_empty() && !can.rename_files {
        return Err(refusal(
            "the editor cannot move files as part of an edit; \
             run `linkwright rename` in a terminal instead",
        ));
    }
    let edited: Vec<(&FileRef, Vec<(TextEdit, Why)>)> = changes
        .edits
        .iter()
        .filter_map(|(file, edits)| {
            let text = Text::new(material.texts.of(*file));
            Some((material.file(*file)?, text_edits(edits, &text, material)))
        })
        .collect();
    if changes.moves.is_empty() && !can.document_changes {
        let plain = |(file, edits): (&FileRef, Vec<(TextEdit, Why)>)| {
            (file.uri.clone(), edits.into_iter().map(|(edit, _)| edit).collect())
        };
        let changes = edited.into_iter().map(plain).collect();
        return Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let annotate = can.change_annotations;
    let annotations = annotate.then(|| {
        let reasons = edited.iter().flat_map(|(_, edits)| edits).map(|(_, why)| *why);
        reasons.map(|why| (id(why).to_owned(), annotation(why))).collect::<HashMap<_, _>>()
    });
    let mut operations: Vec<DocumentChangeOperation> = edited
        .into_iter()
        .map(|(file, edits)| DocumentChangeOperation::Edit(document_edit(file, edits, annotate)))
        .collect();
    for (from, to) in &changes.moves {
        operations.push(DocumentChangeOperation::Op(rename_file(from, to, material)?));
    }
    Ok(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        change_annotations: annotations.filter(|annotations| !annotations.is_empty()),
        ..WorkspaceEdit::default()
    })
}

fn text_edits(edits: &[(Edit, Why)], text: &Text, material: &Material) -> Vec<(TextEdit, Why)> {
    let convert = |(edit, why): &(Edit, Why)| {
        let range = convert::range(text, edit.span, material.abilities.encoding);
        (TextEdit::new(range, edit.insert.clone()), *why)
    };
    edits.iter().map(convert).collect()
}

fn document_edit(file: &FileRef, edits: Vec<(TextEdit, Why)>, annotate: bool) -> TextDocumentEdit {
    let edits = edits.into_iter().map(|(text_edit, why)| {
        if annotate {
            let annotation_id = id(why).to_owned();
            OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id })
        } else {
            OneOf::Left(text_edit)
        }
    });
    let (uri, version) = (file.uri.clone(), file.version);
    TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.collect(),
    }
}

fn rename_file(from: &str, to: &str, material: &Material) -> Result<ResourceOp> {
    let no_file = || refusal("the note is no file yet; save it first");
    let uri = |path: &str| -> Option<Url> {
        Url::from_file_path(absolute(material.dir.as_ref()?, path).ok()?).ok()
    };
    // An open file is named as the client names it, so that it finds the buffer.
    let old_uri = match material.open_at(from) {
        Some(shown) => shown.clone(),
        None => uri(from).ok_or_else(no_file)?,
    };
    if old_uri.scheme() != "file" {
        return Err(no_file());
    }
    let new_uri = uri(to).ok_or_else(no_file)?;
    // On a disk that ignores case, the file would be in its own way.
    let only_case = from != to && from.to_lowercase() == to.to_lowercase();
    let options =
        only_case.then_some(RenameFileOptions { overwrite: Some(true), ignore_if_exists: None });
    Ok(ResourceOp::Rename(RenameFile { old_uri, new_uri, options, annotation_id: None }))
}

fn id(why: Why) -> &'static str {
    match why {
        Why::Link => "links",
        Why::Title => "title",
        Why::DisplayText => "display-text",
        Why::OldName => "old-name",
    }
}

fn annotation(why: Why) -> ChangeAnnotation {
    let label = match why {
        Why::Link => "Links to the note",
        Why::Title => "Title and alias",
        Why::DisplayText => "Display text of links",
        Why::OldName => "Old name as alias",
    };
    ChangeAnnotation { label: label.to_owned(), needs_confirmation: None, description: None }
}
