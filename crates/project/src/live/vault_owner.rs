//! The state of the owner's thread: open vaults, and jobs that wait for them.

use std::sync::Arc;

use super::deliveries::{FinishedRead, Incomplete, ReaderEvent, ReaderEvents};
use super::handle::{Handle, Job};
use super::jobs::Jobs;
use super::open_vault::{LoadState, OpenVault};
use super::open_vaults::OpenVaults;
use super::owner::{Owner, guarded};
use super::reader::ReadRequest;
use super::ticket::Ticket;
use super::vault_id::VaultId;
use super::waiting::WaitingJob;

/// An owner of open vaults. A front end says where its vaults are and how it reacts to their readers;
/// the methods with a body order jobs after what they wait for.
pub trait VaultOwner: Owner + Sized + 'static {
    /// The open vaults.
    fn vaults(&self) -> &OpenVaults;

    /// The open vaults, to be changed.
    fn vaults_mut(&mut self) -> &mut OpenVaults;

    /// The jobs of this owner.
    fn jobs(&mut self) -> &mut Jobs<Self>;

    /// Takes in the next delivery for the vault, if there is one, with [`OpenVault::take_delivery`].
    fn take_delivery(&mut self, id: VaultId);

    /// Reacts to the end of a load of the whole vault. The jobs that wait for it run afterwards.
    fn on_load_ended(&mut self, id: VaultId, outcome: &Result<(), Incomplete>);

    /// Reacts to the end of a reread of the whole vault, while it is not loading.
    fn on_all_reread(&mut self, id: VaultId);

    /// Reacts to a vault that cannot be watched as a whole.
    fn on_unwatched(&mut self);

    /// The callbacks for the messages of the vaults' readers: each becomes a job of the owner.
    fn reader_events(handle: &Handle<Self>) -> ReaderEvents {
        let handle = handle.clone();
        Arc::new(move |id| {
            let handle = handle.clone();
            Arc::new(move |event| {
                handle.send(move |state| match event {
                    ReaderEvent::Delivered => state.take_delivery(id),
                    ReaderEvent::Failed(number, reason) => {
                        let outcome = Err(Incomplete::Failed(reason));
                        state.finish_reads(id, number, FinishedRead::Part(outcome));
                    }
                    ReaderEvent::Unwatched => state.on_unwatched(),
                });
            })
        })
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

    /// Runs `job` when all of the vault has been reread, from now on: whatever is new, changed or
    /// gone, including what the last answer made a client write. What was never read, because the
    /// user cancelled that, is read.
    ///
    /// This is the one place where an edit that follows from the links of the whole vault waits for
    /// them.
    fn after_reread_all(&mut self, id: VaultId, job: WaitingJob<Self>) {
        let reader = self.vaults_mut().get_mut(id).and_then(|vault| vault.reader.as_mut());
        let number = reader.map(|reader| reader.request(ReadRequest::RereadAll));
        self.after_read(number.map(|number| (id, number)), job);
    }

    /// Asks the disk for what the vault wants to know of it, then runs `job`.
    fn after_disk_check(&mut self, id: VaultId, job: Job<Self>) {
        let Some(vault) = self.vaults_mut().get_mut(id) else { return job(self) };
        let queries = vault.vault.take_disk_queries();
        let Some(reader) = &mut vault.reader else { return job(self) };
        let number = reader.request(ReadRequest::FindOnDisk(queries));
        let checked = move |state: &mut Self, outcome: Result<(), Incomplete>| {
            if let (Err(Incomplete::Failed(_)), Some(vault)) =
                (outcome, state.vaults_mut().get_mut(id))
            {
                // It would be asked for ever.
                vault.vault.set_disk_lookup(false);
            }
            job(state);
        };
        self.after_read(Some((id, number)), Box::new(checked));
    }

    /// Runs `job` when the names of the vault are precomputed, which is done bit by bit between other
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
                    self.on_all_reread(id);
                }
                (outcome, true)
            }
            FinishedRead::Everything(outcome) => {
                self.on_load_ended(id, &outcome);
                let waiting = self.vaults_mut().get_mut(id).map(|vault| vault.end_load(&outcome));
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

fn set_fresh<S: VaultOwner>(state: &mut S, id: VaultId, is_fresh: bool) {
    if let Some(vault) = state.vaults_mut().get_mut(id) {
        vault.reads.is_fresh = is_fresh;
    }
}
