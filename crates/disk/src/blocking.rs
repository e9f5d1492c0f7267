//! Threads that must not wait for the disk.
//!
//! A disk can be slow or not answer at all, so a thread that others wait for must not access it.
//! With debug assertions, as in every test that runs the program, such a thread panics if it does.

use std::cell::Cell;

thread_local! {
    static FORBIDDEN: Cell<bool> = const { Cell::new(false) };
}

/// Forbids this thread to access the disk from now on.
pub fn forbid_blocking_io() {
    FORBIDDEN.set(true);
}

/// Runs `work`, which may access the disk even on a thread that must not otherwise. Only for a few
/// files at a time, where the order of messages depends on the answer.
pub fn allow_blocking_io<T>(work: impl FnOnce() -> T) -> T {
    let _restored = RestoreOnDrop(FORBIDDEN.replace(false));
    work()
}

struct RestoreOnDrop(bool);

impl Drop for RestoreOnDrop {
    fn drop(&mut self) {
        FORBIDDEN.set(self.0);
    }
}

/// Every function that accesses the disk calls this first. Panics, with debug assertions, on a
/// thread that must not.
pub(crate) fn assert_allowed() {
    debug_assert!(!FORBIDDEN.get(), "this thread must not wait for the disk");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault_folder;

    #[test]
    fn a_thread_that_forbids_blocking_io_panics_unless_it_is_allowed() {
        let access = || vault_folder(&std::env::temp_dir(), &[]);
        std::thread::spawn(move || {
            access();
            forbid_blocking_io();
            allow_blocking_io(access);
            assert!(std::panic::catch_unwind(access).is_err());
            assert!(std::panic::catch_unwind(|| allow_blocking_io(|| panic!("a test"))).is_err());
            assert!(std::panic::catch_unwind(access).is_err(), "forbidden again");
        })
        .join()
        .expect("all holds");
    }
}
