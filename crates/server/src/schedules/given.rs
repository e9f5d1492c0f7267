//! What a server runs on in a schedule.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;

use super::disk::Memory;
/// Work for another thread.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// A disk in memory, and where work for other threads goes.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) disk: Memory,
    /// For work that has no order.
    pub(super) pool: Sender<Work>,
    /// For work that is done piece by piece.
    pub(super) worker: Sender<Work>,
}

impl Given {
    /// Has `work` done when its turn comes; `None` if it panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (done, result) = oneshot::channel();
        let work = move || {
            let _ = done.send(catch_unwind(AssertUnwindSafe(work)).ok());
        };
        let _ = self.pool.send(Box::new(work));
        result.await.ok().flatten()
    }

    /// Has `work` done when its turn comes.
    pub(crate) fn spawn(&self, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        if self.disk.files().no_threads {
            return Err(std::io::ErrorKind::WouldBlock.into());
        }
        let _ = self.pool.send(Box::new(work));
        Ok(())
    }

    /// A thread that does its work in order.
    pub(crate) fn worker(&self) -> Sender<Work> {
        self.worker.clone()
    }
}
