//! From a plan to files that are changed.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use linkwright_disk::{ApplyReport, SymlinkFix};
use linkwright_ide::Changes;
use linkwright_project::{Pending, Project, Rewrite};

use super::Common;
use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::interrupt::{INTERRUPTED, stop};
use crate::recovery::say_kept;
use crate::style::{self, ADDED, DIM, REMOVED, WARNING, count};

/// Shows what changes and, unless it is only to be shown, does it: all of it or nothing.
///
/// # Errors
/// If a file changed meanwhile or cannot be written.
pub(super) fn carry_out(
    project: &Project,
    changes: Changes,
    common: &Common,
) -> Result<ExitCode, Failure> {
    let pending = project.pending(changes, &INTERRUPTED)?;
    if !common.quiet {
        show(&pending)?;
    }
    for message in &pending.messages {
        anstream::eprintln!("{message}");
    }
    if pending.is_empty() {
        anstream::eprintln!("Nothing changes.");
        return Ok(ExitCode::SUCCESS);
    }
    let summary = summary(&pending);
    if common.dry_run {
        anstream::eprintln!("{summary}: not done, for this was a dry run.");
        return Ok(ExitCode::SUCCESS);
    }
    let applied = project.apply(&pending, &INTERRUPTED)?;
    say_lost(&applied, common.quiet);
    if !common.quiet {
        anstream::eprintln!("{summary}.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes what changes as a diff to standard output.
fn show(pending: &Pending) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    // On a terminal lines are cut to what fits; a file or a pipe gets a diff that `patch` reads.
    let width = std::io::stdout().is_terminal().then(style::width);
    let extent = Extent { context: 1, width, lines: usize::MAX };
    for Rewrite { path, new_path, before, after } in &pending.rewrites {
        stop()?;
        diff(&mut out, (path, before), (new_path, after), extent)?;
    }
    for SymlinkFix { path, old, new } in &pending.relinks {
        let (old, new) = (old.display(), new.display());
        writeln!(
            out,
            "{DIM}link{DIM:#} {path}\n{REMOVED}-{old}{REMOVED:#}\n{ADDED}+{new}{ADDED:#}"
        )?;
    }
    for (from, to) in &pending.moves {
        writeln!(out, "{DIM}rename from{DIM:#} {from}\n{DIM}rename to{DIM:#} {to}")?;
    }
    Ok(out.flush()?)
}

/// Says what the files that were written have lost, and what others saved meanwhile.
fn say_lost(applied: &ApplyReport, quiet: bool) {
    let warn = |files: usize, what: &str| {
        if files > 0 {
            let files = count(files, "file", "files");
            anstream::eprintln!("{WARNING}warning{WARNING:#}: {files} {what}");
        }
    };
    warn(
        applied.owners_changed,
        "could not keep the owner or the group: the system does not allow it",
    );
    warn(applied.attributes_lost, "could not keep all extended attributes");
    warn(applied.hard_links_split, "had other names (hard links), which still have the old text");
    if applied.creation_times_lost > 0 && !quiet {
        let files = count(applied.creation_times_lost, "file", "files");
        anstream::eprintln!("{files} got a new creation time: this system cannot set it.");
    }
    say_kept(&applied.conflicts);
}

/// `9 edits in 3 files, 1 symbolic link updated, 1 moved`
fn summary(pending: &Pending) -> String {
    let edits = pending.edits;
    let files = count(pending.rewrites.len(), "file", "files");
    let edits = (edits > 0).then(|| format!("{} in {files}", count(edits, "edit", "edits")));
    let moved = pending.moves.len();
    let moved = (moved > 0).then(|| format!("{} moved", style::thousands(moved)));
    let links = pending.relinks.len();
    let updated = || count(links, "symbolic link updated", "symbolic links updated");
    let links = (links > 0).then(updated);
    edits.into_iter().chain(links).chain(moved).collect::<Vec<_>>().join(", ")
}
