//! Work on many notes: some at a time, so that the vaults' thread is free in between, with progress
//! and until the author has enough of it.

use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ProgressToken, Url};

use super::Call;
use crate::answers::answered::answer;
use crate::answers::material::{Material, Planned};
use crate::vaults::owner::Handle;
use crate::vaults::progress::Task;
use crate::vaults::state::State;

/// How many notes are planned and read at a time.
const BATCH: usize = 128;

/// What `finish` makes of each batch of `notes`, which are in the vault of the file at `uri`; both
/// halves are those of an [`answer`].
///
/// # Errors
/// As [`answer`]; `RequestCancelled` if the author cancels the progress.
pub(super) async fn in_batches<P, R>(
    call: &Call,
    title: &'static str,
    uri: Url,
    notes: Vec<FileId>,
    plan: impl Fn(&mut State, &[FileId]) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    finish: impl Fn(P, &Material) -> Result<R> + Clone + Send + 'static,
) -> Result<Vec<R>>
where
    P: Send + Sync + 'static,
    R: Send + 'static,
{
    let asked = call.progress.clone();
    let begin = move |state: &mut State| Ok(state.begin_work(asked, title));
    let work = call.vaults.ask(uri.clone(), begin).await?;
    let task = work.task;
    let mut results = Vec::new();
    for (count, batch) in notes.chunks(BATCH).enumerate() {
        let (plan, batch) = (plan.clone(), batch.to_vec());
        let (done, total) = (count * BATCH, notes.len());
        let plan = move |state: &mut State| {
            if !state.progress.report(task, done, total) {
                return Err(Error::request_cancelled());
            }
            plan(state, &batch)
        };
        results.extend(answer(call.vaults.clone(), uri.clone(), plan, finish.clone()).await?);
    }
    Ok(results)
}

/// Work that has begun; it ends when this is dropped, be it that the request was cancelled.
pub(super) struct Work {
    vaults: Handle,
    pub(super) task: Task,
}

impl Drop for Work {
    fn drop(&mut self) {
        let task = self.task;
        self.vaults.send(move |state| state.end_work(task));
    }
}

impl State {
    /// Shows that work has begun: under the token that came with the request, or, where the client
    /// can show it, under one of ours.
    pub(super) fn begin_work(&mut self, asked: Option<ProgressToken>, title: &'static str) -> Work {
        let task = self.progress.command(title);
        match asked {
            Some(token) => self.progress.show(task, token),
            None if self.initialized && self.client_capabilities.progress => {
                self.show_progress(task);
            }
            None => self.progress.keep(task),
        }
        Work { vaults: self.handle.clone(), task }
    }

    /// `task` has ended, or the author wants no more of it.
    pub(crate) fn end_work(&mut self, task: Task) {
        self.progress.end(task);
        self.end_check(task);
    }
}
