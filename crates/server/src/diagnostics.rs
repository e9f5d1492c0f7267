//! Diagnostics of open notes or of the whole vault: which are out of date, and which the client has.
//! They are published to clients that do not pull them, and kept for clients that do.

mod check;
mod closed;
mod document;
mod published;
mod pulls;
mod run_checks;
mod typing;
mod vault;

use std::collections::BTreeMap;

use linkwright_project::live::{Documents, OpenVaults, VaultId};
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use self::pulls::HeldPulls;
use self::typing::LastTyped;
use crate::session::Session;

pub(crate) use self::check::CheckSummary;
pub(crate) use self::document::DocumentDiagnostics;
pub(crate) use self::published::result_id;
pub(crate) use self::pulls::{WorkspacePull, full};
pub(crate) use self::vault::VaultDiagnostics;

/// The diagnostics of all notes.
#[derive(Default)]
pub(crate) struct Diagnostics {
    /// Of the closed notes of each vault.
    vaults: BTreeMap<VaultId, VaultDiagnostics>,
    /// Of each open document.
    documents: FxHashMap<Url, DocumentDiagnostics>,
    /// Counts the changes of closed notes' diagnostics.
    closed_revision: u64,
    /// The link or other item that is being typed, if there is one.
    last_typed: Option<LastTyped>,
    /// The files whose diagnostics a client that pulls has to get again, with the number of times.
    reports_again: FxHashMap<Url, u8>,
    /// Requests for workspace diagnostics.
    pulls: HeldPulls,
    /// The client has to be asked to pull diagnostics again.
    needs_refresh: bool,
    /// A request to refresh diagnostics is in flight.
    refresh_in_flight: bool,
}

impl Diagnostics {
    /// The diagnostics of the vault's closed notes.
    pub(crate) fn of_vault(&mut self, id: VaultId) -> &mut VaultDiagnostics {
        self.vaults.entry(id).or_default()
    }

    /// The diagnostics of an open document.
    pub(crate) fn of_document(&mut self, uri: &Url) -> Option<&mut DocumentDiagnostics> {
        self.documents.get_mut(uri)
    }

    /// Marks the diagnostics of a document as out of date.
    pub(crate) fn mark_document(&mut self, uri: &Url) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.mark();
        }
    }

    /// Marks what the last changes of `vaults` may affect as out of date. Returns whether there were
    /// changes.
    pub(crate) fn mark_changes(
        &mut self,
        vaults: &mut OpenVaults,
        documents: &Documents<Url>,
    ) -> bool {
        let mut changed = false;
        for vault in vaults.iter_mut() {
            let removed = std::mem::take(&mut vault.removed);
            let closed = self.vaults.entry(vault.id).or_default();
            // The settings may ask for new findings since they changed.
            closed.begin_session(vault);
            for note in closed.files_removed(vault, removed) {
                let path = &vault.vault.file(note).path;
                if let Some(document) = documents.at(vault.id, path) {
                    self.mark_document(&document.uri);
                }
            }
            if vault.deltas.is_empty() {
                continue;
            }
            changed = true;
            let deltas = std::mem::take(&mut vault.deltas).into_iter();
            let (typed, mut deltas): (Vec<_>, Vec<_>) =
                deltas.partition(|delta| self.is_typing(vault.id, delta));
            let closed = self.vaults.entry(vault.id).or_default();
            closed.mark_dependents(&vault.vault, &deltas);
            closed.hold_dependents(&vault.vault, &typed);
            deltas.extend(typed);
            let delta = document::merge_deltas(deltas);
            for document in documents.iter().filter(|document| document.vault_id == vault.id) {
                let Some(diagnostics) = self.documents.get_mut(&document.uri) else { continue };
                let note = vault.vault.find_file(&document.path);
                if note.is_some_and(|note| vault.vault.is_affected(&delta, note)) {
                    diagnostics.mark();
                }
            }
        }
        changed
    }

    /// Asks the client to pull diagnostics again, if that is needed and no such request is in flight.
    /// `done` is called, on any thread, when the client has answered.
    pub(crate) fn send_refresh(&mut self, session: &Session, done: impl FnOnce() + Send + 'static) {
        if self.needs_refresh && !self.refresh_in_flight && session.is_initialized() {
            self.needs_refresh = false;
            self.refresh_in_flight = true;
            published::request_refresh(session, done);
        }
    }

    /// The client has answered the request to pull diagnostics again.
    pub(crate) fn refreshed(&mut self) {
        self.refresh_in_flight = false;
    }
}
