//! What went wrong on the disk, where, and why.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use linkwright_syntax::{FileKind, NOTE_EXTENSIONS};

/// What could not be done, where, and why. Serves as an error where a call fails, and as a warning
/// where the rest works.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiskError {
    /// The file or folder concerned; of [`Reason::Pattern`], the pattern.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// Why something could not be done on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Nothing is there.
    Missing,
    /// A folder was asked for, and a file is there.
    NotFolder,
    /// A file was asked for, and a folder or a device is there.
    NotFile,
    /// It lies outside the vault, by `..`, as an absolute path, or through a symbolic link.
    Outside,
    /// It is a symbolic link, and a file of the vault was asked for.
    Symlink,
    /// It is a symbolic link that is not followed.
    Link(LinkProblem),
    /// It is a symbolic link that a move would leave behind, and its text cannot be changed.
    Relink,
    /// Its text is not UTF-8.
    NotUtf8 {
        /// Where the first byte stands that is wrong, counted from 0.
        offset: usize,
    },
    /// It is a canvas that is no JSON, and this is why.
    NotJson(String),
    /// Its name is not UTF-8.
    Name,
    /// The folder is a vault of its own, and so no part of the one around it.
    Nested,
    /// It is too large to be read.
    TooLarge {
        /// Its length in bytes.
        len: u64,
    },
    /// It is not, or no longer, what the change was made for.
    Changed,
    /// It is there already, and would be overwritten.
    Exists,
    /// It would move to another file system, which cannot be done in one step.
    OtherFileSystem,
    /// It may not be written.
    ReadOnly,
    /// A pattern of `files.exclude` that is none.
    Pattern(String),
    /// The system lets no more folders be watched.
    WatchLimit,
    /// Another process is changing the files of the vault right now.
    Busy,
    /// An interrupted change has to be undone first.
    Pending,
    /// The user stopped it.
    Cancelled,
    /// A change failed and was undone, but another program had saved files meanwhile.
    Kept {
        /// Why it failed.
        why: Box<Reason>,
        /// Files that were saved meanwhile, each with the file beside it that has the other text.
        kept: Vec<(PathBuf, PathBuf)>,
    },
    /// A change failed half-way and could not be undone. Says what, and where the old files are.
    Stuck(String),
    /// What the system says.
    Io(String),
}

/// Why a symbolic link is not followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkProblem {
    /// It leads to a folder that is in the vault by another path.
    Inside {
        /// That vault path; empty for the root.
        path: String,
    },
    /// It leads to a folder that holds one of the vault, so that files would be found twice.
    Holds {
        /// The vault path of the inner folder; empty for the root.
        path: String,
    },
    /// It leads to nothing.
    Dangling,
}

impl fmt::Display for LinkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a symbolic link that is not followed: ")?;
        match self {
            LinkProblem::Inside { path } if path.is_empty() => {
                f.write_str("it leads to the vault itself")
            }
            LinkProblem::Inside { path } => write!(f, "it leads to `{path}`, inside the vault"),
            LinkProblem::Holds { path } if path.is_empty() => {
                f.write_str("it leads to a folder that contains the vault")
            }
            LinkProblem::Holds { path } => {
                write!(f, "it leads to a folder that contains `{path}`, which is followed")
            }
            LinkProblem::Dangling => f.write_str("its target does not exist"),
        }
    }
}

impl Reason {
    /// Whether notes may be missing from the vault because of it. A link to a folder of the vault
    /// hides nothing: its files are in the vault under their own paths.
    #[must_use]
    pub fn hides_notes(&self) -> bool {
        let hidden = |path: &str| path.split('/').any(|name| name.starts_with('.'));
        match self {
            Reason::Link(LinkProblem::Inside { path }) => hidden(path),
            _ => true,
        }
    }
}

impl DiskError {
    /// Whether notes cannot be read because of it, so that links in them are unknown.
    #[must_use]
    pub fn leaves_notes_unread(&self) -> bool {
        let is_read = || FileKind::of(&self.path.to_string_lossy(), &NOTE_EXTENSIONS).is_indexed();
        match self.reason {
            Reason::NotUtf8 { .. }
            | Reason::NotJson(_)
            | Reason::TooLarge { .. }
            | Reason::Io(_) => true,
            Reason::Name => is_read() || self.path.is_dir(),
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
            _ => Reason::Io(error.to_string()),
        };
        DiskError::new(path, reason)
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Missing => f.write_str("no such file or folder"),
            Reason::NotFolder => f.write_str("not a folder"),
            Reason::NotFile => f.write_str("not a file"),
            Reason::Outside => f.write_str("outside the vault"),
            Reason::Symlink => f.write_str("a symbolic link to a file outside the vault"),
            Reason::Link(problem) => problem.fmt(f),
            Reason::NotUtf8 { offset } => write!(f, "not UTF-8 at byte {offset}"),
            Reason::NotJson(error) => write!(f, "not JSON: {error}"),
            Reason::Name => f.write_str("the name is not UTF-8"),
            Reason::Nested => f.write_str("a vault of its own"),
            Reason::TooLarge { len } => write!(f, "too large to be read: {len} bytes"),
            Reason::Changed => f.write_str("changed meanwhile"),
            Reason::Exists => f.write_str("exists already"),
            Reason::ReadOnly => f.write_str("read-only"),
            Reason::Pattern(error) => write!(f, "no valid pattern: {error}"),
            Reason::Relink => f.write_str(
                "this symbolic link would no longer lead where it leads, and it cannot be rewritten: \
                 remove it, or change it by hand first",
            ),
            Reason::OtherFileSystem => f.write_str(
                "this is on another file system, where nothing can be moved to in one step: copy it \
                 there, let the links lead to the copy, and remove the original",
            ),
            Reason::WatchLimit => f.write_str("the system lets no more folders be watched"),
            Reason::Busy => f.write_str("another linkwright is changing this vault: try again"),
            Reason::Pending => {
                f.write_str("an interrupted change has to be undone first: run the command again")
            }
            Reason::Cancelled => f.write_str("stopped; nothing was changed"),
            Reason::Kept { why, kept } => {
                write!(f, "{why}; the change was undone")?;
                for (file, beside) in kept {
                    let beside = beside.file_name().unwrap_or(beside.as_os_str()).display();
                    let file = file.display();
                    write!(f, "\n  {file} was saved meanwhile and stays: compare `{beside}`")?;
                }
                Ok(())
            }
            Reason::Stuck(what) | Reason::Io(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for DiskError {}
