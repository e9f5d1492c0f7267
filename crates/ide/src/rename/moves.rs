//! Files and folders that move (`docs/semantics.md §7`, "Move"): all of them in one pass.

use std::collections::BTreeMap;

use linkwright_vault::{FileId, Vault, check_name};

use super::follow::Follow;
use super::title::{follow_file, parts};
use super::{Plan, Refusal, name};

/// Who moves the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mover {
    /// The editor, whatever is answered: what cannot be done is told in a message.
    Editor,
    /// We, once the plan is carried out: what cannot be done is refused.
    Us,
}

/// Plans `moves`.
pub(super) fn plan(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<Plan, Refusal> {
    let moved = files(vault, moves, mover)?;
    let mut follow = Follow::new(vault);
    if mover == Mover::Editor {
        follow.regardless();
    }
    for (&file, path) in &moved {
        follow.move_file(file, path, false);
    }
    follow.moved_on_disk(moves);
    for (&file, path) in &moved {
        let (old, extension) = parts(vault, file);
        let whole = path.rsplit('/').next().unwrap_or(path);
        let new = name::stem(whole, vault.settings());
        if !extension.is_empty() && new.len() < whole.len() && new != old {
            follow_file(&mut follow, file, old, new);
        }
    }
    follow.plan()
}

/// Each file that moves, and where to.
fn files(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<BTreeMap<FileId, String>, Refusal> {
    let mut moved = BTreeMap::new();
    for (from, to) in moves {
        let (from, to) = (from.trim_matches('/'), to.trim_matches('/'));
        if to.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(Refusal(format!("`{to}` leaves the vault")));
        }
        if to.split('/').any(|part| part.starts_with('.')) {
            return Err(Refusal(format!("`{to}` is hidden, for a dot that a name begins with")));
        }
        if mover == Mover::Us {
            check_names(vault, from, to).map_err(Refusal)?;
        }
        if let Some(file) = vault.find(from) {
            moved.insert(file, to.to_owned());
            continue;
        }
        for (file, known) in vault.files() {
            if let Some(rest) = known.path.strip_prefix(from)
                && rest.starts_with('/')
            {
                moved.insert(file, [to, rest].concat());
            }
        }
    }
    moved.retain(|file, to| *vault.file(*file).path != **to);
    for (file, to) in &moved {
        if let Some(other) = vault.find(to)
            && other != *file
            && !moved.contains_key(&other)
        {
            return Err(Refusal(format!("`{}` exists already", vault.file(other).path)));
        }
    }
    Ok(moved)
}

/// Refuses names that no new file or folder gets. Those that are there already are not judged.
fn check_names(vault: &Vault, from: &str, to: &str) -> Result<(), String> {
    let settings = vault.settings();
    let (folders, name) = to.rsplit_once('/').unwrap_or(("", to));
    let ends = folders.match_indices('/').map(|(end, _)| end).chain([folders.len()]);
    for end in ends.filter(|&end| end > 0) {
        let folder = &folders[..end];
        let is_there =
            |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        if !vault.files().any(|(_, file)| is_there(&file.path)) {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            check_name(name, "", settings)?;
        }
    }
    if from.rsplit('/').next() == Some(name) {
        return Ok(());
    }
    let note = vault.find(from).is_some_and(|file| !parts(vault, file).1.is_empty());
    let stem = if note { name::stem(name, settings) } else { name };
    check_name(stem, &name[stem.len()..], settings)
}
