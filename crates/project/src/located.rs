//! Finds the vault of a path (`docs/semantics.md`, "Which folder is the vault").

use std::io;
use std::path::{Path, PathBuf};

use linkwright_disk::{ChosenBy, DiskError, Reason, Root, VaultFolder};
use linkwright_disk::{
    current_folder, entry_on_disk, from_current_folder, nested_vault, path_on_disk, vault_folder,
    vault_path_of, vault_path_of_entry,
};

/// A vault on the disk, and how it was found. Relative paths are relative to the current folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Located {
    /// The vault's folder.
    pub root: Root,
    /// The folder contains `.obsidian` or `.linkwright.toml`.
    pub marked: bool,
    /// The user named the vault.
    named: bool,
    /// The message about a folder that is not marked as a vault.
    notice: Option<String>,
    /// The vault path of the only note, if the vault is a single note; `None` for the whole folder.
    pub only: Option<String>,
}

impl Located {
    /// The vault of `path`, a file or folder that need not exist.
    ///
    /// # Errors
    /// If the vault's folder cannot be listed, or there is no current folder.
    pub fn of(path: &Path) -> Result<Located, DiskError> {
        let absolute = absolute(path)?;
        let folder = vault_folder(&absolute, &opened()?);
        let root = Root::open(&folder.path)?;
        let alone = folder.chosen == ChosenBy::Alone && !absolute.is_dir();
        let only = alone.then(|| vault_path_of(&root, &absolute)).flatten();
        Ok(Located { only, ..Located::new(root, &folder) })
    }

    /// The vault that the user named: the folder `path`, or the marked folder above it.
    ///
    /// # Errors
    /// If `path` is not a folder that can be listed.
    pub fn named(path: &Path) -> Result<Located, DiskError> {
        let absolute = absolute(path)?;
        // Fails for a file.
        let given = Root::open(path)?;
        let folder = vault_folder(&absolute, std::slice::from_ref(&absolute));
        let root = if folder.path == given.path { given } else { Root::open(&folder.path)? };
        Ok(Located { named: true, notice: None, ..Located::new(root, &folder) })
    }

    /// The vault in the folder `root`, which is known to be a vault.
    #[must_use]
    pub fn at(root: Root) -> Located {
        Located { root, marked: true, named: true, notice: None, only: None }
    }

    fn new(root: Root, folder: &VaultFolder) -> Located {
        let marked = folder.chosen == ChosenBy::Marked;
        Located { root, marked, named: false, notice: folder.notice(), only: None }
    }

    /// Whether both are the same vault.
    #[must_use]
    pub fn is(&self, other: &Located) -> bool {
        self.root.canonical == other.root.canonical && self.only == other.only
    }

    /// The vault path of `path`, spelled as on the disk if it exists; empty for the vault's folder.
    ///
    /// # Errors
    /// If `path` is outside the vault's folder.
    pub fn vault_path(&self, path: &Path) -> Result<String, DiskError> {
        let outside = || DiskError { path: path.into(), reason: Reason::OutsideVault };
        let below = vault_path_of(&self.root, &absolute(path)?).ok_or_else(outside)?;
        if below.is_empty() {
            return Ok(below);
        }
        Ok(path_on_disk(&self.root, &below).unwrap_or(below))
    }

    /// Like [`vault_path`](Self::vault_path), except that the path of a symbolic link is its own path
    /// and not that of its target.
    ///
    /// # Errors
    /// If `path` is outside the vault's folder.
    pub fn entry(&self, path: &Path) -> Result<String, DiskError> {
        let outside = || DiskError { path: path.into(), reason: Reason::OutsideVault };
        let below = vault_path_of_entry(&self.root, &absolute(path)?).ok_or_else(outside)?;
        Ok(entry_on_disk(&self.root, &below).unwrap_or(below))
    }

    /// The vault path of `path`, the destination of a move. Existing folders are spelled as on the
    /// disk. `None` if a file there would not belong to the vault.
    #[must_use]
    pub fn destination(&self, path: &Path) -> Option<String> {
        let absolute = absolute(path).ok()?;
        let below = vault_path_of(&self.root, &absolute)?;
        // A nested vault is another vault.
        if nested_vault(&self.root.path, &self.root.path.join(&below)).is_some() {
            return None;
        }
        if !self.marked && !self.named {
            // The folder that would be the vault of a file at this path.
            let folder = vault_folder(&absolute, &opened().ok()?);
            let is_new = matches!(folder.chosen, ChosenBy::Parent | ChosenBy::Alone);
            let is_same = || std::fs::canonicalize(&folder.path).ok();
            if !is_new && is_same().is_none_or(|real| real != self.root.canonical) {
                return None;
            }
        }
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", &below));
        let spelled =
            |folder: &str| path_on_disk(&self.root, folder).map(|on| format!("{on}/{name}"));
        Some(if folder.is_empty() { below } else { spelled(folder).unwrap_or(below) })
    }

    /// The message that says which folder is the vault, and how to mark a vault. `None` for a
    /// marked vault, and for one that the user named.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }
}

/// The current folder, which counts as a folder opened in an editor. The root of a file system does
/// not, because it contains everything.
fn opened() -> Result<Vec<PathBuf>, DiskError> {
    let current = current_folder().map_err(|error| no_current_folder(".".as_ref(), &error))?;
    Ok(if current.parent().is_some() { vec![current] } else { Vec::new() })
}

/// The folder of `path`; the current one for a bare name.
#[must_use]
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, DiskError> {
    from_current_folder(path).map_err(|error| no_current_folder(path, &error))
}

fn no_current_folder(path: &Path, error: &io::Error) -> DiskError {
    let reason = format!("there is no current folder to count from: {error}");
    DiskError { path: path.to_owned(), reason: Reason::Io(reason) }
}
