//! Ctrl-C: a command ends at its next check, so that it leaves no incomplete file and no temporary
//! folder behind.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// Whether Ctrl-C was pressed.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Installs the Ctrl-C handler: the first Ctrl-C sets [`INTERRUPTED`], a second one ends the
/// process at once.
pub(crate) fn install_handler() {
    let installed = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    // Without a handler, Ctrl-C ends the process at once, which does no harm.
    if let Err(error) = installed {
        tracing::debug!("Ctrl-C is not handled: {error}");
    }
}

/// Checks whether the command should end.
///
/// # Errors
/// [`Failure::Interrupted`] after Ctrl-C.
pub(crate) fn check_interrupted() -> Result<(), Failure> {
    if INTERRUPTED.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
}

/// A writer that fails after Ctrl-C, so that a long output ends.
pub(crate) struct Interruptible<W>(pub(crate) W);

impl<W: Write> Write for Interruptible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if INTERRUPTED.load(Ordering::Relaxed) {
            // Not the kind `Interrupted`, after which a write is tried again.
            return Err(io::Error::other("interrupted"));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The result of writing to an [`Interruptible`].
///
/// # Errors
/// [`Failure::Interrupted`] instead of any other failure after Ctrl-C.
pub(crate) fn unless_interrupted<T>(written: Result<T, Failure>) -> Result<T, Failure> {
    written.or_else(|failure| {
        check_interrupted()?;
        Err(failure)
    })
}
