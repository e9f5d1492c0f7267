//! What of which vault a word on the command line means.

use std::path::Path;

use linkwright_disk::{on_disk, relative};
use linkwright_vault::{FileId, How, Resolution};

use super::Common;
use crate::failure::Failure;
use crate::load::{Loaded, load, root_of};

/// A file of a vault.
pub(super) struct Found {
    pub(super) loaded: Loaded,
    pub(super) file: FileId,
}

/// A file or folder of a vault.
pub(super) struct Place {
    pub(super) loaded: Loaded,
    /// Its vault path.
    pub(super) path: String,
    /// The folder of the vault that it was named from.
    pub(super) base: String,
}

/// The file that `given` means: by its path from the current folder or from the vault's root, or by
/// its name as in a link.
///
/// # Errors
/// If there is none, or several have the name.
pub(super) fn note(common: &Common, given: &str) -> Result<Found, Failure> {
    let (loaded, path) = vault_of(common, given)?;
    let vault = &loaded.vault;
    let by_path = path.and_then(|path| vault.find(&path)).or_else(|| vault.find(given));
    if let Some(file) = by_path {
        return Ok(Found { loaded, file });
    }
    let file = match vault.resolve_text("", given) {
        Resolution::File(file, How::Only) => file,
        Resolution::File(file, How::Preferred | How::Tie) => {
            let name = vault.file(file).name().to_lowercase();
            let mut paths: Vec<_> = vault
                .files()
                .filter(|(_, other)| other.name().to_lowercase() == name)
                .map(|(_, other)| format!("\n  {}", other.path))
                .collect();
            paths.sort();
            let paths = paths.concat();
            return Err(Failure::new(format!("several files are called {given}:{paths}")));
        }
        Resolution::File(file, How::Alias) => {
            let path = &vault.file(file).path;
            return Err(Failure::new(format!("{given} is an alias of {path}: name the note")));
        }
        Resolution::File(_, How::Own) | Resolution::Missing => {
            let root = loaded.root.path.display();
            return Err(Failure::new(format!("{given}: no such note in the vault {root}")));
        }
    };
    Ok(Found { loaded, file })
}

/// The file or folder that `given` means: by its path from the current folder or from the vault's
/// root.
///
/// # Errors
/// If there is none.
pub(super) fn place(common: &Common, given: &str) -> Result<Place, Failure> {
    let (loaded, path) = vault_of(common, given)?;
    let root = &loaded.root;
    if let Some(path) = path {
        let here = std::env::current_dir()?;
        let base = relative(root, &here).unwrap_or_default();
        return Ok(Place { loaded, path, base });
    }
    match on_disk(root, given.trim_end_matches('/')) {
        Some(path) if !path.is_empty() => Ok(Place { loaded, path, base: String::new() }),
        _ => {
            let root = root.path.display();
            Err(Failure::new(format!("{given}: no such file or folder in the vault {root}")))
        }
    }
}

/// The vault, and what `given` is in it where it is a path from the current folder.
fn vault_of(common: &Common, given: &str) -> Result<(Loaded, Option<String>), Failure> {
    let path = Path::new(given);
    let exists = path.symlink_metadata().is_ok();
    let root = match &common.vault {
        Some(folder) => root_of(folder)?,
        // A folder that is a vault itself lies in the one above, if any, when it is to be moved.
        None if exists => {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            root_of(parent.unwrap_or(Path::new(".")))?
        }
        None => root_of(Path::new("."))?,
    };
    let below = match exists {
        true => relative(&root, &std::path::absolute(path)?).and_then(|p| on_disk(&root, &p)),
        false => None,
    };
    Ok((load(root, false)?, below))
}
