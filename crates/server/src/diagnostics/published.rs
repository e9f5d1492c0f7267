//! Sending diagnostics to the client.

use std::path::PathBuf;

use linkwright_syntax::digest;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::session::Session;

/// The diagnostics of a closed note as they were published, or as the client can pull them.
pub(super) struct PublishedReport {
    /// The note's URI, as the client knows it.
    pub(super) uri: Url,
    /// The path of that URI.
    pub(super) path: PathBuf,
    /// The [`result_id`] of the diagnostics.
    pub(super) result_id: String,
    /// The diagnostics; empty for a client that does not pull.
    pub(super) items: Vec<lsp::Diagnostic>,
}

impl PublishedReport {
    /// A report that has published `items` for a note.
    pub(super) fn new(uri: Url, items: &[lsp::Diagnostic]) -> PublishedReport {
        let path = uri.to_file_path().unwrap_or_default();
        PublishedReport { uri, path, result_id: result_id(items), items: Vec::new() }
    }
}

/// The `resultId` of a report. Equal diagnostics have equal ids, whenever they are computed and
/// whether they are published or pulled.
pub(crate) fn result_id(items: &[lsp::Diagnostic]) -> String {
    let json = serde_json::to_string(items).expect("LSP types can be serialized");
    format!("{:016x}", digest(&json))
}

/// Publishes `diagnostics`.
pub(super) fn send(
    session: &Session,
    uri: Url,
    diagnostics: Vec<lsp::Diagnostic>,
    version: Option<i32>,
) {
    let params = PublishDiagnosticsParams { uri, diagnostics, version };
    session.client().notify::<PublishDiagnostics>(params);
}

/// Clears the published diagnostics of `uri`.
pub(super) fn clear(session: &Session, uri: Url) {
    if !session.capabilities().pulls_diagnostics {
        send(session, uri, Vec::new(), None);
    }
}

/// Asks the client to pull diagnostics again, and calls `done` when it has answered.
pub(super) fn request_refresh(session: &Session, done: impl FnOnce() + Send + 'static) {
    session.client().request::<WorkspaceDiagnosticRefresh>(&(), move |_| done());
}
