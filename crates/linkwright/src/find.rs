//! Finds the file that an argument of the command line names, and its vault.

use std::path::Path;

use linkwright_disk::DiskError;
use linkwright_project::{Located, Project, folder_of};
use linkwright_vault::{FileId, Vault, place_splits};

use crate::failure::Failure;
use crate::paths::typed_path;

/// An argument that names a file: its path from the current folder, or its path in the vault, its
/// name or an alias.
pub(crate) struct FileArg<'a> {
    given: &'a str,
    /// There is a file at the path `given`, relative to the current folder.
    exists: bool,
}

impl FileArg<'_> {
    pub(crate) fn new(given: &str) -> FileArg<'_> {
        let is_file = Path::new(given).symlink_metadata().is_ok_and(|it| !it.is_dir());
        FileArg { given, exists: !given.is_empty() && is_file }
    }

    /// The vault to find the file in: `vault`, the option `--vault`, or else the one that contains the
    /// file or the current folder.
    ///
    /// # Errors
    /// If the file is outside the vault, or the vault's folder cannot be listed.
    pub(crate) fn locate(&self, vault: Option<&Path>) -> Result<Located, Failure> {
        match self.exists {
            true => vault_of(vault, Path::new(self.given)),
            false => Ok(vault.map_or_else(|| Located::of(Path::new(".")), Located::named)?),
        }
    }

    /// Finds the file in the vault `located`. `path_in` converts a path from the current folder to a vault
    /// path.
    ///
    /// # Errors
    /// If there is no such file, or several; if there is a file at the path that does not belong to the
    /// vault.
    pub(crate) fn find(
        &self,
        located: &Located,
        project: &Project,
        path_in: impl Fn(&Located, &Path) -> Result<String, DiskError>,
    ) -> Result<FileId, Failure> {
        let path = self.exists.then(|| path_in(located, Path::new(self.given))).transpose()?;
        match path.and_then(|path| project.vault.find_file(&path)) {
            Some(file) => Ok(file),
            // Another file with the same path in the vault is not what the user named.
            None if self.exists && self.is_path() => Err(Failure::new(format!(
                "{}: not a file of the vault {}",
                self.given,
                located.root.path.display()
            ))),
            None => {
                let named = project.named(self.given);
                Ok(named
                    .or_else(|error| project.named(&typed_path(self.given)).map_err(|_| error))?)
            }
        }
    }

    /// Whether the argument can only be a path: it has a folder or an extension.
    fn is_path(&self) -> bool {
        let path = Path::new(self.given);
        path.extension().is_some() || path.components().nth(1).is_some()
    }
}

/// An argument that names a note or a place in it: `NOTE`, `NOTE#HEADING` or `NOTE#^block`.
pub(crate) struct PlaceArg<'a> {
    given: &'a str,
    /// The longest part of it that is the path of a file, from the current folder, and the rest.
    on_disk: Option<(&'a str, Option<&'a str>)>,
}

impl<'a> PlaceArg<'a> {
    pub(crate) fn new(given: &'a str) -> PlaceArg<'a> {
        let on_disk = place_splits(given).find(|(note, _)| FileArg::new(note).exists);
        PlaceArg { given, on_disk }
    }

    /// The vault to find the note in, see [`FileArg::locate`].
    ///
    /// # Errors
    /// As for [`FileArg::locate`].
    pub(crate) fn locate(&self, vault: Option<&Path>) -> Result<Located, Failure> {
        FileArg::new(self.on_disk.map_or(self.given, |(note, _)| note)).locate(vault)
    }

    /// The note, and the part after the `#`.
    pub(crate) fn split(&self, vault: &Vault) -> (FileArg<'a>, Option<&'a str>) {
        let (note, place) = self.on_disk.unwrap_or_else(|| {
            let typed = typed_path(self.given);
            let (note, place) = vault.split_place(&typed);
            (
                &self.given[..note.len()],
                place.map(|place| &self.given[self.given.len() - place.len()..]),
            )
        });
        (FileArg::new(note), place)
    }
}

/// The vault path of the folder that the user named: by its path from the current folder or, if no folder of
/// the vault is there, by its path in the vault.
pub(crate) fn folder_path(located: &Located, given: &str) -> String {
    let path = Path::new(given);
    let here = path.is_dir().then(|| located.vault_path(path).ok()).flatten();
    here.unwrap_or_else(|| typed_path(given).trim_matches('/').to_owned())
}

/// The vault that contains the file or folder at `given`: `vault`, the option `--vault`, or else the
/// nearest one.
///
/// # Errors
/// If `given` is outside the vault, or the vault's folder cannot be listed.
pub(crate) fn vault_of(vault: Option<&Path>, given: &Path) -> Result<Located, Failure> {
    let located = match vault {
        Some(folder) => Located::named(folder)?,
        None => {
            let here = Located::of(Path::new("."))?;
            // To move a folder that is a vault itself, the vault above it is needed.
            let located = Located::of(&folder_of(given))?;
            // Outside the marked vault that the user is in, only a marked folder is a vault.
            if here.marked && !located.marked && !located.is(&here) {
                return Err(outside(given, &here));
            }
            located
        }
    };
    located.vault_path(given).map_err(|_| outside(given, &located))?;
    Ok(located)
}

/// The failure for a path outside the vault.
pub(crate) fn outside(given: &Path, vault: &Located) -> Failure {
    let (given, vault) = (given.display(), vault.root.path.display());
    Failure::new(format!(
        "{given}: outside the vault {vault}. Paths are relative to the current folder; use `--vault \
         FOLDER` for another vault"
    ))
}
