//! Finds the file or folder, and its vault, that an argument of the command line names.

use std::ffi::OsString;
use std::path::Path;

use linkwright_disk::DiskError;
use linkwright_project::{Located, Project, folder_of};
use linkwright_vault::FileId;

use super::CommonArgs;
use crate::failure::Failure;
use crate::find::{FileArg, PlaceArg, outside, vault_of};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::{undo_interrupted, warn_of_interrupted};

/// A file, with its loaded vault.
pub(super) struct VaultFile {
    pub(super) located: Located,
    pub(super) project: Project,
    pub(super) file: FileId,
}

/// Files and folders, with their loaded vault.
pub(super) struct VaultEntries {
    pub(super) vault: Located,
    pub(super) project: Project,
    /// Their vault paths, each once.
    pub(super) paths: Vec<String>,
}

/// Finds the note that the user named: by its path, name or alias.
///
/// # Errors
/// If there is no such note, or several.
pub(super) fn note(common: &CommonArgs, given: &str) -> Result<VaultFile, Failure> {
    let argument = FileArg::new(given);
    let (located, project) = loaded(common, argument.locate(common.vault.as_deref())?)?;
    let file = argument.find(&located, &project, Located::vault_path)?;
    Ok(VaultFile { located, project, file })
}

/// Finds the note that the user named as in [`note`], or the one of `NOTE#HEADING`, and the part after the
/// `#`. `path_in` converts the path of a whole file to a vault path.
///
/// # Errors
/// As for [`note`].
pub(super) fn place<'a>(
    common: &CommonArgs,
    given: &'a str,
    path_in: impl Fn(&Located, &Path) -> Result<String, DiskError>,
) -> Result<(VaultFile, Option<&'a str>), Failure> {
    let argument = PlaceArg::new(given);
    let (located, project) = loaded(common, argument.locate(common.vault.as_deref())?)?;
    let (note, subpath) = argument.split(&project.vault);
    let file = match subpath {
        None => note.find(&located, &project, path_in)?,
        Some(_) => note.find(&located, &project, Located::vault_path)?,
    };
    Ok((VaultFile { located, project, file }, subpath))
}

fn loaded(common: &CommonArgs, located: Located) -> Result<(Located, Project), Failure> {
    if !common.quiet {
        print_notice(&located);
    }
    recover(common, &located)?;
    let project = load(&located, common.quiet)?;
    Ok((located, project))
}

/// The vault path, after a `/`, of a new name that is a path, relative to the current folder.
/// `None` if `new` is only a name. If the current folder lies outside the vault of `--vault`, the
/// path is relative to the vault's root.
///
/// # Errors
/// If the path lies outside the vault.
pub(super) fn new_path(
    common: &CommonArgs,
    vault: &Located,
    new: &str,
) -> Result<Option<String>, Failure> {
    if !new.contains('/') {
        return Ok(None);
    }
    // The rename refuses a path that names a folder.
    let (folder, name) = new.rsplit_once('/').unwrap_or(("", new));
    let elsewhere = common.vault.is_some() && vault.vault_path(Path::new(".")).is_err();
    if elsewhere || matches!(name, "" | "." | "..") {
        return Ok(Some(format!("/{}", new.trim_start_matches('/'))));
    }
    let folder = if folder.is_empty() { "/" } else { folder };
    let path = Path::new(folder).join(name);
    let to = vault.destination(&path).ok_or_else(|| outside(Path::new(new), vault))?;
    Ok(Some(format!("/{to}")))
}

/// Finds the files and folders at the paths `given`, relative to the current folder.
///
/// # Errors
/// If one of them does not exist, or does not belong to the vault of the first.
pub(super) fn files_and_folders(
    common: &CommonArgs,
    given: &[OsString],
) -> Result<VaultEntries, Failure> {
    let mut found: Option<Located> = None;
    let mut paths = Vec::new();
    for given in given.iter().map(Path::new) {
        let (vault, path) = entry_path(common, given)?;
        if let Some(first) = found.as_ref().filter(|first| !vault.is(first)) {
            return Err(outside(given, first));
        }
        if !paths.contains(&path) {
            paths.push(path);
        }
        found.get_or_insert(vault);
    }
    let vault = found.ok_or_else(|| Failure::new("no file to move is given"))?;
    let (vault, project) = loaded(common, vault)?;
    Ok(VaultEntries { vault, project, paths })
}

/// The vault of the file or folder at the path `given`, and its vault path.
fn entry_path(common: &CommonArgs, given: &Path) -> Result<(Located, String), Failure> {
    if given.as_os_str().is_empty() {
        return Err(Failure::new("the path of the file to move is empty"));
    }
    let exists = || given.symlink_metadata().map_err(|error| Failure::about(given, &error));
    if exists().is_err()
        && let Ok(vault) = located(common, &folder_of(given))
    {
        // An interrupted change may have moved it.
        recover(common, &vault)?;
    }
    exists()?;
    let vault = vault_of(common.vault.as_deref(), given)?;
    let path = vault.entry(given)?;
    if path.is_empty() {
        let folder = given.display();
        return Err(Failure::new(format!("{folder}: the vault's own folder cannot be moved")));
    }
    if let Some(hidden) = path.split('/').find(|name| name.starts_with('.')) {
        let given = given.display();
        return Err(Failure::new(format!(
            "{given}: `{hidden}` is hidden, and hidden files do not belong to the vault"
        )));
    }
    Ok((vault, path))
}

/// Loads the vault, for a change that is not about one of its files.
pub(super) fn vault(common: &CommonArgs) -> Result<Project, Failure> {
    let vault = located(common, Path::new("."))?;
    Ok(loaded(common, vault)?.1)
}

/// The vault of `--vault`, or else the one that contains `path`.
fn located(common: &CommonArgs, path: &Path) -> Result<Located, Failure> {
    Ok(common.vault.as_deref().map_or_else(|| Located::of(path), Located::named)?)
}

/// Undoes interrupted changes, or only warns about them in a dry run.
fn recover(common: &CommonArgs, vault: &Located) -> Result<(), Failure> {
    if common.dry_run {
        warn_of_interrupted(&vault.root);
        return Ok(());
    }
    undo_interrupted(&vault.root)
}
