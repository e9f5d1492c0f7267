//! What a client was told of a closed note.

use std::path::PathBuf;

use tower_lsp::lsp_types::{self as lsp, Url};

/// What was told of a closed note, or can be asked for.
#[derive(Debug)]
pub(crate) struct PublishedReport {
    /// Where the client finds it.
    pub(crate) uri: Url,
    /// The path that the URI means.
    pub(crate) file: PathBuf,
    /// See [`result_id`](crate::diagnostics::diagnose::result_id).
    pub(crate) id: String,
    /// The findings; not kept for a client that does not ask.
    pub(crate) items: Vec<lsp::Diagnostic>,
}
