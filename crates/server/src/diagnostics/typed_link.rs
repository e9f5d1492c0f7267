//! The link that the user is typing.

use std::time::{Duration, Instant};

use linkwright_text::Span;
use tower_lsp::lsp_types::Url;

/// Time without an edit after which the user has probably finished the link.
const TYPING_PAUSE: Duration = Duration::from_secs(2);

/// The link in which the last edit ended. Its problems are not reported yet
/// (`docs/features.md`, "Diagnostics").
#[derive(Debug)]
pub(crate) struct TypedLink {
    /// The document.
    pub(super) uri: Url,
    /// The revision of its text.
    pub(super) revision: u64,
    /// The link, in bytes of that text.
    pub(super) span: Span,
    /// The time at which the link is reported if there is no other edit.
    pub(crate) until: Instant,
}

impl TypedLink {
    /// The link at `span` of the document `uri`, in which an edit has just ended.
    pub(super) fn new(uri: Url, revision: u64, span: Span) -> TypedLink {
        TypedLink { uri, revision, span, until: Instant::now() + TYPING_PAUSE }
    }
}
