//! The folders of what has a name, so that paths can be looked through without being read.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::signature::TextSignature;
use crate::normalize::normalize;

/// A folder, to be compared with others; that of what is missing is like none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FolderId(u32);

impl FolderId {
    pub(super) const NONE: FolderId = FolderId(0);

    pub(crate) fn of(path: &str) -> FolderId {
        let mut hasher = FxHasher::default();
        path.hash(&mut hasher);
        // The low bits of the hash are the weak ones.
        FolderId((hasher.finish() >> 32) as u32 | 1)
    }
}

/// The folders that hold files.
#[derive(Default)]
pub(super) struct Folders(FxHashMap<FolderId, Held>);

struct Held {
    path: Box<str>,
    /// The path as it is compared, with a `/` at its end; empty for the root.
    loose: Box<str>,
    traits: TextSignature,
    /// Number of files right in it.
    files: u32,
}

impl Folders {
    /// VaultCounts one more file in the folder at `path`.
    pub(super) fn enter(&mut self, path: &str) -> FolderId {
        let mut folder = FolderId::of(path);
        // Two paths may have the same hash.
        while self.0.get(&folder).is_some_and(|held| *held.path != *path) {
            folder = FolderId(folder.0.wrapping_add(2));
        }
        let held = self.0.entry(folder).or_insert_with(|| {
            let mut loose = normalize(path).into_owned();
            if !loose.is_empty() {
                loose.push('/');
            }
            let traits = TextSignature::of(&loose);
            Held { path: path.into(), loose: loose.into(), traits, files: 0 }
        });
        held.files += 1;
        folder
    }

    /// VaultCounts one file less.
    pub(super) fn leave(&mut self, folder: FolderId) {
        if let Some(held) = self.0.get_mut(&folder) {
            held.files -= 1;
            if held.files == 0 {
                self.0.remove(&folder);
            }
        }
    }

    /// The path of `folder` from `base` on, which is loose and ends with a `/` unless it is empty, and
    /// the traits of the whole path; `None` where it lies elsewhere.
    pub(super) fn below(&self, folder: FolderId, base: &str) -> Option<(&str, TextSignature)> {
        let held = self.0.get(&folder)?;
        Some((held.loose.strip_prefix(base)?, held.traits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_kept_while_they_hold_files() {
        let mut folders = Folders::default();
        let [root, deep, again] = ["", "Á/b", "Á/b"].map(|path| folders.enter(path));
        assert_eq!(deep, again);
        let below = |folders: &Folders, folder, base| {
            folders.below(folder, base).map(|(path, _)| path.to_owned())
        };
        assert_eq!(below(&folders, root, "").as_deref(), Some(""));
        assert_eq!(below(&folders, root, "a/"), None);
        assert_eq!(below(&folders, deep, "a/").as_deref(), Some("b/"));
        folders.leave(deep);
        assert!(below(&folders, deep, "").is_some());
        folders.leave(deep);
        assert_eq!(below(&folders, deep, ""), None);
    }

    #[test]
    fn folders_of_the_same_hash_are_told_apart() {
        let mut folders = Folders::default();
        let first = folders.enter("a");
        let held = folders.0.get_mut(&first).expect("it was entered");
        (held.path, held.loose) = ("b".into(), "b/".into());
        let second = folders.enter("a");
        assert_ne!(first, second);
        assert_eq!(folders.below(second, "a/").map(|(path, _)| path), Some(""));
        assert_eq!(folders.below(first, "a/").map(|(path, _)| path), None);
    }
}
