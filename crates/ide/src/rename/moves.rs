//! Moves of files and folders (`docs/semantics.md §7`, "Move"), all in one pass. To rename a file
//! to a path is a move, too.

use std::collections::BTreeMap;

use linkwright_vault::{FileId, Vault, check_new_name};

use super::RenamePlan;
use super::builder::RenameBuilder;
use super::title::{
    self, already_exists, existing_file, file_name_changed, name_and_extension, valid_file_name,
};
use crate::Refusal;

/// Who moves the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mover {
    /// The editor, whatever we answer. What cannot be done is reported in a message.
    Editor,
    /// Linkwright, when the plan is applied. What cannot be done is refused.
    Linkwright,
}

/// Plans the edits for `moves`. See [`super::plan_moves`].
pub(super) fn plan_moves(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<RenamePlan, Refusal> {
    let moved = expand_moves(vault, moves, mover)?;
    let mut builder = RenameBuilder::new(vault);
    if mover == Mover::Editor {
        builder.best_effort();
    }
    for (&file, path) in &moved {
        builder.move_file(file, path, false);
    }
    for (from, to) in moves {
        let (from, to) = (from.trim_matches('/'), to.trim_matches('/'));
        if vault.find_file(from).is_none() {
            builder.move_folder(from, to);
        }
    }
    builder.update_disk_links(moves);
    for (&file, path) in &moved {
        let (old, extension) = name_and_extension(vault, file);
        let whole = path.rsplit('/').next().unwrap_or(path);
        let new = vault.settings().note_stem(whole);
        if !extension.is_empty() && new.len() < whole.len() && new != old {
            file_name_changed(&mut builder, file, old, new);
        }
    }
    builder.build()
}

/// Plans the rename of `file` to `new`. With a `/` in it, `new` is the path that the file moves to:
/// from the root, or from the file's folder if it starts with `./` or `../`.
pub(super) fn rename_or_move(
    vault: &Vault,
    file: FileId,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let known = existing_file(vault, file)?;
    let Some((folder, name)) = new.trim().rsplit_once('/') else {
        return title::rename_file(vault, file, new);
    };
    let folder = resolve_folder(folder, known.folder()).ok_or_else(|| outside_vault(new.trim()))?;
    if matches!(name, "" | "." | "..") {
        return Err(Refusal(format!("`{}` is a folder: add a file name after it", new.trim())));
    }
    let (old, extension) = name_and_extension(vault, file);
    let name = valid_file_name(vault, file, name)?;
    if folder == known.folder() {
        return title::rename_file(vault, file, name);
    }
    let path = match &*folder {
        "" => [name, extension].concat(),
        folder => [folder, "/", name, extension].concat(),
    };
    let moves = [(known.path.to_string(), path)];
    expand_moves(vault, &moves, Mover::Linkwright)?;
    let mut builder = RenameBuilder::new(vault);
    builder.move_file(file, &moves[0].1, true);
    builder.update_disk_links(&moves);
    if name != old {
        file_name_changed(&mut builder, file, old, name);
    }
    builder.build()
}

/// The path from the root of the folder `written`, which starts at the root, or at `current` if it
/// starts with `.` or `..`. `None` if it is above the root.
fn resolve_folder(written: &str, current: &str) -> Option<String> {
    let relative = matches!(written.split('/').next(), Some("." | ".."));
    let base = if relative { current } else { "" };
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

/// The refusal of a path that is not in the vault.
fn outside_vault(path: &str) -> Refusal {
    Refusal(format!("`{path}` is outside the vault: choose a path inside it"))
}

/// Returns the new path of each file that moves. Checks that the new paths are allowed and free.
fn expand_moves(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<BTreeMap<FileId, String>, Refusal> {
    let mut moved = BTreeMap::new();
    for (from, to) in moves {
        let (from, to) = (from.trim_matches('/'), to.trim_matches('/'));
        if to.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(outside_vault(to));
        }
        if to.split('/').any(|part| part.starts_with('.')) {
            return Err(Refusal(format!("`{to}` would be hidden: a name in it starts with `.`")));
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
            return Err(already_exists(vault, other));
        }
    }
    Ok(moved)
}

/// Refuses a move that gives a file or folder an invalid name. Folders that exist already, and
/// names that stay, are not checked.
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
    let note =
        vault.find_file(from).is_some_and(|file| !name_and_extension(vault, file).1.is_empty());
    let stem = if note { settings.note_stem(name) } else { name };
    check_new_name(stem, &name[stem.len()..], settings)
}
