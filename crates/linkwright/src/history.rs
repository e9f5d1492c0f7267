//! Applies changes so that `linkwright undo` can undo them.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use linkwright_disk::{ApplyReport, Root};
use linkwright_project::{History, PendingChange, Project, RecordedChange};

use crate::failure::Failure;
use crate::interrupt::INTERRUPTED;
use crate::style::WARNING;

/// Applies `pending` completely or not at all, and records it for `linkwright undo`.
///
/// # Errors
/// As [`Project::apply`]. If the change cannot be recorded, it is made, and a warning says so.
pub(crate) fn apply(project: &Project, pending: &PendingChange) -> Result<ApplyReport, Failure> {
    let command = std::env::args_os().skip(1).map(|it| it.to_string_lossy().into_owned());
    let change = RecordedChange::new(project, pending, command.collect());
    let recorded = history(&project.root).and_then(|history| {
        let entry = history.add(change).map_err(Failure::new)?;
        Ok((history, entry))
    });
    if let Err(Failure::Message(error)) = &recorded {
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: `linkwright undo` cannot undo this change, because it cannot \
             be recorded: {error}"
        );
    }
    let applied = project.apply(pending, &INTERRUPTED);
    if applied.is_err()
        && let Ok((history, entry)) = &recorded
    {
        // If this fails, `linkwright undo` finds that the change was not made.
        let _ = history.remove(entry);
    }
    Ok(applied?)
}

/// The history of the vault, in the user's state folder.
///
/// # Errors
/// If there is no such folder.
pub(crate) fn history(root: &Root) -> Result<History, Failure> {
    Ok(History::of(&state_folder()?.join("linkwright"), root))
}

/// The user's state folder: XDG_STATE_HOME, else the one of the platform.
fn state_folder() -> Result<PathBuf, Failure> {
    let given = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    if let Some(folder) = given.filter(|folder| folder.is_absolute()) {
        return Ok(folder);
    }
    let folders = etcetera::choose_base_strategy().map_err(Failure::new)?;
    Ok(folders.state_dir().unwrap_or_else(|| folders.data_dir()))
}
