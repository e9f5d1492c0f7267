//! The names by which paths are found, and the files that have them.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::file::Files;
use crate::interned::Interned;
use crate::{FileId, Target};

/// From a folded name to the files that have it. A key that nothing has, and nothing asks for, is
/// not there.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) keys: Interned<Key>,
}

/// One name of files, with the targets that ask for it.
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
type BestOf = FxHashMap<Box<str>, BestProvider>;

/// The file that the rules prefer, and whether only lexicographic order preferred it.
#[derive(Clone, Copy)]
pub(crate) struct BestProvider {
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
    pub(crate) fn best(&self, folder: &str, find: impl FnOnce() -> BestProvider) -> BestProvider {
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

impl Key {
    /// Nothing is lost if it goes.
    fn is_idle(&self) -> bool {
        self.providers.files.is_empty() && self.targets.is_empty()
    }
}

impl Table {
    /// The files that have the name, if any has.
    pub(crate) fn providers(&self, key: &str) -> Option<&Providers> {
        self.keys.get(key).map(|key| &key.providers).filter(|providers| !providers.files.is_empty())
    }

    /// Gives the name to `file`; how many have it now.
    pub(crate) fn provide(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let providers = &mut self.entry(key).providers;
        providers.add(file, |a, b| files.order(a, b));
        providers.files.len()
    }

    /// Takes the name from `file`, whose place has not changed yet; how many have it now.
    pub(crate) fn withdraw(&mut self, key: &str, file: FileId, files: &Files) -> usize {
        let taken = self.change(key, |entry| {
            entry.providers.remove(file, |a, b| files.order(a, b));
            entry.providers.files.len()
        });
        taken.unwrap_or_default()
    }

    fn entry(&mut self, key: &str) -> &mut Key {
        let number = match self.keys.find(key) {
            Some(number) => number,
            None => self.keys.add(key, Key::default()),
        };
        self.keys.at_mut(number).expect("it is there")
    }

    /// Changes what is there of a name, which goes if nothing is lost by it.
    fn change<R>(&mut self, key: &str, change: impl FnOnce(&mut Key) -> R) -> Option<R> {
        let number = self.keys.find(key)?;
        let entry = self.keys.at_mut(number)?;
        let changed = change(entry);
        if entry.is_idle() {
            self.keys.remove(number);
        }
        Some(changed)
    }

    /// The targets that ask for the name.
    pub(crate) fn targets(&self, key: &str) -> &[Target] {
        self.keys.get(key).map_or(&[], |key| &key.targets)
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
        self.change(key, |entry| {
            if let Ok(at) = entry.targets.binary_search(&target) {
                entry.targets.remove(at);
            }
        });
    }
}
