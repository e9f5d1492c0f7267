//! From a plan to files that are changed.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use linkwright_disk::{
    Applied, FileChange, Relinks, SymlinkFix, TextRead, Walk, apply, move_obstacle, read_texts,
    relinks, require_movable,
};
use linkwright_ide::Changes;
use linkwright_ide::Texts;
use linkwright_ide::rename::{RenamePlan, finish};
use linkwright_text::apply_edits;
use linkwright_vault::FileId;

use super::{Common, hard_links};
use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::interrupt::{INTERRUPTED, stop};
use crate::load::Loaded;
use crate::recovery::say_kept;
use crate::style::{self, ADDED, DIM, REMOVED, WARNING, count};

/// The changes that a plan comes to, with the texts it needs.
///
/// # Errors
/// If it is refused, or a note cannot be read or is not the one that was scanned.
pub(super) fn finished(loaded: &Loaded, plan: RenamePlan) -> Result<Changes, Failure> {
    let texts = read(loaded, plan.notes())?;
    let texts: Texts = texts.into_iter().map(|(file, text)| (file, text.into())).collect();
    Ok(finish(plan, &texts)?)
}

/// The texts of `files`, as they were scanned.
pub(super) fn read(loaded: &Loaded, files: &[FileId]) -> Result<Vec<(FileId, String)>, Failure> {
    let digest = |file| loaded.vault.note(file).map(|note| note.facts.digest);
    let path = |file| &*loaded.vault.file(file).path;
    let asked: Vec<_> =
        files.iter().map(|&file| (path(file), digest(file).unwrap_or_default())).collect();
    let make =
        |_, TextRead { text, changed, .. }: TextRead<'_>| (text.to_owned(), changed.is_some());
    let read = files.iter().zip(read_texts(&loaded.root, &asked, make));
    read.map(|(&file, reading)| {
        let (text, changed) = reading?;
        if digest(file).is_some() && changed {
            let path = path(file);
            return Err(Failure::new(format!("{path}: changed meanwhile; nothing was done")));
        }
        Ok((file, text))
    })
    .collect()
}

/// Shows what changes and, unless it is only to be shown, does it: all of it or nothing.
///
/// # Errors
/// If a file changed meanwhile or cannot be written.
pub(super) fn carry_out(
    loaded: &Loaded,
    changes: &Changes,
    common: &Common,
) -> Result<ExitCode, Failure> {
    require_free(loaded, changes)?;
    let links = relinks(&loaded.root, &changes.moves)?;
    let mut edits: Vec<_> = changes.edits.iter().collect();
    edits.sort_by_key(|(file, _)| &loaded.vault.file(*file).path);
    let files: Vec<FileId> = edits.iter().map(|(file, _)| *file).collect();
    let texts = read(loaded, &files)?;
    let mut writes = Vec::new();
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    // On a terminal lines are cut to what fits; a file or a pipe gets a diff that `patch` reads.
    let width = std::io::stdout().is_terminal().then(style::width);
    let extent = Extent { context: 1, width, lines: usize::MAX };
    for ((_, edits), (file, before)) in edits.into_iter().zip(texts) {
        stop()?;
        let edits: Vec<_> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        let after = apply_edits(&before, &edits).map_err(Failure::new)?;
        let path = loaded.vault.file(file).path.to_string();
        if !common.quiet {
            diff(&mut out, (&path, &before), (&moved(changes, &path), &after), extent)?;
        }
        let digest = Some(linkwright_syntax::digest(&before));
        writes.push(FileChange::Write { path, digest, text: after });
    }
    if !common.quiet {
        for SymlinkFix { path, old, new } in &links.changed {
            let (old, new) = (old.display(), new.display());
            writeln!(
                out,
                "{DIM}link{DIM:#} {path}\n{REMOVED}-{old}{REMOVED:#}\n{ADDED}+{new}{ADDED:#}"
            )?;
        }
        for (from, to) in &changes.moves {
            writeln!(out, "{DIM}rename from{DIM:#} {from}\n{DIM}rename to{DIM:#} {to}")?;
        }
    }
    out.flush()?;

    for message in &changes.messages {
        anstream::eprintln!("{message}");
    }
    for path in &links.captured {
        anstream::eprintln!("`{path}`, a symbolic link that led nowhere, leads to something now.");
    }
    if writes.is_empty() && changes.moves.is_empty() {
        anstream::eprintln!("Nothing changes.");
        return Ok(ExitCode::SUCCESS);
    }
    writes = hard_links::each_file_once(loaded, writes)?;
    let summary = summary(changes, &links);
    if common.dry_run {
        anstream::eprintln!("{summary}: not done, for this was a dry run.");
        return Ok(ExitCode::SUCCESS);
    }
    let moves_of =
        |(from, to): &(String, String)| FileChange::Move { from: from.clone(), to: to.clone() };
    writes.extend(
        links.changed.into_iter().map(|SymlinkFix { path, old, new }| FileChange::Link {
            path,
            old,
            new,
        }),
    );
    writes.extend(changes.moves.iter().map(moves_of));
    stop()?;
    let applied = apply(&loaded.root, &writes, &INTERRUPTED)?;
    say_lost(&applied, common.quiet);
    if !common.quiet {
        anstream::eprintln!("{summary}.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what the files that were written have lost, and what others saved meanwhile.
fn say_lost(applied: &Applied, quiet: bool) {
    let warn = |files: usize, what: &str| {
        if files > 0 {
            let files = count(files, "file", "files");
            anstream::eprintln!("{WARNING}warning{WARNING:#}: {files} {what}");
        }
    };
    warn(applied.owners, "could not keep the owner or the group: the system does not allow it");
    warn(applied.attributes, "could not keep all extended attributes");
    warn(applied.links, "had other names (hard links), which still have the old text");
    if applied.created > 0 && !quiet {
        let files = count(applied.created, "file", "files");
        anstream::eprintln!("{files} got a new creation time: this system cannot set it.");
    }
    say_kept(&applied.kept);
}

/// Refuses moves onto something that lies on the disk, whatever the index knows, before anything is
/// shown.
fn require_free(loaded: &Loaded, changes: &Changes) -> Result<(), Failure> {
    let settings = loaded.vault.settings();
    let walk = Walk {
        root: loaded.root.clone(),
        extensions: settings.extensions.clone(),
        exclude: settings.exclude.clone(),
        gitignore: settings.honours_gitignore(loaded.root.has_obsidian()),
    };
    for (from, to) in &changes.moves {
        if let Some(found) = move_obstacle(&walk, from, to)? {
            return Err(Failure::new(found));
        }
    }
    Ok(require_movable(&loaded.root, &changes.moves)?)
}

/// `9 edits in 3 files, 1 symbolic link updated, 1 moved`
fn summary(changes: &Changes, links: &Relinks) -> String {
    let edits = changes.edits.iter().map(|(_, edits)| edits.len()).sum();
    let files = count(changes.edits.len(), "file", "files");
    let edits = (edits > 0).then(|| format!("{} in {files}", count(edits, "edit", "edits")));
    let moved = changes.moves.len();
    let moved = (moved > 0).then(|| format!("{} moved", style::thousands(moved)));
    let links = links.changed.len();
    let updated = || count(links, "symbolic link updated", "symbolic links updated");
    let links = (links > 0).then(updated);
    edits.into_iter().chain(links).chain(moved).collect::<Vec<_>>().join(", ")
}

/// Where the file at `path` is after the moves.
fn moved(changes: &Changes, path: &str) -> String {
    let to = changes.moves.iter().find_map(|(from, to)| {
        let rest = path.strip_prefix(from.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
    });
    to.unwrap_or_else(|| path.to_owned())
}
