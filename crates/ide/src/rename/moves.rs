//! Files and folders that move (`docs/semantics.md §7`, "Move"): all of them in one pass. A file that is
//! renamed to a path moves, too.

use std::collections::BTreeMap;

use linkwright_vault::{FileId, Vault, check_new_name};

use super::RenamePlan;
use super::follow::Follow;
use super::title::{self, file_name, follow_file, parts};
use crate::Refusal;

/// Who moves the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mover {
    /// The editor, whatever we answer. What cannot be done is reported in a message.
    Editor,
    /// Linkwright, when the plan is applied. What cannot be done is refused.
    Linkwright,
}

/// Plans `moves`.
pub(super) fn plan(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<RenamePlan, Refusal> {
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
        let new = vault.settings().note_stem(whole);
        if !extension.is_empty() && new.len() < whole.len() && new != old {
            follow_file(&mut follow, file, old, new);
        }
    }
    follow.plan()
}

/// Plans the rename of `file` to `new`, which is a name or, with a `/` in it, the path that the file
/// moves to: from the root, or from the file's folder behind `./` and `../`.
pub(super) fn rename(vault: &Vault, file: FileId, new: &str) -> Result<RenamePlan, Refusal> {
    let known = vault.get(file).ok_or_else(|| Refusal::new("this file is gone"))?;
    let Some((folder, name)) = new.trim().rsplit_once('/') else {
        return title::file(vault, file, new);
    };
    let folder = new_folder(folder, known.folder())
        .ok_or_else(|| Refusal(format!("`{}` leaves the vault", new.trim())))?;
    if matches!(name, "" | "." | "..") {
        return Err(Refusal(format!(
            "`{}` is a folder: add the file's name behind it",
            new.trim()
        )));
    }
    let (old, extension) = parts(vault, file);
    let name = file_name(vault, file, name)?;
    if folder == known.folder() {
        return title::file(vault, file, name);
    }
    let path = match &*folder {
        "" => [name, extension].concat(),
        folder => [folder, "/", name, extension].concat(),
    };
    let moves = [(known.path.to_string(), path)];
    files(vault, &moves, Mover::Linkwright)?;
    let mut follow = Follow::new(vault);
    follow.move_file(file, &moves[0].1, true);
    follow.moved_on_disk(&moves);
    if name != old {
        follow_file(&mut follow, file, old, name);
    }
    follow.plan()
}

/// The folder, from the root, that `written` names in a note of `own`; `None` if it lies above the
/// root.
fn new_folder(written: &str, own: &str) -> Option<String> {
    let relative = matches!(written.split('/').next(), Some("." | ".."));
    let base = if relative { own } else { "" };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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
        if mover == Mover::Linkwright {
            check_names(vault, from, to).map_err(Refusal)?;
        }
        if let Some(file) = vault.find_file(from) {
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
        if let Some(other) = vault.find_file(to)
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
        if let Some(file) = vault.find_file(folder) {
            return Err(format!("`{}` is a file, not a folder", vault.file(file).path));
        }
        if !vault.has_folder(folder) {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            check_new_name(name, "", settings)?;
        }
    }
    if from.rsplit('/').next() == Some(name) {
        return Ok(());
    }
    let note = vault.find_file(from).is_some_and(|file| !parts(vault, file).1.is_empty());
    let stem = if note { settings.note_stem(name) } else { name };
    check_new_name(stem, &name[stem.len()..], settings)
}
