//! A link is not reported while it is being typed.

use linkwright_ide::diagnostics::{Diagnostic, is_about_link, typed_link};
use linkwright_text::Span;
use linkwright_vault::FileId;
use tower_lsp::lsp_types::Url;

use crate::diagnostics::diagnose::diagnose_note;
use crate::diagnostics::typed_link::TypedLink;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

impl State {
    /// The document at `uri` was edited, and the edit ended at the offset `end`.
    pub(crate) fn edit_ended(&mut self, uri: &Url, end: Option<u32>) {
        self.report_typed_link();
        let Some((document, root, note)) = self.note(uri) else { return };
        let span = end.and_then(|end| typed_link(&root.vault, note, end));
        let revision = document.revision;
        self.typed_link = span.map(|span| TypedLink::new(uri.clone(), revision, span));
    }

    /// Reports the link that was being typed: there was an edit elsewhere, or none for a while.
    pub(crate) fn report_typed_link(&mut self) {
        let Some(typed) = self.typed_link.take() else { return };
        if let Some(document) = self.documents.get_mut(&typed.uri) {
            document.dirty = true;
        }
    }

    /// The link that is being typed in the document at `uri`.
    pub(crate) fn typed_link_in(&self, uri: &Url) -> Option<Span> {
        let typed = self.typed_link.as_ref().filter(|typed| typed.uri == *uri)?;
        (self.revision(uri) == Some(typed.revision)).then_some(typed.span)
    }

    /// The diagnostics to report now for `note`, the note at `uri`, and whether the disk must be asked
    /// for link targets before they are complete.
    pub(super) fn diagnose_now(
        &self,
        uri: &Url,
        root: &Root,
        note: FileId,
    ) -> (Vec<Diagnostic>, bool) {
        let (mut found, needs_disk) = diagnose_note(root, note);
        if let Some(link) = self.typed_link_in(uri) {
            found.retain(|it| !is_about_link(it.code, it.span, link));
        }
        (found, needs_disk)
    }
}
