//! Threads that must not wait for the disk.
//!
//! A disk can be slow, or not answer at all; a thread that everyone waits for does not ask it. Where
//! assertions are on (in every test that runs the program), such a thread panics when it does.

use std::cell::Cell;

thread_local! {
    static FORBIDDEN: Cell<bool> = const { Cell::new(false) };
}

/// From now on, this thread does not wait for the disk.
pub fn forbid_blocking_io() {
    FORBIDDEN.set(true);
}

/// Runs `work`, which may wait for the disk though the thread does not otherwise: for a few files at
/// a time, where what comes next depends on the answer.
pub fn allow_blocking_io<T>(work: impl FnOnce() -> T) -> T {
    let _restored = Restored(FORBIDDEN.replace(false));
    work()
}

struct Restored(bool);

impl Drop for Restored {
    fn drop(&mut self) {
        FORBIDDEN.set(self.0);
    }
}

/// To be called by whatever waits for the disk.
pub(crate) fn assert_allowed() {
    debug_assert!(!FORBIDDEN.get(), "this thread does not wait for the disk");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault_folder;

    #[test]
    fn a_thread_that_must_not_wait_for_the_disk_may_only_where_it_is_allowed() {
        let asks = || vault_folder(&std::env::temp_dir(), &[]);
        std::thread::spawn(move || {
            asks();
            forbid_blocking_io();
            allow_blocking_io(asks);
            assert!(std::panic::catch_unwind(asks).is_err());
            assert!(std::panic::catch_unwind(|| allow_blocking_io(|| panic!("a test"))).is_err());
            assert!(std::panic::catch_unwind(asks).is_err(), "forbidden again");
        })
        .join()
        .expect("all holds");
    }
}
