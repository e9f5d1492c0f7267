//! Who means which of many files that have one name.
//!
//! Where `[[index]]` stands in thousands of notes and thousands of files are named so, going through
//! all those notes for each of the files would take as many steps as there are pairs.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::path_index::FEW;
use crate::targets::keys_of;
use crate::{FileId, Target, Vault};

/// The notes that write a target and how often, by the file that each means; sorted.
pub(crate) type Meant = FxHashMap<FileId, Vec<(FileId, u32)>>;

/// What was found of targets that many files could be meant by. Any change forgets it.
#[derive(Default)]
pub(crate) struct Crowds {
    known: Mutex<FxHashMap<Target, Arc<Meant>>>,
}

impl Crowds {
    /// Forgets everything, since something changes.
    pub(crate) fn forget(&mut self) {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !known.is_empty() {
            *known = FxHashMap::default();
        }
    }
}

impl Vault {
    /// Whether many notes write `target`, and many files have its name.
    pub(crate) fn is_crowd(&self, target: Target) -> bool {
        let is_many = |key: &String| {
            self.paths.providers(key).is_some_and(|providers| providers.files.len() > FEW)
        };
        self.targets.writers(target).len() > FEW
            && keys_of(self.targets.marked(target)).iter().any(is_many)
    }

    /// Who means which file by `target`, found once until something changes.
    pub(crate) fn meant_by(&self, target: Target) -> Arc<Meant> {
        let known = || self.crowds.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(meant) = known().get(&target) {
            return meant.clone();
        }
        let mut meant = Meant::default();
        for &(source, count) in self.targets.writers(target) {
            if let Some(file) = self.resolve_target(source, target).file() {
                meant.entry(file).or_default().push((source, count));
            }
        }
        let meant = Arc::new(meant);
        known().insert(target, meant.clone());
        meant
    }
}
