//! Changing files: all of what was asked for, or nothing.
//!
//! [`stage`] prepares a change in a hidden folder, [`journal`] says by name what it is going to do,
//! [`commit`] does it, [`rollback`] undoes it if it fails, and [`recover`] if the process was killed.
//! `docs/safety.md` says what is promised against which faults.

mod commit;
mod content;
mod found;
mod in_place;
mod journal;
mod keep;
mod place;
mod recover;
mod relink;
mod rollback;
mod stage;
mod staging;
mod unwrite;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use linkwright_syntax::digest;
use rayon::prelude::*;

use self::commit::commit;
use self::content::{Content, content};
use self::journal::{Journal, Move, VERSION};
use self::rollback::roll_back;
use self::stage::{Staged, stage};
use self::staging::{Mark, Staging};
use self::unwrite::Undone;
use crate::path::{inside, true_file};
use crate::spelling::vault_path;
use crate::{DiskError, Reason, Root};

pub(crate) use self::keep::on_two_devices;
pub use self::recover::{ChangeState, InterruptedChange, interrupted_changes, recover};

/// From this number of files on they are prepared on several threads, and written to the disk all at
/// once.
const MANY: usize = 256;

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
    /// Has a symbolic link say something else.
    Symlink {
        /// The vault path, as it is before any move.
        path: String,
        /// What it says now.
        old: PathBuf,
        /// What it is to say.
        new: PathBuf,
    },
    /// Moves a file, a folder or a symbolic link.
    Move {
        /// Its vault path.
        from: String,
        /// Its new vault path. Missing folders are made.
        to: String,
    },
}

/// What a change that was made could not keep, as numbers of files, and what else there is to say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApplyReport {
    /// Files that belong to another owner or group now.
    pub owners_changed: usize,
    /// Files without some of their extended attributes.
    pub attributes_lost: usize,
    /// Files that had other names too, which still have the old text.
    pub hard_links_split: usize,
    /// Files with a new time of creation.
    pub creation_times_lost: usize,
    /// Notes that another program saved meanwhile, each with the file that has what it saved.
    pub conflicts: Vec<(PathBuf, PathBuf)>,
}

/// Makes all the changes, the moves last and in their order, or none of them. What is moved, or is
/// a link that gets another text, is what stands at the path itself, never what a link leads to. `cancel` stops it
/// before the first file of the vault is touched.
///
/// Permissions, owner and extended attributes are kept as far as the system lets us; a file that
/// would lose any of them, or has several names, is written in place. A move never overwrites
/// anything, and one that changes only the case of a name works everywhere. Nothing that another
/// program saves meanwhile is overwritten.
///
/// # Errors
/// [`Reason::Changed`] if a file is not, or no longer, the one the change was made for,
/// [`Reason::Exists`] if one is there that should not be, and whatever else stands in the way; the
/// vault is as it was then, except for what others have saved ([`Reason::UndoneWithConflicts`]). Only after
/// [`Reason::NotUndone`] it is not, until [`recover`] succeeds.
pub fn apply(
    root: &Root,
    changes: &[FileChange],
    cancel: &AtomicBool,
) -> Result<ApplyReport, DiskError> {
    let staging = Staging::create(root)?;
    let prepared = prepare(root, &staging, changes, cancel);
    let (journal, staged) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            staging.discard();
            return Err(error);
        }
    };
    let committed = commit(root, &staging, &journal, &staged).and_then(|()| {
        staging.mark(Mark::Done).map_err(|error| DiskError::io(&staging.folder, &error))
    });
    match committed {
        Ok(()) => Ok(applied(root, staging, &journal, &staged)),
        Err(error) => Err(undo(root, staging, &journal, error)),
    }
}

/// Refuses moves, from vault path to vault path, that lead to another file system: they cannot be made
/// in one step, nor undone in one.
///
/// # Errors
/// [`Reason::OtherFileSystem`], with the true path of where it would go.
pub fn require_movable(root: &Root, moves: &[(String, String)]) -> Result<(), DiskError> {
    crate::blocking::assert_allowed();
    for (from, to) in moves {
        let (from, to) = (inside(root, from)?, inside(root, to)?);
        let folder =
            |path: &Path| path.ancestors().skip(1).find(|it| it.is_dir()).map(Path::to_owned);
        if let (Some(one), Some(other)) = (folder(&from), folder(&to))
            && keep::on_two_devices(&one, &other)
        {
            return Err(DiskError::new(to, Reason::OtherFileSystem));
        }
    }
    Ok(())
}

/// Everything up to the point from which on the vault is touched.
fn prepare(
    root: &Root,
    staging: &Staging,
    changes: &[FileChange],
    cancel: &AtomicBool,
) -> Result<(Journal, Vec<Staged>), DiskError> {
    let fail = |error| DiskError::io(&staging.folder, &error);
    recover::check_alone(root, staging)?;
    let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut journal = Journal { version: VERSION, started, ..Journal::default() };
    journal.folder = staging.identity().map_err(fail)?;
    let mut staged = stage_all(root, staging, changes, cancel)?;
    for it in &mut staged {
        if it.write.old.is_none() {
            journal.add_missing_folders(root, &it.write.path)?;
        }
        match vault_path(&root.canonical, &it.target) {
            Some(path) => it.write.path = path,
            None => it.write.at = Some(it.target.clone()),
        }
        journal.writes.push(it.write.clone());
    }
    let mut links: Vec<(&str, &Path, &Path)> = Vec::new();
    for change in changes {
        if let FileChange::Symlink { path, old, new } = change {
            links.push((path, old, new));
        }
    }
    relink::stage(root, staging, &links, &mut journal)?;
    for change in changes {
        let FileChange::Move { from, to } = change else { continue };
        let (from_place, to_place) = (inside(root, from)?, inside(root, to)?);
        let then = inside(root, &journal.before(from))?;
        if is_taken(&journal, to, &from_place, &to_place) {
            return Err(DiskError::new(to_place, Reason::Exists));
        }
        let inode = then.symlink_metadata().ok().as_ref().and_then(place::inode);
        journal.add_missing_folders(root, to)?;
        let (from, to) = (journal.name(root, from)?, journal.name(root, to)?);
        journal.moves.push(Move { from, to, inode });
    }
    journal.folders.sort();
    journal.folders.dedup();
    if cancel.load(Ordering::Relaxed) {
        return Err(DiskError::new(&root.canonical, Reason::Cancelled));
    }
    staging.write(root, &journal).map_err(fail)?;
    Ok((journal, staged))
}

/// Whether something is at `to` that no earlier move takes away, and that is not what is moved,
/// spelt otherwise.
fn is_taken(journal: &Journal, to: &str, from_place: &Path, to_place: &Path) -> bool {
    let same = || {
        commit::fold(from_place) == commit::fold(to_place)
            && from_place != to_place
            && place::is_same_entry(from_place, to_place)
    };
    to_place.symlink_metadata().is_ok() && journal.after(to) == to && !same()
}

fn stage_all(
    root: &Root,
    staging: &Staging,
    changes: &[FileChange],
    cancel: &AtomicBool,
) -> Result<Vec<Staged>, DiskError> {
    let mut writes = Vec::new();
    for change in changes {
        let FileChange::Write { path, digest: expected, text } = change else { continue };
        let target = true_file(root, path)?;
        if *expected != Some(digest(text)) {
            writes.push((path, target, *expected, text));
        } else if content(&target)? != Content::Text(digest(text)) {
            return Err(DiskError::new(target, Reason::Changed));
        }
    }
    let many = writes.len() >= MANY;
    let sync_each = !many || cfg!(not(target_os = "linux"));
    let stage =
        |(number, (path, target, expected, text)): (usize, (&String, PathBuf, _, &String))| {
            if cancel.load(Ordering::Relaxed) {
                return Err(DiskError::new(&root.canonical, Reason::Cancelled));
            }
            stage(staging, number, (path, target), expected, text, sync_each)
        };
    if !many {
        return writes.into_iter().enumerate().map(stage).collect();
    }
    let staged = writes.into_par_iter().enumerate().map(stage).collect::<Result<_, _>>()?;
    #[cfg(target_os = "linux")]
    std::fs::File::open(&staging.folder)
        .and_then(|folder| Ok(rustix::fs::syncfs(folder)?))
        .map_err(|error| DiskError::io(&staging.folder, &error))?;
    Ok(staged)
}

/// Sums up a change that was made.
fn applied(root: &Root, staging: Staging, journal: &Journal, staged: &[Staged]) -> ApplyReport {
    let count = |lost: fn(&keep::Lost) -> bool| staged.iter().filter(|it| lost(&it.lost)).count();
    ApplyReport {
        owners_changed: count(|lost| lost.owner),
        attributes_lost: count(|lost| lost.attributes),
        hard_links_split: count(|lost| lost.links),
        creation_times_lost: count(|lost| lost.created),
        conflicts: staging.clean(root, journal, Mark::Done).unwrap_or_else(|error| {
            tracing::debug!("left to the next command: {error}");
            Vec::new()
        }),
    }
}

/// Undoes the change because of `error`, and says what came of it.
fn undo(root: &Root, staging: Staging, journal: &Journal, error: DiskError) -> DiskError {
    let Undone { mut conflicts, failed, .. } = roll_back(root, &staging, journal);
    if !failed.is_empty() {
        return recover::stuck(&format!("{error}; and the change"), &failed, &staging);
    }
    let cleaned = staging
        .mark(Mark::Undone)
        .map_err(|error| DiskError::io(Path::new("the staging folder"), &error))
        .and_then(|()| staging.clean(root, journal, Mark::Undone));
    match cleaned {
        Ok(more) => conflicts.extend(more),
        Err(error) => tracing::debug!("left to the next command: {error}"),
    }
    if conflicts.is_empty() {
        return error;
    }
    DiskError::new(
        error.path,
        Reason::UndoneWithConflicts { cause: Box::new(error.reason), conflicts },
    )
}

#[cfg(test)]
mod tests;
