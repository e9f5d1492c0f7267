//! Changes that were cut short, found by a later command.

use std::path::PathBuf;

use super::found::{StagingState, folders, look};
use super::rollback::roll_back;
use super::staging::{Mark, Staging};
use super::unwrite::Undone;
use crate::{DiskError, Reason, Root};

/// A change of an earlier command that left its staging folder, and what became of it.
#[derive(Debug)]
pub struct InterruptedChange {
    /// The staging folder.
    pub folder: PathBuf,
    /// When the change began, in seconds since 1970. 0 where it is not known.
    pub started: u64,
    /// What it is, or what became of it.
    pub state: ChangeState,
}

/// The state of an interrupted change.
#[derive(Debug)]
pub enum ChangeState {
    /// Another process is making the change right now.
    Busy,
    /// It is half-way, and would be undone by the next command that writes.
    Pending {
        /// How many files it writes.
        files: usize,
        /// How many files and folders it moves.
        moves: usize,
    },
    /// It was undone.
    Undone {
        /// How many files have their old text again.
        files: usize,
        /// How many files and folders are where they were.
        moves: usize,
        /// Files that another program saved since, each with the file that has the other text.
        conflicts: Vec<(PathBuf, PathBuf)>,
    },
    /// It was complete, or had not begun: only its folder was left.
    Removed {
        /// Files that another program saved meanwhile, each with the file that has what it saved.
        conflicts: Vec<(PathBuf, PathBuf)>,
    },
    /// It cannot be understood, for this reason. It was left alone.
    Unknown(String),
}

/// What interrupted changes have left in the vault. Nothing is done about them.
///
/// # Errors
/// If the vault's folder cannot be listed.
pub fn interrupted_changes(root: &Root) -> Result<Vec<InterruptedChange>, DiskError> {
    let mut all = Vec::new();
    for folder in folders(root)? {
        let (state, started) = match look(&folder) {
            Some(StagingState::Busy) => (ChangeState::Busy, 0),
            Some(StagingState::Pending(_, journal)) => {
                let (files, moves) = (journal.writes.len(), journal.moves.len());
                (ChangeState::Pending { files, moves }, journal.started)
            }
            Some(StagingState::Unknown(why)) => (ChangeState::Unknown(why), 0),
            // Nothing in the vault depends on these.
            Some(StagingState::Prepared(_) | StagingState::Marked(..)) | None => continue,
        };
        all.push(InterruptedChange { folder, started, state });
    }
    Ok(all)
}

/// Undoes or finishes what interrupted changes have left in the vault, and says what. A command that
/// writes calls it before it reads the vault.
///
/// # Errors
/// [`Reason::Busy`] while another process changes the vault, [`Reason::NotUndone`] if a change cannot be
/// undone. It stays for the next call then.
pub fn recover(root: &Root) -> Result<Vec<InterruptedChange>, DiskError> {
    let mut all = Vec::new();
    for folder in folders(root)? {
        let (state, started) = match look(&folder) {
            None => continue,
            Some(StagingState::Busy) => return Err(DiskError::new(folder, Reason::Busy)),
            Some(StagingState::Unknown(why)) => (ChangeState::Unknown(why), 0),
            Some(StagingState::Prepared(staging)) => {
                staging.discard();
                (ChangeState::Removed { conflicts: Vec::new() }, 0)
            }
            Some(StagingState::Marked(staging, journal, mark)) => {
                let conflicts = staging.clean(root, &journal, mark)?;
                (ChangeState::Removed { conflicts }, journal.started)
            }
            Some(StagingState::Pending(staging, journal)) => {
                let Undone { files, moves, mut conflicts, failed, .. } =
                    roll_back(root, &staging, &journal);
                if !failed.is_empty() {
                    return Err(stuck("an interrupted change", &failed, &staging));
                }
                staging.mark(Mark::Undone).map_err(|error| DiskError::io(&folder, &error))?;
                conflicts.extend(staging.clean(root, &journal, Mark::Undone)?);
                (ChangeState::Undone { files, moves, conflicts }, journal.started)
            }
        };
        all.push(InterruptedChange { folder, started, state });
    }
    Ok(all)
}

/// Refuses to begin a change while another is under way or has to be undone first.
pub(super) fn check_alone(root: &Root, own: &Staging) -> Result<(), DiskError> {
    for folder in folders(root)?.into_iter().filter(|folder| *folder != own.folder) {
        match look(&folder) {
            Some(StagingState::Busy) => return Err(DiskError::new(folder, Reason::Busy)),
            Some(StagingState::Pending(..)) => {
                return Err(DiskError::new(folder, Reason::InterruptedChange));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Says what could not be undone, and that nothing is lost.
pub(super) fn stuck(what: &str, failed: &[DiskError], staging: &Staging) -> DiskError {
    let failed: Vec<_> = failed.iter().map(ToString::to_string).collect();
    let what = format!(
        "{what} could not be undone: {}; the old files and a journal are in this folder, and the \
         next command that writes tries again",
        failed.join(", ")
    );
    DiskError::new(&staging.folder, Reason::NotUndone(what))
}
