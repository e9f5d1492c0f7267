//! Work that is done beside the vaults' thread, one piece after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};

use crate::vaults::owner::Handle;
use crate::vaults::state::State;

type Work = Box<dyn FnOnce() + Send>;

/// Hands work to a thread of its own, which ends when this is dropped.
pub(crate) struct Aside {
    work: Sender<Work>,
    handle: Handle,
}

impl Aside {
    /// Starts the thread; results go to `handle`.
    pub(crate) fn start(handle: Handle) -> Aside {
        let (work, inbox) = mpsc::channel::<Work>();
        std::thread::Builder::new()
            .name("aside".to_owned())
            .spawn(move || inbox.into_iter().for_each(|work| work()))
            .expect("a thread can be started");
        Aside { work, handle }
    }

    /// Has `work` done, and `then` called on the vaults' thread with its result; `None` if it
    /// panics.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        then: impl FnOnce(&mut State, Option<T>) + Send + 'static,
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
