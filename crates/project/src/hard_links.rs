//! Files that have several names in the vault: what is written under one name is written under all.

use linkwright_disk::{FileChange, spare_names};

use crate::{Error, Project};

/// `writes`, each file once.
///
/// # Errors
/// If two names of one file need different texts.
pub(crate) fn each_file_once(
    project: &Project,
    mut writes: Vec<FileChange>,
) -> Result<Vec<FileChange>, Error> {
    let written: Vec<(&str, &str)> = writes.iter().filter_map(write).collect();
    let paths: Vec<&str> = written.iter().map(|(path, _)| *path).collect();
    // In other files nothing is a link, so any text suits them.
    let notes = project.vault.files().filter(|(_, file)| file.note.is_some());
    let all: Vec<&str> = notes.map(|(_, file)| &*file.path).collect();
    let is_same = |one: usize, other: usize| written[one].1 == written[other].1;
    let spare = spare_names(&project.root, &paths, &all, is_same, |_| false);
    let spare = spare.map_err(|error| Error::Refused(error.to_string()))?;
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
