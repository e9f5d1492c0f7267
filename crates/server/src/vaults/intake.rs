//! Reacting to the readers of the vaults: what they deliver, and jobs that wait for them.

use linkwright_project::live::{
    Incomplete, Jobs, LoadState, OpenVault, OpenVaults, VaultEvent, VaultId, VaultOwner, WaitingJob,
};
use tower_lsp::lsp_types::MessageType;

use crate::session::Task;
use crate::vaults::state::State;

impl VaultOwner for State {
    fn vaults(&self) -> &OpenVaults {
        &self.vaults
    }

    fn vaults_mut(&mut self) -> &mut OpenVaults {
        &mut self.vaults
    }

    fn jobs(&mut self) -> &mut Jobs<State> {
        &mut self.jobs
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
    /// Runs `job` when all of the vault `id` has been reread, from now on. What was never read,
    /// because the user cancelled that, is read, with its progress.
    pub(crate) fn when_all_reread(&mut self, id: VaultId, job: WaitingJob<State>) {
        let is_partial = |vault: &OpenVault| matches!(vault.state, LoadState::Partial);
        let is_partial = self.vaults.get(id).is_some_and(is_partial);
        self.after_reread_all(id, job);
        if is_partial {
            self.session.show_progress(Task::Reading(id));
        }
    }

    /// Marks the diagnostics of the vault's documents as out of date.
    fn mark_documents(&mut self, id: VaultId) {
        for document in self.documents.iter().filter(|document| document.root == id) {
            self.diagnostics.mark_document(&document.uri);
        }
    }
}
