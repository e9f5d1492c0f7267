//! What is told of closed notes, and who tells it when a note is opened or closed.

use linkwright_project::live::VaultId;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::diagnostics::diagnose::result_id;
use crate::diagnostics::published::PublishedReport;
use crate::vaults::documents::Document;
use crate::vaults::state::State;

impl State {
    /// What is wrong with a closed note is this now.
    pub(super) fn report(
        &mut self,
        id: VaultId,
        path: &str,
        found: Option<(Url, Vec<lsp::Diagnostic>)>,
    ) {
        let pulls = self.client_capabilities.pulls_diagnostics;
        let Some(root) = self.root_mut(id) else { return };
        let told = root.diagnostics.told.remove(path);
        let Some((uri, items)) = found.filter(|(_, items)| !items.is_empty()) else {
            if let Some(told) = told {
                self.reported += 1;
                self.clear_diagnostics(told.uri);
            }
            return;
        };
        let id = result_id(&items);
        let same = told.as_ref().is_some_and(|told| told.uri == uri && told.id == id);
        let file = uri.to_file_path().unwrap_or_default();
        let kept = if pulls { items.clone() } else { Vec::new() };
        root.diagnostics
            .told
            .insert(path.to_owned(), PublishedReport { uri: uri.clone(), file, id, items: kept });
        if same {
            return;
        }
        self.reported += 1;
        if let Some(told) = told.filter(|told| told.uri != uri) {
            self.clear_diagnostics(told.uri);
        }
        if !pulls {
            let params = PublishDiagnosticsParams { uri, diagnostics: items, version: None };
            self.client.notify::<PublishDiagnostics>(params);
        }
    }

    /// The note at `path` is open now at `uri`: its findings are sent as those of a document. Until then
    /// the document keeps what was sent for the closed note.
    pub(crate) fn on_note_opened(&mut self, id: VaultId, path: &str, uri: &Url) {
        let Some(root) = self.root_mut(id) else { return };
        if let Some(told) = root.diagnostics.told.remove(path) {
            self.reported += 1;
            match self.documents.get_mut(uri).filter(|_| told.uri == *uri) {
                Some(document) => {
                    document.told = None;
                    document.before = Some(told);
                }
                None => self.clear_diagnostics(told.uri),
            }
        }
    }

    /// `document` is closed; whether its note's findings are told all the same.
    pub(crate) fn on_note_closed(&mut self, document: &mut Document) -> bool {
        let root = self.roots.iter_mut().find(|root| root.id == document.root);
        let Some(root) = root.filter(|root| root.diagnostics.on) else { return false };
        root.diagnostics.due.extend(root.vault.find_file(&document.path));
        if let Some(told) = document.before.take() {
            root.diagnostics.told.insert(document.path.clone(), told);
        } else if let Some((_, items)) =
            document.told.as_ref().filter(|(_, items)| !items.is_empty())
        {
            let uri = document.uri.clone();
            let file = uri.to_file_path().unwrap_or_default();
            let told = PublishedReport { uri, file, id: result_id(items), items: Vec::new() };
            root.diagnostics.told.insert(document.path.clone(), told);
        }
        true
    }
}
