//! Notes that cannot be read: a rename cannot update the links in them.

use std::path::PathBuf;
use std::process::ExitCode;

use linkwright_disk::{DiskError, Reason, SymlinkProblem, displayed};
use linkwright_project::Project;

use super::CommonArgs;
use crate::style::{ERROR, WARNING, count};

/// Reports the notes of the vault that cannot be read. Returns the exit status if the command must
/// not go on; `None` if all notes were read or `--allow-unreadable` is set.
pub(super) fn refusal(project: &Project, common: &CommonArgs) -> Option<ExitCode> {
    warn_of_skipped_folders(project);
    if project.read_errors.is_empty() {
        return None;
    }
    let named: String = project
        .read_errors
        .iter()
        .map(|error| format!("\n  {}: {}", shown_path(project, error).display(), error.reason))
        .collect();
    let files = count(project.read_errors.len(), "file", "files");
    if common.allow_unreadable {
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: {files} cannot be read, so links in them are not updated:\
             {named}"
        );
        return None;
    }
    anstream::eprintln!(
        "{ERROR}error{ERROR:#}: {files} cannot be read, so links in them would not be updated:\
         {named}\nNothing was changed. Make the files readable, or use `--allow-unreadable` to go \
         on without them."
    );
    Some(ExitCode::FAILURE)
}

/// Warns about symbolic links to folders that are not followed: links in the notes behind them are
/// not updated.
fn warn_of_skipped_folders(project: &Project) {
    for error in &project.warnings {
        let to_folder = matches!(
            error.reason,
            Reason::SymlinkNotFollowed(
                SymlinkProblem::InVault { .. } | SymlinkProblem::ContainsFollowed { .. }
            )
        );
        if to_folder && error.reason.hides_notes() {
            let (path, reason) = (shown_path(project, error), &error.reason);
            let path = path.display();
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: {path}: {reason}; links in notes behind it are not \
                 updated"
            );
        }
    }
}

/// The path of an error, relative to the vault's root if it lies in the vault.
fn shown_path(project: &Project, error: &DiskError) -> PathBuf {
    displayed(error.path.strip_prefix(&project.root.canonical).unwrap_or(&error.path))
}
