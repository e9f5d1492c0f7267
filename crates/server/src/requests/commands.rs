//! `workspace/executeCommand`: what an editor's own commands ask for.
//!
//! Each command takes one object. What a command changes is sent to the client as
//! `workspace/applyEdit` **before** its answer and is never waited for: a client may apply it only
//! when its own request is answered.

mod block;
mod check;
mod convert;
mod daily;
mod links;
mod lists;
mod mentions;
mod new_note;
mod preview;
mod work;

use std::pin::Pin;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::ApplyWorkspaceEdit;
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, ExecuteCommandParams, MessageType, ProgressToken, Url, WorkspaceEdit,
};

use linkwright_vault::FileId;

use crate::answers::material::Seen;
use crate::edits::hard_links::each_document_once;
use crate::edits::{merged, sort_by_document};
use crate::refusals::refusal;
use crate::vaults::owner::Handle;
use crate::vaults::roots::Root;
use crate::vaults::state::State;
use crate::vaults::threads::run;
use crate::wire::client::Client;

/// A command: its name, and what answers it.
type Command = (&'static str, fn(Call) -> Result<Answer>);

/// Every command. The names are what the client is told.
pub(crate) const COMMANDS: &[Command] = &[
    ("linkwright.addBlockId", block::add_id),
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
    ("linkwright.tagged", lists::tagged),
    ("linkwright.tags", lists::tags),
    ("linkwright.unresolved", lists::unresolved),
];

/// The command that a code action is.
pub(crate) const LINK_MENTIONS: &str = "linkwright.linkMentions";

/// What a command answers, once it does. It is polled at once, so what it sends to the vaults'
/// thread before its first await is sent in the order in which messages come.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Option<Value>>> + Send>>;

/// A command as the client gives it.
pub(crate) struct Call {
    /// The thread that knows everything.
    pub(crate) vaults: Handle,
    /// Where the client wants to see how far it is.
    pub(crate) progress: Option<ProgressToken>,
    command: &'static str,
    arguments: Vec<Value>,
}

impl Call {
    /// The command's one object.
    ///
    /// # Errors
    /// If there is none, or it is not as the command wants it: which command, and what is wrong.
    pub(crate) fn argument<T: DeserializeOwned>(&mut self) -> Result<T> {
        let invalid = |why: String| Error::invalid_params(format!("`{}`: {why}", self.command));
        match self.arguments.as_mut_slice() {
            [object] => serde_json::from_value(object.take()).map_err(|e| invalid(e.to_string())),
            others => Err(invalid(format!("takes one object, not {} arguments", others.len()))),
        }
    }
}

/// Starts the command that `params` names.
///
/// # Errors
/// If there is no such command, or its argument is wrong.
pub(crate) fn execute(vaults: Handle, params: ExecuteCommandParams) -> Result<Answer> {
    let known = COMMANDS.iter().find(|(name, _)| *name == params.command);
    let Some(&(command, run)) = known else {
        return Err(Error::invalid_params(format!("there is no command `{}`", params.command)));
    };
    let progress = params.work_done_progress_params.work_done_token;
    run(Call { vaults, progress, command, arguments: params.arguments })
}

/// The file at `uri`, which names its vault; without one, the first vault of the workspace. What
/// it asks is sent by this call, not by its await.
///
/// # Errors
/// If no vault is open.
fn vault_of(
    vaults: &Handle,
    uri: Option<Url>,
) -> impl Future<Output = Result<Url>> + Send + 'static {
    let first = |state: &mut State| {
        let root = state.roots.iter().find(|root| root.workspace)?;
        Url::from_file_path(&root.dir.as_ref()?.path).ok()
    };
    let asked = vaults.ask_at_once(move |state| uri.or_else(|| first(state)));
    async move { asked.await?.ok_or_else(|| refusal("no vault is open; open its folder")) }
}

fn no_vault() -> Error {
    refusal("the file is in no vault; open its folder in the editor")
}

/// The note at `uri`, open or not, and its vault.
///
/// # Errors
/// If it is none.
fn note_at<'s>(state: &'s State, uri: &Url) -> Result<(&'s Root, FileId)> {
    if let Some((_, root, note)) = state.note(uri) {
        return Ok((root, note));
    }
    let closed = state.place_of(uri.as_str()).and_then(|(root, path)| {
        let root = state.root(root)?;
        let note = root.vault.find_file(&path)?;
        root.vault.note(note).map(|_| (root, note))
    });
    closed.ok_or_else(|| Error::invalid_params(format!("{uri} is no note of an open vault")))
}

/// Has the client make all `edits` at once, if the notes are still as each of the edits found them;
/// the user is told if there are none.
async fn apply_all(
    call: &Call,
    uri: Url,
    label: &'static str,
    edits: Vec<(WorkspaceEdit, Seen)>,
) -> Result<Option<Value>> {
    let (edits, seen): (Vec<WorkspaceEdit>, Vec<Seen>) = edits.into_iter().unzip();
    let applies = move |state: &mut State| {
        if !seen.iter().all(|seen| seen.holds(state)) {
            return Err(refusal(format!("{label}: notes have changed meanwhile; run it again")));
        }
        let root = seen.first().and_then(|seen| state.root(seen.root));
        let place = root.and_then(|root| {
            let notes = root.vault.files().filter(|(_, file)| file.note.is_some());
            let notes: Vec<String> = notes.map(|(_, file)| file.path.to_string()).collect();
            Some((root.dir.clone()?, notes))
        });
        Ok((state.client.clone(), state.client_capabilities.apply_edit, place))
    };
    let (client, can_apply, place) = call.vaults.ask(uri, applies).await?;
    // It may be long: it is put together and written beside the threads that answer.
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
            let message = format!("{label}: there is nothing to do.");
            client.show(MessageType::INFO, message);
            Ok(())
        }
    };
    run(&call.vaults.platform, apply).await?.map(|()| None)
}

fn apply_edit(client: &Client, can: bool, label: &str, edit: WorkspaceEdit) -> Result<()> {
    if !can {
        return Err(refusal("the editor cannot be asked to make an edit"));
    }
    let to_tell = client.clone();
    let params = ApplyWorkspaceEditParams { label: Some(label.to_owned()), edit };
    client.request::<ApplyWorkspaceEdit>(&params, move |answer| {
        let reason = match answer {
            Ok(answer) if answer.applied => return,
            Ok(answer) => answer.failure_reason.unwrap_or_default(),
            Err(error) => error.message.into_owned(),
        };
        to_tell.show(MessageType::WARNING, format!("The editor did not make the edit. {reason}"));
    });
    Ok(())
}

impl State {
    /// Has the client make `edit`, which it may show under the name `label`. Whether it did is only
    /// told to the author, and only where it did not.
    ///
    /// # Errors
    /// If the client makes no edits but its own.
    pub(crate) fn apply_edit(&self, label: &str, edit: WorkspaceEdit) -> Result<()> {
        apply_edit(&self.client, self.client_capabilities.apply_edit, label, edit)
    }
}
