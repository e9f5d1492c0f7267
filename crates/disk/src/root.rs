//! The root folder of a vault, and how it is found.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use crate::spelling::{canonical, clean, real_path};
use crate::symlinks::SharedSymlinks;
use crate::{DiskError, Reason};

/// The root folder of a vault.
#[derive(Clone, Debug)]
pub struct Root {
    /// The absolute path, as the user spelled it.
    pub path: PathBuf,
    /// The real path, without symbolic links, as the system spells it.
    pub canonical: PathBuf,
    /// The symbolic links of the vault; unknown until the vault is listed.
    pub(crate) symlinks: SharedSymlinks,
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
    /// If `path` does not exist, is not a folder, or cannot be listed.
    pub fn open(path: &Path) -> Result<Root, DiskError> {
        crate::blocking::assert_allowed();
        let fail = |error| DiskError::io(path, &error);
        let absolute = std::path::absolute(path).map_err(fail)?;
        let canonical = real_path(path).map_err(fail)?;
        if !canonical.is_dir() {
            return Err(DiskError::new(path, Reason::NotFolder));
        }
        fs::read_dir(&canonical).map_err(fail)?;
        Ok(Root { path: clean(&absolute), canonical, symlinks: SharedSymlinks::default() })
    }

    /// Whether the vault has Obsidian's settings. Then all its files belong to it, and `.gitignore`
    /// is not used.
    #[must_use]
    pub fn has_obsidian(&self) -> bool {
        crate::blocking::assert_allowed();
        self.canonical.join(".obsidian").is_dir()
    }
}

/// The folder that is used as the vault, and why (`docs/semantics.md`, "Which folder is the
/// vault").
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VaultFolder {
    /// The absolute path, as the user spelled it.
    pub path: PathBuf,
    /// The rule that chose it.
    pub chosen: ChosenBy,
}

/// The rule by which a folder is used as the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChosenBy {
    /// It holds `.obsidian` or `.linkwright.toml`.
    Marked,
    /// The editor opened it. On the command line: it is the current folder, or was named.
    Opened,
    /// It holds `.git`.
    Repository,
    /// The note lies in it.
    Parent,
    /// The note lies in it, but it is a home folder or the root of a file system. The vault
    /// consists of the note alone.
    Alone,
}

impl VaultFolder {
    /// What to tell the user about a folder that is not marked as a vault: which one was taken, and
    /// how to choose another. `None` for one that is marked.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        let folder = self.path.display();
        match self.chosen {
            ChosenBy::Marked => None,
            ChosenBy::Opened | ChosenBy::Repository | ChosenBy::Parent => Some(format!(
                "no `.obsidian` or `.linkwright.toml` found: the vault is `{folder}`. To use \
                 another folder, create an empty `.linkwright.toml` in it."
            )),
            ChosenBy::Alone => Some(format!(
                "no `.obsidian` or `.linkwright.toml` found: the vault is this note alone, since \
                 `{folder}` is a home folder or a root. To use that folder, create an empty \
                 `.linkwright.toml` in it."
            )),
        }
    }
}

/// Files and folders that each mark a folder as a vault.
const MARKERS: [&str; 2] = [".obsidian", ".linkwright.toml"];

/// The vault that `path`, a file or a folder, belongs to. This is the one rule for every front end:
///
/// 1. the nearest folder, from `path` up, that holds `.obsidian` or `.linkwright.toml`;
/// 2. the innermost of the folders `opened` that `path` is or lies in;
/// 3. the nearest folder up that holds `.git`;
/// 4. the folder of `path`, or `path` itself if that is a folder.
///
/// `path` is absolute and need not exist. Folders are looked for along `path` as it is spelled,
/// then along its real path: a marker above a symbolic link counts before one above its target.
#[must_use]
pub fn vault_folder(path: &Path, opened: &[PathBuf]) -> VaultFolder {
    crate::blocking::assert_allowed();
    let spelled = resolve_dots(path);
    let real = canonical(&spelled);
    let paths = [spelled.as_path(), real.as_path()];
    if let Some(marked) = nearest(paths, is_marked) {
        return VaultFolder { path: marked.to_owned(), chosen: ChosenBy::Marked };
    }
    let real_opened: Vec<PathBuf> = opened.iter().map(|folder| canonical(folder)).collect();
    let holding = opened.iter().zip(&real_opened).filter(|(folder, real_folder)| {
        spelled.starts_with(clean(folder)) || real.starts_with(real_folder)
    });
    let innermost = holding.max_by_key(|(_, real_folder)| real_folder.as_os_str().len());
    if let Some((folder, _)) = innermost {
        return VaultFolder { path: folder.clone(), chosen: ChosenBy::Opened };
    }
    if let Some(repository) = nearest(paths, |folder| folder.join(".git").exists()) {
        return VaultFolder { path: repository.to_owned(), chosen: ChosenBy::Repository };
    }
    let own = if spelled.is_dir() { &spelled } else { spelled.parent().unwrap_or(&spelled) };
    let chosen = if is_too_wide(own) { ChosenBy::Alone } else { ChosenBy::Parent };
    VaultFolder { path: own.to_owned(), chosen }
}

/// The nearest folder that is marked as a vault, from `path` up to but without the folder `above`:
/// the nested vault that `path` belongs to.
#[must_use]
pub fn nested_vault(above: &Path, path: &Path) -> Option<PathBuf> {
    crate::blocking::assert_allowed();
    let inner = path.ancestors().take_while(|folder| *folder != above && folder.starts_with(above));
    inner.into_iter().find(|folder| is_marked(folder)).map(Path::to_owned)
}

/// Whether the folder is marked as a vault.
pub(crate) fn is_marked(folder: &Path) -> bool {
    let [obsidian, toml] = MARKERS;
    folder.join(obsidian).is_dir() || folder.join(toml).is_file()
}

/// The absolute path of `path`, which is relative to the current folder. `..` is resolved as the
/// system does: after a symbolic link to a folder it is the parent of that folder.
///
/// # Errors
/// If `path` is empty or there is no current folder.
pub fn from_current_folder(path: &Path) -> io::Result<PathBuf> {
    if path.as_os_str().is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path is empty"));
    }
    Ok(resolve_dots(&current_folder()?.join(path)))
}

/// The current folder, as the shell spells it: through the symbolic links that were followed.
///
/// # Errors
/// If the current folder was removed.
pub fn current_folder() -> io::Result<PathBuf> {
    let real = std::env::current_dir()?;
    let spelled = std::env::var_os("PWD").map(PathBuf::from).filter(|spelled| {
        let is_plain = |part| matches!(part, Component::RootDir | Component::Normal(_));
        spelled.is_absolute()
            && spelled.components().all(is_plain)
            && fs::canonicalize(spelled).ok() == fs::canonicalize(&real).ok()
    });
    Ok(clean(&spelled.unwrap_or(real)))
}

/// The nearest folder on these paths for which `is` holds. The first path is searched first.
fn nearest(paths: [&Path; 2], is: impl Fn(&Path) -> bool) -> Option<&Path> {
    let [spelled, real] = paths;
    let real = (real != spelled).then_some(real);
    [Some(spelled), real].into_iter().flatten().flat_map(Path::ancestors).find(|folder| is(folder))
}

/// Whether the folder is a file system's root, the user's home folder, or above that.
fn is_too_wide(folder: &Path) -> bool {
    let holds = |home: PathBuf| home.starts_with(folder) || canonical(&home).starts_with(folder);
    folder.parent().is_none() || std::env::home_dir().is_some_and(holds)
}

/// `path` without `.` and `..`.
fn resolve_dots(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir && resolved.is_symlink() {
            resolved = canonical(&resolved);
        }
        resolved = clean(&resolved.join(part));
    }
    resolved
}

#[cfg(test)]
mod tests;
