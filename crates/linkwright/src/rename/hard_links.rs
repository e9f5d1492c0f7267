//! Files that have several names in the vault: what is written under one name is written under all.

use linkwright_disk::{FileChange, spare_names};

use crate::failure::Failure;
use crate::load::Loaded;

/// `writes`, each file once.
///
/// # Errors
/// If two names of one file need different texts.
pub(super) fn each_file_once(
    loaded: &Loaded,
    mut writes: Vec<FileChange>,
) -> Result<Vec<FileChange>, Failure> {
    let written: Vec<(&str, &str)> = writes.iter().filter_map(write).collect();
    let paths: Vec<&str> = written.iter().map(|(path, _)| *path).collect();
    // In other files nothing is a link, so any text suits them.
    let notes = loaded.vault.files().filter(|(_, file)| file.note.is_some());
    let all: Vec<&str> = notes.map(|(_, file)| &*file.path).collect();
    let is_same = |one: usize, other: usize| written[one].1 == written[other].1;
    let spare = spare_names(&loaded.root, &paths, &all, is_same, |_| false);
    let spare = spare.map_err(|error| Failure::new(error.to_string()))?;
    let spare: Vec<String> = spare.into_iter().map(|at| paths[at].to_owned()).collect();
    writes.retain(|it| write(it).is_none_or(|(path, _)| !spare.iter().any(|it| it == path)));
    Ok(writes)
}

/// The path and the text of a write.
fn write(change: &FileChange) -> Option<(&str, &str)> {
    match change {
        FileChange::Write { path, text, .. } => Some((path, text)),
        FileChange::Link { .. } | FileChange::Move { .. } => None,
    }
}
