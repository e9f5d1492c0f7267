//! The published diagnostics of a closed note.

use std::path::PathBuf;

use tower_lsp::lsp_types::{self as lsp, Url};

/// The diagnostics of a closed note as they were published, or as the client can pull them.
#[derive(Debug)]
pub(crate) struct PublishedReport {
    /// The note's URI, as the client knows it.
    pub(crate) uri: Url,
    /// The path of that URI.
    pub(crate) path: PathBuf,
    /// The [`result_id`](crate::diagnostics::diagnose::result_id) of the diagnostics.
    pub(crate) result_id: String,
    /// The diagnostics; empty for a client that does not pull.
    pub(crate) items: Vec<lsp::Diagnostic>,
}
