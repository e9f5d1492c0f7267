//! `workspace/willRenameFiles`: updates the links to files that the editor moves
//! (`docs/semantics.md §7`).

use std::collections::BTreeMap;

use linkwright_ide::Refusal;
use linkwright_ide::rename::{self, Mover, RenamePlan};
use linkwright_project::live::{FileResults, Needs, Planned, VaultId};
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{FileRename, MessageType, RenameFilesParams, Url, WorkspaceEdit};

use super::renames::{EditedFile, RenameResult, edits_in, show_unread_notes, to_planned};
use crate::answers::modes::{Request, TextByText};
use crate::answers::request_context::RequestContext;
use crate::edits::free::{links_left, move_obstacle};
use crate::edits::{merged, with_edits};
use crate::refusals::refusal;
use crate::session::LastRename;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// `workspace/willRenameFiles`
pub(crate) async fn will_rename_files(
    vaults: &Handle,
    params: RenameFilesParams,
) -> Result<Option<WorkspaceEdit>> {
    let handle = vaults.clone();
    let plan_by_vault = move |state: &mut State| {
        let by_vault = by_vault(state, params.files);
        let plan_one = |(uri, files): (Url, Vec<FileRename>)| {
            let plan = move |state: &mut State, _: &Url| Ok(plan_moves(state, &files));
            let handle = handle.clone();
            let finish =
                move |parts, context: &RequestContext| finish_moves(parts, context, &handle);
            let mode = TextByText(Needs::Whole, plan, edits_of_moves, finish);
            state.answer(uri.clone(), Request { params: uri, mode })
        };
        by_vault.into_iter().map(plan_one).collect::<Vec<_>>()
    };
    let mut edits = Vec::new();
    for answer in vaults.run(plan_by_vault).await? {
        let of_vault = answer.await.inspect_err(|error| show_links_not_updated(error, vaults))?;
        edits.extend(of_vault);
    }
    Ok(merged(edits))
}

/// Groups the moves of `workspace/willRenameFiles` by vault, each group with the URI of a file in the
/// vault. Links are not updated when a file moves to another vault; a message says so.
fn by_vault(state: &State, files: Vec<FileRename>) -> Vec<(Url, Vec<FileRename>)> {
    let mut by_vault: BTreeMap<VaultId, (Url, Vec<FileRename>)> = BTreeMap::new();
    for file in files {
        let Some((vault_id, from)) = state.entry_at(&file.old_uri) else { continue };
        let stays_in_vault = state.entry_at(&file.new_uri).is_some_and(|(to, _)| to == vault_id);
        if !stays_in_vault {
            let message = format!("Links not updated: `{from}` moves out of its vault");
            state.session.show(MessageType::WARNING, message);
        } else if let Ok(uri) = Url::parse(&file.old_uri) {
            by_vault.entry(vault_id).or_insert_with(|| (uri, Vec::new())).1.push(file);
        }
    }
    by_vault.into_values().collect()
}

/// `workspace/willRenameFiles` in one vault, first half. A refusal is shown as a message, because the
/// editor moves the files anyway.
fn plan_moves(state: &mut State, files: &[FileRename]) -> Option<Planned<EditorMoves>> {
    let place = |uri: &str| state.entry_at(uri);
    let moves =
        files.iter().filter_map(|file| Some((place(&file.old_uri)?, place(&file.new_uri)?)));
    let moves: Vec<(VaultId, (String, String))> = moves
        .filter(|((vault_id, _), (to, _))| vault_id == to)
        .map(|((vault_id, from), (_, to))| (vault_id, (from, to)))
        .collect();
    let (id, _) = *moves.first()?;
    let moves: Vec<(String, String)> =
        moves.into_iter().filter(|(vault_id, _)| *vault_id == id).map(|(_, paths)| paths).collect();
    let vault = &state.vaults.get(id)?.vault;
    let is_own = |renamed: &LastRename| renamed.is((id, vault), &moves, &state.documents);
    if state.session.last_rename.as_ref().is_some_and(is_own) {
        state.session.last_rename = None;
        return None;
    }
    match rename::plan_moves(vault, &moves, Mover::Editor) {
        Ok(plan) => {
            let Planned { vault_id, plan, texts, files, .. } = to_planned(id, plan);
            Some(Planned::new(vault_id, texts, files, EditorMoves { plan, moves }))
        }
        Err(Refusal(reason)) => {
            state.session.show(MessageType::WARNING, format!("Links not updated: {reason}"));
            None
        }
    }
}

/// Moves by the editor, and the rename that follows from them.
struct EditorMoves {
    plan: RenamePlan,
    /// The paths of the files and folders before and after.
    moves: Vec<(String, String)>,
}

/// The same as [`edits_in`], for moves by the editor.
fn edits_of_moves(
    moves: &EditorMoves,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> std::result::Result<EditedFile, Refusal> {
    edits_in(&moves.plan, file, text, counting)
}

/// `workspace/willRenameFiles`, second half. Messages of the rename are shown to the user.
///
/// # Errors
/// If a file or folder on disk has the new path, even if the index does not contain it.
fn finish_moves(
    (EditorMoves { plan, moves }, parts): (
        EditorMoves,
        FileResults<std::result::Result<EditedFile, Refusal>>,
    ),
    context: &RequestContext,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let RenameResult { mut changes, edits, .. } = RenameResult::of((plan, parts), context)?;
    if let Some(reason) = move_obstacle(&moves, context) {
        return Err(refusal(reason));
    }
    let mut messages = std::mem::take(&mut changes.messages);
    messages.extend(links_left(&moves, context));
    vaults.send(move |state| {
        for message in messages {
            state.session.show(MessageType::WARNING, message);
        }
    });
    show_unread_notes(context, vaults);
    // The editor itself moves the files.
    changes.moves.clear();
    with_edits(&changes, edits, context)
}

/// Shows a message that links were not updated, because the editor moves the files anyway.
fn show_links_not_updated(error: &Error, vaults: &Handle) {
    let why = match error.code == ErrorCode::ContentModified {
        true => "files changed while the edits were computed".to_owned(),
        false => error.message.to_string(),
    };
    vaults.send(move |state| {
        state.session.show(MessageType::WARNING, format!("Links not updated: {why}"));
    });
}
