//! Work that waits until the disk was asked about links which no file of their vault answers. The
//! reader is asked, never the disk itself.

use linkwright_project::live::VaultOwner as _;
use tower_lsp::lsp_types::Url;

use crate::vaults::owner::Job;
use crate::vaults::state::State;

impl State {
    /// Runs `job` when the vault of the document at `uri` is loaded and the targets of the document's
    /// links are known.
    pub(crate) fn when_document_checked(&mut self, uri: Url, job: Job) {
        let Some(id) = self.root_of(&uri) else { return job(self) };
        let reached = move |state: &mut State| state.when_links_checked(&uri, job);
        self.when_loaded(id, Box::new(reached));
    }

    fn when_links_checked(&mut self, uri: &Url, job: Job) {
        match self.with_unknown_links(uri) {
            Some(id) => self.after_disk_check(id, job),
            None => job(self),
        }
    }
}
