//! Renames (`docs/semantics.md §7`) of the item at a position, and of files that the editor moves.

use std::collections::BTreeMap;

use linkwright_ide::rename::{Mover, RenamePlan};
use linkwright_ide::{Changes, Refusal, rename};
use linkwright_project::live::{FileResults, Needs, Planned, VaultId};
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    FileRename, MessageType, PrepareRenameResponse, RenameFilesParams, RenameParams,
    TextDocumentPositionParams, Url, WorkspaceEdit,
};

use crate::answers::modes::{Mode as _, Request, TextByText, serialized};
use crate::answers::request_context::RequestContext;
use crate::edits::free::{links_left, move_obstacle, occupied_reason};
use crate::edits::hard_links::each_file_once;
use crate::edits::{TextEdits, merged, text_edits, with_edits, workspace_edit};
use crate::refusals::refusal;
use crate::requests::place::NotePosition;
use crate::session::{LastRename, digest_after};
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::results::stash_result;
use crate::wire::serialized::SerializedResult;

/// `textDocument/prepareRename`
pub(crate) fn prepare(
    state: &mut State,
    at: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let renamable = rename::prepare(&place.open_vault.vault, place.note, &place.text, place.offset);
    let renamable = renamable.map_err(refused)?;
    let range = place.range(renamable.span);
    let placeholder = renamable.placeholder;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

/// `textDocument/rename`
pub(crate) async fn rename(vaults: &Handle, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
    let answer = |cannot_move: Option<String>| {
        let plan = move |state: &mut State, params: &RenameParams| {
            let at = &params.text_document_position;
            plan(state, at, &params.new_name, cannot_move.as_deref())
        };
        let handle = vaults.clone();
        let finish = move |parts, context: &RequestContext| finish(parts, context, &handle);
        let mode = TextByText(Needs::Whole, plan, edits_in, serialized(finish));
        mode.answer(vaults, params.clone())
    };
    let first: Result<Option<SerializedResult>> = answer(None).await;
    // If a file on disk has the new name, the note is not moved, but its title can change.
    match first.as_ref().err().and_then(occupied_reason) {
        Some(reason) => answer(Some(reason)).await.map(stash_result),
        None => first.map(stash_result),
    }
}

/// `textDocument/rename`, first half. `cannot_move` is the reason why the file cannot be moved; then
/// only the title of the note changes.
fn plan(
    state: &State,
    at: &TextDocumentPositionParams,
    new_name: &str,
    cannot_move: Option<&str>,
) -> Result<Option<Planned<RenamePlan>>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let vault = &place.open_vault.vault;
    let plan = match cannot_move {
        None => rename::plan(vault, place.note, &place.text, place.offset, new_name),
        Some(why) => {
            rename::plan_in_place(vault, place.note, &place.text, place.offset, new_name, why)
        }
    };
    plan.map(|plan| Some(to_planned(place.open_vault.id, plan))).map_err(refused)
}

/// The effects of a rename on one file.
struct EditedFile {
    edits: TextEdits,
    /// The digest of the text after the edits.
    digest: Option<u64>,
    message: Option<String>,
}

/// The edits of a rename in one text.
fn edits_in(
    plan: &RenamePlan,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> std::result::Result<EditedFile, Refusal> {
    let rename::FileEdits { edits, message } = plan.edits_in(file, text)?;
    Ok(EditedFile {
        digest: digest_after(text, &edits),
        edits: text_edits(&edits, text, counting),
        message,
    })
}

/// The plan of a rename, and its effects on each file.
type RenameParts = (RenamePlan, FileResults<std::result::Result<EditedFile, Refusal>>);

/// `textDocument/rename`, second half. Records the rename, and shows its messages to the user.
fn finish(parts: RenameParts, context: &RequestContext, vaults: &Handle) -> Result<WorkspaceEdit> {
    let affects_other_notes = !parts.0.is_local();
    let RenameResult { changes, edits, edited } = RenameResult::of(parts, context)?;
    let edit = with_edits(&changes, edits, context)?;
    let moves = changes.moves;
    let renamed = LastRename { vault_id: context.vault_id, moves, edited };
    record_and_show(renamed, changes.messages, vaults);
    if affects_other_notes {
        show_unread_notes(context, vaults);
    }
    Ok(edit)
}

/// A rename, put together from its parts.
struct RenameResult {
    /// The changes without the edits of texts.
    changes: Changes,
    edits: FileResults<TextEdits>,
    /// The path of each edited file, and the digest of its text after the edits.
    edited: Vec<(String, u64)>,
}

impl RenameResult {
    fn of((plan, parts): RenameParts, context: &RequestContext) -> Result<RenameResult> {
        let changes = plan.into_moves_and_messages();
        let mut result = RenameResult { changes, edits: Vec::new(), edited: Vec::new() };
        let mut edited = Vec::new();
        for (file, part) in parts {
            let EditedFile { edits, digest, message } = part.map_err(refused)?;
            result.changes.messages.extend(message);
            if !edits.is_empty() {
                edited.push((file, (edits, digest)));
            }
        }
        let is_same = |(one, _): &(TextEdits, _), (other, _): &(TextEdits, _)| one == other;
        for (file, (edits, digest)) in each_file_once(edited, is_same, context)? {
            let path = context.file(file).map(|file| file.path.clone());
            result.edited.extend(path.zip(digest));
            result.edits.push((file, edits));
        }
        Ok(result)
    }
}

/// Converts `changes` into an edit that the client will apply. Records the edit as the last rename, and
/// shows the messages of `changes` to the user.
pub(crate) fn edit_to_apply(
    changes: Changes,
    context: &RequestContext,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let edits = each_file_once(changes.edits, |one, other| one == other, context)?;
    let changes = Changes { edits, ..changes };
    let edit = workspace_edit(&changes, context)?;
    let has_moves = !changes.moves.is_empty();
    record_and_show(renamed(&changes, context), changes.messages, vaults);
    if has_moves {
        show_unread_notes(context, vaults);
    }
    Ok(edit)
}

/// The moves of `changes`, and the digests of the texts after its edits.
fn renamed(changes: &Changes, context: &RequestContext) -> LastRename {
    let edited = changes.edits.iter().filter_map(|(file, edits)| {
        let digest = digest_after(context.texts.of(*file), edits)?;
        Some((context.file(*file)?.path.clone(), digest))
    });
    LastRename {
        vault_id: context.vault_id,
        moves: changes.moves.clone(),
        edited: edited.collect(),
    }
}

fn record_and_show(renamed: LastRename, messages: Vec<String>, vaults: &Handle) {
    vaults.send(move |state| {
        for message in messages {
            state.session.show(MessageType::INFO, message);
        }
        state.session.last_rename = Some(renamed);
    });
}

/// Shows which notes could not be read, so that their links were not updated.
fn show_unread_notes(context: &RequestContext, vaults: &Handle) {
    if let Some(message) = context.unreadable_message.clone() {
        vaults.send(move |state| state.session.show(MessageType::WARNING, message));
    }
}

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
    if state.session.last_rename.as_ref().is_some_and(|renamed| renamed.is(id, vault, &moves)) {
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

fn to_planned(vault_id: VaultId, plan: RenamePlan) -> Planned<RenamePlan> {
    Planned::new(vault_id, plan.notes().to_vec(), plan.moved().to_vec(), plan)
}

/// The error for a refusal of a feature.
pub(crate) fn refused(Refusal(reason): Refusal) -> Error {
    refusal(reason)
}
