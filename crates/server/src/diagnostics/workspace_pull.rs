//! A question about the findings of the whole workspace.

use std::path::PathBuf;

use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tower_lsp::lsp_types::{
    NumberOrString, Url, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
};

/// A `workspace/diagnostic` that is held until there is something to tell: clients ask again as
/// soon as they are answered.
pub(crate) struct WorkspacePull {
    pub(super) answer: oneshot::Sender<WorkspaceDiagnosticReport>,
    /// Where parts of the answer go.
    pub(super) token: Option<NumberOrString>,
    /// What the client knows, by path.
    pub(super) known: FxHashMap<PathBuf, (Url, String)>,
    pub(super) told: bool,
    /// How many changes there had been when it was looked at last.
    pub(super) seen: Option<u64>,
}

impl WorkspacePull {
    /// What `params` ask for, and the answer to come.
    pub(crate) fn new(
        params: WorkspaceDiagnosticParams,
    ) -> (WorkspacePull, oneshot::Receiver<WorkspaceDiagnosticReport>) {
        let (answer, answered) = oneshot::channel();
        let known = params.previous_result_ids.into_iter().filter_map(|previous| {
            let path = previous.uri.to_file_path().ok()?;
            Some((path, (previous.uri, previous.value)))
        });
        let known = known.collect();
        let token = params.partial_result_params.partial_result_token;
        (WorkspacePull { answer, token, known, told: false, seen: None }, answered)
    }
}
