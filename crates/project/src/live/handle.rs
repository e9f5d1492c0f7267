//! Sending work to the thread that owns the vaults.

use std::fmt;
use std::sync::mpsc;

use crate::platform::Platform;

/// Work for the owner's thread, whose state is an `S`.
pub type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Sends closures to the owner's thread.
pub struct OwnerHandle<S> {
    jobs: mpsc::Sender<Job<S>>,
    /// The disk and the threads to use.
    pub platform: Platform,
}

impl<S> OwnerHandle<S> {
    /// Returns a handle, and the receiver of the jobs that are sent through it.
    #[must_use]
    pub fn new(platform: Platform) -> (OwnerHandle<S>, mpsc::Receiver<Job<S>>) {
        let (jobs, inbox) = mpsc::channel();
        (OwnerHandle { jobs, platform }, inbox)
    }

    /// Runs `job` on the owner's thread, after everything that was sent before.
    pub fn send(&self, job: impl FnOnce(&mut S) + Send + 'static) {
        // The thread ends only with the process.
        let _ = self.jobs.send(Box::new(job));
    }
}

impl<S> Clone for OwnerHandle<S> {
    fn clone(&self) -> OwnerHandle<S> {
        OwnerHandle { jobs: self.jobs.clone(), platform: self.platform.clone() }
    }
}

impl<S> fmt::Debug for OwnerHandle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnerHandle").finish_non_exhaustive()
    }
}
