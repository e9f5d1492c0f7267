//! Changes to a vault, and what each of them affects.

use linkwright_syntax::FileKind;

use crate::{FileId, PreparedNote, Target};
use linkwright_settings::Settings;

/// A change to the vault. A rename is a [`Change::Remove`] and a [`Change::Note`].
pub enum Change<'a> {
    /// A note or canvas was created, or its text changed.
    Note {
        /// Its path, relative to the root.
        path: &'a str,
        /// Its whole text. The vault scans it and does not keep it.
        text: &'a str,
    },
    /// Like `Note`, prepared on another thread. Does nothing if the note already has that text.
    Prepared(Box<PreparedNote>),
    /// A file was created that is not a note, or a note became unreadable.
    File {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// A file was removed. Does nothing if no file has that path.
    Remove {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// The answer to a disk query: what is on disk at a path that is not a file of the vault. See
    /// [`Vault::take_disk_queries`](crate::Vault::take_disk_queries).
    DiskEntry {
        /// Relative to the root; it may start with `..`.
        path: &'a str,
        /// `None` if nothing is there.
        entry: Option<DiskEntry>,
    },
    /// The settings changed.
    Settings(Box<Settings>),
}

/// What is on disk at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiskEntry {
    /// A file, or anything else that is not a folder.
    File,
    /// A folder.
    Folder {
        /// The name of the file in it that stands for the folder: `README.md`, `index.md`, or the
        /// note with the folder's name.
        index_file: Option<Box<str>>,
    },
}

impl<'a> Change<'a> {
    /// The change that gives the file at `path` this text. The text of an attachment is ignored.
    #[must_use]
    pub fn for_file(path: &'a str, text: &'a str, settings: &Settings) -> Change<'a> {
        match FileKind::of(path, &settings.extensions).is_indexed() {
            true => Change::Note { path, text },
            false => Change::File { path },
        }
    }

    /// The path of the changed file; `None` for settings and disk entries.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Change::Note { path, .. } | Change::File { path } | Change::Remove { path } => {
                Some(path)
            }
            Change::Prepared(prepared) => Some(prepared.path()),
            Change::DiskEntry { .. } | Change::Settings(_) => None,
        }
    }
}

/// What a change may affect, in the changed file and in other notes.
///
/// [`Vault::is_affected`](crate::Vault::is_affected) says whether a note is affected. All lists are
/// sorted and without duplicates.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Delta {
    /// Files that were created or changed.
    pub changed_files: Vec<FileId>,
    /// Notes whose headings, block ids or footnotes changed.
    pub changed_anchors: Vec<FileId>,
    /// Targets that may resolve to another file now, because a file or an alias with that name was
    /// added or removed.
    pub targets: Vec<Target>,
    /// Aliases whose claimants changed, folded (NFC, lowercase).
    pub aliases: Vec<Box<str>>,
    /// Files whose number of backlinks may have changed. Empty if `orphan-note` is off.
    pub changed_backlinks: Vec<FileId>,
    /// What bases read of files may have changed: their paths, properties, tags or links.
    pub changed_rows: bool,
    /// The settings changed, so everything may be affected; the lists are not filled then.
    pub everything: bool,
}

impl Delta {
    /// Whether the change affects nothing but the rows of bases.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Delta { changed_rows: self.changed_rows, ..Delta::default() }
    }

    /// Adds what a later change affects.
    pub fn merge(&mut self, later: Delta) {
        self.changed_files.extend(later.changed_files);
        self.changed_anchors.extend(later.changed_anchors);
        self.targets.extend(later.targets);
        self.aliases.extend(later.aliases);
        self.changed_backlinks.extend(later.changed_backlinks);
        self.changed_rows |= later.changed_rows;
        self.everything |= later.everything;
        self.sort();
    }

    pub(crate) fn sort(&mut self) {
        fn sort<T: Ord>(list: &mut Vec<T>) {
            list.sort_unstable();
            list.dedup();
        }
        sort(&mut self.changed_files);
        sort(&mut self.changed_anchors);
        sort(&mut self.targets);
        sort(&mut self.aliases);
        sort(&mut self.changed_backlinks);
    }
}
