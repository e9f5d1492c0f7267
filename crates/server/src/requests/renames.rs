//! Renames of the item at a position (`docs/semantics.md §7`).

use linkwright_ide::rename::RenamePlan;
use linkwright_ide::{Changes, Refusal, rename};
use linkwright_project::live::{FileResults, Needs, Planned, VaultId};
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    MessageType, PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit,
};

use crate::answers::modes::{Mode as _, TextByText, serialized};
use crate::answers::request_context::RequestContext;
use crate::edits::free::occupied_reason;
use crate::edits::hard_links::each_file_once;
use crate::edits::{TextEdits, text_edits, with_edits, workspace_edit};
use crate::refusals::refused;
use crate::requests::place::NotePosition;
use crate::session::{EditedText, LastRename, edited_text};
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
pub(super) struct EditedFile {
    edits: TextEdits,
    /// The text after the edits.
    edited: Option<EditedText>,
    message: Option<String>,
}

/// The edits of a rename in one text.
pub(super) fn edits_in(
    plan: &RenamePlan,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> std::result::Result<EditedFile, Refusal> {
    let rename::FileEdits { edits, message } = plan.edits_in(file, text)?;
    Ok(EditedFile {
        edited: edited_text(text, &edits),
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
pub(super) struct RenameResult {
    /// The changes without the edits of texts.
    pub(super) changes: Changes,
    pub(super) edits: FileResults<TextEdits>,
    /// The path of each edited file, and its text after the edits.
    edited: Vec<(String, EditedText)>,
}

impl RenameResult {
    pub(super) fn of((plan, parts): RenameParts, context: &RequestContext) -> Result<RenameResult> {
        let changes = plan.into_moves_and_messages();
        let mut result = RenameResult { changes, edits: Vec::new(), edited: Vec::new() };
        let mut edited = Vec::new();
        for (file, part) in parts {
            let EditedFile { edits, edited: text, message } = part.map_err(refused)?;
            result.changes.messages.extend(message);
            if !edits.is_empty() {
                edited.push((file, (edits, text)));
            }
        }
        let is_same = |(one, _): &(TextEdits, _), (other, _): &(TextEdits, _)| one == other;
        for (file, (edits, text)) in each_file_once(edited, is_same, context)? {
            let path = context.file(file).map(|file| file.path.clone());
            result.edited.extend(path.zip(text));
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

/// The moves of `changes`, and the texts after its edits.
fn renamed(changes: &Changes, context: &RequestContext) -> LastRename {
    let edited = changes.edits.iter().filter_map(|(file, edits)| {
        let edited = edited_text(context.texts.of(*file), edits)?;
        Some((context.file(*file)?.path.clone(), edited))
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
pub(super) fn show_unread_notes(context: &RequestContext, vaults: &Handle) {
    if let Some(message) = context.unreadable_message.clone() {
        vaults.send(move |state| state.session.show(MessageType::WARNING, message));
    }
}

pub(super) fn to_planned(vault_id: VaultId, plan: RenamePlan) -> Planned<RenamePlan> {
    Planned::new(vault_id, plan.notes().to_vec(), plan.moved().to_vec(), plan)
}
