//! Changing files: all of what was asked for, or nothing.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use linkwright_syntax::digest;
use rayon::prelude::*;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization as _;

use crate::path::{inside, true_file};
use crate::read::read;
use crate::{DiskError, Reason, Root, Stamp};

/// One change to the files of a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileChange {
    /// Writes a text.
    Write {
        /// The vault path, as it is before any move.
        path: String,
        /// The digest of the text that is there now; `None` for a file that is new.
        digest: Option<u64>,
        /// The new text, whole.
        text: String,
    },
    /// Moves a file or a folder.
    Move {
        /// Its vault path.
        from: String,
        /// Its new vault path. Missing folders are made.
        to: String,
    },
}

/// Makes all the changes, the moves last and in their order, or none of them: new texts are first
/// written in full to a hidden folder in the vault, which is gone afterwards, and then only renames
/// are left to do; if one fails, those before it are undone. Permissions are kept. A move never
/// overwrites anything, and one that changes only the case of a name works everywhere.
///
/// # Errors
/// [`Reason::Changed`] if a file is not, or no longer, the one the change was made for,
/// [`Reason::Exists`] if one is there that should not be, and whatever else stands in the way; the
/// vault is as it was then. Only after [`Reason::Stuck`] it is not.
pub fn apply(root: &Root, changes: &[FileChange]) -> Result<(), DiskError> {
    let staging = tempfile::Builder::new()
        .prefix(".linkwright-")
        .tempdir_in(&root.canonical)
        .map_err(|error| DiskError::io(&root.canonical, &error))?;
    let staged: Vec<Staged> = changes
        .par_iter()
        .enumerate()
        .filter_map(|(number, change)| match change {
            FileChange::Write { path, digest, text } => {
                Some(stage(root, path, *digest, text, &staging.path().join(number.to_string())))
            }
            FileChange::Move { .. } => None,
        })
        .collect::<Result<_, _>>()?;

    let mut steps = Steps { done: Vec::new() };
    match steps.make(root, &staged, changes, &staging.path().join("moved")) {
        Ok(()) => Ok(()),
        Err(error) => Err(steps.undo(error, staging)),
    }
}

/// A write that only needs renaming.
struct Staged {
    target: PathBuf,
    new: PathBuf,
    /// The old file and its stamp.
    old: Option<(PathBuf, Stamp)>,
}

fn stage(
    root: &Root,
    path: &str,
    expected: Option<u64>,
    text: &str,
    place: &Path,
) -> Result<Staged, DiskError> {
    let target = true_file(root, path)?;
    let fail = |error| DiskError::io(&target, &error);
    let new = place.with_extension("new");
    File::create_new(&new).and_then(|mut file| file.write_all(text.as_bytes())).map_err(fail)?;
    let Some(expected) = expected else {
        return Ok(Staged { target, new, old: None });
    };

    let mut buffer = Vec::new();
    let (text, stamp) = read(&target, &mut buffer)?;
    if digest(text) != expected {
        return Err(DiskError::new(target, Reason::Changed));
    }
    let metadata = target.symlink_metadata().map_err(fail)?;
    if metadata.permissions().readonly() {
        return Err(DiskError::new(target, Reason::ReadOnly));
    }
    let old = place.with_extension("old");
    // A second name of the same file, so that putting it back needs no space; not every file
    // system has them.
    fs::hard_link(&target, &old).or_else(|_| fs::copy(&target, &old).map(drop)).map_err(fail)?;
    keep_owner(&metadata, &new);
    fs::set_permissions(&new, metadata.permissions()).map_err(fail)?;
    Ok(Staged { target, new, old: Some((old, stamp)) })
}

/// A user may not give files away, so this can fail, and then the file is the user's.
fn keep_owner(metadata: &fs::Metadata, new: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let _ = chown(new, Some(metadata.uid()), Some(metadata.gid()));
    }
    #[cfg(not(unix))]
    let _ = (metadata, new);
}

/// What has been done, and so what to undo.
struct Steps {
    done: Vec<Step>,
}

enum Step {
    Replaced { target: PathBuf, old: PathBuf },
    Created { target: PathBuf },
    Moved { from: PathBuf, to: PathBuf },
    MadeFolder { path: PathBuf },
}

impl Steps {
    fn make(
        &mut self,
        root: &Root,
        staged: &[Staged],
        changes: &[FileChange],
        aside: &Path,
    ) -> Result<(), DiskError> {
        for write in staged {
            self.write(write)?;
        }
        for change in changes {
            if let FileChange::Move { from, to } = change {
                self.move_to(&inside(root, from)?, &inside(root, to)?, aside)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, staged: &Staged) -> Result<(), DiskError> {
        let Staged { target, new, old } = staged;
        let now = target.symlink_metadata().map(|metadata| Stamp::of(&metadata));
        match (old, now) {
            (Some((_, stamp)), Ok(now)) if now == *stamp => {}
            (Some(_), _) => return Err(DiskError::new(target, Reason::Changed)),
            (None, Ok(_)) => return Err(DiskError::new(target, Reason::Exists)),
            (None, Err(_)) => self.make_folders(target)?,
        }
        rename(new, target)?;
        let target = target.clone();
        self.done.push(match old {
            Some((old, _)) => Step::Replaced { target, old: old.clone() },
            None => Step::Created { target },
        });
        Ok(())
    }

    fn move_to(&mut self, from: &Path, to: &Path, aside: &Path) -> Result<(), DiskError> {
        from.symlink_metadata().map_err(|error| DiskError::io(from, &error))?;
        if to.symlink_metadata().is_err() {
            self.make_folders(to)?;
            return self.rename(from, to);
        }
        let same = same_file::is_same_file(from, to).unwrap_or(false);
        if from == to || !same || fold(from) != fold(to) {
            return Err(DiskError::new(to, Reason::Exists));
        }
        // One file under two spellings: not every system takes a rename between them.
        self.rename(from, aside)?;
        self.rename(aside, to)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), DiskError> {
        rename(from, to)?;
        self.done.push(Step::Moved { from: from.to_owned(), to: to.to_owned() });
        Ok(())
    }

    fn make_folders(&mut self, file: &Path) -> Result<(), DiskError> {
        let folder = file.parent().unwrap_or(file);
        let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|error| DiskError::io(folder, &error))?;
            self.done.push(Step::MadeFolder { path: folder.to_owned() });
        }
        Ok(())
    }

    /// Undoes everything because of `error`, which is given back.
    fn undo(self, error: DiskError, staging: TempDir) -> DiskError {
        let mut failed = Vec::new();
        for step in self.done.into_iter().rev() {
            let undone = match &step {
                Step::Replaced { target, old } => fs::rename(old, target),
                Step::Created { target } => fs::remove_file(target),
                Step::Moved { from, to } => fs::rename(to, from),
                Step::MadeFolder { path } => fs::remove_dir(path),
            };
            let (Step::Replaced { target: path, .. }
            | Step::Created { target: path }
            | Step::Moved { from: path, .. }
            | Step::MadeFolder { path }) = &step;
            if let Err(error) = undone {
                failed.push(format!("{}: {error}", path.display()));
            }
        }
        if failed.is_empty() {
            return error;
        }
        let kept = staging.keep();
        let what = format!(
            "{}; and not everything could be undone: {}; the files as they were are in {}",
            error.reason,
            failed.join(", "),
            kept.display()
        );
        DiskError::new(error.path, Reason::Stuck(what))
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    fs::rename(from, to).map_err(|error| DiskError::io(to, &error))
}

/// The path without regard to case and Unicode form.
fn fold(path: &Path) -> Option<String> {
    Some(path.to_str()?.nfc().flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests;
