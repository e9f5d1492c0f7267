//! What links reach on disk that is no file of their vault: the reader is asked, never the disk.

use linkwright_project::live::{Incomplete, OnDisk, ReadRequest, VaultId};
use linkwright_vault::{Change, FileId};
use tower_lsp::lsp_types::Url;

use crate::vaults::owner::Job;
use crate::vaults::state::State;

impl State {
    /// Has the disk asked for what the vault `id` wants to know of it, and then `job` run.
    pub(crate) fn when_reached(&mut self, id: VaultId, job: Job) {
        let Some(root) = self.root_mut(id) else { return job(self) };
        let wanted = root.vault.take_disk_queries();
        let Some(reader) = &mut root.reader else { return job(self) };
        let number = reader.request(ReadRequest::FindOnDisk(wanted));
        let waiting = move |state: &mut State, outcome: Result<(), Incomplete>| {
            if let (Err(Incomplete::Failed(_)), Some(root)) = (outcome, state.root_mut(id)) {
                // It would be asked for ever.
                root.vault.set_disk_lookup(false);
            }
            job(state);
        };
        self.when_done(id, number, Box::new(waiting));
    }

    /// Has `job` run when its vault is known, and what the links of the document at `uri` reach.
    pub(crate) fn when_document_reached(&mut self, uri: Url, job: Job) {
        let Some(id) = self.root_of(&uri) else { return job(self) };
        let reached = move |state: &mut State| state.when_links_reached(&uri, job);
        self.when_ready(id, Box::new(reached));
    }

    fn when_links_reached(&mut self, uri: &Url, job: Job) {
        match self.with_unknown_links(uri) {
            Some(id) => self.when_reached(id, job),
            None => job(self),
        }
    }

    /// Has the findings of the document at `uri` published when the disk was asked.
    pub(crate) fn publish_when_reached(&mut self, uri: &Url, id: VaultId) {
        let uri = uri.clone();
        let job = move |state: &mut State| {
            if let Some(document) = state.documents.get_mut(&uri) {
                document.dirty = true;
            }
        };
        self.when_reached(id, Box::new(job));
    }

    /// Has `notes` of the vault `id`, which are counted or not by the pass of this number, looked at
    /// again when the disk was asked.
    pub(crate) fn diagnose_when_reached(
        &mut self,
        id: VaultId,
        passes: u64,
        notes: Vec<(FileId, bool)>,
    ) {
        let job = move |state: &mut State| {
            if let Some(root) = state.root_mut(id) {
                root.diagnostics.disk_checked(passes, notes);
            }
        };
        self.when_reached(id, Box::new(job));
    }

    /// This stood on disk when it was looked for.
    pub(crate) fn take_on_disk(&mut self, id: VaultId, number: u64, found: OnDisk) {
        let Some(root) = self.root_mut(id) else { return };
        for (path, entry) in found {
            if root.reads.is_outdated_at(&path, number) {
                continue;
            }
            root.apply(Change::DiskEntry { path: &path, entry });
        }
    }
}
