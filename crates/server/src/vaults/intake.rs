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
    type Client = ClientCapabilities;
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

    fn client(&self) -> ClientCapabilities {
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

    fn take_delivery(&mut self, id: VaultId) {
        let Some(vault) = self.vaults.get_mut(id) else { return };
        match vault.take_delivery(&self.documents) {
            Some(VaultEvent::Progress(done, total)) => {
                self.session.progress.report(Task::Reading(id), done, total);
            }
            Some(VaultEvent::Completed) => self.mark_documents(id),
            Some(VaultEvent::SettingsChanged(settings)) => self.configure(id, *settings),
            Some(VaultEvent::Finished(number, finished)) => {
                self.finish_reads(id, number, finished);
            }
            None => {}
        }
    }

    fn on_load_started(&mut self, id: VaultId) {
        self.session.show_progress(Task::Reading(id));
    }

    fn on_load_ended(&mut self, id: VaultId, outcome: &Result<(), Incomplete>) {
        self.session.progress.end(Task::Reading(id));
        if let Err(Incomplete::Failed(reason)) = outcome {
            self.session.show(MessageType::ERROR, format!("Linkwright: {reason}"));
        }
        self.mark_documents(id);
    }

    fn on_all_reread(&mut self, id: VaultId) {
        self.session.progress.end(Task::Reading(id));
    }

    fn on_unwatched(&mut self) {
        self.have_client_watch();
    }
}

impl State {
    /// Marks the diagnostics of the vault's documents as out of date.
    fn mark_documents(&mut self, id: VaultId) {
        for document in self.documents.iter().filter(|document| document.root == id) {
            self.diagnostics.mark_document(&document.uri);
        }
    }
}
