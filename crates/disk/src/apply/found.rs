//! Staging folders that are there when a command comes.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use super::staging::{JOURNAL, LOCK, Mark, PREFIX, Staging};
use crate::{DiskError, Root};

/// What a staging folder is found to be.
pub(super) enum StagingState {
    /// A process is at work in it.
    Busy,
    /// A change was being prepared, and nothing of it was done.
    Prepared(Staging),
    /// A change was under way.
    Pending(Staging, Journal),
    /// Nothing is left to do except to remove it.
    Marked(Staging, Journal, Mark),
    /// Something that is not to be touched, and why.
    Unknown(String),
}

/// The staging folders in the vault's root, sorted.
pub(super) fn folders(root: &Root) -> Result<Vec<PathBuf>, DiskError> {
    let entries =
        fs::read_dir(&root.canonical).map_err(|error| DiskError::io(&root.canonical, &error))?;
    let mut folders: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    Ok(folders)
}

/// What the staging folder `folder` is. `None` if it is gone.
pub(super) fn look(folder: &Path) -> Option<StagingState> {
    let unknown = |why: &str| Some(StagingState::Unknown(why.to_owned()));
    let mut names = match fs::read_dir(folder) {
        Ok(names) => names,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => return unknown(&error.to_string()),
    };
    let lock = match File::options().read(true).write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock,
        // Killed between the first two steps, or at work on them.
        Err(error) if error.kind() == ErrorKind::NotFound && names.next().is_none() => {
            let _ = fs::remove_dir(folder);
            return None;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return unknown("it has no lock, so it was not made by this version");
        }
        Err(error) => return unknown(&format!("its lock cannot be opened: {error}")),
    };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Some(StagingState::Busy),
        Err(TryLockError::Error(error)) => {
            return unknown(&format!("whether it is in use cannot be told: {error}"));
        }
    }
    let staging = Staging::taken_over(folder.to_owned(), lock);
    for mark in [Mark::Done, Mark::Undone] {
        match read_journal(&staging, mark.name()) {
            Ok(Some(journal)) => return Some(StagingState::Marked(staging, journal, mark)),
            Ok(None) => {}
            Err(why) => return Some(StagingState::Unknown(why)),
        }
    }
    Some(match read_journal(&staging, JOURNAL) {
        Ok(Some(journal)) => StagingState::Pending(staging, journal),
        Ok(None) => StagingState::Prepared(staging),
        Err(why) => StagingState::Unknown(why),
    })
}

fn read_journal(staging: &Staging, name: &str) -> Result<Option<Journal>, String> {
    let text = match fs::read(staging.folder.join(name)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("its journal cannot be read: {error}")),
    };
    let journal: Journal = serde_json::from_slice(&text)
        .map_err(|error| format!("its journal cannot be understood: {error}"))?;
    journal.check()?;
    let identity = staging.identity().map_err(|error| error.to_string())?;
    match journal.folder == identity {
        true => Ok(Some(journal)),
        false => Err("it is a copy of the folder that the change was prepared in".to_owned()),
    }
}
