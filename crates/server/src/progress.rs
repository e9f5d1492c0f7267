//! The progress of reading a vault, as an editor shows it.

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
    shown: FxHashMap<RootId, Shown>,
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

    /// Asks the client to show the reading of `root`.
    pub(crate) fn ask(&mut self, root: RootId, handle: Handle) {
        self.shown.insert(root, Shown { begun: false, percentage: 0 });
        let params = WorkDoneProgressCreateParams { token: token(root) };
        self.client.request::<WorkDoneProgressCreate>(params, move |answer| {
            if answer.is_ok() {
                handle.send(move |state| state.progress.begin(root));
            }
        });
    }

    fn begin(&mut self, root: RootId) {
        let shown = self.shown.get_mut(&root);
        let ended = shown.is_none();
        let percentage = shown.map(|shown| {
            shown.begun = true;
            shown.percentage
        });
        let begin = WorkDoneProgressBegin {
            title: "Reading notes".to_owned(),
            cancellable: Some(!ended),
            message: None,
            percentage: percentage.or(Some(100)),
        };
        self.notify(root, WorkDoneProgress::Begin(begin));
        if ended {
            self.notify(root, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// `done` of `total` files are read.
    pub(crate) fn report(&mut self, root: RootId, done: usize, total: usize) {
        let Some(shown) = self.shown.get_mut(&root) else { return };
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
            self.notify(root, WorkDoneProgress::Report(report));
        }
    }

    /// The reading of `root` has ended.
    pub(crate) fn end(&mut self, root: RootId) {
        if self.shown.remove(&root).is_some_and(|shown| shown.begun) {
            self.notify(root, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    /// Whose progress `asked` names.
    pub(crate) fn root_of(&self, asked: &NumberOrString) -> Option<RootId> {
        self.shown.keys().copied().find(|&root| token(root) == *asked)
    }

    fn notify(&self, root: RootId, progress: WorkDoneProgress) {
        self.client.notify::<ProgressNotification>(ProgressParams {
            token: token(root),
            value: ProgressParamsValue::WorkDone(progress),
        });
    }
}

fn token(root: RootId) -> NumberOrString {
    NumberOrString::String(format!("linkwright/reading/{}", root.0))
}
