//! The one thread that owns the vaults.
//!
//! Everyone else sends it closures, which it runs in the order in which they were sent. There are no
//! locks: what a closure sees does not change while it runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use linkwright_disk::forbid_blocking_io;

use super::handle::Job;

/// Maximum time that idle work takes before jobs have their turn.
const SLICE: Duration = Duration::from_millis(4);

/// Time without a job before the owner does work that later jobs need, so that jobs in quick succession
/// do not wait for it.
const PRECOMPUTE_DELAY: Duration = Duration::from_millis(2);

/// Time without a job before the front end checks whether its views are out of date.
const QUIET_DELAY: Duration = Duration::from_millis(300);

/// The state of the owner's thread: what it does when no job waits.
pub trait Owner {
    /// Does the work that is due, when no job waits. Work that can be split ends at `until`.
    fn on_idle(&mut self, until: Instant);

    /// Whether there is work that later jobs need.
    fn has_work_ahead(&self) -> bool;

    /// Does a part of the work that later jobs need.
    fn work_ahead(&mut self);

    /// Whether there is something to check after a longer pause.
    fn has_quiet_work(&self) -> bool;

    /// Does a part of the checks after a longer pause.
    fn on_quiet(&mut self);

    /// The time of the next [`Owner::on_time`], if there is one.
    fn next_time(&self) -> Option<Instant>;

    /// Does the work that is due at [`Owner::next_time`], when no job waits.
    fn on_time(&mut self);

    /// Repairs the state after a job or other work has panicked.
    fn recover(&mut self);
}

/// Runs the owner's thread: the jobs of `inbox`, and idle work between them. Returns when there will
/// be no more jobs. The thread must not wait for the disk from here on.
pub fn run_owner<S: Owner>(mut state: S, inbox: &Receiver<Job<S>>) {
    forbid_blocking_io();
    loop {
        let job = match inbox.try_recv() {
            Ok(job) => job,
            Err(TryRecvError::Empty) => {
                guarded(&mut state, |state| state.on_idle(Instant::now() + SLICE));
                match next_job(&mut state, inbox) {
                    Some(job) => job,
                    None => return,
                }
            }
            Err(TryRecvError::Disconnected) => return,
        };
        guarded(&mut state, job);
    }
}

/// Waits for the next job, and does idle work bit by bit meanwhile. `None` when there will be no more.
fn next_job<S: Owner>(state: &mut S, inbox: &Receiver<Job<S>>) -> Option<Job<S>> {
    let since = Instant::now();
    loop {
        let idle_work: Option<(fn(&mut S), _)> = if state.has_work_ahead() {
            Some((S::work_ahead, since + PRECOMPUTE_DELAY))
        } else if state.has_quiet_work() {
            Some((S::on_quiet, since + QUIET_DELAY))
        } else {
            None
        };
        let timed_work = state.next_time().map(|time| (S::on_time as fn(&mut S), time));
        let next = idle_work.into_iter().chain(timed_work).min_by_key(|(_, time)| *time);
        let Some((work, time)) = next else { return inbox.recv().ok() };
        match inbox.recv_timeout(time.saturating_duration_since(Instant::now())) {
            Ok(job) => return Some(job),
            Err(RecvTimeoutError::Timeout) => {
                if !guarded(state, work) {
                    // It might panic again and again.
                    return inbox.recv().ok();
                }
            }
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Runs `job`, and repairs the state if it panics. Returns whether it succeeded.
pub fn guarded<S: Owner>(state: &mut S, job: impl FnOnce(&mut S)) -> bool {
    let succeeded = catch_unwind(AssertUnwindSafe(|| job(state))).is_ok();
    if !succeeded {
        tracing::error!("the vaults' thread survived a panic");
        state.recover();
    }
    succeeded
}
