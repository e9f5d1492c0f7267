//! The jobs of the owner's thread.

use super::background::BackgroundWorker;
use super::handle::OwnerHandle;
use super::waiting::WaitingJobs;

/// The sources of jobs for the owner of a state `S`.
pub struct Jobs<S> {
    /// Sends this owner more jobs.
    pub handle: OwnerHandle<S>,
    /// Does work that would keep the owner from answering.
    pub background: BackgroundWorker<S>,
    /// The jobs that wait for a vault.
    pub(super) waiting: WaitingJobs<S>,
}

impl<S: 'static> Jobs<S> {
    /// No jobs yet.
    #[must_use]
    pub fn new(handle: OwnerHandle<S>) -> Jobs<S> {
        let background = BackgroundWorker::start(handle.clone());
        Jobs { handle, background, waiting: WaitingJobs::default() }
    }
}
