//! Notes that cannot be read: a rename would leave the links in them behind.

use std::path::Path;
use std::process::ExitCode;

use linkwright_disk::{DiskError, Reason, SymlinkProblem};
use linkwright_project::Project;

use super::Common;
use crate::style::{ERROR, WARNING, count};

/// The exit status where notes of the vault cannot be read and that is not allowed: nothing is done
/// then. They are named on standard error in any case.
pub(super) fn refused(project: &Project, common: &Common) -> Option<ExitCode> {
    name_links(project);
    if project.unread.is_empty() {
        return None;
    }
    let named: String = project
        .unread
        .iter()
        .map(|error| format!("\n  {}: {}", shown(project, error).display(), error.reason))
        .collect();
    let files = count(project.unread.len(), "file", "files");
    if common.allow_unreadable {
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: {files} cannot be read; links in them stay as they are:\
             {named}"
        );
        return None;
    }
    anstream::eprintln!(
        "{ERROR}error{ERROR:#}: {files} cannot be read, so links in them would be left behind:\
         {named}\nNothing was done. Make them readable, or use `--allow-unreadable` to leave them \
         as they are."
    );
    Some(ExitCode::FAILURE)
}

/// Names the symbolic links to folders that are not followed: nobody looks at the notes behind them.
fn name_links(project: &Project) {
    for error in &project.warnings {
        let to_folder = matches!(
            error.reason,
            Reason::SymlinkNotFollowed(
                SymlinkProblem::InVault { .. } | SymlinkProblem::ContainsFollowed { .. }
            )
        );
        if to_folder && error.reason.hides_notes() {
            let (path, reason) = (shown(project, error).display(), &error.reason);
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: {path}: {reason}; links in notes behind it stay as \
                 they are"
            );
        }
    }
}

/// The path that an error is about, from the vault's root where it lies in it.
fn shown<'e>(project: &Project, error: &'e DiskError) -> &'e Path {
    error.path.strip_prefix(&project.root.canonical).unwrap_or(&error.path)
}
