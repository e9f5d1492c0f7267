//! Renames (`docs/semantics.md §7`): of the thing at a place, and of files that an editor moves.

use std::collections::BTreeMap;

use linkwright_ide::rename::{Mover, RenamePlan};
use linkwright_ide::{Changes, Refusal, rename};
use linkwright_project::live::VaultId;
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    FileRename, MessageType, PrepareRenameResponse, TextDocumentPositionParams, Url, WorkspaceEdit,
};

use crate::answers::material::{Made, Material, Planned};
use crate::edits::free::{in_the_way, links_left};
use crate::edits::hard_links::each_file_once;
use crate::edits::{TextEdits, text_edits, with_edits, workspace_edit};
use crate::refusals::refusal;
use crate::requests::place::NotePosition;
use crate::vaults::owner::Handle;
use crate::vaults::renamed::{Renamed, digest_after};
use crate::vaults::state::State;

/// `textDocument/prepareRename`
pub(crate) fn prepare(
    state: &State,
    at: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let renamable = rename::prepare(&place.root.vault, place.note, &place.text, place.offset);
    let renamable = renamable.map_err(refused)?;
    let range = place.range(renamable.span);
    let placeholder = renamable.placeholder;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

/// `textDocument/rename`, first half; `stays` is the reason why the file cannot be moved, if it is
/// known.
pub(crate) fn plan(
    state: &State,
    at: &TextDocumentPositionParams,
    new_name: &str,
    stays: Option<&str>,
) -> Result<Option<Planned<RenamePlan>>> {
    let Some(place) = NotePosition::of(state, at)? else { return Ok(None) };
    let vault = &place.root.vault;
    let plan = match stays {
        None => rename::plan(vault, place.note, &place.text, place.offset, new_name),
        Some(why) => {
            rename::plan_in_place(vault, place.note, &place.text, place.offset, new_name, why)
        }
    };
    plan.map(|plan| Some(planned(place.root.id, plan))).map_err(refused)
}

/// What a rename does in one file.
pub(crate) struct Edited {
    edits: TextEdits,
    /// Of the text afterwards.
    digest: Option<u64>,
    message: Option<String>,
}

/// Any rename, of each text.
pub(crate) fn edits_in(
    plan: &RenamePlan,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> std::result::Result<Edited, Refusal> {
    let rename::FileEdits { edits, message } = plan.edits_in(file, text)?;
    Ok(Edited {
        digest: digest_after(text, &edits),
        edits: text_edits(&edits, text, counting),
        message,
    })
}

/// The parts of a rename's answer.
pub(crate) type Parts = (RenamePlan, Made<std::result::Result<Edited, Refusal>>);

/// `textDocument/rename`, second half. What is answered is remembered, and what the author should
/// know is shown.
pub(crate) fn finish(parts: Parts, material: &Material, vaults: &Handle) -> Result<WorkspaceEdit> {
    let concerns_others = !parts.0.is_local();
    let Whole { changes, edits, edited } = Whole::of(parts, material)?;
    let edit = with_edits(&changes, edits, material)?;
    let moves = changes.moves;
    carried_out(Renamed { root: material.root, moves, edited }, changes.messages, vaults);
    if concerns_others {
        tell_unread(material, vaults);
    }
    Ok(edit)
}

/// A rename made of its parts.
struct Whole {
    /// Without the edits of texts.
    changes: Changes,
    edits: Made<TextEdits>,
    /// The digests of the edited files' texts, edited.
    edited: Vec<(String, u64)>,
}

impl Whole {
    fn of((plan, parts): Parts, material: &Material) -> Result<Whole> {
        let changes = plan.into_moves_and_messages();
        let mut whole = Whole { changes, edits: Vec::new(), edited: Vec::new() };
        let mut edited = Vec::new();
        for (file, part) in parts {
            let Edited { edits, digest, message } = part.map_err(refused)?;
            whole.changes.messages.extend(message);
            if !edits.is_empty() {
                edited.push((file, (edits, digest)));
            }
        }
        let is_same = |(one, _): &(TextEdits, _), (other, _): &(TextEdits, _)| one == other;
        for (file, (edits, digest)) in each_file_once(edited, is_same, material)? {
            let path = material.file(file).map(|file| file.path.clone());
            whole.edited.extend(path.zip(digest));
            whole.edits.push((file, edits));
        }
        Ok(whole)
    }
}

/// The edit that makes `changes`, now that it is known to be carried out.
pub(crate) fn answered(
    changes: Changes,
    material: &Material,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let edits = each_file_once(changes.edits, |one, other| one == other, material)?;
    let changes = Changes { edits, ..changes };
    let edit = workspace_edit(&changes, material)?;
    let moves = !changes.moves.is_empty();
    carried_out(renamed(&changes, material), changes.messages, vaults);
    if moves {
        tell_unread(material, vaults);
    }
    Ok(edit)
}

/// What `changes`, made from `material`, will look like.
fn renamed(changes: &Changes, material: &Material) -> Renamed {
    let edited = changes.edits.iter().filter_map(|(file, edits)| {
        let digest = digest_after(material.texts.of(*file), edits)?;
        Some((material.file(*file)?.path.clone(), digest))
    });
    Renamed { root: material.root, moves: changes.moves.clone(), edited: edited.collect() }
}

fn carried_out(renamed: Renamed, messages: Vec<String>, vaults: &Handle) {
    vaults.send(move |state| {
        for message in messages {
            state.client.show(MessageType::INFO, message);
        }
        state.renamed = Some(renamed);
    });
}

/// Shows which notes could not be read, so that links in them are left as they are.
fn tell_unread(material: &Material, vaults: &Handle) {
    if let Some(message) = material.left_behind.clone() {
        vaults.send(move |state| state.client.show(MessageType::WARNING, message));
    }
}

/// The moves of `workspace/willRenameFiles`, those of each vault by themselves, with a file of it.
/// What goes to another vault takes no links along; the author is told.
pub(crate) fn by_vault(state: &State, files: Vec<FileRename>) -> Vec<(Url, Vec<FileRename>)> {
    let mut by_vault: BTreeMap<VaultId, (Url, Vec<FileRename>)> = BTreeMap::new();
    for file in files {
        let Some((root, from)) = state.entry_at(&file.old_uri) else { continue };
        let stays = state.entry_at(&file.new_uri).is_some_and(|(to, _)| to == root);
        if !stays {
            let message = format!("Links stay as they are: `{from}` leaves its vault");
            state.client.show(MessageType::WARNING, message);
        } else if let Ok(uri) = Url::parse(&file.old_uri) {
            by_vault.entry(root).or_insert_with(|| (uri, Vec::new())).1.push(file);
        }
    }
    by_vault.into_values().collect()
}

/// `workspace/willRenameFiles` in one vault, first half. A refusal is shown, for the editor moves
/// the files whatever is answered.
pub(crate) fn plan_moves(state: &mut State, files: &[FileRename]) -> Option<Planned<Moves>> {
    let place = |uri: &str| state.entry_at(uri);
    let moves =
        files.iter().filter_map(|file| Some((place(&file.old_uri)?, place(&file.new_uri)?)));
    let moves: Vec<(VaultId, (String, String))> = moves
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
    match rename::plan_moves(vault, &moves, Mover::Editor) {
        Ok(plan) => {
            let Planned { root, plan, texts, files } = planned(id, plan);
            Some(Planned { root, plan: Moves { plan, moves }, texts, files })
        }
        Err(Refusal(reason)) => {
            state.client.show(MessageType::WARNING, format!("Links stay as they are: {reason}"));
            None
        }
    }
}

/// What follows from moves that the editor makes.
pub(crate) struct Moves {
    plan: RenamePlan,
    /// The paths of the files and folders, before and after.
    moves: Vec<(String, String)>,
}

/// As [`edits_in`].
pub(crate) fn edits_of_moves(
    moves: &Moves,
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> std::result::Result<Edited, Refusal> {
    edits_in(&moves.plan, file, text, counting)
}

/// `workspace/willRenameFiles`, second half. What the user should know is shown.
///
/// # Errors
/// If something lies where a file is to go, whatever the index knows.
pub(crate) fn finish_moves(
    (Moves { plan, moves }, parts): (Moves, Made<std::result::Result<Edited, Refusal>>),
    material: &Material,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let Whole { mut changes, edits, .. } = Whole::of((plan, parts), material)?;
    if let Some(reason) = in_the_way(&moves, material) {
        return Err(refusal(reason));
    }
    let mut messages = std::mem::take(&mut changes.messages);
    messages.extend(links_left(&moves, material));
    vaults.send(move |state| {
        for message in messages {
            state.client.show(MessageType::WARNING, message);
        }
    });
    tell_unread(material, vaults);
    // The editor itself moves the files.
    changes.moves.clear();
    with_edits(&changes, edits, material)
}

/// Shows that a move takes no links along, since the editor moves the files whatever is answered.
pub(crate) fn links_stay(error: &Error, vaults: &Handle) {
    let why = match error.code == ErrorCode::ContentModified {
        true => "files changed while the move was worked out".to_owned(),
        false => error.message.to_string(),
    };
    vaults.send(move |state| {
        state.client.show(MessageType::WARNING, format!("Links not updated: {why}"));
    });
}

fn planned(root: VaultId, plan: RenamePlan) -> Planned<RenamePlan> {
    Planned { root, texts: plan.notes().to_vec(), files: plan.moved().to_vec(), plan }
}

pub(crate) fn refused(Refusal(reason): Refusal) -> Error {
    refusal(reason)
}
