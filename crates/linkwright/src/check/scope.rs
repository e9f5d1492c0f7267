//! Which notes of which vaults are checked.

use std::path::{Path, PathBuf};

use linkwright_disk::Root;
use linkwright_project::{Located, Project};
use linkwright_vault::{FileId, Note};

use crate::failure::Failure;

/// A vault, and the part of it to check.
pub(super) struct CheckScope {
    /// The vault.
    pub(super) vault: Located,
    /// The files and folders to check: each as the user wrote it, and its vault path, which is
    /// empty for the whole vault.
    paths: Vec<(PathBuf, String)>,
    /// The user did not name this vault, but a folder that contains it.
    is_nested: bool,
}

impl CheckScope {
    /// The vault of the current folder, all of it.
    ///
    /// # Errors
    /// If the vault's folder cannot be listed.
    pub(super) fn of_current_vault() -> Result<CheckScope, Failure> {
        let vault = Located::of(Path::new("."))?;
        let paths = vec![(PathBuf::from("."), String::new())];
        Ok(CheckScope { vault, paths, is_nested: false })
    }

    /// The note at `path`, which need not exist.
    ///
    /// # Errors
    /// If the vault's folder cannot be listed.
    pub(super) fn of_note(path: &Path) -> Result<CheckScope, Failure> {
        let vault = Located::of(path)?;
        let paths = vec![(path.to_owned(), vault.vault_path(path)?)];
        Ok(CheckScope { vault, paths, is_nested: false })
    }

    /// The vault path of the first path.
    pub(super) fn first(&self) -> &str {
        self.paths.first().map_or("", |(_, path)| path)
    }

    /// The scopes of the paths that the user named, one for each vault.
    ///
    /// # Errors
    /// If a path does not exist, or a folder cannot be listed.
    pub(super) fn of_paths(paths: &[PathBuf]) -> Result<Vec<CheckScope>, Failure> {
        let mut scopes: Vec<CheckScope> = Vec::new();
        for path in paths {
            path.metadata().map_err(|error| Failure::about(path, &error))?;
            let vault = Located::of(path)?;
            let given = (path.clone(), vault.vault_path(path)?);
            match scopes.iter_mut().find(|scope| scope.vault.is(&vault)) {
                Some(scope) => scope.paths.push(given),
                None => scopes.push(CheckScope { vault, paths: vec![given], is_nested: false }),
            }
        }
        sort_outer_first(&mut scopes);
        Ok(scopes)
    }

    /// Adds the paths of `other` if both belong to the same vault. Returns whether they do.
    pub(super) fn merge(&mut self, other: &CheckScope) -> bool {
        let is_same = self.vault.is(&other.vault);
        if is_same {
            self.paths.extend(other.paths.iter().cloned());
        }
        is_same
    }

    /// The vaults that lie inside this part of the vault.
    ///
    /// # Errors
    /// If the folder of one cannot be listed.
    pub(super) fn nested(&self, project: &Project) -> Result<Vec<CheckScope>, Failure> {
        let of = |folder: &PathBuf| {
            let below = folder.strip_prefix(&project.root.canonical).unwrap_or(folder);
            let path = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            self.contains(&path).then(|| {
                let vault = Located::at(Root::open(&project.root.path.join(below))?);
                Ok(CheckScope {
                    vault,
                    paths: vec![(folder.clone(), String::new())],
                    is_nested: true,
                })
            })
        };
        project.nested.iter().filter_map(of).collect()
    }

    /// Whether the vault, which lies in the vault at `outer`, belongs to another repository of Git,
    /// such as a submodule.
    pub(super) fn is_in_other_repository(&self, outer: &Root) -> bool {
        let folders = self.vault.root.canonical.ancestors();
        folders
            .take_while(|folder| *folder != outer.canonical)
            .any(|folder| folder.join(".git").exists())
    }

    /// Whether the file at the vault path `path` is in the scope.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.paths.iter().any(|(_, part)| is_at_or_below(path, part))
    }

    /// The notes in the scope, in no order.
    pub(super) fn notes<'a>(&self, project: &'a Project) -> Vec<(FileId, &'a Note)> {
        let files = project.vault.files().filter(|(_, file)| self.contains(&file.path));
        files.filter_map(|(id, file)| Some((id, file.note.as_deref()?))).collect()
    }

    /// A message for each path that contains none of `notes`, the notes in the scope, unless
    /// something explains that: a warning, or a vault inside.
    pub(super) fn without_notes(
        &self,
        project: &Project,
        notes: &[(FileId, &Note)],
    ) -> Vec<String> {
        let has_note = |part: &str| {
            notes.iter().any(|(id, _)| is_at_or_below(&project.vault.file(*id).path, part))
        };
        let is_explained = |part: &str| {
            let below = self.vault.root.canonical.join(part);
            project.warnings.iter().any(|warning| warning.path.starts_with(&below))
                || project.nested.iter().any(|folder| folder.starts_with(&below))
        };
        let paths = self.paths.iter().filter(|(_, part)| !has_note(part) && !is_explained(part));
        let message = |(given, part): &(PathBuf, String)| {
            let given = given.display();
            if is_file(&self.vault.root, part) {
                format!("{given}: not a note of the vault {}", self.vault.root.path.display())
            } else {
                format!("{given}: no notes in this folder")
            }
        };
        paths.filter(|_| !self.is_nested).map(message).collect()
    }
}

/// Sorts each vault before the vaults inside it, which are found when it is loaded.
pub(super) fn sort_outer_first(scopes: &mut [CheckScope]) {
    scopes.sort_by_key(|scope| scope.vault.root.canonical.components().count());
}

fn is_file(root: &Root, part: &str) -> bool {
    !part.is_empty() && root.canonical.join(part).is_file()
}

fn is_at_or_below(path: &str, part: &str) -> bool {
    part.is_empty()
        || path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
