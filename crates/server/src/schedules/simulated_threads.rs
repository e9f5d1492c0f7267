//! The threads that a server uses in a schedule.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use linkwright_project::live::{Threads, Work};

use super::disk::Memory;

/// The queues for work of other threads.
#[derive(Clone, Debug)]
pub(super) struct SimulatedThreads {
    pub(super) disk: Memory,
    /// Work that may run in any order.
    pub(super) pool: Sender<Work>,
    /// Work that runs in order.
    pub(super) worker: Sender<Work>,
}

impl Threads for SimulatedThreads {
    fn run(&self, work: Work) {
        // A panic ends the work but not the schedule.
        let work = move || drop(catch_unwind(AssertUnwindSafe(work)));
        let _ = self.pool.send(Box::new(work));
    }

    fn spawn(&self, _name: &str, work: Work) -> std::io::Result<()> {
        if self.disk.files().no_threads {
            return Err(std::io::ErrorKind::WouldBlock.into());
        }
        let _ = self.pool.send(work);
        Ok(())
    }

    fn start_worker(&self, _name: &str) -> Sender<Work> {
        self.worker.clone()
    }
}
