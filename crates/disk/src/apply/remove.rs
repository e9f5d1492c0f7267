//! Removes files and empty folders. A file first moves to the staging folder, so that its removal can be
//! undone, and so that a text which another program saves meanwhile is found.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::content::{Content, content};
use super::journal::{Journal, Removal};
use super::keep::on_two_devices;
use super::place::rename_new;
use super::staging::Staging;
use super::unwrite::UndoResult;
use crate::path::resolve_entry;
use crate::{DiskError, Reason, Root};

/// Adds the removal of a file to the journal. Checks that it has the text with the digest `old`.
pub(super) fn prepare(
    root: &Root,
    staging: &Staging,
    path: &str,
    old: u64,
    journal: &mut Journal,
) -> Result<(), DiskError> {
    let place = resolve_entry(root, path)?;
    if place.is_symlink() || content(&place)? != Content::Text(old) {
        return Err(DiskError::new(place, Reason::Changed));
    }
    if on_two_devices(&place, &staging.folder) {
        return Err(DiskError::new(place, Reason::OtherFileSystem));
    }
    let path = journal.name(root, path)?;
    journal.removals.push(Removal { path, old });
    Ok(())
}

/// Moves file `number` to the staging folder. Returns its real path.
pub(super) fn remove(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
) -> Result<PathBuf, DiskError> {
    let place = journal.real_path(root, &journal.removals[number].path)?;
    match rename_new(&place, &staging.removed(number)) {
        Ok(()) => Ok(place),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(DiskError::new(place, Reason::Changed))
        }
        Err(error) => Err(DiskError::io(&place, &error)),
    }
}

/// Removes the folder at the vault path `path` if it is empty. Returns its real path if it is gone.
pub(super) fn remove_folder(
    root: &Root,
    journal: &Journal,
    path: &str,
) -> Result<Option<PathBuf>, DiskError> {
    use ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    let folder = journal.real_path(root, path)?;
    match fs::remove_dir(&folder) {
        Ok(()) => Ok(Some(folder)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory | DirectoryNotEmpty) => {
            Ok(None)
        }
        Err(error) => Err(DiskError::io(&folder, &error)),
    }
}

/// Returns an error if another program, which had a removed file open, wrote to it.
pub(super) fn verify(root: &Root, staging: &Staging, journal: &Journal) -> Result<(), DiskError> {
    for (number, Removal { path, old }) in journal.removals.iter().enumerate() {
        if content(&staging.removed(number))? != Content::Text(*old) {
            return Err(DiskError::new(journal.real_path(root, path)?, Reason::Changed));
        }
    }
    Ok(())
}

/// Creates the removed folders again.
pub(super) fn restore_folders(
    root: &Root,
    journal: &Journal,
    undone: &mut UndoResult,
) -> Result<(), DiskError> {
    for path in journal.removed_folders.iter().rev() {
        let folder = journal.real_path(root, path)?;
        match fs::create_dir(&folder) {
            Ok(()) => undone.touch(&folder),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            // Its parent was moved or removed by another program.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(DiskError::io(&folder, &error)),
        }
    }
    Ok(())
}

/// Moves file `number` back if it was removed.
pub(super) fn restore(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
    undone: &mut UndoResult,
) -> Result<(), DiskError> {
    let removed = staging.removed(number);
    if removed.symlink_metadata().is_err() {
        return Ok(());
    }
    let place = journal.real_path(root, &journal.removals[number].path)?;
    let fail = |error| DiskError::io(&place, &error);
    if same_file::is_same_file(&removed, &place).unwrap_or(false) {
        // The process was killed between creating the second name and removing the first.
        return fs::remove_file(&removed).map_err(fail);
    }
    undone.touch(&place);
    undone.put_back(&removed, &place, || Ok(true))
}
