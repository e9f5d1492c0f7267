//! Building a name index in steps.

use std::ops::Range;

use super::NameIndex;
use crate::ignored::IgnoreFilters;
use crate::{FileId, Target, Vault};

/// Number of files or targets in one step, which takes some tenths of a millisecond.
const STEP_SIZE: u32 = if cfg!(test) { 1 } else { 64 };

/// Typical length of a name in bytes. Reserved memory that is never written costs nothing.
const TYPICAL_NAME_BYTES: usize = 32;

/// Typical length of a heading in bytes.
const TYPICAL_HEADING_BYTES: usize = 24;

/// A name index that is built in steps. Changes between the steps update it.
pub(crate) struct PartialIndex {
    pub(super) index: NameIndex,
    /// The files with smaller ids are done.
    pub(super) files: u32,
    /// The targets with smaller ids are done.
    targets: u32,
}

impl PartialIndex {
    /// Starts the index of all names.
    pub(super) fn of_names(vault: &Vault) -> PartialIndex {
        let count = vault.files.id_bound() as usize + vault.aliases.len();
        PartialIndex::with_capacity(vault, count, TYPICAL_NAME_BYTES)
    }

    /// Starts the index of all headings, of which there are about `count`.
    pub(super) fn of_headings(vault: &Vault, count: usize) -> PartialIndex {
        let mut partial = PartialIndex::with_capacity(vault, count, TYPICAL_HEADING_BYTES);
        partial.index.has_headings = true;
        partial
    }

    /// An empty index with capacity for `count` names of a typical `length`.
    fn with_capacity(vault: &Vault, count: usize, length: usize) -> PartialIndex {
        let ignore_filters = IgnoreFilters::new(&vault.settings().ignore_filters);
        let mut index = NameIndex { ignore_filters, ..NameIndex::default() };
        // Names that are added later must not make the lists move: the memory they leave behind is
        // as large as they are.
        let count = count + count / 4;
        index.slots_by_file.reserve(vault.files.id_bound() as usize);
        index.prefilter.reserve(count);
        index.entries.reserve(count);
        index.text.reserve(count * length);
        PartialIndex { index, files: 0, targets: 0 }
    }

    /// Adds the names of the next files, or of the next targets after the last file. Returns whether
    /// there were any.
    pub(super) fn step(&mut self, vault: &Vault) -> bool {
        // A change may have added each of them already.
        let files = next_ids(&mut self.files, vault.files.id_bound());
        for file in files.clone().map(FileId) {
            self.index.remove_file(file);
            self.index.add_file(vault, file);
        }
        if !files.is_empty() || self.index.has_headings {
            return !files.is_empty();
        }
        let targets = next_ids(&mut self.targets, vault.targets.id_bound());
        for target in targets.clone().map(Target) {
            self.index.remove_target(target);
            self.index.add_target(vault, target);
        }
        !targets.is_empty()
    }

    /// Does the remaining steps.
    pub(super) fn finish(mut self, vault: &Vault) -> NameIndex {
        while self.step(vault) {}
        self.index
    }
}

/// The ids of the next step, from `done` up to `bound`; `done` becomes their end.
fn next_ids(done: &mut u32, bound: u32) -> Range<u32> {
    let start = *done;
    *done = bound.min(start + STEP_SIZE);
    start..*done
}
