//! The name indexes and usage counts of a vault: built on first use or in advance in small steps,
//! and updated by every change.

use linkwright_syntax::FileKind;

use super::{NameIndex, PartialIndex};
use crate::{File, FileId, Note, PropertyUsage, Target, Vault};

impl Vault {
    /// The names of all files, all aliases, and the paths of missing link targets.
    #[must_use]
    pub fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| PartialIndex::of_names(self).finish(self))
    }

    /// The headings of all notes, without block ids.
    #[must_use]
    pub fn heading_names(&self) -> &NameIndex {
        self.heading_names.get_or_init(|| self.start_heading_names().finish(self))
    }

    fn start_heading_names(&self) -> PartialIndex {
        let count = self.notes().map(|(_, note)| note.headings.len()).sum();
        PartialIndex::of_headings(self, count)
    }

    /// How often the keys and values of frontmatter are used.
    #[must_use]
    pub fn property_usage(&self) -> &PropertyUsage {
        self.usage.get_or_init(|| PropertyUsage::new(self))
    }

    /// Does one step of building [`Vault::names`], [`Vault::property_usage`] and
    /// [`Vault::heading_names`] in advance. Returns whether more steps are needed. Call it while the
    /// program is idle.
    pub fn precompute(&mut self) -> bool {
        self.precompute_names() || self.precompute_heading_names()
    }

    /// Whether [`Vault::precompute`] has nothing left to do.
    #[must_use]
    pub fn is_precomputed(&self) -> bool {
        let in_progress = self.partial_names.is_some() || self.partial_heading_names.is_some();
        !in_progress && self.names.get().is_some() && self.heading_names.get().is_some()
    }

    /// Builds the rest of [`Vault::names`] and [`Vault::property_usage`] at once, for a request that
    /// should not wait.
    pub fn finish_names(&mut self) {
        while self.precompute_names() {}
    }

    fn precompute_heading_names(&mut self) -> bool {
        if self.heading_names.get().is_some() {
            self.partial_heading_names = None;
            return false;
        }
        let partial = self.partial_heading_names.take();
        let mut partial = partial.unwrap_or_else(|| Box::new(self.start_heading_names()));
        if partial.step(self) {
            self.partial_heading_names = Some(partial);
            return true;
        }
        self.heading_names = partial.index.into();
        false
    }

    fn precompute_names(&mut self) -> bool {
        if self.names.get().is_some() {
            self.partial_names = None;
            return false;
        }
        let mut partial = self.partial_names.take().unwrap_or_else(|| {
            let (names, usage) = (PartialIndex::of_names(self), PropertyUsage::default());
            Box::new(PartialNames { names, usage, headings: 0 })
        });
        let start = partial.names.files;
        let has_more = partial.names.step(self);
        for file in (start..partial.names.files).map(FileId) {
            if let Some(note) = self.get(file).and_then(File::as_note) {
                partial.usage.add(note);
                partial.headings += note.headings.len();
            }
        }
        if has_more {
            self.partial_names = Some(partial);
            return true;
        }
        // Counting the headings here would take longer than a step should.
        let heading_names = PartialIndex::of_headings(self, partial.headings);
        self.partial_heading_names = Some(Box::new(heading_names));
        self.names = partial.names.index.into();
        self.usage = partial.usage.into();
        false
    }

    /// Clears the name indexes, so that they are built again on their next use.
    pub(crate) fn clear_names(&mut self) {
        self.names.take();
        self.heading_names.take();
        self.partial_names = None;
        self.partial_heading_names = None;
    }

    /// Marks the names of `file` as possibly changed.
    pub(crate) fn mark_file_names_stale(&mut self, file: FileId) {
        let partial = self.partial_names.as_mut().map(|partial| &mut partial.names.index);
        for names in self.names.get_mut().into_iter().chain(partial) {
            names.stale_files.push(file);
        }
        self.mark_headings_stale(file);
    }

    /// Marks the headings of `file` as possibly changed.
    pub(crate) fn mark_headings_stale(&mut self, file: FileId) {
        let partial = self.partial_heading_names.as_mut().map(|partial| &mut partial.index);
        for names in self.heading_names.get_mut().into_iter().chain(partial) {
            names.stale_files.push(file);
        }
    }

    /// Marks `target` as added or removed.
    pub(crate) fn mark_target_name_stale(&mut self, target: Target) {
        let partial = self.partial_names.as_mut().map(|partial| &mut partial.names.index);
        for names in self.names.get_mut().into_iter().chain(partial) {
            names.stale_targets.push(target);
        }
    }

    /// Updates the name indexes after a change that may have changed the resolution of `targets`.
    pub(crate) fn update_names(&mut self, targets: &[Target]) {
        if let Some(mut names) = self.names.take() {
            names.update(self, targets);
            self.names = names.into();
        }
        if let Some(mut partial) = self.partial_names.take() {
            partial.names.index.update(self, targets);
            self.partial_names = Some(partial);
        }
        if let Some(mut headings) = self.heading_names.take() {
            headings.update(self, &[]);
            self.heading_names = headings.into();
        }
        if let Some(mut partial) = self.partial_heading_names.take() {
            partial.index.update(self, &[]);
            self.partial_heading_names = Some(partial);
        }
    }

    /// Replaces the counted properties of `old` by those of the current note of `file`.
    pub(crate) fn update_usage(&mut self, file: FileId, old: Option<&Note>) {
        let partial = self.partial_names.as_mut().filter(|partial| file.0 < partial.names.files);
        let partial = partial.map(|partial| &mut partial.usage);
        let Some(entry) = self.files.get(file) else { return };
        if matches!(entry.kind, FileKind::Canvas | FileKind::Base) {
            return;
        }
        for usage in self.usage.get_mut().into_iter().chain(partial) {
            old.iter().for_each(|note| usage.remove(note));
            entry.note.iter().for_each(|note| usage.add(note));
        }
    }
}

/// The progress of building the names and usage counts in steps.
pub(crate) struct PartialNames {
    names: PartialIndex,
    /// The usage counts of the files that are done.
    usage: PropertyUsage,
    /// Approximate number of headings in the notes: it ignores changes during the steps.
    headings: usize,
}
