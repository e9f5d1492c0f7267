//! `linkwright.convertLinks`

use linkwright_ide::actions::{self, What};
use linkwright_vault::LinkStyle;
use serde::Deserialize;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use super::{Answer, Call};
use crate::answer::{Material, Planned, answer};
use crate::edits::workspace_edit;
use crate::renames::refused;
use crate::state::State;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Argument {
    uri: Url,
    #[expect(dead_code, reason = "of the vault is still to come")]
    scope: Scope,
    to: To,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Note,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum To {
    Wikilink,
    Markdown,
}

/// Writes the links of a note in another style: `{uri, scope: "note", to: "wikilink" | "markdown"}`.
pub(super) fn links(mut call: Call) -> Result<Answer> {
    let Argument { uri, to, .. } = call.argument()?;
    let to = match to {
        To::Wikilink => LinkStyle::Wikilink,
        To::Markdown => LinkStyle::Markdown,
    };
    let asked = uri.clone();
    let plan = move |state: &mut State| {
        let Some((_, root, note)) = state.note(&asked) else {
            return Err(Error::invalid_params(format!("{asked} is no open note")));
        };
        let what = What::Convert { link: None, to };
        let plan = actions::plan(&root.vault, note, what).map_err(refused)?;
        let texts = plan.notes().to_vec();
        Ok(Some(Planned { root: root.id, plan, texts, files: Vec::new() }))
    };
    let finish = |plan, material: &Material| {
        let changes = actions::finish(plan, &material.texts).map_err(refused)?;
        workspace_edit(&changes, material)
    };
    let vaults = call.vaults;
    Ok(Box::pin(async move {
        let edit = answer(vaults.clone(), uri.clone(), plan, finish).await?;
        if let Some(edit) = edit {
            vaults.ask(uri, move |state| state.apply_edit("Convert links", edit)).await?;
        }
        Ok(None)
    }))
}
