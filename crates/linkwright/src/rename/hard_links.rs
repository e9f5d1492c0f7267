//! Files that have several names in the vault: what is written under one name is written under all.

use linkwright_disk::{FileChange, names_of_one};

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
    let written: Vec<&str> = writes.iter().filter_map(|it| Some(write(it)?.0)).collect();
    // In other files nothing is a link, so any text suits them.
    let notes = loaded.vault.files().filter(|(_, file)| file.note.is_some());
    let all: Vec<&str> = notes.map(|(_, file)| &*file.path).collect();
    for names in names_of_one(&loaded.root, &written, &all) {
        // `None` for a name whose links stay as they are.
        let text_of = |name: &String| {
            let text = |it| write(it).filter(|(path, _)| path == name).map(|(_, text)| text);
            writes.iter().find_map(text)
        };
        let Some((first, others)) = names.split_first() else { continue };
        if let Some(other) = others.iter().find(|other| text_of(other) != text_of(first)) {
            return Err(Failure::new(format!(
                "`{first}` and `{other}` are two names of one file (hard links), and links in it \
                 would need a different text under each: make it two files, or change those links \
                 first"
            )));
        }
        writes.retain(|it| write(it).is_none_or(|(path, _)| !others.iter().any(|it| it == path)));
    }
    Ok(writes)
}

/// The path and the text of a write.
fn write(change: &FileChange) -> Option<(&str, &str)> {
    match change {
        FileChange::Write { path, text, .. } => Some((path, text)),
        FileChange::Link { .. } | FileChange::Move { .. } => None,
    }
}
