//! The last changes that commands made in a vault, in files of the user's state folder.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use linkwright_disk::Root;

use crate::Error;
use crate::fingerprint::hash;
use crate::recorded::RecordedChange;

/// Maximum number of changes that are kept for a vault.
const MAX_CHANGES: usize = 10;

/// The last changes that commands made in a vault, at most ten. Each is a file, written before the
/// change is made. Only the user can read the files, because they contain old texts of notes.
pub struct History {
    folder: PathBuf,
}

/// A change in a [`History`].
pub struct HistoryEntry {
    /// The change.
    pub change: RecordedChange,
    file: PathBuf,
}

impl History {
    /// The history of the vault `root`, in the folder `state`.
    #[must_use]
    pub fn of(state: &Path, root: &Root) -> History {
        let root = root.canonical.to_string_lossy();
        History { folder: state.join("undo").join(format!("{:016x}", hash(&[&root]))) }
    }

    /// The changes, the last one first.
    ///
    /// # Errors
    /// If a file cannot be read or understood.
    pub fn changes(&self) -> Result<Vec<HistoryEntry>, Error> {
        let mut entries = Vec::new();
        for file in self.files().into_iter().rev() {
            let fail = |reason: &dyn std::fmt::Display| {
                Error::Refused(format!("{}: {reason}", file.display()))
            };
            let text = fs::read(&file).map_err(|error| fail(&error))?;
            match serde_json::from_slice(&text) {
                Ok(change) => entries.push(HistoryEntry { change, file }),
                // The process was stopped before the file was complete, so it made no change.
                Err(error) if error.is_eof() => {}
                Err(error) => return Err(fail(&error)),
            }
        }
        Ok(entries)
    }

    /// Adds `change`, and removes the oldest one if there are too many.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn add(&self, change: RecordedChange) -> io::Result<HistoryEntry> {
        create_private_folder(&self.folder)?;
        let files = self.files();
        let last = files.last().and_then(|file| file.file_stem()?.to_str()?.parse::<u64>().ok());
        let text = serde_json::to_vec(&change)?;
        let mut number = last.unwrap_or(0);
        let (mut out, file) = loop {
            number += 1;
            let file = self.folder.join(format!("{number:08}.json"));
            match create_private_file(&file) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                created => break (created?, file),
            }
        };
        let entry = HistoryEntry { change, file };
        if let Err(error) = out.write_all(&text).and_then(|()| out.sync_all()) {
            self.remove(&entry)?;
            return Err(error);
        }
        let extra = (files.len() + 1).saturating_sub(MAX_CHANGES);
        for old in &files[..extra] {
            fs::remove_file(old)?;
        }
        Ok(entry)
    }

    /// Removes a change that was undone, or was not made.
    ///
    /// # Errors
    /// If its file cannot be removed.
    pub fn remove(&self, entry: &HistoryEntry) -> io::Result<()> {
        fs::remove_file(&entry.file)
    }

    /// The files of the changes, the oldest first.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|it| it == "json"));
        files.sort();
        files
    }
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn create_private_file(file: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(file)
}
