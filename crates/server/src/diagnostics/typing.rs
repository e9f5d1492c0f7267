//! A link is not reported while it is being typed (`docs/features.md`, "Diagnostics").

use std::time::{Duration, Instant};

use linkwright_ide::diagnostics::typed_link;
use linkwright_project::live::{Document, OpenVault};
use linkwright_text::Span;
use linkwright_vault::FileId;
use tower_lsp::lsp_types::Url;

use super::Diagnostics;

/// Time without an edit after which the user has probably finished the link.
const TYPING_PAUSE: Duration = Duration::from_secs(2);

/// The link in which the last edit ended. Its problems are not reported yet.
pub(super) struct TypedLink {
    /// The document.
    uri: Url,
    /// The revision of its text.
    revision: u64,
    /// The link, in bytes of that text.
    span: Span,
    /// The time at which the link is reported if there is no other edit.
    until: Instant,
}

impl Diagnostics {
    /// A document was edited, and the edit ended at the offset `end`. `note` is the note that it
    /// shows.
    pub(crate) fn edit_ended(
        &mut self,
        note: Option<(&Document<Url>, &OpenVault, FileId)>,
        end: Option<u32>,
    ) {
        self.report_typed_link();
        let Some((document, vault, note)) = note else { return };
        let span = end.and_then(|end| typed_link(&vault.vault, note, end));
        self.typed_link = span.map(|span| TypedLink {
            uri: document.uri.clone(),
            revision: document.revision,
            span,
            until: Instant::now() + TYPING_PAUSE,
        });
    }

    /// Reports the link that was being typed: there was an edit elsewhere, or none for a while.
    pub(crate) fn report_typed_link(&mut self) {
        if let Some(typed) = self.typed_link.take() {
            self.mark_document(&typed.uri);
        }
    }

    /// The time at which the link that is being typed is reported.
    pub(crate) fn typed_link_due(&self) -> Option<Instant> {
        self.typed_link.as_ref().map(|typed| typed.until)
    }

    /// The link that is being typed in `document`.
    pub(crate) fn typed_link_in(&self, document: &Document<Url>) -> Option<Span> {
        let is_there =
            |typed: &&TypedLink| typed.uri == document.uri && typed.revision == document.revision;
        self.typed_link.as_ref().filter(is_there).map(|typed| typed.span)
    }
}
