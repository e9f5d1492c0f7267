//! Finds the staging folders of earlier commands.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use super::staging::{EndState, JOURNAL, LOCK, PREFIX, Staging};
use crate::{DiskError, Root};

/// The state of a staging folder.
pub(super) enum StagingState {
    /// A process is using it.
    Busy,
    /// A change was being prepared; the vault was not touched.
    Prepared(Staging),
    /// A change was in progress.
    Pending(Staging, Journal),
    /// The change is finished; the folder only has to be removed.
    Marked(Staging, Journal, EndState),
    /// Something that must not be touched, and why.
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

/// The state of the staging folder `folder`; `None` if it is gone.
pub(super) fn state(folder: &Path) -> Option<StagingState> {
    let unknown = |why: &str| Some(StagingState::Unknown(why.to_owned()));
    let mut names = match fs::read_dir(folder) {
        Ok(names) => names,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => return unknown(&error.to_string()),
    };
    let lock = match File::options().read(true).write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock,
        // The process was killed between the first two steps, or is between them now.
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
            return unknown(&format!("its lock cannot be checked: {error}"));
        }
    }
    let staging = Staging::adopt(folder.to_owned(), lock);
    for mark in [EndState::Done, EndState::Undone] {
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
        false => Err("it is a copy of the folder in which the change was prepared".to_owned()),
    }
}
