//! Shows the changes of a rename, and writes them.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use linkwright_disk::{ApplyReport, SymlinkFix};
use linkwright_ide::Changes;
use linkwright_project::{PendingChange, Project, Rewrite};

use super::CommonArgs;
use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::history;
use crate::interrupt::{INTERRUPTED, check_interrupted};
use crate::recovery::report_conflicts;
use crate::style::{self, ADDED, Colors, DIM, REMOVED, WARNING, count};

/// Shows the changes and, except in a dry run, makes them: all of them or none.
///
/// # Errors
/// If a file changed since it was read, or cannot be written.
pub(super) fn carry_out(
    project: &Project,
    changes: Changes,
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    let pending = project.pending(changes, &INTERRUPTED)?;
    let CommonArgs { dry_run, quiet, .. } = *common;
    show_and_apply(project, &pending, dry_run, quiet, || history::apply(project, &pending))
}

/// Shows `pending` and, except in a dry run, calls `apply`, which makes the changes.
///
/// # Errors
/// Those of `apply`.
pub(crate) fn show_and_apply(
    project: &Project,
    pending: &PendingChange,
    dry_run: bool,
    quiet: bool,
    apply: impl FnOnce() -> Result<ApplyReport, Failure>,
) -> Result<ExitCode, Failure> {
    if !quiet {
        match show_diff(pending) {
            // A program such as `head` does not want to see more, but the change is still wanted.
            Err(Failure::BrokenPipe) if !dry_run => {}
            shown => shown?,
        }
    }
    for message in &pending.messages {
        anstream::eprintln!("{message}");
    }
    if pending.is_empty() {
        anstream::eprintln!("Nothing to change.");
        return Ok(ExitCode::SUCCESS);
    }
    let summary = summary(project, pending);
    if dry_run {
        anstream::eprintln!("Dry run, nothing written: {summary}.");
        return Ok(ExitCode::SUCCESS);
    }
    let applied = apply()?;
    report_losses(&applied);
    if !quiet {
        anstream::eprintln!("{summary}.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the changes as a diff to standard output.
pub(crate) fn show_diff(pending: &PendingChange) -> Result<(), Failure> {
    let colors = Colors::of_stdout();
    let mut out = colors.stdout();
    let [dim, added, removed] = [DIM, ADDED, REMOVED].map(|style| colors.of(style));
    // On a terminal, lines are cut to its width; a file or a pipe gets a diff that `patch` can
    // read.
    let width = std::io::stdout().is_terminal().then(style::width);
    let extent = Extent { colors, context: 1, width, lines: usize::MAX };
    for Rewrite { path, new_path, before, after, .. } in &pending.rewrites {
        check_interrupted()?;
        diff(&mut out, (path, before), (new_path, after), extent)?;
    }
    for (path, text) in &pending.creates {
        check_interrupted()?;
        diff(&mut out, ("/dev/null", ""), (path, text), extent)?;
    }
    for (path, text) in &pending.removes {
        check_interrupted()?;
        diff(&mut out, (path, text), ("/dev/null", ""), extent)?;
    }
    for SymlinkFix { path, old, new } in &pending.relinks {
        let (old, new) = (old.display(), new.display());
        writeln!(
            out,
            "{dim}link{dim:#} {path}\n{removed}-{old}{removed:#}\n{added}+{new}{added:#}"
        )?;
    }
    for (from, to) in &pending.moves {
        writeln!(out, "{dim}rename from{dim:#} {from}\n{dim}rename to{dim:#} {to}")?;
    }
    Ok(out.flush()?)
}

/// Warns about attributes that the written files lost, and about files that other programs saved
/// meanwhile.
pub(crate) fn report_losses(applied: &ApplyReport) {
    let warn = |files: usize, what: &str| {
        if files > 0 {
            let files = count(files, "file", "files");
            anstream::eprintln!("{WARNING}warning{WARNING:#}: {files} {what}");
        }
    };
    warn(
        applied.owners_changed,
        "now belong to another owner or group: the system does not allow keeping it",
    );
    warn(applied.attributes_lost, "lost some extended attributes");
    warn(applied.hard_links_split, "had other names (hard links), which still have the old text");
    warn(applied.creation_times_lost, "got a new creation time");
    report_conflicts(&applied.conflicts);
}

/// One line of counts: `9 edits in 3 files, 1 symbolic link updated, 1 file moved`.
fn summary(project: &Project, pending: &PendingChange) -> String {
    let edits = pending.edits;
    let files = count(pending.rewrites.len(), "file", "files");
    let edits = (edits > 0).then(|| format!("{} in {files}", count(edits, "edit", "edits")));
    let is_folder = |(from, _): &&(String, String)| project.root.path.join(from).is_dir();
    let folders = pending.moves.iter().filter(is_folder).count();
    let files = pending.moves.len() - folders;
    let moved = [
        (files, count(files, "file moved", "files moved")),
        (folders, count(folders, "folder moved", "folders moved")),
    ];
    let counted =
        |files: usize, one: &str, many: &str| (files > 0).then(|| count(files, one, many));
    let created = counted(pending.creates.len(), "file created", "files created");
    let removed = counted(pending.removes.len(), "file removed", "files removed");
    let moved = moved.into_iter().filter(|(moves, _)| *moves > 0).map(|(_, text)| text);
    let links = pending.relinks.len();
    let updated = || count(links, "symbolic link updated", "symbolic links updated");
    let links = (links > 0).then(updated);
    edits
        .into_iter()
        .chain(created)
        .chain(removed)
        .chain(links)
        .chain(moved)
        .collect::<Vec<_>>()
        .join(", ")
}
