//! Applies changes to files: all of them or none.
//!
//! [`stage`] prepares a change in a hidden folder, [`journal`] records what will be done,
//! [`commit`] does it, [`rollback`] undoes it if it fails, and [`recover`] undoes it if the process
//! was killed. `docs/safety.md` says what is promised against which faults.

mod commit;
mod content;
mod found;
mod in_place;
mod journal;
mod keep;
mod place;
mod recover;
mod relink;
mod remove;
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
use self::staging::{EndState, Staging};
use self::unwrite::UndoResult;
use crate::path::{resolve_entry, resolve_file};
use crate::spelling::vault_path;
use crate::{DiskError, Reason, Root};

pub use self::journal::missing_folders;
pub(crate) use self::keep::on_two_devices;
pub use self::recover::{ChangeState, InterruptedChange, interrupted_changes, recover};

/// From this number of files on, they are prepared on several threads and synced together.
const PARALLEL_FROM: usize = 256;

/// One change to the files of a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileChange {
    /// Writes a text.
    Write {
        /// The vault path, as it is before any move.
        path: String,
        /// The digest of the current text; `None` for a new file.
        digest: Option<u64>,
        /// The whole new text.
        text: String,
    },
    /// Changes the text of a symbolic link.
    Symlink {
        /// The vault path, as it is before any move.
        path: String,
        /// Its current text.
        old: PathBuf,
        /// Its new text.
        new: PathBuf,
    },
    /// Removes a file.
    Remove {
        /// The vault path, as it is before any move.
        path: String,
        /// The digest of its text.
        digest: u64,
    },
    /// Removes a folder after all moves, unless something is in it.
    RemoveFolder {
        /// Its vault path.
        path: String,
    },
    /// Moves a file, a folder or a symbolic link.
    Move {
        /// Its vault path.
        from: String,
        /// Its new vault path. Missing folders are created.
        to: String,
    },
}

/// The result of an applied change: how many files lost something, and conflicts with other
/// programs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApplyReport {
    /// Number of files that have another owner or group now.
    pub owners_changed: usize,
    /// Number of files that lost extended attributes.
    pub attributes_lost: usize,
    /// Number of files with other names (hard links), which still have the old text.
    pub hard_links_split: usize,
    /// Number of files that have a new creation time although this system can keep it.
    pub creation_times_lost: usize,
    /// Notes that another program saved meanwhile, each with the file that has the text it saved.
    pub conflicts: Vec<(PathBuf, PathBuf)>,
}

/// Applies all changes or none: writes first, then new link texts, removals, and moves in their order,
/// and removals of folders last. All but writes apply to the entry at the path itself, never to the
/// target of a link. `cancel` stops the change before the first file of the vault is touched.
///
/// Permissions, owner and extended attributes are kept as far as the system allows. A file that
/// would lose one of them, or that has several names, is written in place. A move never overwrites
/// anything, and changing only the case of a name works everywhere. Files that another program
/// saves meanwhile are not overwritten.
///
/// # Errors
/// [`Reason::Changed`] if a file differs from the one the change was made for, [`Reason::Exists`] if
/// a path that must be free is occupied, and the reasons of failed operations. After an error the
/// vault is unchanged, except for files that other programs saved
/// ([`Reason::UndoneWithConflicts`]). After [`Reason::NotUndone`] it is partly changed, until
/// [`recover`] succeeds.
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
        staging.mark(EndState::Done).map_err(|error| DiskError::io(&staging.folder, &error))
    });
    match committed {
        Ok(()) => Ok(applied(root, staging, &journal, &staged)),
        Err(error) => Err(undo(root, staging, &journal, error)),
    }
}

/// Returns an error if a move, from vault path to vault path, leads to another file system: such a
/// move cannot be done or undone in one step.
///
/// # Errors
/// [`Reason::OtherFileSystem`], with the real path of the destination.
pub fn require_movable(root: &Root, moves: &[(String, String)]) -> Result<(), DiskError> {
    crate::blocking::assert_allowed();
    for (from, to) in moves {
        let (from, to) = (resolve_entry(root, from)?, resolve_entry(root, to)?);
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

/// Prepares the change: everything before the vault is touched.
fn prepare(
    root: &Root,
    staging: &Staging,
    changes: &[FileChange],
    cancel: &AtomicBool,
) -> Result<(Journal, Vec<Staged>), DiskError> {
    let fail = |error| DiskError::io(&staging.folder, &error);
    recover::check_no_other_change(root, staging)?;
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
        match change {
            FileChange::Remove { path, digest } => {
                remove::prepare(root, staging, path, *digest, &mut journal)?;
            }
            FileChange::RemoveFolder { path } => {
                let path = journal.name(root, path)?;
                journal.removed_folders.push(path);
            }
            _ => {}
        }
    }
    // A folder comes before its parent.
    journal.removed_folders.sort_by(|a, b| b.cmp(a));
    for change in changes {
        let FileChange::Move { from, to } = change else { continue };
        let (from_place, to_place) = (resolve_entry(root, from)?, resolve_entry(root, to)?);
        let then = resolve_entry(root, &journal.before(from))?;
        if is_taken(&journal, to, &from_place, &to_place) {
            return Err(DiskError::new(to_place, Reason::Exists));
        }
        let inode = place::inode(&then);
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

/// Whether something exists at `to` that no earlier move takes away, and that is not the moved
/// entry itself in another spelling.
fn is_taken(journal: &Journal, to: &str, from_place: &Path, to_place: &Path) -> bool {
    let same = || {
        commit::fold_os_path(from_place) == commit::fold_os_path(to_place)
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
        let target = resolve_file(root, path)?;
        if *expected != Some(digest(text)) {
            writes.push((path, target, *expected, text));
        } else if content(&target)? != Content::Text(digest(text)) {
            return Err(DiskError::new(target, Reason::Changed));
        }
    }
    let many = writes.len() >= PARALLEL_FROM;
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

/// The report of an applied change.
fn applied(root: &Root, staging: Staging, journal: &Journal, staged: &[Staged]) -> ApplyReport {
    let count = |lost: fn(&keep::Lost) -> bool| staged.iter().filter(|it| lost(&it.lost)).count();
    ApplyReport {
        owners_changed: count(|lost| lost.owner),
        attributes_lost: count(|lost| lost.attributes),
        hard_links_split: count(|lost| lost.links),
        creation_times_lost: count(|lost| lost.created),
        conflicts: staging.clean(root, journal, EndState::Done).unwrap_or_else(|error| {
            tracing::debug!("the next command will clean up: {error}");
            Vec::new()
        }),
    }
}

/// Undoes the change because of `error`. Returns the error to report.
fn undo(root: &Root, staging: Staging, journal: &Journal, error: DiskError) -> DiskError {
    let UndoResult { mut conflicts, failed, .. } = roll_back(root, &staging, journal);
    if !failed.is_empty() {
        return recover::not_undone(&format!("{error}; and the change"), &failed, &staging);
    }
    let cleaned = staging
        .mark(EndState::Undone)
        .map_err(|error| DiskError::io(Path::new("the staging folder"), &error))
        .and_then(|()| staging.clean(root, journal, EndState::Undone));
    match cleaned {
        Ok(more) => conflicts.extend(more),
        Err(error) => tracing::debug!("the next command will clean up: {error}"),
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
