//! A request for the diagnostics of the whole workspace.

use std::path::PathBuf;

use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tower_lsp::lsp_types::{
    NumberOrString, Url, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
};

/// A `workspace/diagnostic` request. It is held until diagnostics change, because clients send the
/// next one as soon as it is answered.
pub(crate) struct WorkspacePull {
    pub(super) sender: oneshot::Sender<WorkspaceDiagnosticReport>,
    /// The token for partial results.
    pub(super) token: Option<NumberOrString>,
    /// The URI and the result id of each report that the client has, by path.
    pub(super) known: FxHashMap<PathBuf, (Url, String)>,
    /// A partial result was sent.
    pub(super) sent_partial: bool,
    /// The value of `State::reported` when this request was last considered.
    pub(super) seen: Option<u64>,
}

impl WorkspacePull {
    /// The request with these `params`, and the receiver of its answer.
    pub(crate) fn new(
        params: WorkspaceDiagnosticParams,
    ) -> (WorkspacePull, oneshot::Receiver<WorkspaceDiagnosticReport>) {
        let (sender, receiver) = oneshot::channel();
        let known = params.previous_result_ids.into_iter().filter_map(|previous| {
            let path = previous.uri.to_file_path().ok()?;
            Some((path, (previous.uri, previous.value)))
        });
        let known = known.collect();
        let token = params.partial_result_params.partial_result_token;
        (WorkspacePull { sender, token, known, sent_partial: false, seen: None }, receiver)
    }
}
