//! The progress of reading a vault and of looking at all of its notes, as an editor shows it.

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use crate::client::Client;
use crate::owner::Handle;
use crate::roots::RootId;

/// What is being shown. A progress begins when the client has agreed to it, and ends at once if
/// there is nothing left to show: Helix would wait for ever for one that never began.
pub(crate) struct Progress {
    client: Client,
    shown: FxHashMap<Task, Shown>,
}

/// What takes a while.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Task {
    /// The vault is read.
    Reading(RootId),
    /// Its notes' findings are looked for.
    Checking(RootId),
}

struct Shown {
    begun: bool,
    percentage: u32,
}

impl Progress {
    /// Nothing is shown.
    pub(crate) fn new(client: Client) -> Progress {
        Progress { client, shown: FxHashMap::default() }
    }

    /// Asks the client to show `task`, unless it is shown.
    pub(crate) fn ask(&mut self, task: Task, handle: Handle) {
        if self.shown.contains_key(&task) {
            return;
        }
        self.shown.insert(task, Shown { begun: false, percentage: 0 });
        let params = WorkDoneProgressCreateParams { token: token(task) };
        self.client.request::<WorkDoneProgressCreate>(params, move |answer| {
            if answer.is_ok() {
                handle.send(move |state| state.progress.begin(task));
            }
        });
    }

    fn begin(&mut self, task: Task) {
        let shown = self.shown.get_mut(&task);
        if shown.as_ref().is_some_and(|shown| shown.begun) {
            return;
        }
        let ended = shown.is_none();
        let percentage = shown.map(|shown| {
            shown.begun = true;
            shown.percentage
        });
        let begin = WorkDoneProgressBegin {
            title: match task {
                Task::Reading(_) => "Reading notes".to_owned(),
                Task::Checking(_) => "Checking notes".to_owned(),
            },
            cancellable: Some(!ended),
            message: None,
            percentage: percentage.or(Some(100)),
        };
        self.notify(task, WorkDoneProgress::Begin(begin));
        if ended {
            self.notify(task, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// `done` of `total` files are dealt with.
    pub(crate) fn report(&mut self, task: Task, done: usize, total: usize) {
        let Some(shown) = self.shown.get_mut(&task) else { return };
        let percentage = u32::try_from(done * 100 / total.max(1)).unwrap_or(100).min(100);
        // Batches overtake each other.
        if percentage <= shown.percentage {
            return;
        }
        shown.percentage = percentage;
        if shown.begun {
            let report = WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(format!("{done} of {total}")),
                percentage: Some(percentage),
            };
            self.notify(task, WorkDoneProgress::Report(report));
        }
    }

    /// `task` has ended.
    pub(crate) fn end(&mut self, task: Task) {
        if self.shown.remove(&task).is_some_and(|shown| shown.begun) {
            self.notify(task, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// Whose progress `asked` names.
    pub(crate) fn task_of(&self, asked: &NumberOrString) -> Option<Task> {
        self.shown.keys().copied().find(|&task| token(task) == *asked)
    }

    fn notify(&self, task: Task, progress: WorkDoneProgress) {
        self.client.notify::<ProgressNotification>(ProgressParams {
            token: token(task),
            value: ProgressParamsValue::WorkDone(progress),
        });
    }
}

fn token(task: Task) -> NumberOrString {
    NumberOrString::String(match task {
        Task::Reading(root) => format!("linkwright/reading/{}", root.0),
        Task::Checking(root) => format!("linkwright/checking/{}", root.0),
    })
}
