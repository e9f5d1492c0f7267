//! The state of the owner's thread: open vaults, and jobs that wait for them.

use std::fmt::Display;
use std::hash::Hash;
use std::path::PathBuf;

use linkwright_text::PositionEncoding;

use super::deliveries::{FinishedRead, Incomplete};
use super::documents::Documents;
use super::event::VaultEvent;
use super::handle::Job;
use super::jobs::Jobs;
use super::locate::SymlinkMode;
use super::needs::RequestError;
use super::open_vault::{LoadState, OpenVault};
use super::open_vaults::OpenVaults;
use super::owner::{Owner, guarded};
use super::reader::ReadRequest;
use super::text_id::TextId;
use super::ticket::Ticket;
use super::vault_id::VaultId;
use super::waiting::WaitingJob;

/// The owner of open vaults and documents. A front end implements the methods without a body: where its
/// state is, and how it reacts to events. The other methods run jobs when what they wait for is done.
pub trait VaultOwner: Owner + Sized + 'static {
    /// The front end's name for a document, in an editor its URI.
    type Uri: Clone + Eq + Hash + Display + Send + Sync + 'static;
    /// What the front end knows of its client.
    type ClientCapabilities: Send + Sync + 'static;
    /// The error of a request.
    type Error: Send + 'static;

    /// The open vaults.
    fn vaults(&self) -> &OpenVaults;

    /// The open documents.
    fn documents(&self) -> &Documents<Self::Uri>;

    /// The open vaults and documents, to be changed.
    fn vaults_and_documents(&mut self) -> (&mut OpenVaults, &mut Documents<Self::Uri>);

    /// The jobs of this owner.
    fn jobs(&mut self) -> &mut Jobs<Self>;

    /// The path of the document at `uri`, if it is a file.
    fn file_path(uri: &Self::Uri) -> Option<PathBuf>;

    /// What the front end knows of its client, as it is now.
    fn client_capabilities(&self) -> Self::ClientCapabilities;

    /// The encoding in which the client counts columns.
    fn encoding(&self) -> PositionEncoding;

    /// The front end's error for a request that is not answered.
    fn error(error: RequestError) -> Self::Error;

    /// Whether the document at `uri` was never saved.
    fn is_unsaved(uri: &Self::Uri) -> bool;

    /// Reacts to an event.
    fn on_event(&mut self, event: VaultEvent);

    /// Reacts to a change of a document's text or vault, before it is indexed.
    fn on_document_changed(&mut self, uri: &Self::Uri);

    /// The open vaults, to be changed.
    fn vaults_mut(&mut self) -> &mut OpenVaults {
        self.vaults_and_documents().0
    }

    /// The open documents, to be changed.
    fn documents_mut(&mut self) -> &mut Documents<Self::Uri> {
        self.vaults_and_documents().1
    }

    /// The vault of the file at `uri`, and its path there, whether the file exists or not.
    fn place_of(&self, uri: &Self::Uri) -> Option<(VaultId, String)> {
        self.vaults().locate(&Self::file_path(uri)?, SymlinkMode::Follow)
    }

    /// The vault of the file at `uri`.
    fn vault_id_of(&self, uri: &Self::Uri) -> Option<VaultId> {
        match self.documents().get(uri) {
            Some(document) => Some(document.vault_id),
            None => self.place_of(uri).map(|(vault, _)| vault),
        }
    }

    /// The vault of the file at `uri`; see [`Self::vault_id_of`].
    fn open_vault_of(&self, uri: &Self::Uri) -> Option<&OpenVault> {
        self.vaults().get(self.vault_id_of(uri)?)
    }

    /// The id of the text of the note at `uri` that the current request is about.
    fn text_id(&self, uri: &Self::Uri) -> Option<TextId> {
        if let Some(revision) = self.documents().revision(uri) {
            return Some(TextId::Open(revision));
        }
        let visited = self.documents().visited(uri)?;
        let vault = &self.vaults().get(visited.vault_id)?.vault;
        Some(TextId::of_closed(vault.note(vault.find_file(&visited.path)?)?.facts.digest))
    }

    /// Requests a reread of `paths` in the vault, and returns the number of the request; `None` if
    /// the vault is not open or has no reader.
    fn reread_paths(&mut self, id: VaultId, paths: Vec<String>) -> Option<u64> {
        let reader = self.vaults_mut().get_mut(id)?.reader.as_mut()?;
        Some(reader.request(ReadRequest::RereadPaths(paths)))
    }

    /// Runs `job` when the vault is loaded; at once if it is, or is not open.
    fn when_loaded(&mut self, id: VaultId, job: Job<Self>) {
        if !self.vaults().get(id).is_some_and(OpenVault::is_loading) {
            return job(self);
        }
        let ticket = self.jobs().waiting.keep(Box::new(move |state, _| job(state)));
        if let Some(OpenVault { state: LoadState::Loading(waiting), .. }) =
            self.vaults_mut().get_mut(id)
        {
            waiting.push(ticket);
        }
    }

    /// Runs `job` when `read`, a vault and the number of a request to its reader, is finished; at
    /// once if it is, if the vault is not open, or for `None`.
    fn after_read(&mut self, read: Option<(VaultId, u64)>, job: WaitingJob<Self>) {
        let unfinished = read.filter(|(id, number)| {
            self.vaults().get(*id).is_some_and(|vault| !vault.reads.is_finished(*number))
        });
        let Some((id, number)) = unfinished else { return job(self, Ok(())) };
        let ticket = self.jobs().waiting.keep(job);
        if let Some(vault) = self.vaults_mut().get_mut(id) {
            vault.reads.wait(number, ticket);
        }
    }

    /// Rereads the whole vault, then runs `job`. All new, changed and removed files are found,
    /// including files that the client wrote for the last answer. It is also known then which targets of
    /// the vault's links exist outside the index. If the user cancelled the load of the vault, it is loaded
    /// now.
    ///
    /// This is the one place where an edit that depends on the links of the whole vault waits for
    /// them.
    fn after_reread_all(&mut self, id: VaultId, job: WaitingJob<Self>) {
        // What is unknown now is asked before the reread, so that one is enough.
        if let Some(vault) = self.vaults_mut().get_mut(id) {
            vault.find_targets_on_disk();
        }
        let ask_disk = move |state: &mut Self, outcome: Result<(), Incomplete>| {
            let is_asked = outcome.is_ok()
                && state.vaults_mut().get_mut(id).is_some_and(OpenVault::find_targets_on_disk);
            match is_asked {
                // A plan needs the state right after a reread.
                true => state.reread_all(id, job),
                false => job(state, outcome),
            }
        };
        self.reread_all(id, Box::new(ask_disk));
    }

    /// Rereads the whole vault after all earlier requests to its reader, then runs `job`.
    fn reread_all(&mut self, id: VaultId, job: WaitingJob<Self>) {
        let vault = self.vaults_mut().get_mut(id);
        let is_partial =
            vault.as_ref().is_some_and(|vault| matches!(vault.state, LoadState::Partial));
        let reader = vault.and_then(|vault| vault.reader.as_mut());
        let number = reader.map(|reader| reader.request(ReadRequest::RereadAll));
        self.after_read(number.map(|number| (id, number)), job);
        if is_partial {
            self.on_event(VaultEvent::LoadStarted(id));
        }
    }

    /// Runs `job` when the vault of the document at `uri` is loaded and it is known which targets of
    /// the document's links exist. The vault's reader searches the disk for targets that are not in the
    /// index.
    fn when_links_checked(&mut self, uri: Self::Uri, job: Job<Self>) {
        let Some(id) = self.vault_id_of(&uri) else { return job(self) };
        let check = move |state: &mut Self| match vault_to_check(state, &uri) {
            Some(id) => state.after_disk_check(id, job),
            None => job(state),
        };
        self.when_loaded(id, Box::new(check));
    }

    /// Searches the disk for the link targets that the vault has queued for that, then runs `job`.
    fn after_disk_check(&mut self, id: VaultId, job: Job<Self>) {
        let Some(vault) = self.vaults_mut().get_mut(id) else { return job(self) };
        let queries = vault.vault.take_disk_queries();
        let Some(reader) = &mut vault.reader else { return job(self) };
        let number = reader.request(ReadRequest::FindOnDisk(queries));
        let checked = move |state: &mut Self, outcome: Result<(), Incomplete>| {
            if let (Err(Incomplete::Failed(_)), Some(vault)) =
                (outcome, state.vaults_mut().get_mut(id))
            {
                // Otherwise the search would be repeated for ever.
                vault.vault.set_disk_lookup(false);
            }
            job(state);
        };
        self.after_read(Some((id, number)), Box::new(checked));
    }

    /// Runs `job` when the names of the vault are precomputed, which is done in slices between other
    /// jobs.
    fn when_names_precomputed(&mut self, id: VaultId, job: Job<Self>) {
        if self.vaults_mut().get_mut(id).is_some_and(|vault| vault.vault.precompute()) {
            self.jobs().handle.send(move |state| state.when_names_precomputed(id, job));
        } else {
            job(self);
        }
    }

    /// Marks the requests to the vault's reader up to `number` as finished, and runs the jobs that
    /// waited for them.
    fn finish_reads(&mut self, id: VaultId, number: u64, finished: FinishedRead) {
        let (outcome, is_whole) = match finished {
            FinishedRead::Part(outcome) => (outcome, false),
            FinishedRead::Whole(outcome) => {
                if self.vaults().get(id).is_some_and(|vault| !vault.is_loading()) {
                    self.on_event(VaultEvent::Reread(id));
                }
                (outcome, true)
            }
            FinishedRead::Everything(outcome) => {
                let waiting = self.vaults_mut().get_mut(id).map(|vault| vault.end_load(&outcome));
                self.on_event(VaultEvent::LoadEnded(id, outcome.clone()));
                waiting.into_iter().flatten().for_each(|job| self.run_waiting(job, Ok(())));
                (outcome, true)
            }
        };
        let is_fresh = is_whole && outcome.is_ok();
        let due = self.vaults_mut().get_mut(id).map(|vault| vault.reads.finish(number));
        for job in due.unwrap_or_default() {
            set_fresh(self, id, is_fresh);
            self.run_waiting(job, outcome.clone());
        }
        set_fresh(self, id, false);
    }

    /// Runs a job that waited.
    fn run_waiting(&mut self, ticket: Ticket, outcome: Result<(), Incomplete>) {
        if let Some(job) = self.jobs().waiting.take(ticket) {
            guarded(self, |state| job(state, outcome));
        }
    }

    /// Runs the jobs that wait for `vault`, which is closed.
    fn run_jobs_of_closed(&mut self, mut vault: OpenVault) {
        if let LoadState::Loading(waiting) = vault.state {
            waiting.into_iter().for_each(|job| self.run_waiting(job, Ok(())));
        }
        vault.reads.abandon().into_iter().for_each(|job| self.run_waiting(job, Ok(())));
    }
}

/// The vault of the note at `uri`, open or closed, if the disk must be searched for targets of the
/// note's links.
fn vault_to_check<S: VaultOwner>(state: &S, uri: &S::Uri) -> Option<VaultId> {
    let (vault, note) = match state.documents().note(state.vaults(), uri) {
        Some((_, vault, note)) => (vault, note),
        None if state.documents().get(uri).is_some() => return None,
        None => {
            let (id, path) = state.place_of(uri)?;
            let vault = state.vaults().get(id)?;
            (vault, vault.vault.find_file(&path)?)
        }
    };
    (vault.is_fully_loaded() && vault.vault.has_unknown_links(note)).then_some(vault.id)
}

fn set_fresh<S: VaultOwner>(state: &mut S, id: VaultId, is_fresh: bool) {
    if let Some(vault) = state.vaults_mut().get_mut(id) {
        vault.reads.is_fresh = is_fresh;
    }
}
