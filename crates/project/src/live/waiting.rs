//! Jobs that wait until a vault is loaded or a read request is finished.

use rustc_hash::FxHashMap;

use super::deliveries::Incomplete;
use super::ticket::Ticket;

/// A job that waits for a read request, and receives whether that was complete.
pub type WaitingJob<S> = Box<dyn FnOnce(&mut S, Result<(), Incomplete>) + Send>;

/// The waiting jobs of an owner, by their tickets.
pub(super) struct WaitingJobs<S> {
    jobs: FxHashMap<Ticket, WaitingJob<S>>,
    last: u64,
}

impl<S> WaitingJobs<S> {
    /// Keeps `job` and returns its ticket.
    pub(super) fn keep(&mut self, job: WaitingJob<S>) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        self.jobs.insert(ticket, job);
        ticket
    }

    /// Takes out the job with this ticket.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<WaitingJob<S>> {
        self.jobs.remove(&ticket)
    }
}

impl<S> Default for WaitingJobs<S> {
    fn default() -> WaitingJobs<S> {
        WaitingJobs { jobs: FxHashMap::default(), last: 0 }
    }
}
