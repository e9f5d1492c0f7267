//! What happens to a vault, and what that may have altered elsewhere.

use linkwright_syntax::{Facts, FileKind, scan_file};

use crate::{FileId, PreparedNote, Settings, Target};

/// One thing that happened to the vault. A rename is a [`Change::Remove`] and a [`Change::Note`].
// Made for one call and taken apart there: a box would only cost.
#[allow(clippy::large_enum_variant)]
pub enum Change<'a> {
    /// A note or a canvas appeared or its text changed.
    Note {
        /// Its path, relative to the root.
        path: &'a str,
        /// The whole text, from which the facts were scanned. It is not kept.
        text: &'a str,
        /// `scan_file(path, text)`.
        facts: Facts,
    },
    /// The same, prepared elsewhere. If the note said so already, nothing happens.
    Prepared(Box<PreparedNote>),
    /// A file appeared that is no note, or a note whose text cannot be read.
    File {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// A file is gone. Of a path that no file has: nothing happens.
    Remove {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// This stands on disk at a path that is no file of the vault: see
    /// [`Vault::take_disk_queries`](crate::Vault::take_disk_queries).
    DiskEntry {
        /// Relative to the root; it may begin with `..`.
        path: &'a str,
        /// `None` where nothing is.
        entry: Option<DiskEntry>,
    },
    /// The settings changed.
    Settings(Box<Settings>),
}

/// What stands on disk at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiskEntry {
    /// A file, or anything else that is not a folder.
    File,
    /// A folder.
    Folder {
        /// The name of the file in it that is shown for it: `README.md`, `index.md`, or the note of
        /// its name.
        index_file: Option<Box<str>>,
    },
}

impl<'a> Change<'a> {
    /// The file at `path` appeared, or changed, with this text: of an attachment only the path counts.
    #[must_use]
    pub fn for_file(path: &'a str, text: &'a str, settings: &Settings) -> Change<'a> {
        match FileKind::of(path, &settings.extensions).is_indexed() {
            true => Change::Note { path, text, facts: scan_file(path, text) },
            false => Change::File { path },
        }
    }

    /// The path of the file it is about; `None` for settings, and for what is no file.
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

/// What a change may have altered in the answers about notes other than the one changed.
///
/// Ask [`Vault::touches`](crate::Vault::touches) whether a note is concerned. All lists are sorted
/// and without duplicates.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Delta {
    /// Files that appeared or changed.
    pub changed_files: Vec<FileId>,
    /// Notes whose headings, block ids or footnotes changed.
    pub changed_anchors: Vec<FileId>,
    /// What links ask for that may lead elsewhere now: a file or an alias of that name came or
    /// went.
    pub targets: Vec<Target>,
    /// Aliases that other notes claim than before, as they are compared (NFC, lowercase).
    pub aliases: Vec<Box<str>>,
    /// Files to which other notes may have more links than before, or fewer; told only where
    /// `orphan-note` is.
    pub changed_backlinks: Vec<FileId>,
    /// Everything may be different: the settings changed.
    pub everything: bool,
}

impl Delta {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Delta::default()
    }

    /// Adds what a later change altered.
    pub fn merge(&mut self, later: Delta) {
        self.changed_files.extend(later.changed_files);
        self.changed_anchors.extend(later.changed_anchors);
        self.targets.extend(later.targets);
        self.aliases.extend(later.aliases);
        self.changed_backlinks.extend(later.changed_backlinks);
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
