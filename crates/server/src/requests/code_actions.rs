//! Code actions: what could be done at a place, and the edit of the one that is chosen.
//!
//! What changes only the note itself comes with its edit. Everything else is planned when it is
//! chosen, where the client can ask then, and at once where it cannot.

use linkwright_ide::Refusal;
use linkwright_ide::actions::{self, Action, ActionKind, ActionPlan, Operation};
use linkwright_ide::diagnostics::DiagnosticCode;
use linkwright_text::Span;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, Command, NumberOrString, Range, TextDocumentIdentifier,
    TextDocumentPositionParams, Url, WorkspaceEdit,
};

use crate::answers::material::{Material, Planned};
use crate::convert;
use crate::diagnostics::diagnose::is_fully_loaded;
use crate::edits::workspace_edit;
use crate::requests::commands::LINK_MENTIONS;
use crate::requests::place::NotePosition;
use crate::requests::renames::{answered, refused};
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::visits::TextId;

/// The kinds that there are.
pub(crate) const KINDS: [CodeActionKind; 4] = [
    CodeActionKind::QUICKFIX,
    CodeActionKind::REFACTOR_EXTRACT,
    CodeActionKind::REFACTOR_INLINE,
    CodeActionKind::REFACTOR_REWRITE,
];

/// An action for the client, with its plan if it is told whole.
pub(crate) type OfferedAction = (CodeAction, Option<ActionPlan>);

/// An action that the client was told of, to be known again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChosenAction {
    /// The document it was offered in.
    pub(crate) uri: Url,
    /// The text that it was offered for.
    text: Option<TextId>,
    range: Range,
    title: String,
}

impl ChosenAction {
    /// The action that the client sends back.
    pub(crate) fn of(action: &CodeAction) -> Option<ChosenAction> {
        serde_json::from_value(action.data.clone()?).ok()
    }
}

/// `textDocument/codeAction`, first half: the actions, with the plans of those that are told whole.
pub(crate) fn plan(
    state: &State,
    params: &CodeActionParams,
) -> Result<Option<Planned<Vec<OfferedAction>>>> {
    let Some((place, found)) = offered(state, &params.text_document.uri, params.range)? else {
        return Ok(None);
    };
    let can = state.client_capabilities;
    let (mut texts, mut files) = (Vec::new(), Vec::new());
    let mut told = Vec::new();
    for action in found {
        let kind = kind(action.kind);
        if !is_wanted(&kind, params.context.only.as_deref()) {
            continue;
        }
        let impossible = action.refusal.clone().or_else(|| match action.operation {
            Operation::CreateNote { .. } | Operation::Extract(_) if !can.create_files => {
                Some(Refusal("the editor cannot create files as part of an edit".to_owned()))
            }
            Operation::RenameFile { .. } if !can.rename_files => {
                Some(Refusal("the editor cannot move files as part of an edit".to_owned()))
            }
            Operation::Inline { .. } if !can.delete_files => {
                Some(Refusal("the editor cannot remove files as part of an edit".to_owned()))
            }
            Operation::LinkMentions if !can.apply_edit => {
                Some(Refusal("the editor cannot be asked to make an edit".to_owned()))
            }
            _ => None,
        });
        let mut code_action = CodeAction {
            title: action.title.clone(),
            kind: Some(kind),
            diagnostics: mended(&action, params, &place),
            is_preferred: Some(true).filter(|_| action.preferred),
            ..CodeAction::default()
        };
        let later = can.resolve_actions && !matches!(action.operation, Operation::Edit(_));
        let plan = match impossible {
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
                if follows_links(&action.operation) {
                    state.require_whole(place.root.id)?;
                }
                actions::plan(&place.root.vault, place.note, action.operation).map(Some)
            }
        };
        match plan {
            Ok(plan) => {
                texts.extend(plan.iter().flat_map(ActionPlan::notes));
                files.extend(plan.iter().flat_map(ActionPlan::moved));
                told.push((code_action, plan));
            }
            Err(Refusal(reason)) if can.disabled_actions => {
                code_action.disabled = Some(CodeActionDisabled { reason });
                told.push((code_action, None));
            }
            Err(_) => {}
        }
    }
    Ok(Some(Planned { root: place.root.id, plan: told, texts, files }))
}

/// Whether the edits of an action follow from the links of the whole vault.
fn follows_links(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::RenameFile { .. }
            | Operation::ChangeTitle { .. }
            | Operation::Inline { .. }
            | Operation::Extract(_)
    )
}

/// `textDocument/codeAction`, second half. What turns out to be impossible is left out.
pub(crate) fn finish(told: Vec<OfferedAction>, material: &Material) -> Result<CodeActionResponse> {
    let whole = |(mut action, plan): OfferedAction| {
        if let Some(plan) = plan {
            let changes = actions::finish(plan, &material.texts).ok()?;
            match workspace_edit(&changes, material) {
                Ok(edit) => action.edit = Some(edit),
                Err(error) if material.client_capabilities.disabled_actions => {
                    action.disabled =
                        Some(CodeActionDisabled { reason: error.message.into_owned() });
                }
                Err(_) => return None,
            }
        }
        Some(CodeActionOrCommand::CodeAction(action))
    };
    Ok(told.into_iter().filter_map(whole).collect())
}

/// `codeAction/resolve`, first half.
pub(crate) fn plan_chosen(
    state: &State,
    chosen: &ChosenAction,
) -> Result<Option<Planned<ActionPlan>>> {
    if state.text_id(&chosen.uri) != chosen.text {
        return Err(Error::content_modified());
    }
    let Some((place, found)) = offered(state, &chosen.uri, chosen.range)? else { return Ok(None) };
    let action = found.into_iter().find(|action| action.title == chosen.title);
    // The vault is another by now.
    let action = action.ok_or_else(Error::content_modified)?;
    let plan = actions::plan(&place.root.vault, place.note, action.operation).map_err(refused)?;
    let (texts, files) = (plan.notes().to_vec(), plan.moved().to_vec());
    Ok(Some(Planned { root: place.root.id, plan, texts, files }))
}

/// `codeAction/resolve`, second half.
pub(crate) fn finish_chosen(
    plan: ActionPlan,
    material: &Material,
    vaults: &Handle,
) -> Result<WorkspaceEdit> {
    let changes = actions::finish(plan, &material.texts).map_err(refused)?;
    answered(changes, material, vaults)
}

/// The actions for `range` of the document at `uri`.
fn offered<'s>(
    state: &'s State,
    uri: &Url,
    range: Range,
) -> Result<Option<(NotePosition<'s>, Vec<Action>)>> {
    let text_document = TextDocumentIdentifier::new(uri.clone());
    let start = TextDocumentPositionParams { text_document, position: range.start };
    let Some(place) = NotePosition::of(state, &start)? else { return Ok(None) };
    let end = convert::offset(&place.document.text, range.end, place.counting());
    let span = Span { start: place.offset, end: end.max(place.offset) };
    let mut found = actions::actions(&place.root.vault, place.note, &place.text, span);
    if !is_fully_loaded(place.root) {
        let broken =
            |code| matches!(code, DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed);
        found.retain(|action| action.fixes.is_none_or(|(code, _)| !broken(code)));
    }
    Ok(Some((place, found)))
}

/// Those of the client's findings that the action mends.
fn mended(
    action: &Action,
    params: &CodeActionParams,
    place: &NotePosition<'_>,
) -> Option<Vec<tower_lsp::lsp_types::Diagnostic>> {
    let (code, span) = action.fixes?;
    let range = place.range(span);
    let code = NumberOrString::String(code.name().to_owned());
    let mut known = params.context.diagnostics.clone();
    known.retain(|finding| finding.range == range && finding.code.as_ref() == Some(&code));
    (!known.is_empty()).then_some(known)
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
    }
}

/// Whether `only` asks for this kind, or for one that it is a part of.
fn is_wanted(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let is_part = |asked: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        asked.as_str().is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(is_part))
}
