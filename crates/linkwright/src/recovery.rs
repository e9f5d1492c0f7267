//! Changes of an earlier command that were cut short: undone before a command writes, mentioned
//! before one reads.

use std::path::PathBuf;

use linkwright_disk::{ChangeState, InterruptedChange, Root, interrupted_changes, recover};

use crate::failure::Failure;
use crate::style::{WARNING, count};

/// Undoes what an interrupted change has left in the vault, and says so on standard error.
///
/// # Errors
/// If that is not possible, or another process is changing the vault.
pub(crate) fn before_writing(root: &Root) -> Result<(), Failure> {
    for it in recover(root)? {
        say(&it);
    }
    Ok(())
}

/// Says on standard error that an interrupted change is pending. Changes nothing.
pub(crate) fn before_reading(root: &Root) {
    // If the folder cannot be listed, the command says so itself.
    for it in interrupted_changes(root).unwrap_or_default() {
        say(&it);
    }
}

fn say(it: &InterruptedChange) {
    let folder = it.folder.file_name().unwrap_or_default().display();
    let conflicts = match &it.state {
        ChangeState::Busy => {
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: another linkwright is changing this vault right now"
            );
            return;
        }
        ChangeState::Pending { files, moves } => {
            let what = sum(count(*files, "file", "files"), *moves, "to move");
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: a change was interrupted half-way ({what}): the next \
                 command that writes undoes it (`{folder}`)"
            );
            return;
        }
        ChangeState::Unknown(why) => {
            let path = it.folder.display();
            anstream::eprintln!(
                "{WARNING}warning{WARNING:#}: {path}: left by a change that was interrupted, but \
                 {why}. It may hold old texts of notes: look, then remove it"
            );
            return;
        }
        ChangeState::Undone { files, moves, conflicts } => {
            let what = sum(count(*files, "file restored", "files restored"), *moves, "moved back");
            anstream::eprintln!("An interrupted change was undone first: {what}.");
            conflicts
        }
        ChangeState::Removed { conflicts } => {
            anstream::eprintln!(
                "Removed what an interrupted command had left (`{folder}`): no note was half-way."
            );
            conflicts
        }
    };
    say_kept(conflicts);
}

/// Names the files that another program saved meanwhile.
pub(crate) fn say_kept(conflicts: &[(PathBuf, PathBuf)]) {
    for (file, beside) in conflicts {
        let beside = beside.file_name().unwrap_or(beside.as_os_str()).display();
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: {} was saved by another program meanwhile and stays: \
             compare `{beside}`",
            file.display()
        );
    }
}

fn sum(files: String, moves: usize, moved: &str) -> String {
    if moves == 0 { files } else { format!("{files}, {moves} {moved}") }
}
