//! Publishing the diagnostics of closed notes, and handing them over when a note is opened or closed.

use linkwright_project::live::VaultId;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::diagnostics::diagnose::result_id;
use crate::diagnostics::published::PublishedReport;
use crate::vaults::documents::Document;
use crate::vaults::state::State;

impl State {
    /// Publishes the diagnostics of the closed note at `path`, or keeps them for a client that
    /// pulls. `None` clears them.
    pub(super) fn publish_closed(
        &mut self,
        id: VaultId,
        path: &str,
        found: Option<(Url, Vec<lsp::Diagnostic>)>,
    ) {
        let pulls = self.client_capabilities.pulls_diagnostics;
        let Some(root) = self.root_mut(id) else { return };
        let previous = root.diagnostics.published.remove(path);
        let Some((uri, items)) = found.filter(|(_, items)| !items.is_empty()) else {
            if let Some(previous) = previous {
                self.closed_diagnostics_revision += 1;
                self.clear_diagnostics(previous.uri);
            }
            return;
        };
        let result_id = result_id(&items);
        let is_unchanged = previous
            .as_ref()
            .is_some_and(|previous| previous.uri == uri && previous.result_id == result_id);
        let report = PublishedReport {
            uri: uri.clone(),
            path: uri.to_file_path().unwrap_or_default(),
            result_id,
            items: if pulls { items.clone() } else { Vec::new() },
        };
        root.diagnostics.published.insert(path.to_owned(), report);
        if is_unchanged {
            return;
        }
        self.closed_diagnostics_revision += 1;
        if let Some(previous) = previous.filter(|previous| previous.uri != uri) {
            self.clear_diagnostics(previous.uri);
        }
        if !pulls {
            let params = PublishDiagnosticsParams { uri, diagnostics: items, version: None };
            self.client.notify::<PublishDiagnostics>(params);
        }
    }

    /// The note at `path` was opened as `uri`. Its diagnostics are now published as those of the
    /// document; until the first time, the document keeps the report of the closed note.
    pub(crate) fn on_note_opened(&mut self, id: VaultId, path: &str, uri: &Url) {
        let is_unpulled = |document: &Document| !document.is_pulled;
        if self.client_capabilities.pulls_diagnostics
            && self.documents.get(uri).is_some_and(is_unpulled)
        {
            return;
        }
        let Some(root) = self.root_mut(id) else { return };
        if let Some(report) = root.diagnostics.published.remove(path) {
            self.closed_diagnostics_revision += 1;
            match self.documents.get_mut(uri).filter(|_| report.uri == *uri) {
                Some(document) => {
                    document.published = None;
                    document.published_while_closed = Some(report);
                }
                None => self.clear_diagnostics(report.uri),
            }
        }
    }

    /// `document` was closed. Returns whether the diagnostics of closed notes are published, so
    /// that those of its note stay.
    pub(crate) fn on_note_closed(&mut self, document: &mut Document) -> bool {
        let root = self.roots.iter_mut().find(|root| root.id == document.root);
        let Some(root) = root.filter(|root| root.diagnostics.enabled) else { return false };
        root.diagnostics.pending.extend(root.vault.find_file(&document.path));
        if let Some(report) = document.published_while_closed.take() {
            root.diagnostics.published.insert(document.path.clone(), report);
        } else if let Some((_, items)) =
            document.published.as_ref().filter(|(_, items)| !items.is_empty())
        {
            let uri = document.uri.clone();
            let path = uri.to_file_path().unwrap_or_default();
            let result_id = result_id(items);
            let report = PublishedReport { uri, path, result_id, items: Vec::new() };
            root.diagnostics.published.insert(document.path.clone(), report);
        }
        true
    }
}
