//! Changes the texts of symbolic links: stages new links, replaces the old ones, and undoes that.
//! As for files, the disk shows how far a change got.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::journal::{Journal, JournalLink};
use super::keep::on_two_devices;
use super::place::{exchange, link_text, rename_new};
use super::staging::Staging;
use super::unwrite::UndoResult;
use crate::path::resolve_entry;
use crate::{DiskError, Reason, Root};

/// Creates the new links in the staging folder and adds them to the journal. Each link is a vault
/// path, the current text, and the new text.
pub(super) fn stage(
    root: &Root,
    staging: &Staging,
    links: &[(&str, &Path, &Path)],
    journal: &mut Journal,
) -> Result<(), DiskError> {
    for &(path, old, new) in links {
        let place = resolve_entry(root, path)?;
        if link_text(&place).map_err(|error| DiskError::io(&place, &error))?.as_deref() != Some(old)
        {
            return Err(DiskError::new(place, Reason::Changed));
        }
        // On another file system, the new link could not replace the old one in one step.
        let far = place.parent().is_some_and(|folder| on_two_devices(folder, &staging.folder));
        let unwritable = [old, new].iter().any(|text| text.to_str().is_none());
        if far || unwritable {
            return Err(DiskError::new(place, Reason::SymlinkNotUpdatable));
        }
        create_link(new, &staging.link(journal.links.len())).map_err(|error| {
            match error.kind() {
                ErrorKind::Unsupported | ErrorKind::PermissionDenied => {
                    DiskError::new(&place, Reason::SymlinkNotUpdatable)
                }
                _ => DiskError::io(&place, &error),
            }
        })?;
        let path = journal.name(root, path)?;
        journal.links.push(JournalLink { path, old: old.to_owned(), new: new.to_owned() });
    }
    Ok(())
}

#[cfg(unix)]
fn create_link(text: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(text, at)
}

/// On other systems, links to files and to folders differ, and creating them may need a permission.
#[cfg(not(unix))]
fn create_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Replaces the old link `number` by the new one. Returns its real path.
pub(super) fn relink(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
) -> Result<PathBuf, DiskError> {
    let link = &journal.links[number];
    let place = journal.real_path(root, &link.path)?;
    let (new, was) = (staging.link(number), staging.was(number));
    let replaced = (|| {
        if exchange(&new, &place)? {
            return link_text(&new);
        }
        rename_new(&place, &was)?;
        rename_new(&new, &place)?;
        link_text(&was)
    })();
    match replaced {
        Ok(old) if old.as_ref() == Some(&link.old) => Ok(place),
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {
            Err(DiskError::io(&place, &error))
        }
        // The replaced entry is not the link for which the new text was made.
        _ => Err(DiskError::new(place, Reason::Changed)),
    }
}

/// Restores the old link `number` if it was replaced.
pub(super) fn restore_link(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    number: usize,
    undone: &mut UndoResult,
) -> Result<(), DiskError> {
    let link = &journal.links[number];
    let place = journal.real_path(root, &link.path)?;
    let fail = |error| DiskError::io(&place, &error);
    let Some(old) = replaced(staging, link, number).map_err(fail)? else { return Ok(()) };
    let now = match link_text(&place) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        text => text.map_err(fail)?,
    };
    let old_text = link_text(&old).map_err(fail)?;
    if now.as_ref() == Some(&link.old) && old_text == now {
        // The process was killed between creating the second name and removing the first.
        return Ok(());
    }
    undone.touch(&place);
    if now.as_ref() == Some(&link.new) {
        if exchange(&old, &place).map_err(fail)? {
            if link_text(&old).map_err(fail)?.as_ref() == Some(&link.new) {
                undone.files += 1;
                return Ok(());
            }
            // Another program put something there at this moment: keep it.
            exchange(&old, &place).map_err(fail)?;
        } else {
            fs::remove_file(&place).map_err(fail)?;
        }
    }
    let is_before = || Ok(link_text(&old).map_err(fail)?.as_ref() == Some(&link.old));
    undone.put_back(&old, &place, is_before)
}

/// The path in the staging folder of the entry that the new link replaced; `None` if it replaced
/// nothing.
fn replaced(staging: &Staging, link: &JournalLink, number: usize) -> io::Result<Option<PathBuf>> {
    let (new, was) = (staging.link(number), staging.was(number));
    if was.symlink_metadata().is_ok() {
        return Ok(Some(was));
    }
    match link_text(&new) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        text => Ok((text?.as_ref() != Some(&link.new)).then_some(new)),
    }
}
