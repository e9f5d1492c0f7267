//! What is known about the disk, and the folders of the vault.

use std::sync::Mutex;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::file::{folder_of, path_suffixes};
use crate::fold::fold_path;
use crate::{Delta, DiskEntry, FileId, Vault};

/// What is known about the disk, and the folders of the vault.
#[derive(Default)]
pub(crate) struct DiskLookups {
    /// The answer for each path that was looked up.
    pub(super) entries: FxHashMap<Box<str>, Option<DiskEntry>>,
    /// Whether unknown paths are looked up; if not, they do not exist.
    pub(super) lookup_enabled: bool,
    /// The paths to look up.
    pub(super) queries: Mutex<FxHashSet<String>>,
    /// The folders of the vault, folded, with the number of files and folders directly in each.
    pub(super) folders: FxHashMap<Box<str>, u32>,
}

impl DiskLookups {
    /// Counts one more file or folder in `folder`. Calls `on_new` with each folder that is new.
    fn add(&mut self, folder: &str, mut on_new: impl FnMut(&str)) {
        let mut folder = folder;
        while !folder.is_empty() {
            if let Some(count) = self.folders.get_mut(folder) {
                *count += 1;
                return;
            }
            self.folders.insert(folder.into(), 1);
            on_new(folder);
            folder = folder_of(folder);
        }
    }

    /// Counts one file or folder less in `folder`. Calls `on_removed` with each folder that is empty
    /// then.
    fn remove(&mut self, folder: &str, mut on_removed: impl FnMut(&str)) {
        let mut folder = folder;
        while let Some(count) = self.folders.get_mut(folder) {
            *count -= 1;
            if *count > 0 {
                return;
            }
            self.folders.remove(folder);
            on_removed(folder);
            folder = folder_of(folder);
        }
    }
}

impl Vault {
    /// Stores the answer to a disk query: what is at `path`, or `None` if nothing is.
    pub(crate) fn put_disk_entry(
        &mut self,
        path: &str,
        what: Option<DiskEntry>,
        delta: &mut Delta,
    ) {
        if self.disk.entries.get(path) != Some(&what) {
            self.disk.entries.insert(path.into(), what);
            self.mark_disk_dependents(path, delta);
        }
    }

    /// Forgets that `path` exists on disk, because a file or folder of the vault was removed from
    /// there; it is looked up again on the next use.
    pub(crate) fn forget_disk_entry(&mut self, path: &str) {
        if let Some(Some(_)) = self.disk.entries.get(path) {
            self.disk.entries.remove(path);
        }
    }

    /// Adds to `delta` the targets that depend on what is on disk at `path`.
    pub(crate) fn mark_disk_dependents(&self, path: &str, delta: &mut Delta) {
        if delta.everything {
            return;
        }
        for key in path_suffixes(&fold_path(path)) {
            delta.targets.extend_from_slice(self.paths.targets(key));
            delta.targets.extend_from_slice(self.paths.targets(&format!("{key}.md")));
        }
    }

    /// Counts `file`, which is new, in its folder.
    pub(crate) fn add_to_folder(&mut self, file: FileId, delta: &mut Delta) {
        let Some(folded) = self.files.get(file).map(|file| file.folded().to_owned()) else {
            return;
        };
        let mut added = Vec::new();
        self.disk.add(folder_of(&folded), |folder| added.push(folder.to_owned()));
        added.iter().for_each(|folder| self.mark_disk_dependents(folder, delta));
    }

    /// Removes the file at `path` from the count of its folder. A folder without files any more is
    /// looked up on disk again.
    pub(crate) fn remove_from_folder(&mut self, path: &str, folded: &str, delta: &mut Delta) {
        let mut removed = Vec::new();
        self.disk.remove(folder_of(folded), |folder| removed.push(folder.to_owned()));
        let mut as_spelled = folder_of(path);
        for folder in &removed {
            self.forget_disk_entry(as_spelled);
            as_spelled = folder_of(as_spelled);
            self.mark_disk_dependents(folder, delta);
        }
    }
}
