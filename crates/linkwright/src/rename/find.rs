//! What of which vault a word on the command line means.

use std::path::Path;

use linkwright_disk::DiskError;
use linkwright_project::{Located, Project, folder_of};
use linkwright_vault::FileId;

use super::Common;
use crate::failure::Failure;
use crate::load::load;
use crate::locate::tell;
use crate::recovery::{before_reading, before_writing};

/// A file of a vault.
pub(super) struct VaultFile {
    pub(super) located: Located,
    pub(super) project: Project,
    pub(super) file: FileId,
}

/// A file or folder of a vault.
pub(super) struct VaultEntry {
    pub(super) vault: Located,
    pub(super) project: Project,
    /// Its vault path.
    pub(super) path: String,
}

/// The note that `given` means: by its path from the current folder, or by its name as in a link.
///
/// # Errors
/// If there is none, or several have the name.
pub(super) fn note(common: &Common, given: &str) -> Result<VaultFile, Failure> {
    file(common, given, Located::vault_path)
}

/// As [`note`], but a path that is a symbolic link means the link.
///
/// # Errors
/// As there.
pub(super) fn entry(common: &Common, given: &str) -> Result<VaultFile, Failure> {
    file(common, given, Located::entry)
}

fn file(
    common: &Common,
    given: &str,
    path_in: impl Fn(&Located, &Path) -> Result<String, DiskError>,
) -> Result<VaultFile, Failure> {
    let path = Path::new(given);
    let exists = !given.is_empty() && path.symlink_metadata().is_ok_and(|it| !it.is_dir());
    let located = match (exists, &common.vault) {
        (true, _) => vault_of(common, path)?,
        (false, Some(folder)) => Located::named(folder)?,
        (false, None) => Located::of(Path::new("."))?,
    };
    if !exists && !common.quiet {
        tell(&located);
    }
    recover(common, &located)?;
    let project = load(&located, common.quiet)?;
    let by_path = if exists { project.vault.find_file(&path_in(&located, path)?) } else { None };
    if let Some(file) = by_path {
        return Ok(VaultFile { located, project, file });
    }
    let file = project.named(given)?;
    Ok(VaultFile { located, project, file })
}

/// The path from the root, behind a `/`, that the name `new` is, which then counts from the current
/// folder; `None` if it is no path. If the current folder lies outside the vault that was named, it
/// counts from the vault's root.
///
/// # Errors
/// If it lies outside the vault.
pub(super) fn new_path(
    common: &Common,
    vault: &Located,
    new: &str,
) -> Result<Option<String>, Failure> {
    if !new.contains('/') {
        return Ok(None);
    }
    // A folder is refused where the path is read.
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

/// The file or folder at the path `given`, which counts from the current folder.
///
/// # Errors
/// If there is none, or it is no part of the vault.
pub(super) fn place(common: &Common, given: &Path) -> Result<VaultEntry, Failure> {
    if given.as_os_str().is_empty() {
        return Err(Failure::new("the path of what is moved is empty"));
    }
    let there = || given.symlink_metadata().map_err(|error| Failure::about(given, &error));
    if there().is_err()
        && let Ok(vault) = located(common, &folder_of(given))
    {
        // A change that was cut short may have moved it.
        recover(common, &vault)?;
    }
    there()?;
    let vault = vault_of(common, given)?;
    let path = vault.entry(given)?;
    if path.is_empty() {
        let folder = given.display();
        return Err(Failure::new(format!("{folder}: the vault's own folder cannot be moved")));
    }
    if let Some(hidden) = path.split('/').find(|name| name.starts_with('.')) {
        let given = given.display();
        return Err(Failure::new(format!(
            "{given}: `{hidden}` is hidden, and what is hidden is no part of the vault"
        )));
    }
    recover(common, &vault)?;
    let project = load(&vault, common.quiet)?;
    Ok(VaultEntry { vault, project, path })
}

/// The vault that the user named, or else the one that `path` is in.
fn located(common: &Common, path: &Path) -> Result<Located, Failure> {
    Ok(common.vault.as_deref().map_or_else(|| Located::of(path), Located::named)?)
}

/// Undoes a change that was cut short, or, before a dry run, mentions it.
fn recover(common: &Common, vault: &Located) -> Result<(), Failure> {
    if common.dry_run {
        before_reading(&vault.root);
        return Ok(());
    }
    before_writing(&vault.root)
}

/// The vault that what stands at `given` lies in; it is said which, unless it is marked.
fn vault_of(common: &Common, given: &Path) -> Result<Located, Failure> {
    let vault = match &common.vault {
        Some(folder) => Located::named(folder)?,
        None => {
            let here = Located::of(Path::new("."))?;
            // A folder that is a vault itself lies in the one above when it is moved.
            let vault = Located::of(&folder_of(given))?;
            // Only a marker makes a vault of what lies outside the one that the user is in.
            if here.marked && !vault.marked && !vault.is(&here) {
                return Err(outside(given, &here));
            }
            vault
        }
    };
    vault.vault_path(given).map_err(|_| outside(given, &vault))?;
    if !common.quiet {
        tell(&vault);
    }
    Ok(vault)
}

/// Refuses a path that is no part of the vault.
pub(super) fn outside(given: &Path, vault: &Located) -> Failure {
    let (given, vault) = (given.display(), vault.root.path.display());
    Failure::new(format!(
        "{given}: outside the vault {vault}. Paths count from the current folder; `--vault FOLDER` \
         names another vault"
    ))
}
