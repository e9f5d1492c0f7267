//! `linkwright.newNote`: finds or creates a note by its name.

use linkwright_disk::Occupant;
use linkwright_ide::{NamedNote, NewNote, named_note};
use linkwright_project::live::{Needs, Planned, VaultOwner as _};
use serde::Deserialize;
use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Url, WorkspaceEdit};

use super::{Answer, CommandCall, no_vault, vault_of};
use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::edits::free::{found_at, occupied};
use crate::edits::workspace_edit;
use crate::refusals::{refusal, refused};
use crate::vaults::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNoteArgument {
    /// The note that contains the name, or any file of the vault. Default: the first vault of the
    /// workspace.
    uri: Option<Url>,
    name: String,
}

/// The note with the given name. `new` creates it if it does not exist.
struct FoundNote {
    uri: Url,
    new: Option<NewNote>,
}

/// The note with a name, path or alias: `{uri?, name}` → `{uri, exists}`. A note that does not exist is
/// created if the client supports that.
pub(super) fn create(mut call: CommandCall) -> Result<Answer> {
    let NewNoteArgument { uri, name } = call.argument()?;
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let vault = vault.await?;
        let plan = move |state: &mut State, at: &Url| plan(state, at, &name);
        let answer = InBackground(Needs::Notes, plan, finish).answer(&vaults, vault.clone());
        let (uri, exists, edit) = answer.await?.ok_or_else(no_vault)?;
        if let Some(edit) = edit {
            let apply = move |state: &mut State| state.apply_edit("Create the note", edit);
            vaults.request(vault, Needs::Notes, apply).await?;
        }
        Ok(Some(json!({"uri": uri, "exists": exists})))
    }))
}

fn plan(state: &State, at: &Url, name: &str) -> Result<Option<Planned<FoundNote>>> {
    let Some(open_vault) = state.open_vault_of(at) else { return Ok(None) };
    let from = state.note(at).map(|(_, _, note)| note);
    let found = named_note(&open_vault.vault, from, name).map_err(refused)?;
    let (path, new) = match found {
        NamedNote::Existing(file) => (open_vault.vault.file(file).path.to_string(), None),
        NamedNote::New(new) => (new.path.clone(), Some(new)),
    };
    let uri = state.uri(open_vault, &path).ok_or_else(no_vault)?;
    let texts = new.as_ref().and_then(NewNote::template).into_iter().collect();
    Ok(Some(Planned::new(open_vault.id, texts, Vec::new(), FoundNote { uri, new })))
}

/// The note, whether it exists, and the edit that creates it.
fn finish(
    FoundNote { uri, new }: FoundNote,
    context: &RequestContext,
) -> Result<(Url, bool, Option<WorkspaceEdit>)> {
    let Some(new) = new else { return Ok((uri, true, None)) };
    if let Some(found) = found_at(&new.path, context)? {
        // The note may exist on disk without being in the index yet.
        let Occupant::File { path, .. } = &found else { return Err(occupied(&found.to_string())) };
        let on_disk = context.dir.as_ref().and_then(|dir| convert::file_uri(dir, path));
        return Ok((on_disk.unwrap_or(uri), true, None));
    }
    if !context.client_capabilities.create_files || !context.client_capabilities.apply_edit {
        return Err(refusal(format!("the editor cannot create `{}`", new.path)));
    }
    let changes = new.finish(&context.texts).map_err(refused)?;
    Ok((uri, false, Some(workspace_edit(&changes, context)?)))
}
