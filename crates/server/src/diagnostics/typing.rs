//! A link, or another item, is not reported while it is being typed (`docs/features.md`, "Diagnostics").

use std::time::{Duration, Instant};

use linkwright_ide::diagnostics::TypedItem;
use linkwright_project::live::{Document, OpenVault};
use linkwright_vault::FileId;
use tower_lsp::lsp_types::Url;

use super::Diagnostics;

/// Time without an edit after which the user has probably finished the item.
const TYPING_PAUSE: Duration = Duration::from_secs(2);

/// The item in which the last edit ended. Its problems are not reported yet.
pub(super) struct LastTyped {
    /// The document.
    uri: Url,
    /// The revision of its text.
    revision: u64,
    /// The item in that text.
    item: TypedItem,
    /// The time at which the item is reported if there is no other edit.
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
        self.report_last_typed();
        let Some((document, vault, note)) = note else { return };
        let item = end.and_then(|end| TypedItem::at(&vault.vault, note, &document.text, end));
        self.last_typed = item.map(|item| LastTyped {
            uri: document.uri.clone(),
            revision: document.revision,
            item,
            until: Instant::now() + TYPING_PAUSE,
        });
    }

    /// Reports the item that was being typed: there was an edit elsewhere, or none for a while.
    pub(crate) fn report_last_typed(&mut self) {
        if let Some(typed) = self.last_typed.take() {
            self.mark_document(&typed.uri);
        }
    }

    /// The time at which the item that is being typed is reported.
    pub(crate) fn last_typed_due(&self) -> Option<Instant> {
        self.last_typed.as_ref().map(|typed| typed.until)
    }

    /// The item that is being typed in `document`.
    pub(crate) fn typed_item(&self, document: &Document<Url>) -> Option<TypedItem> {
        let is_there =
            |typed: &&LastTyped| typed.uri == document.uri && typed.revision == document.revision;
        self.last_typed.as_ref().filter(is_there).map(|typed| typed.item)
    }
}
