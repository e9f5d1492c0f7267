//! The state as the owner of open vaults, and how it reacts to their events.

use std::path::PathBuf;

use linkwright_project::live::{
    Documents, Incomplete, Jobs, OpenVaults, RequestError, VaultEvent, VaultId, VaultOwner,
};
use linkwright_text::PositionEncoding;
use tower_lsp::jsonrpc::Error;
use tower_lsp::lsp_types::{MessageType, Url};

use crate::client_capabilities::ClientCapabilities;
use crate::refusals::refusal;
use crate::session::Task;
use crate::vaults::state::State;

impl VaultOwner for State {
    type Uri = Url;
    type ClientCapabilities = ClientCapabilities;
    type Error = Error;

    fn vaults(&self) -> &OpenVaults {
        &self.vaults
    }

    fn documents(&self) -> &Documents<Url> {
        &self.documents
    }

    fn vaults_and_documents(&mut self) -> (&mut OpenVaults, &mut Documents<Url>) {
        (&mut self.vaults, &mut self.documents)
    }

    fn jobs(&mut self) -> &mut Jobs<State> {
        &mut self.jobs
    }

    fn file_path(uri: &Url) -> Option<PathBuf> {
        uri.to_file_path().ok()
    }

    fn client_capabilities(&self) -> ClientCapabilities {
        self.session.capabilities()
    }

    fn encoding(&self) -> PositionEncoding {
        self.session.capabilities().encoding
    }

    fn error(error: RequestError) -> Error {
        match error {
            RequestError::Modified => Error::content_modified(),
            RequestError::Refused(reason) => refusal(reason),
        }
    }

    fn is_unsaved(uri: &Url) -> bool {
        uri.scheme() == "untitled"
    }

    fn on_event(&mut self, event: VaultEvent) {
        match event {
            VaultEvent::LoadStarted(id) => self.session.show_progress(Task::Reading(id)),
            VaultEvent::LoadProgress(id, done, total) => {
                self.session.progress.report(Task::Reading(id), done, total);
            }
            VaultEvent::LoadEnded(id, outcome) => {
                self.session.progress.end(Task::Reading(id));
                if let Err(Incomplete::Failed(reason)) = outcome {
                    self.session.show(MessageType::ERROR, format!("Linkwright: {reason}"));
                }
                self.begin_session(id);
                self.mark_documents(id);
            }
            VaultEvent::Completed(id) => {
                self.begin_session(id);
                self.mark_documents(id);
            }
            VaultEvent::Reread(id) => self.session.progress.end(Task::Reading(id)),
            VaultEvent::ScopeChanged(id) => self.diagnostics.of_vault(id).scope_changed(),
            VaultEvent::Closed(id) => {
                self.diagnostics.close_vault(&mut self.session, id);
                self.session.progress.end(Task::Reading(id));
            }
            VaultEvent::OpenFailed(error) => {
                let message = format!("Linkwright cannot open the vault {error}");
                tracing::warn!("{message}");
                self.session.show(MessageType::ERROR, message);
            }
            VaultEvent::Unmarked(notice) => self.session.notice(notice),
            VaultEvent::Unwatched => self.request_client_watch(),
        }
    }

    fn on_document_changed(&mut self, uri: &Url) {
        self.diagnostics.mark_document(uri);
    }
}

impl State {
    /// The vault may be indexed completely now: later findings are new.
    fn begin_session(&mut self, id: VaultId) {
        if let Some(vault) = self.vaults.get(id) {
            self.diagnostics.of_vault(id).begin_session(vault);
        }
    }

    /// Marks the diagnostics of the vault's documents as out of date.
    fn mark_documents(&mut self, id: VaultId) {
        for document in self.documents.iter().filter(|document| document.vault_id == id) {
            self.diagnostics.mark_document(&document.uri);
        }
    }
}
