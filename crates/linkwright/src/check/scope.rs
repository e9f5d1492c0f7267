//! Which notes of which vaults are checked.

use std::path::{Path, PathBuf};

use linkwright_disk::{DiskError, Reason, Root, on_disk, relative};
use linkwright_vault::{FileId, Note};

use crate::failure::Failure;
use crate::load::{Loaded, root_of};

/// A vault, and the part of it that was asked for.
pub(super) struct Scope {
    /// The vault.
    pub(super) root: Root,
    /// What was asked for: as given, and its vault path, empty for the whole vault.
    paths: Vec<(PathBuf, String)>,
}

impl Scope {
    /// What `paths` ask for, those of one vault together.
    ///
    /// # Errors
    /// If nothing is at one of them, or a folder cannot be listed.
    pub(super) fn of_paths(paths: &[PathBuf]) -> Result<Vec<Scope>, Failure> {
        let mut scopes: Vec<Scope> = Vec::new();
        for path in paths {
            let root = root_of(path)?;
            let vault_path = vault_path(&root, path)?;
            let given = (path.clone(), vault_path);
            match scopes.iter_mut().find(|scope| scope.root.canonical == root.canonical) {
                Some(scope) => scope.paths.push(given),
                None => scopes.push(Scope { root, paths: vec![given] }),
            }
        }
        Ok(scopes)
    }

    /// Whether the file at `path` is a part of it.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.paths.iter().any(|(_, part)| is_at_or_below(path, part))
    }

    /// The notes that are a part of it, by path.
    ///
    /// # Errors
    /// If something that was asked for holds no note.
    pub(super) fn notes<'a>(&self, loaded: &'a Loaded) -> Result<Vec<(FileId, &'a Note)>, Failure> {
        let mut notes: Vec<_> = loaded
            .vault
            .files()
            .filter(|(_, file)| self.holds(&file.path))
            .filter_map(|(id, file)| Some((&file.path, id, file.note.as_deref()?)))
            .collect();
        notes.sort_by_key(|(path, ..)| *path);
        for (given, part) in &self.paths {
            let unreadable = || {
                let warned = |w: &DiskError| w.path.starts_with(self.root.canonical.join(part));
                loaded.warnings.iter().any(warned)
            };
            if !notes.iter().any(|(path, ..)| is_at_or_below(path, part)) && !unreadable() {
                let given = given.display();
                return Err(Failure::new(if given_is_file(&self.root, part) {
                    format!("{given}: no note of the vault {}", self.root.path.display())
                } else {
                    format!("{given}: no notes in this folder")
                }));
            }
        }
        Ok(notes.into_iter().map(|(_, id, note)| (id, note)).collect())
    }
}

fn given_is_file(root: &Root, part: &str) -> bool {
    !part.is_empty() && root.canonical.join(part).is_file()
}

fn is_at_or_below(path: &str, part: &str) -> bool {
    part.is_empty()
        || path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The vault path of `path` as the disk spells it; empty for the root.
fn vault_path(root: &Root, path: &Path) -> Result<String, Failure> {
    let absolute = std::path::absolute(path)?;
    let outside = || Failure::from(DiskError { path: path.into(), reason: Reason::Outside });
    let below = relative(root, &absolute).ok_or_else(outside)?;
    if below.is_empty() { Ok(below) } else { on_disk(root, &below).ok_or_else(outside) }
}
