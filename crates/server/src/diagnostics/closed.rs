//! Diagnostics of closed notes: publishing them, and handing them over when a note is opened or
//! closed.

use linkwright_project::live::{Document, Documents, OpenVault, OpenVaults, VaultId};
use linkwright_vault::FileId;
use rustc_hash::FxHashSet;
use tower_lsp::lsp_types::{self as lsp, Url};

use super::Diagnostics;
use super::document::DocumentDiagnostics;
use super::published::{PublishedReport, clear, send};
use super::vault::VaultDiagnostics;
use crate::session::{Session, Task};

/// Vaults with more notes than this show progress.
const MIN_NOTES_FOR_PROGRESS: usize = 2000;

impl Diagnostics {
    /// Publishes the diagnostics of the closed note at `path`, or keeps them for a client that
    /// pulls. `None` clears them.
    pub(crate) fn publish_closed(
        &mut self,
        session: &Session,
        id: VaultId,
        path: &str,
        found: Option<(Url, Vec<lsp::Diagnostic>)>,
    ) {
        let published = &mut self.vaults.entry(id).or_default().published;
        let previous = published.remove(path);
        let Some((uri, items)) = found.filter(|(_, items)| !items.is_empty()) else {
            if let Some(previous) = previous {
                self.closed_revision += 1;
                clear(session, previous.uri);
            }
            return;
        };
        let pulls = session.capabilities().pulls_diagnostics;
        let mut report = PublishedReport::new(uri.clone(), &items);
        if pulls {
            report.items.clone_from(&items);
        }
        let is_unchanged = previous
            .as_ref()
            .is_some_and(|previous| previous.uri == uri && previous.result_id == report.result_id);
        published.insert(path.to_owned(), report);
        if is_unchanged {
            return;
        }
        self.closed_revision += 1;
        if let Some(previous) = previous.filter(|previous| previous.uri != uri) {
            clear(session, previous.uri);
        }
        if !pulls {
            send(session, uri, items, None);
        }
    }

    /// The note at `path` was opened as `uri`. Its diagnostics are now published as those of the
    /// document; until the first time, the document keeps the report of the closed note.
    pub(crate) fn on_note_opened(&mut self, session: &Session, id: VaultId, path: &str, uri: &Url) {
        let is_unpulled = self.documents.get(uri).is_some_and(|document| !document.is_pulled);
        if session.capabilities().pulls_diagnostics && is_unpulled {
            return;
        }
        let closed = self.vaults.get_mut(&id).and_then(|vault| vault.published.remove(path));
        let Some(report) = closed else { return };
        self.closed_revision += 1;
        match self.documents.get_mut(uri).filter(|_| report.uri == *uri) {
            Some(document) => {
                document.published = None;
                document.published_while_closed = Some(report);
            }
            None => clear(session, report.uri),
        }
    }

    /// `document` was closed, which had these diagnostics and showed `note`. Returns whether the
    /// diagnostics of closed notes are published, so that those of its note stay.
    pub(super) fn on_note_closed(
        &mut self,
        document: &Document<Url>,
        diagnostics: DocumentDiagnostics,
        note: Option<FileId>,
    ) -> bool {
        let vault = self.vaults.get_mut(&document.vault_id).filter(|vault| vault.enabled);
        let Some(vault) = vault else { return false };
        vault.pending.extend(note);
        let published = diagnostics.published.filter(|(_, items)| !items.is_empty());
        let report = diagnostics.published_while_closed.or_else(|| {
            published.map(|(_, items)| PublishedReport::new(document.uri.clone(), &items))
        });
        if let Some(report) = report {
            vault.published.insert(document.path.clone(), report);
        }
        true
    }

    /// Starts or stops diagnosing all notes of `vault`, and clears the diagnostics of removed files.
    pub(crate) fn update_enabled(&mut self, session: &mut Session, vault: &OpenVault) {
        let id = vault.id;
        let closed = self.vaults.entry(id).or_default();
        let enabled = closed.is_wanted(vault);
        if closed.enabled && !enabled {
            return self.stop(session, id);
        }
        if enabled && closed.start_pass(&vault.vault) > MIN_NOTES_FOR_PROGRESS {
            session.show_progress(Task::Checking(id));
        }
        for path in std::mem::take(&mut closed.removed_paths) {
            if !vault.has_file(&path) {
                self.publish_closed(session, id, &path, None);
            }
        }
    }

    /// Stops diagnosing the closed notes of the vault, and clears their diagnostics.
    fn stop(&mut self, session: &mut Session, id: VaultId) {
        self.cancel_pass(session, id);
        let Some(vault) = self.vaults.get_mut(&id) else { return };
        let published = std::mem::take(&mut vault.published);
        vault.reset();
        self.closed_revision += 1;
        published.into_values().for_each(|report| clear(session, report.uri));
    }

    /// The vault was closed. Clears the diagnostics of its closed notes.
    pub(crate) fn close_vault(&mut self, session: &mut Session, id: VaultId) {
        self.stop(session, id);
        self.vaults.remove(&id);
    }

    /// Whether there are diagnostics of all notes of `vaults`, perhaps except for the last changes.
    pub(crate) fn cover_all_notes(&self, vaults: &OpenVaults) -> bool {
        let mut with_folder = vaults.iter().filter(|vault| vault.dir.is_some());
        with_folder
            .all(|vault| self.vaults.get(&vault.id).is_some_and(VaultDiagnostics::cover_all_notes))
    }

    /// The paths of the notes in `vault` whose open documents have diagnostics of their own: those
    /// that are published for them, or that a client that pulls has pulled for them.
    pub(crate) fn own(
        &self,
        session: &Session,
        documents: &Documents<Url>,
        vault: &OpenVault,
    ) -> FxHashSet<String> {
        let pulls = session.capabilities().pulls_diagnostics;
        let is_pulled = |uri: &Url| self.documents.get(uri).is_some_and(|it| it.is_pulled);
        let has_own = |document: &&Document<Url>| {
            documents.counts(document)
                && document.is_read(vault)
                && (!pulls || is_pulled(&document.uri))
        };
        documents.of_vault(vault.id).filter(has_own).map(|it| it.path.clone()).collect()
    }

    /// Whether the diagnostics of the closed notes of `vault` are published, or will be when it is
    /// loaded: the pass over all notes may not have started yet.
    pub(crate) fn has_closed_notes(&self, vault: &OpenVault) -> bool {
        self.vaults.get(&vault.id).unwrap_or(&VaultDiagnostics::default()).is_wanted(vault)
    }
}
