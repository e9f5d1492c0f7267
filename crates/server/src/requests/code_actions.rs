//! Code actions: those available at a range, and the edit of the one that the user chooses.
//!
//! An action that changes only the note itself is sent with its edit. The edit of any other action is
//! computed when the user chooses it, if the client supports that, or else at once.

use linkwright_ide::Refusal;
use linkwright_ide::actions::{self, Action, ActionKind, ActionPlan, Operation};
use linkwright_ide::diagnostics::DiagnosticCode;
use linkwright_ide::text_move::{Destination, Leftover};
use linkwright_project::live::{Needs, Planned, TextId, VaultOwner as _};
use linkwright_text::Span;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeActionTriggerKind, Command, NumberOrString, Range,
    TextDocumentIdentifier, TextDocumentPositionParams, Url, WorkspaceEdit,
};

use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::edits::workspace_edit;
use crate::refusals::refused;
use crate::requests::commands::LINK_MENTIONS;
use crate::requests::place::NotePosition;
use crate::requests::renames::edit_to_apply;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// The kind of the action that applies all safe fixes of a note.
const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.linkwright");

/// The kinds of code actions that the server offers.
pub(crate) const KINDS: [CodeActionKind; 5] = [
    CodeActionKind::QUICKFIX,
    CodeActionKind::REFACTOR_EXTRACT,
    CodeActionKind::REFACTOR_INLINE,
    CodeActionKind::REFACTOR_REWRITE,
    FIX_ALL,
];

/// A code action, with its plan if it is sent with its edit.
pub(crate) type OfferedAction = (CodeAction, Option<ActionPlan>);

/// The `data` of a code action, by which it is found again when the user chooses it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ChosenAction {
    /// The document that the action was offered in.
    uri: Url,
    /// The text that the action was offered for.
    text: Option<TextId>,
    range: Range,
    title: String,
}

impl ChosenAction {
    /// Reads the `data` of the action that the client sends back.
    fn of(action: &CodeAction) -> Option<ChosenAction> {
        serde_json::from_value(action.data.clone()?).ok()
    }
}

/// `textDocument/codeAction`, first half: the actions, with the plans of those that are sent with
/// their edits.
pub(crate) fn plan(
    state: &mut State,
    params: &CodeActionParams,
) -> Result<Option<Planned<Vec<OfferedAction>>>> {
    let (uri, only) = (&params.text_document.uri, params.context.only.as_deref());
    let fix_all = fix_all(state, params);
    let Some((place, span)) = place_of(state, uri, params.range)? else { return Ok(None) };
    // Editors that fix a note when they save it request nothing else.
    let are_others_requested =
        KINDS.iter().any(|kind| *kind != FIX_ALL && is_requested(kind, only));
    let mut found = if are_others_requested { actions_at(&place, span) } else { Vec::new() };
    found.extend(fix_all);
    // No light bulb for a problem that is not reported yet.
    if params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC)
        && let Some(item) = state.diagnostics.typed_item(place.document)
    {
        let is_typed = |(code, span)| item.has_problem(code, span);
        found.retain(|action| !action.fixes.is_some_and(is_typed));
    }
    let client = state.session.capabilities();
    let (mut texts, mut files) = (Vec::new(), Vec::new());
    let (mut offered, mut needs_whole) = (Vec::new(), false);
    for action in found {
        let kind = kind(action.kind);
        if !is_requested(&kind, only) {
            continue;
        }
        let unsupported = action.refusal.clone().or_else(|| match &action.operation {
            operation if creates_file(operation) && !client.create_files => {
                Some(Refusal("the editor cannot create files as part of an edit".to_owned()))
            }
            Operation::RenameFile { .. } if !client.rename_files => {
                Some(Refusal("the editor cannot move files as part of an edit".to_owned()))
            }
            operation if deletes_file(operation) && !client.delete_files => {
                Some(Refusal("the editor cannot delete files as part of an edit".to_owned()))
            }
            Operation::LinkMentions if !client.apply_edit => {
                Some(Refusal("the editor does not support `workspace/applyEdit`".to_owned()))
            }
            _ => None,
        });
        let mut code_action = CodeAction {
            title: action.title.clone(),
            kind: Some(kind),
            diagnostics: fixed_diagnostics(&action, params, &place),
            is_preferred: Some(true).filter(|_| action.is_preferred),
            ..CodeAction::default()
        };
        let later = client.resolve_actions && !matches!(action.operation, Operation::Edit(_));
        let plan = match unsupported {
            Some(reason) => Err(reason),
            None if action.operation == Operation::LinkMentions => {
                code_action.command = Some(Command {
                    title: action.title,
                    command: LINK_MENTIONS.to_owned(),
                    arguments: Some(vec![json!({"uri": params.text_document.uri})]),
                });
                Ok(None)
            }
            None if later => {
                let chosen = ChosenAction {
                    uri: params.text_document.uri.clone(),
                    text: state.text_id(&params.text_document.uri),
                    range: params.range,
                    title: action.title,
                };
                code_action.data = serde_json::to_value(chosen).ok();
                Ok(None)
            }
            None => {
                needs_whole |= follows_links(&action.operation);
                actions::plan(&place.open_vault.vault, place.note, action.operation).map(Some)
            }
        };
        match plan {
            Ok(plan) => {
                texts.extend(plan.iter().flat_map(ActionPlan::notes));
                files.extend(plan.iter().flat_map(ActionPlan::moved));
                offered.push((code_action, plan));
            }
            Err(Refusal(reason)) if client.disabled_actions => {
                code_action.disabled = Some(CodeActionDisabled { reason });
                offered.push((code_action, None));
            }
            Err(_) => {}
        }
    }
    let planned = Planned::new(place.open_vault.id, texts, files, offered);
    Ok(Some(Planned { needs_whole, ..planned }))
}

/// The action that applies all safe fixes of the document, as `linkwright check --fix` does. It is made
/// only on request, because the whole note is diagnosed.
fn fix_all(state: &mut State, params: &CodeActionParams) -> Option<Action> {
    let only = params.context.only.as_deref()?;
    let names_sources = only.iter().any(|kind| kind.as_str().starts_with("source"));
    if !names_sources || !is_requested(&FIX_ALL, Some(only)) {
        return None;
    }
    let (document, vault, note) = state.note(&params.text_document.uri)?;
    let (id, text) = (vault.id, String::from(&*document.text));
    let path = vault.vault.file(note).path.to_string();
    let vault = state.vaults.get_mut(id).filter(|vault| vault.is_fully_loaded())?;
    vault.try_texts(&path, |index| actions::fix_all(index, note, &text))
}

fn creates_file(operation: &Operation) -> bool {
    match operation {
        Operation::CreateNote { .. } => true,
        Operation::MoveText(text_move) => matches!(text_move.to, Destination::NewNote(_)),
        _ => false,
    }
}

fn deletes_file(operation: &Operation) -> bool {
    matches!(operation, Operation::MoveText(text_move) if text_move.leaves == Leftover::NoNote)
}

/// Whether the edit of an action depends on the links of the whole vault.
fn follows_links(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::RenameFile { .. } | Operation::ChangeTitle { .. } | Operation::MoveText(_)
    )
}

/// `textDocument/codeAction`, second half. An action whose edit is refused is disabled, or left out.
pub(crate) fn finish(
    offered: Vec<OfferedAction>,
    context: &RequestContext,
) -> Result<CodeActionResponse> {
    let with_edit = |(mut action, plan): OfferedAction| {
        if let Some(plan) = plan {
            let changes = actions::finish(plan, &context.texts).ok()?;
            match workspace_edit(&changes, context) {
                Ok(edit) => action.edit = Some(edit),
                Err(error) if context.client_capabilities.disabled_actions => {
                    action.disabled =
                        Some(CodeActionDisabled { reason: error.message.into_owned() });
                }
                Err(_) => return None,
            }
        }
        Some(CodeActionOrCommand::CodeAction(action))
    };
    Ok(offered.into_iter().filter_map(with_edit).collect())
}

/// `codeAction/resolve`: adds the edit of the chosen action.
pub(crate) async fn resolve(vaults: &Handle, mut action: CodeAction) -> Result<CodeAction> {
    let Some(chosen) = ChosenAction::of(&action) else { return Ok(action) };
    let (uri, handle) = (chosen.uri.clone(), vaults.clone());
    let plan = move |state: &mut State, _: &Url| plan_chosen(state, &chosen);
    let finish = move |plan, context: &RequestContext| finish_chosen(plan, context, &handle);
    action.edit = InBackground(Needs::Whole, plan, finish).answer(vaults, uri).await?;
    Ok(action)
}

/// `codeAction/resolve`, first half.
fn plan_chosen(state: &State, chosen: &ChosenAction) -> Result<Option<Planned<ActionPlan>>> {
    if state.text_id(&chosen.uri) != chosen.text {
        return Err(Error::content_modified());
    }
    let Some((place, span)) = place_of(state, &chosen.uri, chosen.range)? else {
        return Ok(None);
    };
    let found = actions_at(&place, span);
    let action = found.into_iter().find(|action| action.title == chosen.title);
    // Without the action, other notes changed meanwhile.
    let action = action.ok_or_else(Error::content_modified)?;
    let plan =
        actions::plan(&place.open_vault.vault, place.note, action.operation).map_err(refused)?;
    let (texts, files) = (plan.notes().to_vec(), plan.moved().to_vec());
    Ok(Some(Planned::new(place.open_vault.id, texts, files, plan)))
}

/// `codeAction/resolve`, second half.
fn finish_chosen(
    plan: ActionPlan,
    context: &RequestContext,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let changes = actions::finish(plan, &context.texts).map_err(refused)?;
    edit_to_apply(changes, context, vaults)
}

/// The start of `range` in the document at `uri`, and the range in bytes.
fn place_of<'s>(
    state: &'s State,
    uri: &Url,
    range: Range,
) -> Result<Option<(NotePosition<'s>, Span)>> {
    let text_document = TextDocumentIdentifier::new(uri.clone());
    let start = TextDocumentPositionParams { text_document, position: range.start };
    let Some(place) = NotePosition::of(state, &start)? else { return Ok(None) };
    let end = convert::offset(&place.document.text, range.end, place.counting());
    let span = Span { start: place.offset, end: end.max(place.offset) };
    Ok(Some((place, span)))
}

/// The actions for `span` of the note.
fn actions_at(place: &NotePosition<'_>, span: Span) -> Vec<Action> {
    let mut found = actions::actions(&place.open_vault.vault, place.note, &place.text, span);
    if !place.open_vault.is_fully_loaded() {
        let broken =
            |code| matches!(code, DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed);
        found.retain(|action| action.fixes.is_none_or(|(code, _)| !broken(code)));
    }
    found
}

/// The diagnostics in the request that the action fixes.
fn fixed_diagnostics(
    action: &Action,
    params: &CodeActionParams,
    place: &NotePosition<'_>,
) -> Option<Vec<tower_lsp::lsp_types::Diagnostic>> {
    let (code, span) = action.fixes?;
    let range = place.range(span);
    let code = NumberOrString::String(code.name().to_owned());
    let mut fixed = params.context.diagnostics.clone();
    fixed.retain(|it| it.range == range && it.code.as_ref() == Some(&code));
    (!fixed.is_empty()).then_some(fixed)
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
        ActionKind::FixAll => FIX_ALL,
    }
}

/// Whether `only` contains this kind or a parent of it. Without `only`, every kind is requested.
fn is_requested(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let includes = |requested: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(requested.as_str());
        requested.as_str().is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(includes))
}
