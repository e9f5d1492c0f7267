//! Runs work on one background thread, in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use super::handle::OwnerHandle;
use crate::platform::Work;

/// Sends work to a separate thread, which ends when this value is dropped.
pub struct BackgroundWorker<S> {
    work: Sender<Work>,
    handle: OwnerHandle<S>,
}

impl<S: 'static> BackgroundWorker<S> {
    /// Starts the thread. Results are sent to `handle`.
    #[must_use]
    pub fn start(handle: OwnerHandle<S>) -> BackgroundWorker<S> {
        BackgroundWorker { work: handle.platform.threads.start_worker("background"), handle }
    }

    /// Runs `work` on the worker's thread, then calls `then` on the owner's thread with the result,
    /// which is `None` if `work` panicked.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        then: impl FnOnce(&mut S, Option<T>) + Send + 'static,
    ) {
        let handle = self.handle.clone();
        let work = move || {
            let result = catch_unwind(AssertUnwindSafe(work)).ok();
            handle.send(move |state| then(state, result));
        };
        // The thread lives as long as `self`.
        let _ = self.work.send(Box::new(work));
    }
}
