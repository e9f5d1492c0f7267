//! Reacting to the readers of the vaults: what they deliver, and jobs that wait for them.

use std::time::Instant;

use linkwright_project::live::{
    self, Incomplete, LoadState, OpenVault, Owner, VaultEvent, VaultId, VaultOwner, WaitingJob,
    WaitingJobs,
};
use tower_lsp::lsp_types::MessageType;

use crate::vaults::progress::Task;
use crate::vaults::state::State;

impl Owner for State {
    fn on_idle(&mut self, until: Instant) {
        self.publish_due(until);
    }

    fn has_work_ahead(&self) -> bool {
        self.needs_parsing()
            || self.roots.iter().any(|root| !root.is_loading() && !root.vault.is_precomputed())
    }

    fn work_ahead(&mut self) {
        self.parse_blocks();
        self.precompute_names();
    }

    fn has_quiet_work(&self) -> bool {
        self.has_untold_changes() || self.has_stale_views()
    }

    fn on_quiet(&mut self) {
        if self.has_untold_changes() {
            self.tell_changes();
        }
        if self.has_stale_views() {
            self.check_stale_views();
        }
    }

    fn next_time(&self) -> Option<Instant> {
        self.typed_link.as_ref().map(|typed| typed.until)
    }

    fn on_time(&mut self) {
        self.report_typed_link();
        // Runs `on_idle`, which publishes the diagnostics.
        self.handle.send(|_| ());
    }

    fn recover(&mut self) {
        self.recover_vaults();
    }
}

impl VaultOwner for State {
    fn open_vault(&self, id: VaultId) -> Option<&OpenVault> {
        self.root(id).map(|root| &root.open)
    }

    fn open_vault_mut(&mut self, id: VaultId) -> Option<&mut OpenVault> {
        self.root_mut(id).map(|root| &mut root.open)
    }

    fn waiting_jobs(&mut self) -> &mut WaitingJobs<State> {
        &mut self.waiting
    }

    fn handle(&self) -> &live::Handle<State> {
        &self.handle
    }

    fn take_delivery(&mut self, id: VaultId) {
        let State { roots, documents, progress, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id) else { return };
        match root.take_delivery(documents) {
            Some(VaultEvent::Progress(done, total)) => {
                progress.report(Task::Reading(id), done, total);
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
        self.progress.end(Task::Reading(id));
        if let Err(Incomplete::Failed(reason)) = outcome {
            self.client.show(MessageType::ERROR, format!("Linkwright: {reason}"));
        }
        self.mark_documents(id);
    }

    fn on_all_reread(&mut self, id: VaultId) {
        self.progress.end(Task::Reading(id));
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
        let is_partial = self.open_vault(id).is_some_and(is_partial);
        self.after_reread_all(id, job);
        if is_partial {
            self.show_progress(Task::Reading(id));
        }
    }

    /// Marks the diagnostics of the vault's documents as out of date.
    fn mark_documents(&mut self, id: VaultId) {
        for document in self.documents.iter_mut().filter(|document| document.root == id) {
            document.dirty = true;
        }
    }
}
