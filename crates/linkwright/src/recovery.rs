//! Interrupted changes of earlier commands: a command that writes undoes them first, and a command
//! that only reads warns about them.

use std::path::PathBuf;

use linkwright_disk::{ChangeState, InterruptedChange, Root, displayed};
use linkwright_disk::{interrupted_changes, recover};

use crate::failure::Failure;
use crate::style::{WARNING, count};

/// Undoes interrupted changes in the vault, and reports them on standard error.
///
/// # Errors
/// If a change cannot be undone, or another process is changing the vault.
pub(crate) fn undo_interrupted(root: &Root) -> Result<(), Failure> {
    for change in recover(root)? {
        report(&change);
    }
    Ok(())
}

/// Warns on standard error about interrupted changes. Changes nothing.
pub(crate) fn warn_of_interrupted(root: &Root) {
    // If the folder cannot be listed, loading the vault reports it.
    for change in interrupted_changes(root).unwrap_or_default() {
        report(&change);
    }
}

fn report(change: &InterruptedChange) {
    let folder = change.folder.file_name().unwrap_or_default().display();
    let conflicts = match &change.state {
        ChangeState::Busy => {
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: another linkwright is changing this vault right now"
            );
            return;
        }
        ChangeState::Pending { files, moves } => {
            let what = totals(count(*files, "file", "files"), *moves, "to move");
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: a change was interrupted half-way ({what}); the next \
                 command that writes will undo it. Its files are in `{folder}`"
            );
            return;
        }
        ChangeState::Unknown(why) => {
            let path = displayed(&change.folder);
            let path = path.display();
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: {path}: left by an interrupted change that cannot be \
                 undone: {why}. The folder may contain old texts of notes: check it, then remove it"
            );
            return;
        }
        ChangeState::Undone { files, moves, conflicts } => {
            let what =
                totals(count(*files, "file restored", "files restored"), *moves, "moved back");
            anstream::eprintln!("An interrupted change was undone first: {what}.");
            conflicts
        }
        ChangeState::Removed { conflicts } => {
            anstream::eprintln!(
                "Removed the files of an interrupted command (`{folder}`). No note was affected."
            );
            conflicts
        }
    };
    report_conflicts(conflicts);
}

/// Warns about files that another program saved during a change: each was left as it is, and the
/// other text is in the file beside it.
pub(crate) fn report_conflicts(conflicts: &[(PathBuf, PathBuf)]) {
    for (file, beside) in conflicts {
        let beside = beside.file_name().unwrap_or(beside.as_os_str()).display();
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: another program saved {} meanwhile, so it was left as it \
             is: compare it with `{beside}`",
            displayed(file).display()
        );
    }
}

/// Joins the counts of files and moves: `3 files restored, 1 moved back`.
fn totals(files: String, moves: usize, moved: &str) -> String {
    if moves == 0 { files } else { format!("{files}, {moves} {moved}") }
}
