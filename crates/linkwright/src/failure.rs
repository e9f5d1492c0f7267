//! Why a command failed, as its user is told.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use linkwright_disk::{DiskError, Reason};
use linkwright_ide::Refusal;
use linkwright_project::Error;

use crate::style::ERROR;

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// With the file and the reason, as one would tell the author.
    Message(String),
    /// The reader of our output is gone.
    Pipe,
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    pub(crate) fn new(message: impl Display) -> Failure {
        Failure::Message(message.to_string())
    }

    /// What the system says about `path`, which is shown as it was given.
    pub(crate) fn about(path: &Path, error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::NotFound => {
                DiskError { path: path.into(), reason: Reason::Missing }.into()
            }
            _ => Failure::new(format!("{}: {error}", path.display())),
        }
    }

    /// Says so on standard error; the exit status is 2, after Ctrl-C 130.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Failure::Message(message) => {
                anstream::eprintln!("{ERROR}error{ERROR:#}: {message}");
                ExitCode::from(2)
            }
            Failure::Pipe => ExitCode::SUCCESS,
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
            io::ErrorKind::BrokenPipe => Failure::Pipe,
            _ => Failure::new(error),
        }
    }
}
