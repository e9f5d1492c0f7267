//! Index of files by path key: every folded suffix of their path that starts at a component.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::file::Files;
use crate::interned::InternedMap;
use crate::{FileId, Target};

/// Maps path keys to the files that have them and the targets that name them. A key without files
/// and targets is removed.
#[derive(Default)]
pub(crate) struct PathIndex {
    pub(crate) keys: InternedMap<PathEntry>,
}

/// The files and targets of one path key.
#[derive(Default)]
pub(crate) struct PathEntry {
    pub(crate) providers: Providers,
    /// Sorted.
    pub(crate) targets: SmallVec<[Target; 4]>,
}

/// The files that have one path key, sorted by folded path, so that a folder is a range.
#[derive(Default)]
pub(crate) struct Providers {
    pub(crate) files: SmallVec<[FileId; 4]>,
    /// Cache of the best file for each folder, for a key that many files have.
    best_by_folder: Option<Box<Mutex<BestByFolder>>>,
}

/// By folded folder.
type BestByFolder = FxHashMap<Box<str>, BestProvider>;

/// The file that the rules prefer.
#[derive(Clone, Copy)]
pub(crate) struct BestProvider {
    pub(crate) file: FileId,
    /// Only lexicographic order preferred it.
    pub(crate) is_tie: bool,
}

/// Maximum length of lists that are searched each time; for longer ones results are cached. It is
/// small in tests, which have few files.
pub(crate) const SCAN_LIMIT: usize = if cfg!(test) { 2 } else { 16 };

impl Providers {
    /// Adds `file` at its position in `order`.
    pub(crate) fn add(&mut self, file: FileId, order: impl Fn(FileId, FileId) -> Ordering) {
        if let Err(at) = self.files.binary_search_by(|&other| order(other, file)) {
            self.files.insert(at, file);
            self.reset_cache();
        }
    }

    /// Removes `file`, whose position in `order` has not changed since it was added.
    pub(crate) fn remove(&mut self, file: FileId, order: impl Fn(FileId, FileId) -> Ordering) {
        if let Ok(at) = self.files.binary_search_by(|&other| order(other, file)) {
            self.files.remove(at);
            self.reset_cache();
        }
    }

    fn reset_cache(&mut self) {
        self.best_by_folder = (self.files.len() > SCAN_LIMIT).then(Box::default);
    }

    /// The best file for links in `folder`; `find` computes it, and its result is cached if there
    /// are many files.
    pub(crate) fn best(&self, folder: &str, find: impl FnOnce() -> BestProvider) -> BestProvider {
        let Some(cache) = &self.best_by_folder else { return find() };
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&best) = cache.get(folder) {
            return best;
        }
        let best = find();
        cache.insert(folder.into(), best);
        best
    }

    /// A copy with an empty cache.
    pub(crate) fn clone_uncached(&self) -> Providers {
        let mut copy = Providers { files: self.files.clone(), best_by_folder: None };
        copy.reset_cache();
        copy
    }
}

impl PathEntry {
    fn is_unused(&self) -> bool {
        self.providers.files.is_empty() && self.targets.is_empty()
    }
}

impl PathIndex {
    /// The files that have `key`; `None` if there are none.
    pub(crate) fn providers(&self, key: &str) -> Option<&Providers> {
        self.keys.get(key).map(|key| &key.providers).filter(|providers| !providers.files.is_empty())
    }

    /// Adds `key` to `file`. Returns the number of files that have it now.
    pub(crate) fn add_provider(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let providers = &mut self.entry(key).providers;
        providers.add(file, |a, b| files.compare(a, b));
        providers.files.len()
    }

    /// Removes `key` from `file`, whose path has not changed yet. Returns the number of files that
    /// have it now.
    pub(crate) fn remove_provider(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let remaining = self.update_entry(key, |entry| {
            entry.providers.remove(file, |a, b| files.compare(a, b));
            entry.providers.files.len()
        });
        remaining.unwrap_or_default()
    }

    fn entry(&mut self, key: &str) -> &mut PathEntry {
        let id = match self.keys.find(key) {
            Some(id) => id,
            None => self.keys.add(key, PathEntry::default()),
        };
        self.keys.at_mut(id).expect("the key was found or added")
    }

    /// Updates the entry of `key`, if it has one, and removes the entry if it is unused then.
    fn update_entry<R>(
        &mut self,
        key: &str,
        update: impl FnOnce(&mut PathEntry) -> R,
    ) -> Option<R> {
        let id = self.keys.find(key)?;
        let entry = self.keys.at_mut(id)?;
        let result = update(entry);
        if entry.is_unused() {
            self.keys.remove(id);
        }
        Some(result)
    }

    /// The targets that name `key`, sorted.
    pub(crate) fn targets(&self, key: &str) -> &[Target] {
        self.keys.get(key).map_or(&[], |key| &key.targets)
    }

    /// Adds `target` to the targets that name `key`.
    pub(crate) fn add_target(&mut self, key: &str, target: Target) {
        let targets = &mut self.entry(key).targets;
        if let Err(at) = targets.binary_search(&target) {
            targets.insert(at, target);
        }
    }

    /// Removes `target` from the targets that name `key`.
    pub(crate) fn remove_target(&mut self, key: &str, target: Target) {
        self.update_entry(key, |entry| {
            if let Ok(at) = entry.targets.binary_search(&target) {
                entry.targets.remove(at);
            }
        });
    }
}
