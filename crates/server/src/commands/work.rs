//! Work on many notes: some at a time, so that the vaults' thread is free in between, with progress
//! and until the author has enough of it.

use rustc_hash::FxHashMap;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::Progress;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, Url, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};

use linkwright_vault::FileId;

use super::Call;
use crate::answer::{Material, Planned, answer};
use crate::owner::Handle;
use crate::state::State;

/// How many notes are planned and read at a time.
const BATCH: usize = 512;

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
    P: Send + 'static,
    R: Send + 'static,
{
    let asked = call.progress.clone();
    let begin = move |state: &mut State| Ok(state.begin_work(asked, title));
    let token = call.vaults.ask(uri.clone(), begin).await?;
    let work = Work { vaults: call.vaults.clone(), token };
    let mut results = Vec::new();
    for (count, batch) in notes.chunks(BATCH).enumerate() {
        let (plan, batch, token) = (plan.clone(), batch.to_vec(), work.token.clone());
        let (done, total) = (count * BATCH, notes.len());
        let plan = move |state: &mut State| {
            if !state.goes_on(&token, done, total) {
                return Err(Error::request_cancelled());
            }
            plan(state, &batch)
        };
        results.extend(answer(call.vaults.clone(), uri.clone(), plan, finish.clone()).await?);
    }
    Ok(results)
}

/// Work that has begun; it ends when this is dropped, be it that the request was cancelled.
struct Work {
    vaults: Handle,
    token: ProgressToken,
}

impl Drop for Work {
    fn drop(&mut self) {
        let token = self.token.clone();
        self.vaults.send(move |state| state.end_work(&token));
    }
}

/// The work that goes on, by the tokens of its progress.
#[derive(Default)]
pub(crate) struct Running {
    works: FxHashMap<ProgressToken, Shown>,
    begun: u32,
}

/// How the author sees it.
struct Shown {
    /// The client knows of it.
    begun: bool,
    percentage: u32,
}

impl State {
    /// Shows that work has begun: under the token that came with the request, or, where the client
    /// can show it, under one of ours.
    fn begin_work(&mut self, asked: Option<ProgressToken>, title: &'static str) -> ProgressToken {
        self.running.begun += 1;
        let ours = format!("linkwright/command/{}", self.running.begun);
        let given = asked.is_some();
        let token = asked.unwrap_or(NumberOrString::String(ours));
        self.running.works.insert(token.clone(), Shown { begun: false, percentage: 0 });
        if given {
            self.show_work(&token, title);
        } else if self.abilities.progress {
            let (handle, ours) = (self.handle.clone(), token.clone());
            let params = WorkDoneProgressCreateParams { token: token.clone() };
            self.client.request::<WorkDoneProgressCreate>(params, move |answer| {
                if answer.is_ok() {
                    handle.send(move |state| state.show_work(&ours, title));
                }
            });
        }
        token
    }

    fn show_work(&mut self, token: &ProgressToken, title: &str) {
        let Some(shown) = self.running.works.get_mut(token) else { return };
        shown.begun = true;
        let begin = WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(true),
            message: None,
            percentage: Some(shown.percentage),
        };
        self.tell_work(token, WorkDoneProgress::Begin(begin));
    }

    /// Whether the work is still wanted, of which `done` of `total` is done.
    fn goes_on(&mut self, token: &ProgressToken, done: usize, total: usize) -> bool {
        let Some(shown) = self.running.works.get_mut(token) else { return false };
        let percentage = u32::try_from(done * 100 / total.max(1)).unwrap_or(100);
        let (news, begun) = (percentage > shown.percentage, shown.begun);
        shown.percentage = percentage;
        if news && begun {
            let report = WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(format!("{done} of {total} notes")),
                percentage: Some(percentage),
            };
            self.tell_work(token, WorkDoneProgress::Report(report));
        }
        true
    }

    /// The work that `token` names, if it names any, has ended or is wanted no more.
    pub(crate) fn end_work(&mut self, token: &ProgressToken) {
        if self.running.works.remove(token).is_some_and(|shown| shown.begun) {
            self.tell_work(token, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    fn tell_work(&self, token: &ProgressToken, progress: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(progress);
        self.client.notify::<Progress>(ProgressParams { token: token.clone(), value });
    }
}
