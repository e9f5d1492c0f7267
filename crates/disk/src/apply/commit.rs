//! The second part of a change, which touches the vault. If it ends early,
//! [`rollback`](super::rollback) finds out from the disk how far it got.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use linkwright_syntax::digest;
use unicode_normalization::UnicodeNormalization as _;

use super::content::{Content, content};
use super::in_place;
use super::journal::Journal;
use super::place::{exchange, is_same_entry, rename_new, sync_folder};
use super::relink;
use super::remove;
use super::stage::Staged;
use super::staging::Staging;
use crate::{DiskError, Reason, Root};

/// Applies the changes of `journal`: first the `staged` writes, then the links, the removals and the
/// moves.
pub(super) fn commit(
    root: &Root,
    staging: &Staging,
    journal: &Journal,
    staged: &[Staged],
) -> Result<(), DiskError> {
    let mut commit = Commit { staging, touched: BTreeSet::new() };
    for (number, write) in staged.iter().enumerate() {
        commit.write(number, write)?;
    }
    for number in 0..journal.links.len() {
        let place = relink::relink(root, staging, journal, number)?;
        commit.touch(&place);
    }
    for number in 0..journal.removals.len() {
        let place = remove::remove(root, staging, journal, number)?;
        commit.touch(&place);
    }
    // Sync before the moves, after which the folders may have other names.
    commit.sync()?;
    for it in &journal.moves {
        commit.move_to(&journal.real_path(root, &it.from)?, &journal.real_path(root, &it.to)?)?;
    }
    for path in &journal.removed_folders {
        if let Some(folder) = remove::remove_folder(root, journal, path)? {
            commit.touched.remove(&folder);
            commit.touch(&folder);
        }
    }
    commit.sync()?;
    remove::verify(root, staging, journal)?;
    commit.verify_replaced(staged)
}

struct Commit<'a> {
    staging: &'a Staging,
    /// Folders in which names have changed.
    touched: BTreeSet<PathBuf>,
}

impl Commit<'_> {
    fn write(&mut self, number: usize, staged: &Staged) -> Result<(), DiskError> {
        let Staged { write, target, seen, .. } = staged;
        let new = self.staging.text(number);
        let Some(seen) = seen else {
            self.make_folders(target)?;
            self.touch(target);
            return match write.in_place {
                true => {
                    let text = fs::read(&new).map_err(|error| DiskError::io(&new, &error))?;
                    in_place::create(target, &text)
                }
                false => rename_new(&new, target),
            }
            .map_err(|error| DiskError::io(target, &error));
        };
        let changed = || DiskError::new(target, Reason::Changed);
        if !seen.is_at(target) {
            return Err(changed());
        }
        if write.in_place {
            let text = fs::read(&new).map_err(|error| DiskError::io(&new, &error))?;
            let is_old = |now: &[u8]| std::str::from_utf8(now).ok().map(digest) == write.old;
            return in_place::overwrite(target, &text, is_old).map_err(|error| {
                match error.kind() {
                    ErrorKind::InvalidData => changed(),
                    _ => DiskError::io(target, &error),
                }
            });
        }
        self.touch(target);
        let replaced = self.replace(number, target).map_err(|error| match error.kind() {
            // Another program removed or saved the file meanwhile.
            ErrorKind::NotFound | ErrorKind::AlreadyExists => changed(),
            _ => DiskError::io(target, &error),
        })?;
        // The replaced file must be the one for which the new text was made.
        if seen.is_at(&replaced) { Ok(()) } else { Err(changed()) }
    }

    /// Replaces the file at `target` by the new text. Returns the new path of the old file.
    fn replace(&self, number: usize, target: &Path) -> io::Result<PathBuf> {
        let new = self.staging.text(number);
        if exchange(&new, target)? {
            return Ok(new);
        }
        let old = self.staging.old(number);
        rename_new(target, &old)?;
        rename_new(&new, target)?;
        Ok(old)
    }

    fn move_to(&mut self, from: &Path, to: &Path) -> Result<(), DiskError> {
        from.symlink_metadata().map_err(|error| DiskError::io(from, &error))?;
        self.touch(from);
        self.make_folders(to)?;
        self.touch(to);
        let fail = |error| DiskError::io(to, &error);
        let same = is_same_entry(from, to);
        if from == to || !same || fold_os_path(from) != fold_os_path(to) {
            return rename_new(from, to).map_err(fail);
        }
        // Two spellings of one file: some systems do not rename directly between them.
        let aside = self.staging.aside();
        rename_new(from, &aside).map_err(fail)?;
        rename_new(&aside, to).map_err(fail)
    }

    fn make_folders(&mut self, file: &Path) -> Result<(), DiskError> {
        let folder = file.parent().unwrap_or(file);
        let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
                made => made.map_err(|error| DiskError::io(folder, &error))?,
            }
            self.touch(folder);
        }
        // Windows reports a file in place of a folder as a missing path.
        match folder.is_dir() {
            true => Ok(()),
            false => Err(DiskError::new(folder, Reason::NotFolder)),
        }
    }

    fn touch(&mut self, path: &Path) {
        self.touched.extend(path.parent().map(Path::to_owned));
    }

    fn sync(&mut self) -> Result<(), DiskError> {
        // Files have left the staging folder too.
        self.touched.insert(self.staging.folder.clone());
        for folder in std::mem::take(&mut self.touched) {
            sync_folder(&folder).map_err(|error| DiskError::io(&folder, &error))?;
        }
        Ok(())
    }

    /// Returns an error if another program, which had a replaced file open, wrote to it.
    fn verify_replaced(&self, staged: &[Staged]) -> Result<(), DiskError> {
        for (number, Staged { write, target, .. }) in staged.iter().enumerate() {
            let Some(before) = write.old.filter(|_| !write.in_place) else { continue };
            let (old, text) = (self.staging.old(number), self.staging.text(number));
            let replaced = if old.symlink_metadata().is_ok() { old } else { text };
            if content(&replaced)? != Content::Text(before) {
                return Err(DiskError::new(target, Reason::Changed));
            }
        }
        Ok(())
    }
}

/// The path in lower case and NFC, for comparison without case and Unicode form.
pub(super) fn fold_os_path(path: &Path) -> Option<String> {
    Some(path.to_str()?.nfc().flat_map(char::to_lowercase).collect())
}
