//! Writes: every change of a tool goes through here.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use linkwright_disk::{ChangeState, DiskError, recover};
use linkwright_ide::Changes;
use linkwright_project::{LineDiff, PendingChange, RecordedChange, Rewrite};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolRefusal, cut_at_line, fields};
use crate::check::show;
use crate::vault::SessionVault;

/// Maximum number of bytes of a diff in an answer.
const MAX_DIFF: usize = 6_000;

/// Maximum number of findings in an answer.
const MAX_FINDINGS: usize = 10;

/// Maximum number of moved files in an answer.
const MAX_MOVES: usize = 50;

/// Maximum number of writes that can be undone.
const MAX_WRITES: usize = 100;

/// Brings the index up to date before a write is planned: undoes an interrupted change of another process,
/// finishes the check of what was there when the session began, and rereads the vault.
///
/// # Errors
/// If another process changes the vault now, or the vault cannot be read.
pub(crate) fn prepare(vault: &mut SessionVault, cancel: &AtomicBool) -> Result<(), ToolRefusal> {
    let root = vault.current.project.root.clone();
    for change in recover(&root)? {
        if let ChangeState::Unknown(why) = &change.state {
            tracing::warn!("{}: cannot be undone: {why}", change.folder.display());
        }
    }
    vault.current.project.record_findings(&mut vault.known, usize::MAX);
    Ok(vault.current.refresh_all(cancel)?)
}

/// Refuses a change that must update all links if some notes cannot be read.
///
/// # Errors
/// The refusal, with the notes.
pub(crate) fn require_all_readable(vault: &SessionVault) -> Result<(), ToolRefusal> {
    let unread = &vault.current.project.read_errors;
    if unread.is_empty() {
        return Ok(());
    }
    let root = &vault.current.project.root.canonical;
    let shown = |error: &DiskError| {
        let path = error.path.strip_prefix(root).unwrap_or(&error.path);
        format!("`{}` ({})", path.display(), error.reason)
    };
    let files: Vec<String> = unread.iter().take(5).map(shown).collect();
    let files = files.join(", ");
    Err(ToolRefusal(format!(
        "{} files cannot be read, so links in them would not be updated: {files}. Nothing was changed. \
         Ask the user to make them readable",
        unread.len()
    )))
}

/// Shows `changes`, and makes them unless `dry_run`.
///
/// # Errors
/// If they cannot be made. Nothing is changed then, unless the refusal says so.
pub(crate) fn write(
    vault: &mut SessionVault,
    changes: Changes,
    title: &str,
    dry_run: bool,
    cancel: &AtomicBool,
) -> Result<Fields, ToolRefusal> {
    let pending = vault.current.project.pending(changes, cancel)?;
    let mut answer = summary(&pending, dry_run);
    if dry_run {
        return Ok(answer);
    }
    if pending.is_empty() {
        answer.insert("hint".to_owned(), "Nothing to change: it is so already.".into());
        return Ok(answer);
    }
    let record = RecordedChange::new(&vault.current.project, &pending, vec![title.to_owned()]);
    apply(vault, &pending, &mut answer, cancel)?;
    vault.writes.push(record);
    if vault.writes.len() > MAX_WRITES {
        vault.writes.remove(0);
    }
    Ok(answer)
}

/// Makes `pending`, and adds to `answer` what it caused.
///
/// # Errors
/// If it cannot be made. Nothing is changed then, unless the refusal says so.
pub(crate) fn apply(
    vault: &mut SessionVault,
    pending: &PendingChange,
    answer: &mut Fields,
    cancel: &AtomicBool,
) -> Result<(), ToolRefusal> {
    let touched = touched_paths(pending);
    vault.current.take_delta();
    let applied = vault.current.project.apply(pending, cancel);
    let after = vault.current.refresh_paths(&touched, &AtomicBool::new(false));
    let applied = applied.map_err(|error| {
        let refusal = ToolRefusal::from(error);
        match refusal.0.contains("Nothing was changed") || refusal.0.contains("Tell the user") {
            true => refusal,
            false => refusal.with_advice("Nothing was changed."),
        }
    })?;
    after?;
    for (file, beside) in &applied.conflicts {
        let warning = format!(
            "Another program saved `{}` meanwhile, so it was left as it is; the other text is in `{}`. \
             Tell the user.",
            file.display(),
            beside.display()
        );
        answer.insert("hint".to_owned(), warning.into());
    }
    add_digests(vault, pending, answer);
    let delta = vault.current.take_delta();
    let index = &vault.current.project.vault;
    let affected = index.affected_files(&delta).into_iter();
    let affected: FxHashSet<String> =
        affected.filter_map(|file| Some(index.get(file)?.path.to_string())).collect();
    let is_affected = |path: &str| affected.contains(path);
    let SessionVault { current, known, reported, .. } = vault;
    let mut caused = current.project.check_new(known, is_affected, false, cancel)?;
    caused.retain(|finding| reported.insert(finding.fingerprint.clone()));
    if !caused.is_empty() {
        let shown: Vec<Value> = caused.iter().take(MAX_FINDINGS).map(show).collect();
        answer.insert("newFindings".to_owned(), shown.into());
    }
    Ok(())
}

/// Adds the digests of the written notes, for the next edits.
fn add_digests(vault: &mut SessionVault, pending: &PendingChange, answer: &mut Fields) {
    let written = pending.rewrites.iter().map(|it| (&it.new_path, &it.after));
    let created = pending.creates.iter().map(|(path, text)| (path, text));
    let written: Vec<(&String, &String)> = written.chain(created).take(MAX_FINDINGS).collect();
    let mut digests = Fields::new();
    for (path, text) in written {
        digests.insert(path.clone(), crate::seen::shown(vault.seen.add(text)).into());
    }
    answer.insert("digests".to_owned(), Value::Object(digests));
}

/// The paths at or below which `pending` changes something, before and after.
fn touched_paths(pending: &PendingChange) -> Vec<String> {
    let PendingChange { rewrites, relinks, creates, removes, moves, .. } = pending;
    let mut touched: Vec<String> = rewrites
        .iter()
        .flat_map(|it| [it.path.clone(), it.new_path.clone()])
        .chain(relinks.iter().map(|it| it.path.clone()))
        .chain(creates.iter().chain(removes).map(|(path, _)| path.clone()))
        .chain(moves.iter().flat_map(|(from, to)| [from.clone(), to.clone()]))
        // Hidden files do not belong to the vault.
        .filter(|path| !path.split('/').any(|name| name.starts_with('.')))
        .collect();
    touched.sort();
    touched.dedup();
    touched
}

/// The fields that say what `pending` changes.
pub(crate) fn summary(pending: &PendingChange, dry_run: bool) -> Fields {
    let mut diff = String::new();
    for Rewrite { path, new_path, before, after, .. } in &pending.rewrites {
        add_diff(&mut diff, (path, before), (new_path, after));
    }
    for (path, text) in &pending.creates {
        add_diff(&mut diff, ("/dev/null", ""), (path, text));
    }
    for (path, text) in &pending.removes {
        add_diff(&mut diff, (path, text), ("/dev/null", ""));
    }
    let cut = cut_at_line(&diff, MAX_DIFF);
    let rest = diff[cut.len()..].lines().count();
    let mut shown = cut.to_owned();
    if rest > 0 {
        // Writing to a string does not fail.
        let _ = writeln!(shown, "… {rest} more lines");
    }
    let moves: Vec<Value> =
        pending.moves.iter().take(MAX_MOVES).map(|(from, to)| json!([from, to])).collect();
    let mut answer = fields(json!({
        "done": !dry_run && !pending.is_empty(),
        "files": pending.rewrites.len() + pending.creates.len() + pending.removes.len(),
        "diff": shown,
    }));
    if !moves.is_empty() {
        answer.insert("moved".to_owned(), moves.into());
    }
    if !pending.messages.is_empty() {
        answer.insert("hint".to_owned(), pending.messages.join(" ").into());
    }
    answer
}

/// Adds the diff of one file.
fn add_diff(out: &mut String, (old_path, old): (&str, &str), (new_path, new): (&str, &str)) {
    let diff = unified(old, new, 1);
    if !diff.is_empty() {
        out.extend(["--- ", old_path, "\n+++ ", new_path, "\n", &diff]);
    }
}

/// What changed from `old` to `new`, as a diff of at most `max` bytes.
pub(crate) fn difference(old: &str, new: &str, max: usize) -> String {
    cut_at_line(&unified(old, new, 0), max).to_owned()
}

fn unified(old: &str, new: &str, context: usize) -> String {
    LineDiff::new(old, new).hunks(context).map(|hunk| hunk.to_string()).collect()
}
