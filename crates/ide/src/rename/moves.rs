//! Files and folders that move (`docs/semantics.md §7`, "Move"): all of them in one pass.

use std::collections::BTreeMap;

use linkwright_vault::{FileId, Vault};

use super::follow::Follow;
use super::title::{follow_file, is_note};
use super::{Plan, Refusal, name};

/// Plans `moves`, which the editor makes itself.
pub(super) fn plan(vault: &Vault, moves: &[(String, String)]) -> Result<Plan, Refusal> {
    let moved = files(vault, moves)?;
    let mut follow = Follow::new(vault);
    follow.regardless();
    for (&file, path) in &moved {
        follow.move_file(file, path, false);
    }
    for (&file, path) in &moved {
        let known = vault.file(file);
        if let Some(name) = name::of_note(path)
            && is_note(known)
            && known.name() != name
        {
            follow_file(&mut follow, file, known.name(), name);
        }
    }
    follow.plan()
}

/// Each file that moves, and where to.
fn files(vault: &Vault, moves: &[(String, String)]) -> Result<BTreeMap<FileId, String>, Refusal> {
    let mut moved = BTreeMap::new();
    for (from, to) in moves {
        let (from, to) = (from.trim_matches('/'), to.trim_matches('/'));
        if to.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(Refusal(format!("`{to}` leaves the vault")));
        }
        if to.split('/').any(|part| part.starts_with('.')) {
            return Err(Refusal(format!("`{to}` is hidden, for a dot that a name begins with")));
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
