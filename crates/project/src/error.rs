//! Errors of operations on a vault.

use std::fmt;

use linkwright_disk::{DiskError, Reason};
use linkwright_ide::Refusal;

/// The error of an operation on a vault. Its text is for the user and names the file and the
/// reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// A file or folder is in the way, or cannot be read or written.
    Disk(DiskError),
    /// The operation is not possible, or would break something.
    Refused(String),
    /// The file with this vault path is not as it was indexed. Nothing was changed.
    Changed(String),
    /// The operation was cancelled. Nothing was changed.
    Cancelled,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Disk(error) => error.fmt(f),
            Error::Refused(reason) => f.write_str(reason),
            Error::Changed(path) => write!(f, "{path}: changed meanwhile; nothing was done"),
            Error::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl std::error::Error for Error {}

impl From<DiskError> for Error {
    fn from(error: DiskError) -> Error {
        if error.reason == Reason::Cancelled { Error::Cancelled } else { Error::Disk(error) }
    }
}

impl From<Refusal> for Error {
    fn from(Refusal(reason): Refusal) -> Error {
        Error::Refused(reason)
    }
}
