//! Commands that work on many notes: in batches, so that the vaults' thread is free in between, with
//! progress and cancellation.

use linkwright_project::live::{Needs, Planned};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ProgressToken, Url};

use super::CommandCall;
use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::session::Task;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// Number of notes that are planned and read at a time.
const BATCH: usize = 128;

/// Runs `plan` and `finish` on each batch of `notes` in the background, and returns the results. The
/// notes are in the vault of the file at `uri`.
///
/// # Errors
/// Those of `plan` and `finish`, and `RequestCancelled` if the user cancels the progress.
pub(super) async fn in_batches<P, R>(
    call: &CommandCall,
    title: &'static str,
    uri: Url,
    notes: Vec<FileId>,
    plan: impl Fn(&mut State, &[FileId]) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    finish: impl Fn(P, &RequestContext) -> Result<R> + Clone + Send + 'static,
) -> Result<Vec<R>>
where
    P: Send + Sync + 'static,
    R: Send + 'static,
{
    let token = call.progress.clone();
    let begin = move |state: &mut State| Ok(state.begin_work(token, title));
    let work = call.vaults.request(uri.clone(), Needs::Notes, begin).await?;
    let task = work.task;
    let mut results = Vec::new();
    for (count, batch) in notes.chunks(BATCH).enumerate() {
        let (plan, batch) = (plan.clone(), batch.to_vec());
        let (done, total) = (count * BATCH, notes.len());
        let plan = move |state: &mut State, _: &Url| {
            if !state.session.progress.report(task, done, total) {
                return Err(Error::request_cancelled());
            }
            plan(state, &batch)
        };
        let mode = InBackground(Needs::Notes, plan, finish.clone());
        results.extend(mode.answer(&call.vaults, uri.clone()).await?);
    }
    Ok(results)
}

/// A command that is running. It ends when this value is dropped, also if the request is cancelled.
pub(super) struct RunningCommand {
    vaults: Handle,
    pub(super) task: Task,
}

impl Drop for RunningCommand {
    fn drop(&mut self) {
        let task = self.task;
        self.vaults.send(move |state| state.end_work(task));
    }
}

impl State {
    /// Starts the progress of a command: with the token of the request, or else with a token of the
    /// server if the client supports that.
    pub(super) fn begin_work(
        &mut self,
        token: Option<ProgressToken>,
        title: &'static str,
    ) -> RunningCommand {
        let has_progress = self.session.is_initialized() && self.session.capabilities().progress;
        let progress = &mut self.session.progress;
        let task = progress.command(title);
        match token {
            Some(token) => progress.show(task, token),
            None if has_progress => self.session.show_progress(task),
            None => progress.keep(task),
        }
        RunningCommand { vaults: Handle(self.jobs.handle.clone()), task }
    }
}
