//! The folder that a vault is, and how it is found.

use std::fs;
use std::path::{Path, PathBuf};

use crate::links::Links;
use crate::path::clean;
use crate::{DiskError, Reason};

/// The folder that a vault is.
#[derive(Clone, Debug)]
pub struct Root {
    /// Absolute, in the spelling it was asked for.
    pub path: PathBuf,
    /// Without symbolic links, as the system spells it.
    pub canonical: PathBuf,
    /// Its symbolic links, once it was listed.
    pub(crate) links: Links,
}

impl PartialEq for Root {
    fn eq(&self, other: &Root) -> bool {
        self.path == other.path && self.canonical == other.canonical
    }
}

impl Eq for Root {}

impl Root {
    /// The vault in the folder `path`, which may be relative to the current folder.
    ///
    /// # Errors
    /// If `path` does not exist, is no folder, or cannot be listed.
    pub fn open(path: &Path) -> Result<Root, DiskError> {
        let fail = |error| DiskError::io(path, &error);
        let absolute = std::path::absolute(path).map_err(fail)?;
        let canonical = fs::canonicalize(path).map_err(fail)?;
        if !canonical.is_dir() {
            return Err(DiskError::new(path, Reason::NotFolder));
        }
        fs::read_dir(&canonical).map_err(fail)?;
        Ok(Root { path: clean(&absolute), canonical, links: Links::default() })
    }

    /// Whether the vault has Obsidian's settings: all its files count then, and `.gitignore` does
    /// not.
    #[must_use]
    pub fn has_obsidian(&self) -> bool {
        self.canonical.join(".obsidian").is_dir()
    }
}

/// The vault that `path`, a file or a folder, lies in: the nearest folder, from `path` itself up,
/// that holds `.obsidian` or `.linkwright.toml`. `None` where there is none: callers take the
/// workspace folder then.
#[must_use]
pub fn vault_root(path: &Path) -> Option<PathBuf> {
    let path = clean(&std::path::absolute(path).ok()?);
    path.ancestors()
        .find(|folder| {
            folder.join(".obsidian").is_dir() || folder.join(".linkwright.toml").is_file()
        })
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{folder, vault};

    #[test]
    fn the_nearest_marked_folder_is_the_root() {
        let (dir, _) = vault(&[
            (".obsidian/app.json", "{}"),
            ("a/b/note.md", ""),
            ("a/inner/.linkwright.toml", ""),
            ("a/inner/c/note.md", ""),
        ]);
        let top = dir.path();
        assert_eq!(vault_root(&top.join("a/b/note.md")).as_deref(), Some(top));
        assert_eq!(vault_root(&top.join("a/b")).as_deref(), Some(top));
        assert_eq!(vault_root(top).as_deref(), Some(top));
        assert_eq!(vault_root(&top.join("a/b/not/yet/there.md")).as_deref(), Some(top));
        assert_eq!(vault_root(&top.join("a/inner/c/note.md")), Some(top.join("a/inner")));
        assert_eq!(vault_root(&top.join("a/inner/../b")).as_deref(), Some(top));
    }

    #[test]
    fn a_file_named_as_the_marking_folder_marks_nothing() {
        let dir = folder();
        fs::write(dir.path().join(".obsidian"), "").unwrap();
        assert_ne!(vault_root(dir.path()).as_deref(), Some(dir.path()));
    }

    #[test]
    fn what_is_no_folder_is_refused_with_its_path() {
        let dir = folder();
        let missing = dir.path().join("missing");
        let error = Root::open(&missing).unwrap_err();
        assert_eq!(error, DiskError::new(&missing, Reason::Missing));
        assert_eq!(error.to_string(), format!("{}: no such file or folder", missing.display()));

        let file = dir.path().join("note.md");
        fs::write(&file, "").unwrap();
        assert_eq!(Root::open(&file).unwrap_err(), DiskError::new(&file, Reason::NotFolder));
    }
}
