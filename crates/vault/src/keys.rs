//! Names and what has them: the path keys and the alias keys are two tables of one kind.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::file::Files;
use crate::{FileId, Target};

/// From a folded name to the files that have it and the targets that ask for it. A key that
/// nothing has and nothing asks for is not there.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) keys: FxHashMap<Box<str>, Key>,
}

/// One name.
#[derive(Default)]
pub(crate) struct Key {
    pub(crate) providers: Providers,
    /// Sorted.
    pub(crate) targets: SmallVec<[Target; 4]>,
}

/// The files that have one name, sorted by folded path, so that a folder is a range.
#[derive(Default)]
pub(crate) struct Providers {
    pub(crate) files: SmallVec<[FileId; 4]>,
    /// What was found best for a folder, of a name that many files have.
    crowd: Option<Box<Mutex<BestOf>>>,
}

/// By folder, folded.
type BestOf = FxHashMap<Box<str>, Best>;

/// The file that the rules prefer, and whether only lexicographic order preferred it.
#[derive(Clone, Copy)]
pub(crate) struct Best {
    pub(crate) file: FileId,
    pub(crate) tie: bool,
}

/// How many files are looked through rather than remembered. Tests have few files.
pub(crate) const FEW: usize = if cfg!(test) { 2 } else { 16 };

impl Providers {
    /// Adds `file`, which is in its place among `files`.
    pub(crate) fn add(
        &mut self,
        file: FileId,
        order: impl Fn(FileId, FileId) -> std::cmp::Ordering,
    ) {
        if let Err(at) = self.files.binary_search_by(|&other| order(other, file)) {
            self.files.insert(at, file);
            self.forget();
        }
    }

    /// Removes `file`, which is still in its place among `files`.
    pub(crate) fn remove(
        &mut self,
        file: FileId,
        order: impl Fn(FileId, FileId) -> std::cmp::Ordering,
    ) {
        if let Ok(at) = self.files.binary_search_by(|&other| order(other, file)) {
            self.files.remove(at);
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.crowd = (self.files.len() > FEW).then(Box::default);
    }

    /// The best for `folder`, found once by `find` if there are many.
    pub(crate) fn best(&self, folder: &str, find: impl FnOnce() -> Best) -> Best {
        let Some(crowd) = &self.crowd else { return find() };
        let mut known = crowd.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&best) = known.get(folder) {
            return best;
        }
        let best = find();
        known.insert(folder.into(), best);
        best
    }

    /// The same files, with nothing remembered.
    pub(crate) fn copy(&self) -> Providers {
        let mut copy = Providers { files: self.files.clone(), crowd: None };
        copy.forget();
        copy
    }
}

impl Table {
    /// The files that have the name, if any has.
    pub(crate) fn providers(&self, key: &str) -> Option<&Providers> {
        self.keys.get(key).map(|key| &key.providers).filter(|providers| !providers.files.is_empty())
    }

    /// The targets that ask for the name.
    pub(crate) fn targets(&self, key: &str) -> &[Target] {
        self.keys.get(key).map_or(&[], |key| &key.targets)
    }

    /// Gives the name to `file`; how many have it now.
    pub(crate) fn provide(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let key = self.entry(key);
        key.providers.add(file, |a, b| files.order(a, b));
        key.providers.files.len()
    }

    /// Takes the name from `file`, whose place has not changed yet; how many have it now.
    pub(crate) fn withdraw(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let Some(entry) = self.keys.get_mut(key) else { return 0 };
        entry.providers.remove(file, |a, b| files.order(a, b));
        let left = entry.providers.files.len();
        self.drop_if_idle(key);
        left
    }

    /// Notes that `target` asks for the name.
    pub(crate) fn ask(&mut self, key: &str, target: Target) {
        let targets = &mut self.entry(key).targets;
        if let Err(at) = targets.binary_search(&target) {
            targets.insert(at, target);
        }
    }

    /// Notes that `target` asks for it no more.
    pub(crate) fn unask(&mut self, key: &str, target: Target) {
        let Some(entry) = self.keys.get_mut(key) else { return };
        if let Ok(at) = entry.targets.binary_search(&target) {
            entry.targets.remove(at);
        }
        self.drop_if_idle(key);
    }

    fn entry(&mut self, key: &str) -> &mut Key {
        if !self.keys.contains_key(key) {
            self.keys.insert(key.into(), Key::default());
        }
        self.keys.get_mut(key).expect("it was just put there")
    }

    fn drop_if_idle(&mut self, key: &str) {
        let idle = |key: &Key| key.providers.files.is_empty() && key.targets.is_empty();
        if self.keys.get(key).is_some_and(idle) {
            self.keys.remove(key);
        }
    }
}
