//! The error type of this crate.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use linkwright_syntax::{FileKind, NOTE_EXTENSIONS};

use crate::spelling::displayed;

/// An operation on the disk that failed: where, and why. Where the rest of the operation goes on,
/// it is reported as a warning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiskError {
    /// The file or folder; for [`Reason::InvalidPattern`], the pattern.
    pub path: PathBuf,
    /// The cause.
    pub reason: Reason,
}

/// Why an operation on the disk failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The file or folder does not exist.
    Missing,
    /// A folder is needed, and something else is there.
    NotFolder,
    /// A file is needed, and a folder or a device is there.
    NotFile,
    /// The path leaves the vault: by `..`, as an absolute path, or through a symbolic link.
    OutsideVault,
    /// A symbolic link to a file that does not belong to the vault.
    SymlinkToOutside,
    /// A symbolic link that is not followed.
    SymlinkNotFollowed(SymlinkProblem),
    /// A symbolic link whose target would change because of a move, and whose text cannot be
    /// adjusted.
    SymlinkNotUpdatable,
    /// The text is not UTF-8.
    NotUtf8 {
        /// Offset of the first invalid byte, counted from 0.
        offset: usize,
    },
    /// A canvas that is not valid JSON, with the parser's message.
    NotJson(String),
    /// The file's name is not UTF-8.
    NameNotUtf8,
    /// The folder is a vault itself, so it does not belong to the vault around it.
    NestedVault,
    /// The file is too large to read.
    TooLarge {
        /// Its length in bytes.
        len: u64,
    },
    /// The file differs from the one that the change was planned for.
    Changed,
    /// Something exists at the path, and would be overwritten.
    Exists,
    /// A move to another file system, which is not possible in one step.
    OtherFileSystem,
    /// The file is read-only.
    ReadOnly,
    /// An invalid pattern in `files.exclude`, with the parser's message.
    InvalidPattern(String),
    /// The system's limit of watched folders is reached.
    WatchLimit,
    /// Another process is changing the files of the vault right now.
    Busy,
    /// An interrupted change has to be undone first.
    InterruptedChange,
    /// The user stopped the operation.
    Cancelled,
    /// A change failed and was undone, except for files that another program saved meanwhile.
    UndoneWithConflicts {
        /// Why the change failed.
        cause: Box<Reason>,
        /// Files that another program saved meanwhile, each with the file beside it that has the
        /// other text.
        conflicts: Vec<(PathBuf, PathBuf)>,
    },
    /// A change failed half-way and could not be undone. The text says what failed, and where the
    /// old files are.
    NotUndone(String),
    /// Any other error, with the system's message.
    Io(String),
}

/// Why a symbolic link is not followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SymlinkProblem {
    /// It leads to a folder that is in the vault by another path.
    InVault {
        /// That vault path; empty for the root.
        path: String,
    },
    /// It leads to a folder that contains a folder of the vault, so that files would be found
    /// twice.
    ContainsFollowed {
        /// The vault path of the inner folder; empty for the root.
        path: String,
    },
    /// Its target does not exist.
    Dangling,
}

impl fmt::Display for SymlinkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("symbolic link not followed: ")?;
        match self {
            SymlinkProblem::InVault { path } if path.is_empty() => {
                f.write_str("it leads to the vault itself")
            }
            SymlinkProblem::InVault { path } => write!(f, "it leads to `{path}`, inside the vault"),
            SymlinkProblem::ContainsFollowed { path } if path.is_empty() => {
                f.write_str("it leads to a folder that contains the vault")
            }
            SymlinkProblem::ContainsFollowed { path } => {
                write!(f, "it leads to a folder that contains `{path}`, which is followed")
            }
            SymlinkProblem::Dangling => f.write_str("its target does not exist"),
        }
    }
}

impl Reason {
    /// Whether notes may be missing from the vault for this reason. A link to a folder of the vault
    /// hides nothing: its files are in the vault by their own paths.
    #[must_use]
    pub fn hides_notes(&self) -> bool {
        let is_hidden = |path: &str| path.split('/').any(|name| name.starts_with('.'));
        match self {
            Reason::SymlinkNotFollowed(SymlinkProblem::InVault { path }) => is_hidden(path),
            _ => true,
        }
    }
}

impl DiskError {
    /// Whether a note could not be read, so that its links are unknown.
    #[must_use]
    pub fn leaves_notes_unread(&self) -> bool {
        let is_read = || FileKind::of(&self.path.to_string_lossy(), &NOTE_EXTENSIONS).is_indexed();
        match self.reason {
            Reason::NotUtf8 { .. }
            | Reason::NotJson(_)
            | Reason::TooLarge { .. }
            | Reason::Io(_) => true,
            Reason::NameNotUtf8 => is_read() || self.path.is_dir(),
            _ => false,
        }
    }

    pub(crate) fn new(path: impl Into<PathBuf>, reason: Reason) -> DiskError {
        DiskError { path: path.into(), reason }
    }

    pub(crate) fn io(path: &Path, error: &io::Error) -> DiskError {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => Reason::Missing,
            io::ErrorKind::NotADirectory => Reason::NotFolder,
            io::ErrorKind::IsADirectory => Reason::NotFile,
            io::ErrorKind::AlreadyExists => Reason::Exists,
            io::ErrorKind::CrossesDevices => Reason::OtherFileSystem,
            _ if is_held_open(error) => Reason::Io("another program holds it open".to_owned()),
            _ => Reason::Io(error.to_string()),
        };
        DiskError::new(path, reason)
    }
}

/// Whether Windows refused to open or move a file because another program has it open, or locked a part.
fn is_held_open(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", displayed(&self.path).display(), self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Missing => f.write_str("no such file or folder"),
            Reason::NotFolder => f.write_str("not a folder"),
            Reason::NotFile => f.write_str("not a file"),
            Reason::OutsideVault => f.write_str("outside the vault"),
            Reason::SymlinkToOutside => f.write_str("a symbolic link to a file outside the vault"),
            Reason::SymlinkNotFollowed(problem) => problem.fmt(f),
            Reason::NotUtf8 { offset } => write!(f, "not UTF-8 at byte {offset}"),
            Reason::NotJson(error) => write!(f, "not JSON: {error}"),
            Reason::NameNotUtf8 => f.write_str("the name is not UTF-8"),
            Reason::NestedVault => f.write_str("a separate vault"),
            Reason::TooLarge { len } => write!(f, "too large to read: {len} bytes"),
            Reason::Changed => f.write_str("changed by another program: run the command again"),
            Reason::Exists => f.write_str("already exists"),
            Reason::ReadOnly => f.write_str("read-only"),
            Reason::InvalidPattern(error) => write!(f, "invalid pattern: {error}"),
            Reason::SymlinkNotUpdatable => f.write_str(
                "this symbolic link would lead elsewhere, and it cannot be updated: remove it or \
                 change it by hand first",
            ),
            Reason::OtherFileSystem => f.write_str(
                "this is on another file system, so the move cannot be done in one step: copy the \
                 file, change the links to the copy, and remove the original",
            ),
            Reason::WatchLimit => f.write_str("the system's limit of watched folders is reached"),
            Reason::Busy => {
                f.write_str("another linkwright is changing this vault: try again later")
            }
            Reason::InterruptedChange => {
                f.write_str("an interrupted change must be undone first: run the command again")
            }
            Reason::Cancelled => f.write_str("stopped; nothing was changed"),
            Reason::UndoneWithConflicts { cause, conflicts } => {
                write!(f, "{cause}; the change was undone")?;
                for (file, beside) in conflicts {
                    let beside = beside.file_name().unwrap_or(beside.as_os_str()).display();
                    let file = displayed(file);
                    let file = file.display();
                    write!(
                        f,
                        "\n  another program saved {file} meanwhile, so it was left as it is: \
                         compare it with `{beside}`"
                    )?;
                }
                Ok(())
            }
            Reason::NotUndone(message) | Reason::Io(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for DiskError {}
