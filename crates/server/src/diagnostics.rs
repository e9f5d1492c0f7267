//! Findings, told to clients that do not ask for them.

use linkwright_ide::diagnostics::{Code, diagnostics};
use linkwright_vault::Delta;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::convert;
use crate::documents::Document;
use crate::roots::{Phase, Root};
use crate::state::State;

/// Documents whose findings are told in one go; then whatever waits has its turn.
const AT_ONCE: usize = 32;

/// More changes than this are not asked one by one what they touch.
const MANY: usize = 128;

impl State {
    /// With nothing else to do: tells the findings of the open documents that changed or were
    /// touched by a change, as they are now, then has their block trees made anew. What changed
    /// several times is told once.
    pub(crate) fn rest(&mut self) {
        let State { roots, documents, .. } = self;
        for root in roots.iter_mut().filter(|root| !root.deltas.is_empty()) {
            let delta = merged(std::mem::take(&mut root.deltas));
            let id = root.id;
            for document in documents.iter_mut().filter(|d| d.root == id && !d.dirty) {
                let note = root.vault.find(&document.path);
                document.dirty = note.is_some_and(|note| root.vault.touches(&delta, note));
            }
        }
        let is_due = |document: &&Document| {
            document.dirty
                && self.root(document.root).is_some_and(|r| !matches!(r.phase, Phase::Reading(_)))
        };
        let mut due: Vec<Url> =
            self.documents.iter().filter(is_due).map(|d| d.uri.clone()).collect();
        if due.len() > AT_ONCE {
            due.truncate(AT_ONCE);
            // Having something to do, the thread looks at its inbox first, then rests again.
            self.handle.send(|_| ());
        }
        for uri in due {
            self.tell(&uri);
        }
        self.parse_blocks();
    }

    fn tell(&mut self, uri: &Url) {
        let found = self.findings(uri);
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = false;
        let Some(found) = found else { return };
        let told = (document.version, found);
        if document.told.as_ref() != Some(&told) {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri: uri.clone(),
                diagnostics: told.1.clone(),
                version: Some(told.0),
            });
            document.told = Some(told);
        }
    }

    /// The findings in the note at `uri`; `None` if it is no note.
    fn findings(&self, uri: &Url) -> Option<Vec<lsp::Diagnostic>> {
        let (document, root, note) = self.note(uri)?;
        let mut found = diagnostics(&root.vault, note);
        if !knows_all(root) {
            found.retain(|finding| !matches!(finding.code, Code::BrokenLink | Code::BrokenEmbed));
        }
        let convert = |finding| convert::diagnostic(finding, document, self);
        Some(found.into_iter().map(convert).collect())
    }

    /// Takes back what was told of a document that is closed now.
    pub(crate) fn untell(&self, document: &Document) {
        if document.told.as_ref().is_some_and(|(_, told)| !told.is_empty()) {
            self.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri: document.uri.clone(),
                diagnostics: Vec::new(),
                version: None,
            });
        }
    }
}

/// Whether what is not in the vault does not exist.
pub(crate) fn knows_all(root: &Root) -> bool {
    root.dir.is_some() && matches!(root.phase, Phase::Ready)
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
