//! Interrupted changes of earlier commands: finds and undoes them.

use std::path::PathBuf;

use super::found::{StagingState, folders, state};
use super::rollback::roll_back;
use super::staging::{EndState, Staging};
use super::unwrite::UndoResult;
use crate::{DiskError, Reason, Root};

/// A change of an earlier command whose staging folder still exists.
#[derive(Debug)]
pub struct InterruptedChange {
    /// The staging folder.
    pub folder: PathBuf,
    /// The start of the change, in seconds since 1970; 0 if unknown.
    pub started: u64,
    /// The state of the change, before or after recovery.
    pub state: ChangeState,
}

/// The state of an interrupted change.
#[derive(Debug)]
pub enum ChangeState {
    /// Another process is making the change right now.
    Busy,
    /// It is incomplete. The next command that writes undoes it.
    Pending {
        /// Number of files that it writes.
        files: usize,
        /// Number of files and folders that it moves.
        moves: usize,
    },
    /// It was undone.
    Undone {
        /// Number of files that have their old text again.
        files: usize,
        /// Number of files and folders that were moved back.
        moves: usize,
        /// Files that another program saved since, each with the file that has the other text.
        conflicts: Vec<(PathBuf, PathBuf)>,
    },
    /// It was complete or had not started: only its folder was left, and was removed.
    Removed {
        /// Files that another program saved meanwhile, each with the file that has what it saved.
        conflicts: Vec<(PathBuf, PathBuf)>,
    },
    /// Its folder cannot be understood, for this reason, and was not touched.
    Unknown(String),
}

/// Lists the interrupted changes in the vault. Changes nothing.
///
/// # Errors
/// If the vault's folder cannot be listed.
pub fn interrupted_changes(root: &Root) -> Result<Vec<InterruptedChange>, DiskError> {
    let mut all = Vec::new();
    for folder in folders(root)? {
        let (state, started) = match state(&folder) {
            Some(StagingState::Busy) => (ChangeState::Busy, 0),
            Some(StagingState::Pending(_, journal)) => {
                let files = journal.writes.len() + journal.removals.len();
                let moves = journal.moves.len();
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

/// Undoes or cleans up the interrupted changes in the vault, and returns them. A command that
/// writes calls this before it reads the vault.
///
/// # Errors
/// [`Reason::Busy`] while another process changes the vault, [`Reason::NotUndone`] if a change
/// cannot be undone. Then it stays for the next call.
pub fn recover(root: &Root) -> Result<Vec<InterruptedChange>, DiskError> {
    let mut all = Vec::new();
    for folder in folders(root)? {
        let (state, started) = match state(&folder) {
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
                let UndoResult { files, moves, mut conflicts, failed, .. } =
                    roll_back(root, &staging, &journal);
                if !failed.is_empty() {
                    return Err(not_undone("an interrupted change", &failed, &staging));
                }
                staging.mark(EndState::Undone).map_err(|error| DiskError::io(&folder, &error))?;
                conflicts.extend(staging.clean(root, &journal, EndState::Undone)?);
                (ChangeState::Undone { files, moves, conflicts }, journal.started)
            }
        };
        all.push(InterruptedChange { folder, started, state });
    }
    Ok(all)
}

/// Returns an error if another change is in progress or must be undone first.
pub(super) fn check_no_other_change(root: &Root, own: &Staging) -> Result<(), DiskError> {
    for folder in folders(root)?.into_iter().filter(|folder| *folder != own.folder) {
        match state(&folder) {
            Some(StagingState::Busy) => return Err(DiskError::new(folder, Reason::Busy)),
            Some(StagingState::Pending(..)) => {
                return Err(DiskError::new(folder, Reason::InterruptedChange));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The error for a change that could not be undone: what failed, and where the old files are.
pub(super) fn not_undone(what: &str, failed: &[DiskError], staging: &Staging) -> DiskError {
    let failed: Vec<_> = failed.iter().map(ToString::to_string).collect();
    let what = format!(
        "{what} could not be undone: {}. The old files and a journal are in this folder; the next \
         command that writes will try again",
        failed.join(", ")
    );
    DiskError::new(&staging.folder, Reason::NotUndone(what))
}
