//! `linkwright.addBlockId`: adds the id of a block that completion suggested.

use linkwright_ide::blocks::blocks_without_id;
use linkwright_ide::{Changes, EditReason};
use linkwright_project::live::{Needs, Planned, VaultOwner as _};
use linkwright_vault::FileId;
use serde::Deserialize;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use super::{Answer, CommandCall};
use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::edits::workspace_edit;
use crate::refusals::refusal;
use crate::vaults::state::State;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockArgument {
    uri: Url,
    id: String,
}

/// Adds a block's suggested id to the note: `{uri, id}`. The block is found by its id, which is
/// computed from the block's text.
pub(super) fn add_id(mut call: CommandCall) -> Result<Answer> {
    let BlockArgument { uri, id } = call.argument()?;
    let plan = |state: &mut State, document: &Url| {
        let open = state.documents.get(document).map(|it| (it.vault_id, it.path.clone()));
        let place = open.or_else(|| state.place_of(document));
        let open_vault = place.as_ref().and_then(|(vault_id, _)| state.vaults.get(*vault_id));
        let file = place.as_ref().and_then(|(_, path)| open_vault?.vault.find_file(path));
        let (Some(open_vault), Some(file)) = (open_vault, file) else {
            return Err(Error::invalid_params(format!("{document} is not in a vault")));
        };
        Ok(Some(Planned::new(open_vault.id, vec![file], Vec::new(), file)))
    };
    let finish = move |file: FileId, context: &RequestContext| {
        let block =
            blocks_without_id(context.texts.of(file)).into_iter().find(|block| block.id == id);
        let block = block.ok_or_else(|| {
            refusal(format!("the block for the id `{id}` was changed or removed"))
        })?;
        let edits = vec![(file, vec![(block.edit, EditReason::Requested)])];
        workspace_edit(&Changes { edits, ..Changes::default() }, context)
    };
    let vaults = call.vaults;
    Ok(Box::pin(async move {
        let edit = InBackground(Needs::Notes, plan, finish).answer(&vaults, uri.clone()).await?;
        if let Some(edit) = edit {
            let apply = move |state: &mut State| state.apply_edit("Add block id", edit);
            vaults.request(uri, Needs::Notes, apply).await?;
        }
        Ok(None)
    }))
}
