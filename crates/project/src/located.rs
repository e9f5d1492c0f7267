//! Which vault a path is in (`docs/semantics.md`, "Which folder is the vault").

use std::io;
use std::path::{Path, PathBuf};

use linkwright_disk::{ChosenBy, DiskError, Reason, Root, VaultFolder};
use linkwright_disk::{
    current_folder, entry_on_disk, from_current_folder, nested_vault, path_on_disk, vault_folder,
    vault_path_of, vault_path_of_entry,
};

/// A vault on the disk, and how it was found. Paths count from the current folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Located {
    /// Its folder.
    pub root: Root,
    /// It holds `.obsidian` or `.linkwright.toml`.
    pub marked: bool,
    /// The user named it.
    named: bool,
    /// What to tell the user about a folder that is not marked as a vault.
    notice: Option<String>,
    /// The vault path of the one note that the vault is; `None` for all of the folder.
    pub only: Option<String>,
}

impl Located {
    /// The vault that `path`, a file or a folder, is in or is. It need not exist.
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

    /// The vault that the user named: the folder `path`, or the marked one above it.
    ///
    /// # Errors
    /// If it is not a folder that can be listed.
    pub fn named(path: &Path) -> Result<Located, DiskError> {
        let absolute = absolute(path)?;
        // A file is no vault.
        let given = Root::open(path)?;
        let folder = vault_folder(&absolute, std::slice::from_ref(&absolute));
        let root = if folder.path == given.path { given } else { Root::open(&folder.path)? };
        Ok(Located { named: true, ..Located::new(root, &folder) })
    }

    /// The folder `root`, which is known to be a vault.
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
    /// If it lies outside the vault's folder.
    pub fn vault_path(&self, path: &Path) -> Result<String, DiskError> {
        let outside = || DiskError { path: path.into(), reason: Reason::OutsideVault };
        let below = vault_path_of(&self.root, &absolute(path)?).ok_or_else(outside)?;
        if below.is_empty() {
            return Ok(below);
        }
        Ok(path_on_disk(&self.root, &below).unwrap_or(below))
    }

    /// As [`vault_path`](Self::vault_path), of what stands at `path` itself: of a symbolic link, not
    /// of what it leads to.
    ///
    /// # Errors
    /// As there.
    pub fn entry(&self, path: &Path) -> Result<String, DiskError> {
        let outside = || DiskError { path: path.into(), reason: Reason::OutsideVault };
        let below = vault_path_of_entry(&self.root, &absolute(path)?).ok_or_else(outside)?;
        Ok(entry_on_disk(&self.root, &below).unwrap_or(below))
    }

    /// The vault path of `path`, to which something is to move: the folders that exist spelled as on
    /// the disk. `None` if that is no part of the vault.
    #[must_use]
    pub fn destination(&self, path: &Path) -> Option<String> {
        let absolute = absolute(path).ok()?;
        let below = vault_path_of(&self.root, &absolute)?;
        // A vault within this one is another one.
        if nested_vault(&self.root.path, &self.root.path.join(&below)).is_some() {
            return None;
        }
        if !self.marked && !self.named {
            // The folder that the rule takes for what lies there.
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

    /// Says which folder was taken for the vault, and how to mark one; `None` where it is marked.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }
}

/// The current folder, as an editor's opened folder. The root of a file system is none: everything
/// lies in it.
fn opened() -> Result<Vec<PathBuf>, DiskError> {
    let current = current_folder().map_err(|error| no_current_folder(".".as_ref(), &error))?;
    Ok(if current.parent().is_some() { vec![current] } else { Vec::new() })
}

/// The folder that `path` is in: of a bare name, the current one.
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
