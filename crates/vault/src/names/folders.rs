//! The folders of the names in the index, so that paths can be searched without reading each.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::signature::TextSignature;
use crate::normalize::normalize;

/// The id of a folder, for comparison. That of a missing link target differs from all others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FolderId(u32);

impl FolderId {
    pub(super) const NONE: FolderId = FolderId(0);

    pub(crate) fn new(path: &str) -> FolderId {
        let mut hasher = FxHasher::default();
        path.hash(&mut hasher);
        // The low bits of the hash are the weak ones.
        FolderId((hasher.finish() >> 32) as u32 | 1)
    }
}

/// The folders that contain files.
#[derive(Default)]
pub(super) struct Folders(FxHashMap<FolderId, FolderEntry>);

struct FolderEntry {
    path: Box<str>,
    /// The normalized path with a `/` at its end; empty for the root.
    normalized: Box<str>,
    signature: TextSignature,
    /// Number of files directly in the folder.
    files: u32,
}

impl Folders {
    /// Counts one more file in the folder at `path`.
    pub(super) fn add_file(&mut self, path: &str) -> FolderId {
        let mut folder = FolderId::new(path);
        // Two paths may have the same hash.
        while self.0.get(&folder).is_some_and(|entry| *entry.path != *path) {
            folder = FolderId(folder.0.wrapping_add(2));
        }
        let entry = self.0.entry(folder).or_insert_with(|| {
            let mut normalized = normalize(path).into_owned();
            if !normalized.is_empty() {
                normalized.push('/');
            }
            let signature = TextSignature::new(&normalized);
            FolderEntry { path: path.into(), normalized: normalized.into(), signature, files: 0 }
        });
        entry.files += 1;
        folder
    }

    /// Counts one file less.
    pub(super) fn remove_file(&mut self, folder: FolderId) {
        if let Some(entry) = self.0.get_mut(&folder) {
            entry.files -= 1;
            if entry.files == 0 {
                self.0.remove(&folder);
            }
        }
    }

    /// The paths of the folders, in no order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|entry| &*entry.path)
    }

    /// The path of `folder` relative to `base`, and the signature of the whole path; `None` if it is
    /// not in or below `base`, which is normalized and ends with a `/` unless it is empty.
    pub(super) fn path_below(&self, folder: FolderId, base: &str) -> Option<(&str, TextSignature)> {
        let entry = self.0.get(&folder)?;
        Some((entry.normalized.strip_prefix(base)?, entry.signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_kept_while_they_contain_files() {
        let mut folders = Folders::default();
        let [root, deep, again] = ["", "Á/b", "Á/b"].map(|path| folders.add_file(path));
        assert_eq!(deep, again);
        let path_below = |folders: &Folders, folder, base| {
            folders.path_below(folder, base).map(|(path, _)| path.to_owned())
        };
        assert_eq!(path_below(&folders, root, "").as_deref(), Some(""));
        assert_eq!(path_below(&folders, root, "a/"), None);
        assert_eq!(path_below(&folders, deep, "a/").as_deref(), Some("b/"));
        folders.remove_file(deep);
        assert!(path_below(&folders, deep, "").is_some());
        folders.remove_file(deep);
        assert_eq!(path_below(&folders, deep, ""), None);
    }

    #[test]
    fn folders_with_equal_hashes_are_kept_apart() {
        let mut folders = Folders::default();
        let first = folders.add_file("a");
        let entry = folders.0.get_mut(&first).expect("the folder has a file");
        (entry.path, entry.normalized) = ("b".into(), "b/".into());
        let second = folders.add_file("a");
        assert_ne!(first, second);
        assert_eq!(folders.path_below(second, "a/").map(|(path, _)| path), Some(""));
        assert_eq!(folders.path_below(first, "a/").map(|(path, _)| path), None);
    }
}
