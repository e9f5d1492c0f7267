//! `workspace/executeCommand`: the commands of the server.
//!
//! Each command takes one object. A command that changes notes sends `workspace/applyEdit` **before**
//! its answer and never waits for the result, because a client may apply the edit only after the
//! answer.

mod block;
mod check;
mod convert;
mod daily;
mod links;
mod lists;
mod mentions;
mod new_note;
mod preview;
mod query;
mod work;

use linkwright_project::live::{Needs, OpenVault};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::ApplyWorkspaceEdit;
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, ExecuteCommandParams, MessageType, ProgressToken, Url, WorkspaceEdit,
};

use linkwright_vault::FileId;

use crate::answers::request_context::Seen;
use crate::edits::hard_links::each_document_once;
use crate::edits::{merged, sort_by_document};
use crate::refusals::refusal;
use crate::requests::place::file_at;
use crate::vaults::owner::{Handle, Later};
use crate::vaults::state::State;
use crate::vaults::threads::run;
use crate::wire::client::Client;

/// A command: its name and its function.
type CommandRow = (&'static str, fn(CommandCall) -> Result<Answer>);

/// All commands. The names are announced to the client.
pub(crate) const COMMANDS: &[CommandRow] = &[
    ("linkwright.addBlockId", block::add_id),
    ("linkwright.adjacentDailyNote", daily::adjacent),
    ("linkwright.backlinks", links::backlinks),
    ("linkwright.check", check::run),
    ("linkwright.convertLinks", convert::links),
    ("linkwright.dailyNote", daily::note),
    (LINK_MENTIONS, mentions::link),
    ("linkwright.mentions", mentions::list),
    ("linkwright.names", lists::names),
    ("linkwright.newNote", new_note::create),
    ("linkwright.orphans", lists::orphans),
    ("linkwright.outgoing", links::links),
    ("linkwright.preview", preview::links),
    ("linkwright.query", query::rows),
    ("linkwright.tagged", lists::tagged),
    ("linkwright.tags", lists::tags),
    ("linkwright.unresolved", lists::unresolved),
];

/// The command that a code action runs.
pub(crate) const LINK_MENTIONS: &str = "linkwright.linkMentions";

/// The future of a command's result. It is polled at once, so its first work for the vaults' thread is
/// sent in the order in which messages arrive.
pub(crate) type Answer = Later<Value>;

/// A command with its arguments.
pub(crate) struct CommandCall {
    /// Sends work to the vaults' thread.
    pub(crate) vaults: Handle,
    /// The client's progress token.
    pub(crate) progress: Option<ProgressToken>,
    command: &'static str,
    arguments: Vec<Value>,
}

impl CommandCall {
    /// Reads the command's argument, which is one object.
    ///
    /// # Errors
    /// If there is not exactly one argument, or it has the wrong type. The message names the command
    /// and the reason.
    pub(crate) fn argument<T: DeserializeOwned>(&mut self) -> Result<T> {
        let invalid = |why: String| Error::invalid_params(format!("`{}`: {why}", self.command));
        match self.arguments.as_mut_slice() {
            [object] if object.is_object() => serde_path_to_error::deserialize(object.take())
                .map_err(|error| {
                    let reason = plain_reason(&error.inner().to_string());
                    match &*error.path().to_string() {
                        "." => invalid(reason),
                        member => invalid(format!("`{member}`: {reason}")),
                    }
                }),
            [other] => Err(invalid(format!("takes one object, got {}", kind_of(other)))),
            others => Err(invalid(format!("takes one object, got {} arguments", others.len()))),
        }
    }
}

/// The type of a value in the words of JSON.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// An error of serde in the words of JSON instead of those of Rust.
fn plain_reason(error: &str) -> String {
    let words = [
        ("missing field", "missing member"),
        ("unknown field", "unknown member"),
        ("duplicate field", "duplicate member"),
        ("unknown variant", "unknown value"),
    ];
    let known = words.iter().find_map(|(rust, json)| Some((json, error.strip_prefix(rust)?)));
    let reason = known.map_or_else(|| error.to_owned(), |(json, rest)| format!("{json}{rest}"));
    match reason.split_once(", expected struct ") {
        Some((found, _)) => format!("{found}, expected an object"),
        None => reason,
    }
}

/// Runs the command that `params` names.
///
/// # Errors
/// If there is no such command, or its argument is wrong.
pub(crate) async fn execute(
    vaults: &Handle,
    params: ExecuteCommandParams,
) -> Result<Option<Value>> {
    let known = COMMANDS.iter().find(|(name, _)| *name == params.command);
    let Some(&(command, run)) = known else {
        return Err(Error::invalid_params(format!("unknown command `{}`", params.command)));
    };
    let progress = params.work_done_progress_params.work_done_token;
    let vaults = vaults.clone();
    run(CommandCall { vaults, progress, command, arguments: params.arguments })?.await
}

/// The URI that identifies a vault: `uri`, a file in it, or the folder of the workspace's first vault. The
/// request is sent to the vaults' thread by this call, not when the future is awaited.
///
/// # Errors
/// If no vault is open.
fn vault_of(
    vaults: &Handle,
    uri: Option<Url>,
) -> impl Future<Output = Result<Url>> + Send + 'static {
    let first = |state: &mut State| {
        let open_vault = state.vaults.first_of_workspace()?;
        Url::from_file_path(&open_vault.dir.as_ref()?.path).ok()
    };
    let vault = vaults.run(move |state| uri.or_else(|| first(state)));
    async move { vault.await?.ok_or_else(|| refusal("no vault is open; open its folder")) }
}

fn no_vault() -> Error {
    refusal("the file is not in a vault; open its folder in the editor")
}

/// The note at `uri`, open or closed, and its vault.
///
/// # Errors
/// If the file is not a note of an open vault.
fn note_at<'s>(state: &'s State, uri: &Url) -> Result<(&'s OpenVault, FileId)> {
    let found = file_at(state, uri)
        .ok()
        .filter(|(open_vault, file)| open_vault.vault.note(*file).is_some());
    found.ok_or_else(|| Error::invalid_params(format!("{uri} is not a note of an open vault")))
}

/// Sends all `edits` to the client as one, if the notes have not changed since the edits were
/// computed. Shows a message if there is nothing to change.
async fn apply_all(
    call: &CommandCall,
    uri: Url,
    label: &'static str,
    edits: Vec<(WorkspaceEdit, Seen)>,
) -> Result<Option<Value>> {
    let (edits, seen): (Vec<WorkspaceEdit>, Vec<Seen>) = edits.into_iter().unzip();
    let check = move |state: &mut State| {
        if !seen.iter().all(|seen| seen.holds(state)) {
            return Err(refusal(format!("{label}: notes have changed; run the command again")));
        }
        let open_vault = seen.first().and_then(|seen| state.vaults.get(seen.vault_id));
        let place = open_vault.and_then(|open_vault| {
            let notes = open_vault.vault.files().filter(|(_, file)| file.note.is_some());
            let notes: Vec<String> = notes.map(|(_, file)| file.path.to_string()).collect();
            Some((open_vault.dir.clone()?, notes))
        });
        Ok((state.session.client().clone(), state.session.capabilities().apply_edit, place))
    };
    let (client, can_apply, place) = call.vaults.request(uri, Needs::Notes, check).await?;
    // The edit may be long, so it is merged and serialized on another thread.
    let apply = move || match merged(edits) {
        Some(mut edit) => {
            sort_by_document(&mut edit);
            let edit = match &place {
                Some((dir, notes)) => each_document_once(edit, dir, notes)?,
                None => edit,
            };
            apply_edit(&client, can_apply, label, edit)
        }
        None => {
            let message = format!("{label}: nothing to change.");
            client.show(MessageType::INFO, message);
            Ok(())
        }
    };
    run(&call.vaults.platform, apply).await?.map(|()| None)
}

fn apply_edit(client: &Client, can_apply: bool, label: &str, edit: WorkspaceEdit) -> Result<()> {
    if !can_apply {
        return Err(refusal("the editor does not support `workspace/applyEdit`"));
    }
    let messages = client.clone();
    let params = ApplyWorkspaceEditParams { label: Some(label.to_owned()), edit };
    client.request::<ApplyWorkspaceEdit>(&params, move |answer| {
        let reason = match answer {
            Ok(answer) if answer.applied => return,
            Ok(answer) => answer.failure_reason.unwrap_or_default(),
            Err(error) => error.message.into_owned(),
        };
        messages.show(MessageType::WARNING, format!("The editor did not apply the edit. {reason}"));
    });
    Ok(())
}

impl State {
    /// Sends `edit` to the client, which may show `label`. If the client does not apply the edit, a
    /// message is shown to the user.
    ///
    /// # Errors
    /// If the client does not support `workspace/applyEdit`.
    pub(crate) fn apply_edit(&self, label: &str, edit: WorkspaceEdit) -> Result<()> {
        let can_apply = self.session.capabilities().apply_edit;
        apply_edit(self.session.client(), can_apply, label, edit)
    }
}
