//! Work that is done beside the vaults' thread, one piece after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use crate::vaults::handle::Handle;
use crate::vaults::platform::Work;

/// Hands work to a thread of its own, which ends when this is dropped.
pub(crate) struct Aside<S> {
    work: Sender<Work>,
    handle: Handle<S>,
}

impl<S: 'static> Aside<S> {
    /// Starts the thread; results go to `handle`.
    pub(crate) fn start(handle: Handle<S>) -> Aside<S> {
        Aside { work: handle.platform.start_worker("aside"), handle }
    }

    /// Has `work` done, and `then` called on the vaults' thread with its result; `None` if it
    /// panics.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        then: impl FnOnce(&mut S, Option<T>) + Send + 'static,
    ) {
        let handle = self.handle.clone();
        let work = move || {
            let result = catch_unwind(AssertUnwindSafe(work)).ok();
            handle.send(move |state| then(state, result));
        };
        // The thread outlives this.
        let _ = self.work.send(Box::new(work));
    }
}
