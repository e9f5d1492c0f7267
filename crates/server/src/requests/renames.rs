//! Renames (`docs/semantics.md §7`): of the thing at a place, and of files that an editor moves.

use std::collections::BTreeMap;

use linkwright_ide::rename::{self, Changes, Plan, Refusal};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    DocumentChanges, FileRename, MessageType, PrepareRenameResponse, TextDocumentPositionParams,
    Url, WorkspaceEdit,
};

use crate::convert;
use crate::edits::workspace_edit;
use crate::requests::answer::{Material, Planned, refusal};
use crate::requests::place::Place;
use crate::vaults::owner::Handle;
use crate::vaults::renamed::Renamed;
use crate::vaults::roots::RootId;
use crate::vaults::state::State;

/// `textDocument/prepareRename`
pub(crate) fn prepare(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(place) = Place::of(state, at)? else { return Ok(None) };
    let renamable = rename::prepare(&place.root.vault, place.note, &place.text, place.offset);
    let renamable = renamable.map_err(refused)?;
    let range = convert::range(&place.document.text, renamable.span, state.abilities.encoding);
    let placeholder = renamable.placeholder;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

/// `textDocument/rename`, first half.
pub(crate) fn plan(
    state: &State,
    at: &TextDocumentPositionParams,
    new_name: &str,
) -> Result<Option<Planned<Plan>>> {
    let Some(place) = Place::of(state, at)? else { return Ok(None) };
    let vault = &place.root.vault;
    let plan = rename::plan(vault, place.note, &place.text, place.offset, new_name);
    plan.map(|plan| Some(planned(place.root.id, plan))).map_err(refused)
}

/// `textDocument/rename`, second half. What is answered is remembered, and what the author should
/// know is shown.
pub(crate) fn finish(plan: Plan, material: &Material, vaults: &Handle) -> Result<WorkspaceEdit> {
    let changes = rename::finish(plan, &material.texts).map_err(refused)?;
    answered(changes, material, vaults)
}

/// The edit that makes `changes`, now that it is known to be carried out.
pub(crate) fn answered(
    changes: Changes,
    material: &Material,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let edit = workspace_edit(&changes, material)?;
    let renamed = Renamed::of(&changes, material);
    vaults.send(move |state| {
        for message in changes.messages {
            state.client.show(MessageType::INFO, message);
        }
        state.renamed = Some(renamed);
    });
    Ok(edit)
}

/// The moves of `workspace/willRenameFiles`, those of each vault by themselves, with a file of it.
/// What goes to another vault takes no links along; the author is told.
pub(crate) fn by_vault(state: &State, files: Vec<FileRename>) -> Vec<(Url, Vec<FileRename>)> {
    let mut by_vault: BTreeMap<RootId, (Url, Vec<FileRename>)> = BTreeMap::new();
    for file in files {
        let Some((root, from)) = state.place_of(&file.old_uri) else { continue };
        let stays = state.place_of(&file.new_uri).is_some_and(|(to, _)| to == root);
        if !stays {
            let message = format!("Links stay as they are: `{from}` leaves its vault");
            state.client.show(MessageType::WARNING, message);
        } else if let Ok(uri) = Url::parse(&file.old_uri) {
            by_vault.entry(root).or_insert_with(|| (uri, Vec::new())).1.push(file);
        }
    }
    by_vault.into_values().collect()
}

/// Both edits as one.
pub(crate) fn joined(
    one: Option<WorkspaceEdit>,
    other: Option<WorkspaceEdit>,
) -> Option<WorkspaceEdit> {
    let (mut one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    if let Some(changes) = other.changes {
        one.changes.get_or_insert_default().extend(changes);
    }
    if let Some(DocumentChanges::Operations(operations)) = other.document_changes {
        match &mut one.document_changes {
            Some(DocumentChanges::Operations(all)) => all.extend(operations),
            none => *none = Some(DocumentChanges::Operations(operations)),
        }
    }
    if let Some(annotations) = other.change_annotations {
        one.change_annotations.get_or_insert_default().extend(annotations);
    }
    Some(one)
}

/// `workspace/willRenameFiles` in one vault, first half. A refusal is shown, for the editor moves
/// the files whatever is answered.
pub(crate) fn plan_moves(state: &mut State, files: &[FileRename]) -> Option<Planned<Plan>> {
    let place = |uri: &str| state.place_of(uri);
    let moves =
        files.iter().filter_map(|file| Some((place(&file.old_uri)?, place(&file.new_uri)?)));
    let moves: Vec<(RootId, (String, String))> = moves
        .filter(|((root, _), (to, _))| root == to)
        .map(|((root, from), (_, to))| (root, (from, to)))
        .collect();
    let (id, _) = *moves.first()?;
    let moves: Vec<(String, String)> =
        moves.into_iter().filter(|(root, _)| *root == id).map(|(_, paths)| paths).collect();
    let vault = &state.root(id)?.vault;
    if state.renamed.as_ref().is_some_and(|renamed| renamed.is(id, vault, &moves)) {
        state.renamed = None;
        return None;
    }
    match rename::plan_moves(vault, &moves) {
        Ok(plan) => Some(planned(id, plan)),
        Err(Refusal(reason)) => {
            state.client.show(MessageType::WARNING, format!("Links stay as they are: {reason}"));
            None
        }
    }
}

/// `workspace/willRenameFiles`, second half.
pub(crate) fn finish_moves(plan: Plan, material: &Material) -> Result<WorkspaceEdit> {
    let mut changes = rename::finish(plan, &material.texts).map_err(refused)?;
    // The editor itself moves the files.
    changes.moves.clear();
    workspace_edit(&changes, material)
}

fn planned(root: RootId, plan: Plan) -> Planned<Plan> {
    Planned { root, texts: plan.notes().to_vec(), files: Vec::new(), plan }
}

pub(crate) fn refused(Refusal(reason): Refusal) -> Error {
    refusal(reason)
}
