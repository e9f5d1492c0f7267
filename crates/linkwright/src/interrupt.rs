//! Ctrl-C: what runs ends at its next stop, so that no half-made file and no temporary folder
//! stays behind.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// Whether Ctrl-C was pressed.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C is noted; a second one ends the process at once.
pub(crate) fn watch() {
    let noted = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    // Without a handler Ctrl-C ends the process at once, which is no harm.
    if let Err(error) = noted {
        tracing::debug!("Ctrl-C is not handled: {error}");
    }
}

/// The stop.
///
/// # Errors
/// After Ctrl-C.
pub(crate) fn stop() -> Result<(), Failure> {
    if INTERRUPTED.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
}
