//! What a change is going to do, by name: enough to undo it from any point.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::path::inside;
use crate::scope::is_hidden;
use crate::spelling::vault_path;
use crate::{DiskError, Root};

/// A journal of another version is not touched.
pub(super) const VERSION: u32 = 1;

/// What a change is going to do.
#[derive(Serialize, Deserialize, Debug, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    pub(super) version: u32,
    /// Identifies the staging folder on this disk. A copy of it, by a sync service or in an
    /// archive, is not the folder that the change was prepared in.
    pub(super) folder: String,
    /// In seconds since 1970.
    pub(super) started: u64,
    /// The number of a write is its index.
    pub(super) writes: Vec<Write>,
    /// Likewise the number of a link.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<JournalLink>,
    /// Folders that are missing, each after the one it is in.
    pub(super) folders: Vec<String>,
    /// In their order.
    pub(super) moves: Vec<Move>,
    /// The true paths of the links, the moves and the folders here that lie behind symbolic links which leave
    /// the vault's folder.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) outside: BTreeMap<String, PathBuf>,
}

/// A text that is written.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Write {
    /// The vault path, as it is before any move.
    pub(super) path: String,
    /// The true path, of a file that lies behind a symbolic link which leaves the vault's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<PathBuf>,
    /// The digest of the old text; `None` for a new file.
    pub(super) old: Option<u64>,
    /// The digest of the new text.
    pub(super) new: u64,
    /// The file itself is written into; else another takes its place.
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

/// A file or a folder that is moved.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    /// Of what is moved, where the system has such numbers.
    pub(super) inode: Option<u64>,
}

impl Journal {
    /// The true path of a write, before any move.
    pub(super) fn target(root: &Root, write: &Write) -> Result<PathBuf, DiskError> {
        write.at.clone().map_or_else(|| inside(root, &write.path), Ok)
    }

    /// The true path of a link, of what is moved, or of a folder.
    pub(super) fn place(&self, root: &Root, path: &str) -> Result<PathBuf, DiskError> {
        match self.outside.get(path) {
            Some(place) => Ok(place.clone()),
            None => inside(root, path),
        }
    }

    /// The name in this journal of a link, of what is moved, or of a folder, at the vault path `path`.
    pub(super) fn name(&mut self, root: &Root, path: &str) -> Result<String, DiskError> {
        let place = inside(root, path)?;
        Ok(vault_path(&root.canonical, &place).unwrap_or_else(|| {
            self.outside.insert(path.to_owned(), place);
            path.to_owned()
        }))
    }

    /// Names the folders of `path` that are not there, each after the one it is in.
    pub(super) fn add_missing_folders(&mut self, root: &Root, path: &str) -> Result<(), DiskError> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            if inside(root, folder)?.symlink_metadata().is_err() {
                let name = self.name(root, folder)?;
                self.folders.push(name);
            }
        }
        Ok(())
    }

    /// Where the file that was at `path` is after the moves.
    pub(super) fn after(&self, path: &str) -> String {
        let step = |path: String, it: &Move| rebase(&path, &it.from, &it.to).unwrap_or(path);
        self.moves.iter().fold(path.to_owned(), step)
    }

    /// Where the file that is at `path` after the moves was before them.
    pub(super) fn before(&self, path: &str) -> String {
        let step = |path: String, it: &Move| rebase(&path, &it.to, &it.from).unwrap_or(path);
        self.moves.iter().rev().fold(path.to_owned(), step)
    }

    /// Refuses what no change of ours does: a folder that came with somebody else's files must not
    /// be able to write where we would not.
    pub(super) fn check(&self) -> Result<(), String> {
        let moves = self.moves.iter().flat_map(|it| [&it.from, &it.to]);
        let writes = self.writes.iter().map(|it| &it.path);
        // A link may be hidden itself, but not the folder that it is in.
        let folder =
            |path: &'_ str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let links = self.links.iter().map(|it| folder(&it.path));
        let others = moves.chain(writes).chain(&self.folders).cloned();
        match others.chain(links).find(|path| is_hidden(path)) {
            _ if self.version != VERSION => {
                Err(format!("its journal is of version {}, not {VERSION}", self.version))
            }
            Some(path) => Err(format!("its journal names `{path}`, which is hidden")),
            None => Ok(()),
        }
    }
}

/// `path` with `to` in the place of `from`, if it is at or below `from`.
fn rebase(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = path.strip_prefix(from)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
}
