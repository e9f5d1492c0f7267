//! `linkwright.convertLinks`: converts links between wikilinks and Markdown links.

use linkwright_ide::actions;
use linkwright_project::live::{Needs, Planned};
use linkwright_settings::LinkStyle;
use linkwright_vault::FileId;
use serde::Deserialize;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::Url;

use super::work::in_batches;
use super::{Answer, CommandCall, apply_all, note_at};
use crate::answers::request_context::RequestContext;
use crate::edits::workspace_edit;
use crate::refusals::refused;
use crate::vaults::state::State;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConversionArgument {
    uri: Url,
    scope: Scope,
    to: TargetStyle,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Note,
    Vault,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TargetStyle {
    Wikilink,
    Markdown,
}

/// Converts the links of a note, or of all notes of its vault, to another style:
/// `{uri, scope: "note" | "vault", to: "wikilink" | "markdown"}`.
pub(super) fn links(mut call: CommandCall) -> Result<Answer> {
    let ConversionArgument { uri, scope, to } = call.argument()?;
    let to = match to {
        TargetStyle::Wikilink => LinkStyle::Wikilink,
        TargetStyle::Markdown => LinkStyle::Markdown,
    };
    let document = uri.clone();
    let notes = call.vaults.request(uri.clone(), Needs::Whole, move |state| {
        let (open_vault, note) = note_at(state, &document)?;
        let all = || open_vault.vault.notes().map(|(note, _)| note).collect();
        Ok((open_vault.id, if let Scope::Vault = scope { all() } else { vec![note] }))
    });
    Ok(Box::pin(async move {
        let (vault_id, notes): (_, Vec<FileId>) = notes.await?;
        let plan = move |state: &mut State, notes: &[FileId]| {
            let Some(open_vault) = state.vaults.get(vault_id) else { return Ok(None) };
            let plan = actions::plan_conversion(&open_vault.vault, notes, to);
            let texts = plan.notes().to_vec();
            let planned = Planned::new(open_vault.id, texts, Vec::new(), plan);
            Ok((!planned.texts.is_empty()).then_some(planned))
        };
        let finish = |plan, context: &RequestContext| {
            let changes = actions::finish(plan, &context.texts).map_err(refused)?;
            Ok((workspace_edit(&changes, context)?, context.seen()))
        };
        let edits = in_batches(&call, "Converting links", uri.clone(), notes, plan, finish).await?;
        apply_all(&call, uri, "Convert links", edits).await
    }))
}
