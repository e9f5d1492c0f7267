//! Symbolic links that get another text: staged, put in the place of the old ones, and undone. How far
//! that came can be read from the disk, as for the texts of files.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::journal::{Journal, JournalLink};
use super::keep::on_two_devices;
use super::place::{Label, exchange, move_beside, rename_new, says};
use super::staging::Staging;
use super::unwrite::Undone;
use crate::path::inside;
use crate::{DiskError, Reason, Root};

/// Prepares the new links in the staging folder, and names them in the journal: of each its vault path,
/// what it says and what it is to say.
pub(super) fn stage(
    root: &Root,
    staging: &Staging,
    links: &[(&str, &Path, &Path)],
    journal: &mut Journal,
) -> Result<(), DiskError> {
    for &(path, old, new) in links {
        let place = inside(root, path)?;
        if says(&place).map_err(|error| DiskError::io(&place, &error))?.as_deref() != Some(old) {
            return Err(DiskError::new(place, Reason::Changed));
        }
        // The new one could not take its place in one step.
        let far = place.parent().is_some_and(|folder| on_two_devices(folder, &staging.folder));
        let unwritable = [old, new].iter().any(|text| text.to_str().is_none());
        if far || unwritable {
            return Err(DiskError::new(place, Reason::SymlinkNotUpdatable));
        }
        make(new, &staging.link(journal.links.len())).map_err(|error| match error.kind() {
            ErrorKind::Unsupported | ErrorKind::PermissionDenied => {
                DiskError::new(&place, Reason::SymlinkNotUpdatable)
            }
            _ => DiskError::io(&place, &error),
        })?;
        let path = journal.name(root, path)?;
        journal.links.push(JournalLink { path, old: old.to_owned(), new: new.to_owned() });
    }
    Ok(())
}

#[cfg(unix)]
fn make(says: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(says, at)
}

/// Elsewhere links to files and to folders differ, and not everyone may make them.
#[cfg(not(unix))]
fn make(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Puts link `number` in the place of the old one; gives its true path.
pub(super) fn relink(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
) -> Result<PathBuf, DiskError> {
    let link = &journal.links[number];
    let place = journal.place(root, &link.path)?;
    let (new, was) = (staging.link(number), staging.was(number));
    let replaced = (|| {
        if exchange(&new, &place)? {
            return says(&new);
        }
        rename_new(&place, &was)?;
        rename_new(&new, &place)?;
        says(&was)
    })();
    match replaced {
        Ok(old) if old.as_ref() == Some(&link.old) => Ok(place),
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {
            Err(DiskError::io(&place, &error))
        }
        // What came out is not what was there when the new text was made.
        _ => Err(DiskError::new(place, Reason::Changed)),
    }
}

/// Undoes link `number`, as far as it was done.
pub(super) fn unlink(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
    undone: &mut Undone,
) -> Result<(), DiskError> {
    let link = &journal.links[number];
    let place = journal.place(root, &link.path)?;
    let fail = |error| DiskError::io(&place, &error);
    let Some(old) = replaced(staging, link, number).map_err(fail)? else { return Ok(()) };
    let now = match says(&place) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        text => text.map_err(fail)?,
    };
    let its = says(&old).map_err(fail)?;
    if now.as_ref() == Some(&link.old) && its == now {
        // A second name was made, and the first not yet removed.
        return Ok(());
    }
    undone.touch(&place);
    if now.as_ref() == Some(&link.new) {
        if exchange(&old, &place).map_err(fail)? {
            if says(&old).map_err(fail)?.as_ref() == Some(&link.new) {
                undone.files += 1;
                return Ok(());
            }
            // Another program put something there just then: it stays.
            exchange(&old, &place).map_err(fail)?;
        } else {
            fs::remove_file(&place).map_err(fail)?;
        }
    }
    match rename_new(&old, &place) {
        Ok(()) => undone.files += 1,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let is_old = says(&old).map_err(fail)?.as_ref() == Some(&link.old);
            let label = if is_old { Label::Before } else { Label::Meanwhile };
            let beside = move_beside(&old, &place, label).map_err(fail)?;
            undone.conflicts.push((place, beside));
        }
        Err(error) => return Err(fail(error)),
    }
    Ok(())
}

/// Where the staging folder has what stood in the place of the link; `None` if nothing was replaced.
fn replaced(staging: &Staging, link: &JournalLink, number: usize) -> io::Result<Option<PathBuf>> {
    let (new, was) = (staging.link(number), staging.was(number));
    if was.symlink_metadata().is_ok() {
        return Ok(Some(was));
    }
    match says(&new) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        text => Ok((text?.as_ref() != Some(&link.new)).then_some(new)),
    }
}
