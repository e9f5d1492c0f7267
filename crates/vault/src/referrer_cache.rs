//! Cache of which referrers resolve to which file, for targets with many candidate files.
//!
//! Where thousands of notes write `[[index]]` and thousands of files have that name, checking every
//! note for every file would take as many steps as there are pairs.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::path_index::SCAN_LIMIT;
use crate::targets::path_keys;
use crate::{FileId, Target, Vault};

/// For each file that a target resolves to, the notes from which it does and the number of links in
/// each note, sorted.
pub(crate) type ReferrersByFile = FxHashMap<FileId, Vec<(FileId, u32)>>;

/// The cached results, by target. Any change of the vault clears them.
#[derive(Default)]
pub(crate) struct ReferrerCache {
    results: Mutex<FxHashMap<Target, Arc<ReferrersByFile>>>,
}

impl ReferrerCache {
    /// Clears the cache.
    pub(crate) fn clear(&mut self) {
        let results = self.results.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !results.is_empty() {
            *results = FxHashMap::default();
        }
    }
}

impl Vault {
    /// Whether many notes write `target` and many files have its name.
    pub(crate) fn needs_referrer_cache(&self, target: Target) -> bool {
        let has_many_files = |key: &String| {
            self.paths.providers(key).is_some_and(|providers| providers.files.len() > SCAN_LIMIT)
        };
        self.targets.referrers(target).len() > SCAN_LIMIT
            && path_keys(self.targets.key(target)).iter().any(has_many_files)
    }

    /// The referrers of `target` by the file that it resolves to from each; cached.
    pub(crate) fn referrers_by_file(&self, target: Target) -> Arc<ReferrersByFile> {
        let results = || self.referrer_cache.results.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(by_file) = results().get(&target) {
            return by_file.clone();
        }
        let mut by_file = ReferrersByFile::default();
        for &(source, count) in self.targets.referrers(target) {
            if let Some(file) = self.resolve_target(source, target).file() {
                by_file.entry(file).or_default().push((source, count));
            }
        }
        let by_file = Arc::new(by_file);
        results().insert(target, by_file.clone());
        by_file
    }
}
