//! Findings of open documents: which are due, and telling them.
//!
//! A client that asks for findings is told only to ask again; every other is told them.

use std::time::Instant;

use linkwright_ide::diagnostics::Related;
use linkwright_project::live::{VaultId, VaultOwner as _};
use linkwright_vault::Delta;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::answers::gathered::{Gathered, Outcome, Read};
use crate::convert;
use crate::diagnostics::diagnose::{
    NoteDiagnostics, Report, clamp, finish, look, needs_text, planned,
};
use crate::vaults::documents::Document;
use crate::vaults::state::State;

/// Documents whose findings are told in one go, which takes some tenths of a millisecond; then
/// whatever waits has its turn.
const AT_ONCE: usize = 4;

/// Maximum number of times that findings are looked for again because a note that they name is
/// another on disk.
pub(super) const RETRIES: u8 = 3;

/// More changes than this are not asked one by one what they touch.
const MANY: usize = 128;

impl State {
    /// With nothing else to do: tells what is due, as it is now. What changed several times is
    /// told once.
    ///
    /// Only a piece is done at a time, and closed notes are looked at only until `until`, so that no
    /// question waits for all of it.
    pub(crate) fn publish_due(&mut self, until: Instant) {
        let spread = self.spread();
        // A client that does not read is told how things are when it does.
        if self.client.is_backed_up() {
            return;
        }
        if spread || self.tell_documents() || self.tell_others(until) {
            // Having something to do, the thread looks at its inbox first, then rests again.
            self.handle.send(|_| ());
        }
    }

    /// Finds what is due since the last changes, if there were any.
    fn spread(&mut self) -> bool {
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
            root.diagnostics.concern(&root.open.vault, &deltas);
            let delta = merged(deltas);
            let id = root.id;
            for document in documents.iter_mut().filter(|d| d.root == id && !d.dirty) {
                let note = root.vault.find_file(&document.path);
                document.dirty = note.is_some_and(|note| root.vault.is_affected(&delta, note));
            }
        }
        changed
    }

    /// Tells of some of the documents that are due, if any is.
    fn tell_documents(&mut self) -> bool {
        let is_due = |document: &&Document| {
            document.dirty && self.root(document.root).is_some_and(|root| !root.is_loading())
        };
        let due = self.documents.iter().filter(is_due).take(AT_ONCE);
        let due: Vec<Url> = due.map(|document| document.uri.clone()).collect();
        for uri in &due {
            if self.client_capabilities.pulls_diagnostics {
                self.compare(uri);
            } else {
                self.tell(uri);
            }
        }
        self.refresh_findings();
        !due.is_empty()
    }

    /// Tells what is due but for the findings of documents; whether there is more.
    fn tell_others(&mut self, until: Instant) -> bool {
        let more = self.diagnose_closed_notes(until);
        self.answer_pulls();
        self.tell_status();
        if more {
            // There will be no pause before the survey ends.
            self.precompute_names();
        }
        more
    }

    /// Tells the findings of a document, at once where no other note has to be read.
    fn tell(&mut self, uri: &Url) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = false;
        document.asked += 1;
        let asked = document.asked;
        let Some((document, root, note)) = self.note(uri) else { return self.tell_none(uri) };
        let (found, unknown) = look(root, note);
        if unknown {
            let id = root.id;
            return self.publish_after_disk_check(uri, id);
        }
        let shown =
            |related: &Related| self.documents.at(root.id, &root.vault.get(related.file)?.path);
        let related = found.iter().flat_map(|finding| &finding.related);
        if related.clone().any(|related| needs_text(related) && shown(related).is_none()) {
            let id = root.id;
            self.tell_later(uri, asked, vec![(note, found)], id);
            return;
        }
        let can = self.client_capabilities;
        let place = |related: &Related| {
            let path = &root.vault.get(related.file)?.path;
            let range = shown(related).map(|shown| {
                let span = clamp(related.span, &shown.text);
                convert::range(&shown.text, span, shown.counting)
            });
            Some(lsp::Location::new(self.uri(root, path)?, range.unwrap_or_default()))
        };
        let convert =
            |finding| convert::diagnostic(finding, &document.text, document.counting, can, place);
        let items = found.iter().map(convert).collect();
        self.publish(uri, items);
    }

    /// A document that is no note any more has no findings. One whose text does not count keeps its
    /// own.
    fn tell_none(&mut self, uri: &Url) {
        let is_due = |it: &&Document| it.is_told() && self.documents.is_known(it);
        if self.documents.get(uri).filter(is_due).is_some() {
            self.publish(uri, Vec::new());
        }
    }

    /// Tells the findings of a document when the notes are read that they name.
    fn tell_later(&mut self, uri: &Url, asked: u64, found: NoteDiagnostics, id: VaultId) {
        let Ok(gathered) = Gathered::of(planned(id, found), self) else { return };
        let (uri, revision) = (uri.clone(), self.revision(uri));
        let settle = move |state: &mut State, read: Option<(Gathered<NoteDiagnostics>, Read)>| {
            let Some((gathered, read)) = read else { return };
            let ((found, texts), material) = match gathered.settle(read, state) {
                Ok(Outcome::Holds(settled)) => *settled,
                Ok(Outcome::Stale(stale)) => return state.tell_again(&uri, stale.look),
                Err(_) => return,
            };
            let material = material.with(texts);
            let publish = move |state: &mut State, reports: Option<Vec<Report>>| {
                let Some(report) = reports.into_iter().flatten().next() else { return };
                let is_same = state.revision(&uri) == revision;
                let newest = |document: &Document| document.asked == asked;
                if is_same && state.documents.get(&uri).is_some_and(newest) {
                    state.publish(&uri, report.items);
                }
            };
            state.background.run(move || finish(&found, &material), publish);
        };
        self.background.run(|| gathered.read(), settle);
    }

    /// Tells the findings of a document after another look at the notes that they name. Where the
    /// looks do not help, the next change does.
    fn tell_again(&mut self, uri: &Url, look: Option<(VaultId, u64)>) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.retold += 1;
        if document.retold > RETRIES {
            document.retold = 0;
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

    fn publish(&mut self, uri: &Url, items: Vec<lsp::Diagnostic>) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.retold = 0;
        document.before = None;
        let told = (document.version, items);
        if document.told.as_ref() != Some(&told) {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri: uri.clone(),
                diagnostics: told.1.clone(),
                version: Some(told.0),
            });
            document.told = Some(told);
        }
    }

    /// Takes back what was told of `uri`.
    pub(crate) fn clear_diagnostics(&self, uri: Url) {
        if !self.client_capabilities.pulls_diagnostics {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri,
                diagnostics: Vec::new(),
                version: None,
            });
        }
    }

    /// A document is closed: what was told of it is taken back, unless all notes' findings are
    /// told.
    pub(crate) fn unpublish(&mut self, document: &mut Document) {
        if self.on_note_closed(document) {
            return;
        }
        if document.is_told() {
            self.clear_diagnostics(document.uri.clone());
        }
    }

    /// A document is closed, and another one of the same file is open.
    pub(crate) fn unpublish_duplicate(&mut self, document: &Document) {
        if document.is_told() {
            self.clear_diagnostics(document.uri.clone());
        }
    }

    /// Whether the client knows the findings of a document, if it is not to ask again anyway for
    /// having changed it.
    fn compare(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        let known = match (&document.pulled, self.note(uri)) {
            (None, _) => true,
            (Some((version, known)), Some((_, root, note))) => {
                *version != document.version || look(root, note).0 == *known
            }
            // It is no note any more, or its text does not count.
            (Some((_, known)), None) => known.is_empty() || !self.documents.is_known(document),
        };
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = false;
        if !known {
            document.pulled = None;
            self.wants_refresh = true;
        }
    }

    /// Has the client ask again; once at a time.
    fn refresh_findings(&mut self) {
        if !self.wants_refresh || self.refreshing || !self.initialized {
            return;
        }
        self.wants_refresh = false;
        self.refreshing = true;
        let handle = self.handle.clone();
        self.client.request::<WorkspaceDiagnosticRefresh>(&(), move |_| {
            handle.send(|state| state.refreshing = false);
        });
    }
}

fn merged(deltas: Vec<Delta>) -> Delta {
    if deltas.len() > MANY {
        return Delta { everything: true, ..Delta::default() };
    }
    let merge = |mut earlier: Delta, later| {
        earlier.merge(later);
        earlier
    };
    deltas.into_iter().reduce(merge).unwrap_or_default()
}
