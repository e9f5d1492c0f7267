//! The journal: records what a change will do, so that it can be undone from any point.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::path::resolve_entry;
use crate::scope::is_hidden;
use crate::spelling::vault_path;
use crate::{DiskError, Root};

/// The version of the format. A journal of another version is not touched.
pub(super) const VERSION: u32 = 1;

/// The record of a change.
#[derive(Serialize, Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    pub(super) version: u32,
    /// Identifies the staging folder on this disk. A copy of it, by a sync service or in an
    /// archive, is not the folder that the change was prepared in.
    pub(super) folder: String,
    /// Start of the change, in seconds since 1970.
    pub(super) started: u64,
    /// The writes; the number of a write is its index.
    pub(super) writes: Vec<Write>,
    /// The links that get another text; the number of a link is its index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<JournalLink>,
    /// The files to remove; the number of a removal is its index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) removals: Vec<Removal>,
    /// The folders to remove if they are empty, each before its parent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) removed_folders: Vec<String>,
    /// The folders to create, each after its parent.
    pub(super) folders: Vec<String>,
    /// The moves, in their order.
    pub(super) moves: Vec<Move>,
    /// The real paths of those links, moves and folders in this journal that lie behind symbolic
    /// links out of the vault's folder.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) outside: BTreeMap<String, PathBuf>,
}

/// A text that is written.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Write {
    /// The vault path, as it is before any move.
    pub(super) path: String,
    /// The real path of a file behind a symbolic link out of the vault's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<PathBuf>,
    /// The digest of the old text; `None` for a new file.
    pub(super) old: Option<u64>,
    /// The digest of the new text.
    pub(super) new: u64,
    /// Whether the text is written into the file itself. Otherwise a new file replaces it.
    pub(super) in_place: bool,
}

/// A symbolic link that gets another text.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct JournalLink {
    /// The vault path, as it is before any move.
    pub(super) path: String,
    pub(super) old: PathBuf,
    pub(super) new: PathBuf,
}

/// A file that is removed.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Removal {
    /// The vault path, as it is before any move.
    pub(super) path: String,
    /// The digest of its text.
    pub(super) old: u64,
}

/// A file or a folder that is moved.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    /// The inode of the moved entry, if the system has them.
    pub(super) inode: Option<u64>,
}

impl Journal {
    /// The real path of a write, before any move.
    pub(super) fn target(root: &Root, write: &Write) -> Result<PathBuf, DiskError> {
        write.at.clone().map_or_else(|| resolve_entry(root, &write.path), Ok)
    }

    /// The real path of a link, a moved entry, or a folder.
    pub(super) fn real_path(&self, root: &Root, path: &str) -> Result<PathBuf, DiskError> {
        match self.outside.get(path) {
            Some(place) => Ok(place.clone()),
            None => resolve_entry(root, path),
        }
    }

    /// The name in this journal of the link, moved entry or folder at the vault path `path`.
    pub(super) fn name(&mut self, root: &Root, path: &str) -> Result<String, DiskError> {
        let place = resolve_entry(root, path)?;
        Ok(vault_path(&root.canonical, &place).unwrap_or_else(|| {
            self.outside.insert(path.to_owned(), place);
            path.to_owned()
        }))
    }

    /// Adds the parent folders of `path` that do not exist, each after its parent.
    pub(super) fn add_missing_folders(&mut self, root: &Root, path: &str) -> Result<(), DiskError> {
        for folder in missing_folders(root, path)? {
            let name = self.name(root, folder)?;
            self.folders.push(name);
        }
        Ok(())
    }

    /// The path after the moves of the file at `path`.
    pub(super) fn after(&self, path: &str) -> String {
        let step = |path: String, it: &Move| rebase(&path, &it.from, &it.to).unwrap_or(path);
        self.moves.iter().fold(path.to_owned(), step)
    }

    /// The path before the moves of the file that is at `path` after them.
    pub(super) fn before(&self, path: &str) -> String {
        let step = |path: String, it: &Move| rebase(&path, &it.to, &it.from).unwrap_or(path);
        self.moves.iter().rev().fold(path.to_owned(), step)
    }

    /// Returns an error for a journal that linkwright would not write. A folder that came with
    /// somebody else's files must not make us write to hidden files.
    pub(super) fn check(&self) -> Result<(), String> {
        let moves = self.moves.iter().flat_map(|it| [&it.from, &it.to]);
        let writes = self.writes.iter().map(|it| &it.path);
        let removed = self.removals.iter().map(|it| &it.path).chain(&self.removed_folders);
        // A link may be hidden itself, but not the folder that it is in.
        let folder =
            |path: &'_ str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let links = self.links.iter().map(|it| folder(&it.path));
        let others = moves.chain(writes).chain(removed).chain(&self.folders).cloned();
        // Deleted notes move to `.trash`.
        let is_foreign = |path: &String| {
            *path != ".trash" && is_hidden(path.strip_prefix(".trash/").unwrap_or(path))
        };
        match others.chain(links).find(is_foreign) {
            _ if self.version != VERSION => {
                Err(format!("its journal is of version {}, not {VERSION}", self.version))
            }
            Some(path) => Err(format!("its journal names `{path}`, which is hidden")),
            None => Ok(()),
        }
    }
}

/// The parent folders of the vault path `path` that do not exist, each after its parent.
///
/// # Errors
/// If the path leaves the vault.
pub fn missing_folders<'p>(root: &Root, path: &'p str) -> Result<Vec<&'p str>, DiskError> {
    let mut missing = Vec::new();
    for (end, _) in path.match_indices('/') {
        if resolve_entry(root, &path[..end])?.symlink_metadata().is_err() {
            missing.push(&path[..end]);
        }
    }
    Ok(missing)
}

/// `path` with `from` replaced by `to`; `None` if it is not at or below `from`.
fn rebase(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = path.strip_prefix(from)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
}
