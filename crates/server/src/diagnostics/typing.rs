//! What is being typed is not reported, and neither are the problems that it may cause elsewhere
//! (`docs/features.md`, "Diagnostics").

use std::time::{Duration, Instant};

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, TypedItem};
use linkwright_project::live::{Document, OpenVault, VaultId};
use linkwright_vault::{Delta, FileId};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::lsp_types::Url;

use super::Diagnostics;

/// Time without an edit after which the user has probably finished the item.
const TYPING_PAUSE: Duration = Duration::from_secs(2);

/// The item in which the last edit ended. Its problems are not reported yet.
pub(super) struct LastTyped {
    /// The vault of the document.
    vault: VaultId,
    /// The note that the document shows.
    note: FileId,
    /// The document.
    uri: Url,
    /// The revision of its text.
    revision: u64,
    /// The item in that text.
    item: TypedItem,
    /// The time at which the item is reported if there is no other edit.
    until: Instant,
    /// The open documents with problems that the item may cause, which are not reported yet either.
    held: FxHashSet<Url>,
}

impl LastTyped {
    /// Whether `later` is the same item after another edit.
    fn is_continued_by(&self, later: &LastTyped) -> bool {
        self.uri == later.uri && self.item.is_continued_by(later.item)
    }
}

impl Diagnostics {
    /// A document was edited, and the edit ended at the offset `end`. `note` is the note that it
    /// shows.
    pub(crate) fn edit_ended(
        &mut self,
        note: Option<(&Document<Url>, &OpenVault, FileId)>,
        end: Option<u32>,
    ) {
        let typed = note.zip(end).and_then(|((document, vault, note), end)| {
            Some(LastTyped {
                vault: vault.id,
                note,
                uri: document.uri.clone(),
                revision: document.revision,
                item: TypedItem::at(&vault.vault, note, &document.text, end)?,
                until: Instant::now() + TYPING_PAUSE,
                held: FxHashSet::default(),
            })
        });
        match (&mut self.last_typed, typed) {
            (Some(last), Some(typed)) if last.is_continued_by(&typed) => {
                let held = std::mem::take(&mut last.held);
                *last = LastTyped { held, ..typed };
            }
            (_, typed) => {
                self.report_last_typed();
                self.last_typed = typed;
            }
        }
    }

    /// A document was saved, so that what was being typed there is finished.
    pub(crate) fn document_saved(&mut self, uri: &Url) {
        if self.last_typed.as_ref().is_some_and(|typed| typed.uri == *uri) {
            self.report_last_typed();
        }
    }

    /// Reports the item that was being typed: there was an edit elsewhere, or none for a while.
    pub(crate) fn report_last_typed(&mut self) {
        let Some(typed) = self.last_typed.take() else { return };
        self.mark_document(&typed.uri);
        typed.held.iter().for_each(|uri| self.mark_document(uri));
        if let Some(closed) = self.vaults.get_mut(&typed.vault) {
            closed.release();
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

    /// Whether the change was made by typing an item that may cause problems in other notes. They are not
    /// reported yet.
    pub(super) fn is_typing(&self, vault: VaultId, delta: &Delta) -> bool {
        self.last_typed.as_ref().is_some_and(|typed| {
            let causes = |code: &DiagnosticCode| typed.item.may_cause(*code, false);
            typed.vault == vault
                && delta.changed_files == [typed.note]
                && DiagnosticCode::ALL.iter().any(causes)
        })
    }

    /// Removes from `found`, the problems of `document`, those of the item that is being typed, and those
    /// that it may have caused: problems that were not found before.
    pub(crate) fn hold_back(&mut self, document: &Document<Url>, found: &mut Vec<Diagnostic>) {
        let own = self.typed_item(document);
        let Some(diagnostics) = self.documents.get_mut(&document.uri) else { return };
        let identity = |it: &Diagnostic| (it.code, Box::from(&*document.text.slice(it.span)));
        if let Some(item) = own {
            found.retain(|it| !item.has_problem(it.code, it.span));
        }
        if let Some(typed) = self.last_typed.as_mut().filter(|it| it.vault == document.vault_id) {
            let (item, is_same_note) = (typed.item, typed.uri == document.uri);
            let mut known: FxHashMap<_, usize> = FxHashMap::default();
            for problem in std::mem::take(&mut diagnostics.found) {
                *known.entry(problem).or_default() += 1;
            }
            let mut was_found = |it: &Diagnostic| match known.get_mut(&identity(it)) {
                None | Some(0) => false,
                Some(count) => {
                    *count -= 1;
                    true
                }
            };
            let before = found.len();
            found.retain(|it| !item.may_cause(it.code, is_same_note) || was_found(it));
            if found.len() < before {
                typed.held.insert(document.uri.clone());
            }
        }
        diagnostics.found = found.iter().map(identity).collect();
    }
}
