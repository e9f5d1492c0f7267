//! Diagnostics of open documents: which are out of date, and publishing them.
//!
//! A client that pulls diagnostics is only asked to pull them again.

use std::time::Instant;

use linkwright_ide::diagnostics::Related;
use linkwright_project::live::{PlanRead, VaultId, VaultOwner as _};
use linkwright_vault::Delta;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::answers::pending_request::{Outcome, PendingRequest};
use crate::convert;
use crate::diagnostics::diagnose::{
    NoteDiagnostics, NoteReport, build_reports, clamp, needs_text, plan_reports,
};
use crate::vaults::documents::Document;
use crate::vaults::state::State;

/// Number of documents that are diagnosed before the inbox is looked at again. They take some
/// tenths of a millisecond.
const BATCH: usize = 4;

/// Maximum number of times that a note is diagnosed again because a note that its diagnostics refer
/// to has changed on disk.
pub(super) const MAX_RETRIES: u8 = 3;

/// With more changes than this, all documents are diagnosed again, without a look at each change.
const MAX_DELTAS: usize = 128;

impl State {
    /// Runs when the inbox is empty: publishes the diagnostics that are out of date. Several changes
    /// are published once.
    ///
    /// Each call does only a part of the work, and diagnoses closed notes only until `until`, so
    /// that requests do not wait for all of it.
    pub(crate) fn publish_due(&mut self, until: Instant) {
        let marked = self.mark_dirty();
        // A client that does not read gets the newest state when it reads again.
        if self.client.is_backed_up() {
            return;
        }
        if marked || self.publish_documents() || self.publish_others(until) {
            // There is more to do. An empty job makes the thread look at its inbox, then come back.
            self.handle.send(|_| ());
        }
    }

    /// Marks the documents and closed notes whose diagnostics the last changes may affect. Returns
    /// whether there were changes.
    fn mark_dirty(&mut self) -> bool {
        let State { roots, documents, .. } = self;
        let mut changed = false;
        for root in roots {
            for path in std::mem::take(&mut root.removed) {
                root.diagnostics.file_removed(&path);
            }
            if root.deltas.is_empty() {
                continue;
            }
            changed = true;
            let deltas = std::mem::take(&mut root.deltas);
            root.diagnostics.mark_dependents(&root.open.vault, &deltas);
            let delta = merge_deltas(deltas);
            let id = root.id;
            for document in documents.iter_mut().filter(|d| d.root == id && !d.dirty) {
                let note = root.vault.find_file(&document.path);
                document.dirty = note.is_some_and(|note| root.vault.is_affected(&delta, note));
            }
        }
        changed
    }

    /// Diagnoses and publishes the next dirty documents. Returns whether there were any.
    fn publish_documents(&mut self) -> bool {
        let is_due = |document: &&Document| {
            document.dirty && self.root(document.root).is_some_and(|root| !root.is_loading())
        };
        let due = self.documents.iter().filter(is_due).take(BATCH);
        let due: Vec<Url> = due.map(|document| document.uri.clone()).collect();
        for uri in &due {
            if self.client_capabilities.pulls_diagnostics {
                self.check_last_pull(uri);
            } else {
                self.diagnose_document(uri);
            }
        }
        self.send_diagnostic_refresh();
        !due.is_empty()
    }

    /// Publishes everything except the diagnostics of documents: those of closed notes, the answers
    /// to held pulls, the status. Returns whether there is more.
    fn publish_others(&mut self, until: Instant) -> bool {
        let more = self.diagnose_closed_notes(until);
        self.answer_pulls();
        self.tell_status();
        if more {
            // There is no pause before all closed notes are diagnosed.
            self.precompute_names();
        }
        more
    }

    /// Diagnoses a document. Publishes at once, unless another note has to be read first.
    fn diagnose_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = false;
        document.diagnose_attempt += 1;
        let attempt = document.diagnose_attempt;
        let Some((document, root, note)) = self.note(uri) else { return self.publish_empty(uri) };
        let (found, needs_disk) = self.diagnose_now(uri, root, note);
        if needs_disk {
            let id = root.id;
            return self.publish_after_disk_check(uri, id);
        }
        let open =
            |related: &Related| self.documents.at(root.id, &root.vault.get(related.file)?.path);
        let related = found.iter().flat_map(|diagnostic| &diagnostic.related);
        if related.clone().any(|related| needs_text(related) && open(related).is_none()) {
            let id = root.id;
            self.publish_when_read(uri, attempt, vec![(note, found)], id);
            return;
        }
        let client = self.client_capabilities;
        let locate = |related: &Related| {
            let path = &root.vault.get(related.file)?.path;
            let range = open(related).filter(|_| needs_text(related)).map(|open| {
                let span = clamp(related.span, &open.text);
                convert::range(&open.text, span, open.counting)
            });
            let start = || convert::start_of_line(root.vault.start_line(related.file));
            Some(lsp::Location::new(self.uri(root, path)?, range.unwrap_or_else(start)))
        };
        let convert =
            |it| convert::diagnostic(it, &document.text, document.counting, client, locate);
        let items = found.iter().map(convert).collect();
        self.publish(uri, items);
    }

    /// Clears the diagnostics of a document that is no longer a note. A document whose text is not
    /// the one that the vault uses keeps its diagnostics.
    fn publish_empty(&mut self, uri: &Url) {
        let is_outdated = |it: &&Document| it.is_published() && self.documents.is_known(it);
        if self.documents.get(uri).filter(is_outdated).is_some() {
            self.publish(uri, Vec::new());
        }
    }

    /// Publishes the diagnostics of a document when the notes that they refer to are read.
    fn publish_when_read(&mut self, uri: &Url, attempt: u64, found: NoteDiagnostics, id: VaultId) {
        let Ok(pending) = PendingRequest::of(plan_reports(id, found), self) else { return };
        let (uri, revision) = (uri.clone(), self.revision(uri));
        let settle =
            move |state: &mut State,
                  read: Option<(PendingRequest<NoteDiagnostics>, PlanRead<Box<str>>)>| {
                let Some((pending, read)) = read else { return };
                let ((found, texts), context) = match pending.settle(read, state) {
                    Ok(Outcome::Holds(settled)) => *settled,
                    Ok(Outcome::Stale(stale)) => return state.retry_document(&uri, stale.read),
                    Err(_) => return,
                };
                let context = context.with(texts);
                let publish = move |state: &mut State, reports: Option<Vec<NoteReport>>| {
                    let Some(report) = reports.into_iter().flatten().next() else { return };
                    let is_unchanged = state.revision(&uri) == revision;
                    let is_newest = |document: &Document| document.diagnose_attempt == attempt;
                    if is_unchanged && state.documents.get(&uri).is_some_and(is_newest) {
                        state.publish(&uri, report.items);
                    }
                };
                state.background.run(move || build_reports(&found, &context), publish);
            };
        self.background.run(|| pending.read(), settle);
    }

    /// Diagnoses a document again when the reader has read what was different on disk. After the
    /// last retry, only the next change does.
    fn retry_document(&mut self, uri: &Url, look: Option<(VaultId, u64)>) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.diagnose_retries += 1;
        if document.diagnose_retries > MAX_RETRIES {
            document.diagnose_retries = 0;
            return;
        }
        let uri = uri.clone();
        let mark = move |state: &mut State, _| {
            if let Some(document) = state.documents.get_mut(&uri) {
                document.dirty = true;
            }
        };
        self.after_read(look, Box::new(mark));
    }

    /// Publishes the diagnostics of a document, unless the client already has the same ones.
    fn publish(&mut self, uri: &Url, items: Vec<lsp::Diagnostic>) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.diagnose_retries = 0;
        document.published_while_closed = None;
        let published = (document.version, items);
        if document.published.as_ref() != Some(&published) {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri: uri.clone(),
                diagnostics: published.1.clone(),
                version: Some(published.0),
            });
            document.published = Some(published);
        }
    }

    /// Clears the published diagnostics of `uri`.
    pub(crate) fn clear_diagnostics(&self, uri: Url) {
        if !self.client_capabilities.pulls_diagnostics {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri,
                diagnostics: Vec::new(),
                version: None,
            });
        }
    }

    /// Clears the diagnostics of a document that was closed, unless closed notes are diagnosed too.
    pub(crate) fn unpublish(&mut self, document: &mut Document) {
        if self.on_note_closed(document) {
            return;
        }
        if document.is_published() {
            self.clear_diagnostics(document.uri.clone());
        }
    }

    /// Clears the diagnostics of a document that was closed while another document of the same file
    /// is open.
    pub(crate) fn unpublish_duplicate(&mut self, document: &Document) {
        if document.is_published() {
            self.clear_diagnostics(document.uri.clone());
        }
    }

    /// Requests a refresh if the diagnostics that the client last pulled for a document are out of
    /// date. If the document itself changed, the client pulls again anyway.
    fn check_last_pull(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        let is_current = match (&document.last_pulled, self.note(uri)) {
            (None, _) => true,
            (Some((version, pulled)), Some((_, root, note))) => {
                *version != document.version || self.diagnose_now(uri, root, note).0 == *pulled
            }
            // The document is no longer a note, or its text is not the one that the vault uses.
            (Some((_, pulled)), None) => pulled.is_empty() || !self.documents.is_known(document),
        };
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = false;
        if !is_current {
            document.last_pulled = None;
            self.needs_diagnostic_refresh = true;
        }
    }

    /// Asks the client to pull diagnostics again, if that is needed and no such request is in flight.
    fn send_diagnostic_refresh(&mut self) {
        if !self.needs_diagnostic_refresh || self.diagnostic_refresh_in_flight || !self.initialized
        {
            return;
        }
        self.needs_diagnostic_refresh = false;
        self.diagnostic_refresh_in_flight = true;
        let handle = self.handle.clone();
        self.client.request::<WorkspaceDiagnosticRefresh>(&(), move |_| {
            handle.send(|state| state.diagnostic_refresh_in_flight = false);
        });
    }
}

fn merge_deltas(deltas: Vec<Delta>) -> Delta {
    if deltas.len() > MAX_DELTAS {
        return Delta { everything: true, ..Delta::default() };
    }
    let merge = |mut earlier: Delta, later| {
        earlier.merge(later);
        earlier
    };
    deltas.into_iter().reduce(merge).unwrap_or_default()
}
