//! Why a command failed, as it is reported to the user.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use linkwright_disk::{DiskError, Reason};
use linkwright_ide::Refusal;
use linkwright_project::Error;

use crate::style::ERROR;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error message for the user, with the file and the reason.
    Message(String),
    /// The program that reads our output has closed the pipe.
    BrokenPipe,
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl Failure {
    pub(crate) fn new(message: impl Display) -> Failure {
        Failure::Message(message.to_string())
    }

    /// The failure for a system error at `path`, which is shown as the user wrote it.
    pub(crate) fn about(path: &Path, error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::NotFound => {
                DiskError { path: path.into(), reason: Reason::Missing }.into()
            }
            _ => Failure::new(format!("{}: {error}", path.display())),
        }
    }

    /// Prints the message to standard error. Returns the exit status: 2 for an error, 130 after
    /// Ctrl-C, and 0 for a broken pipe.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Failure::Message(message) => {
                anstream::eprintln!("{ERROR}error{ERROR:#}: {message}");
                ExitCode::from(2)
            }
            Failure::BrokenPipe => ExitCode::SUCCESS,
            Failure::Interrupted => ExitCode::from(130),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Cancelled => Failure::Interrupted,
            error => Failure::new(error),
        }
    }
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Failure {
        Error::from(error).into()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Error::from(refusal).into()
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::new(error),
        }
    }
}
