//! The progress of tasks that take a while, as an editor shows it.

use std::sync::Arc;

use linkwright_project::live::VaultId;
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};

use crate::wire::client::Client;

/// The progress that is shown. It begins when the client has agreed to it, and ends at once if there
/// is nothing left to show: Helix would wait for ever for one that never began.
pub(crate) struct Progress {
    client: Client,
    /// Called when the client has agreed to show a task.
    agreed: Arc<dyn Fn(Task) + Send + Sync>,
    shown: FxHashMap<Task, ShownTask>,
    commands: u32,
}

/// A task that takes a while.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Task {
    /// Indexing the vault.
    Reading(VaultId),
    /// Diagnosing all notes of the vault.
    Checking(VaultId),
    /// A command about many notes: its number and its title.
    Command(u32, &'static str),
}

struct ShownTask {
    token: ProgressToken,
    begun: bool,
    percentage: u32,
}

impl Progress {
    /// Nothing is shown.
    pub(super) fn new(client: Client, agreed: Arc<dyn Fn(Task) + Send + Sync>) -> Progress {
        Progress { client, agreed, shown: FxHashMap::default(), commands: 0 }
    }

    /// A new task for a command with this title.
    pub(crate) fn command(&mut self, title: &'static str) -> Task {
        self.commands += 1;
        Task::Command(self.commands, title)
    }

    /// Records `task`, which the client does not show.
    pub(crate) fn keep(&mut self, task: Task) {
        self.insert(task, token(task));
    }

    /// Shows `task` under the token of its request.
    pub(crate) fn show(&mut self, task: Task, given: ProgressToken) {
        self.insert(task, given);
        self.begin(task);
    }

    fn insert(&mut self, task: Task, token: ProgressToken) {
        self.shown.insert(task, ShownTask { token, begun: false, percentage: 0 });
    }

    /// Asks the client to show `task`, unless it is shown.
    pub(super) fn ask(&mut self, task: Task) {
        if self.shown.contains_key(&task) {
            return;
        }
        self.keep(task);
        let params = WorkDoneProgressCreateParams { token: token(task) };
        let agreed = Arc::clone(&self.agreed);
        self.client.request::<WorkDoneProgressCreate>(&params, move |answer| {
            if answer.is_ok() {
                agreed(task);
            }
        });
    }

    /// Begins to show `task`.
    pub(crate) fn begin(&mut self, task: Task) {
        let shown = self.shown.get_mut(&task);
        if shown.as_ref().is_some_and(|shown| shown.begun) {
            return;
        }
        let ended = shown.is_none();
        let token = shown.as_ref().map_or_else(|| token(task), |shown| shown.token.clone());
        let percentage = shown.map(|shown| {
            shown.begun = true;
            shown.percentage
        });
        let begin = WorkDoneProgressBegin {
            title: match task {
                Task::Reading(_) => "Indexing notes".to_owned(),
                Task::Checking(_) => "Checking notes".to_owned(),
                Task::Command(_, title) => title.to_owned(),
            },
            cancellable: Some(!ended),
            message: None,
            percentage: percentage.or(Some(100)),
        };
        self.notify(token.clone(), WorkDoneProgress::Begin(begin));
        if ended {
            self.notify(token, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// Reports that `done` of `total` files are done. Returns whether the task is still wanted.
    pub(crate) fn report(&mut self, task: Task, done: usize, total: usize) -> bool {
        let Some(shown) = self.shown.get_mut(&task) else { return false };
        let percentage = u32::try_from(done * 100 / total.max(1)).unwrap_or(100).min(100);
        // Batches overtake each other.
        if percentage <= shown.percentage {
            return true;
        }
        shown.percentage = percentage;
        if shown.begun {
            let report = WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(format!("{done} of {total}")),
                percentage: Some(percentage),
            };
            let token = shown.token.clone();
            self.notify(token, WorkDoneProgress::Report(report));
        }
        true
    }

    /// Ends the progress of `task`.
    pub(crate) fn end(&mut self, task: Task) {
        if let Some(shown) = self.shown.remove(&task).filter(|shown| shown.begun) {
            self.notify(shown.token, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// The task that is shown under the token `asked`.
    pub(crate) fn task_of(&self, asked: &ProgressToken) -> Option<Task> {
        self.shown.iter().find(|(_, shown)| shown.token == *asked).map(|(task, _)| *task)
    }

    fn notify(&self, token: ProgressToken, progress: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(progress);
        self.client.notify::<ProgressNotification>(ProgressParams { token, value });
    }
}

fn token(task: Task) -> ProgressToken {
    NumberOrString::String(match task {
        Task::Reading(vault_id) => format!("linkwright/reading/{}", vault_id.0),
        Task::Checking(vault_id) => format!("linkwright/checking/{}", vault_id.0),
        Task::Command(number, _) => format!("linkwright/command/{number}"),
    })
}
