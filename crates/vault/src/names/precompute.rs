//! The names of a vault: made when they are asked for, or a step at a time before that, and kept in
//! step with every change.

use linkwright_syntax::FileKind;

use super::NameIndex;
use crate::{File, FileId, Note, PropertyUsage, Target, Vault};

impl Vault {
    /// All names, see [`NameIndex`].
    #[must_use]
    pub fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| NameIndex::of(self))
    }

    /// The headings of all notes, by their text without a block id.
    #[must_use]
    pub fn heading_names(&self) -> &NameIndex {
        self.heading_names.get_or_init(|| {
            let mut names = NameIndex::only_headings(self);
            self.files().for_each(|(file, _)| names.add_file(self, file));
            names
        })
    }

    /// How often the keys and values of frontmatter are used.
    #[must_use]
    pub fn property_usage(&self) -> &PropertyUsage {
        self.usage.get_or_init(|| PropertyUsage::of(self))
    }

    /// Makes a part of what [`Vault::names`], [`Vault::usage`] and [`Vault::heading_names`] would
    /// make at once, unless that is there; whether there is more to make. To be called while
    /// nothing else is to be done.
    pub fn precompute(&mut self) -> bool {
        self.warm_names() || self.warm_headings()
    }

    /// Whether [`Vault::warm`] has nothing left to make.
    #[must_use]
    pub fn is_precomputed(&self) -> bool {
        let growing = self.growing.is_some() || self.growing_headings.is_some();
        !growing && self.names.get().is_some() && self.heading_names.get().is_some()
    }

    /// Makes at once what [`Vault::warm`] has left to make of [`Vault::names`], for a question that
    /// is not to wait.
    pub fn finish_names(&mut self) {
        while self.warm_names() {}
    }

    fn warm_headings(&mut self) -> bool {
        if self.heading_names.get().is_some() {
            self.growing_headings = None;
            return false;
        }
        let growing = self.growing_headings.take();
        let mut growing = growing.unwrap_or_else(|| Box::new((NameIndex::only_headings(self), 0)));
        let (names, done) = &mut *growing;
        let from = *done;
        *done = self.files.bound().min(from + AT_ONCE);
        for file in (from..*done).map(FileId) {
            // A change may have added it before its turn.
            names.remove_file(file);
            names.add_file(self, file);
        }
        if *done > from {
            self.growing_headings = Some(growing);
            return true;
        }
        self.heading_names = growing.0.into();
        false
    }

    fn warm_names(&mut self) -> bool {
        if self.names.get().is_some() {
            self.growing = None;
            return false;
        }
        let mut growing = self.growing.take().unwrap_or_else(|| {
            let (names, usage) = (NameIndex::without_headings(self), PropertyUsage::default());
            Box::new(Growing { names, usage, headings: 0, files: 0, targets: 0 })
        });
        let (files, targets) = (growing.files, growing.targets);
        growing.files = self.files.bound().min(files + AT_ONCE);
        for file in (files..growing.files).map(FileId) {
            // A change may have added it before its turn.
            growing.names.remove_file(file);
            growing.names.add_file(self, file);
            if let Some(note) = self.get(file).and_then(File::as_note) {
                growing.usage.add(note);
                growing.headings += note.headings.len();
            }
        }
        if growing.files > files {
            self.growing = Some(growing);
            return true;
        }
        growing.targets = self.targets.bound().min(targets + AT_ONCE);
        for target in (targets..growing.targets).map(Target) {
            growing.names.remove_target(target);
            growing.names.add_target(self, target);
        }
        if growing.targets > targets {
            self.growing = Some(growing);
            return true;
        }
        let Growing { names, usage, headings, .. } = *growing;
        // To count them in one go would take longer than a step should.
        self.growing_headings = Some(Box::new((NameIndex::of_headings(self, headings), 0)));
        self.names = names.into();
        self.usage = usage.into();
        false
    }

    /// Has the names made anew when they are next asked for.
    pub(crate) fn forget_names(&mut self) {
        self.names.take();
        self.heading_names.take();
        self.growing = None;
        self.growing_headings = None;
    }

    /// Notes that the names of `file` may have changed.
    pub(crate) fn name_file(&mut self, file: FileId) {
        let growing = self.growing.as_mut().map(|growing| &mut growing.names);
        for names in self.names.get_mut().into_iter().chain(growing) {
            names.stale_files.push(file);
        }
        self.name_headings(file);
    }

    /// Notes that the headings of `file` may have changed.
    pub(crate) fn name_headings(&mut self, file: FileId) {
        let growing = self.growing_headings.as_mut().map(|growing| &mut growing.0);
        for names in self.heading_names.get_mut().into_iter().chain(growing) {
            names.stale_files.push(file);
        }
    }

    /// Notes that `target` came or went.
    pub(crate) fn name_target(&mut self, target: Target) {
        let growing = self.growing.as_mut().map(|growing| &mut growing.names);
        for names in self.names.get_mut().into_iter().chain(growing) {
            names.stale_targets.push(target);
        }
    }

    /// Brings the names in step with a change, which may have turned `targets`.
    pub(crate) fn settle_names(&mut self, targets: &[Target]) {
        if let Some(mut names) = self.names.take() {
            names.settle(self, targets);
            self.names = names.into();
        }
        if let Some(mut growing) = self.growing.take() {
            growing.names.settle(self, targets);
            self.growing = Some(growing);
        }
        if let Some(mut headings) = self.heading_names.take() {
            headings.settle(self, &[]);
            self.heading_names = headings.into();
        }
        if let Some(mut growing) = self.growing_headings.take() {
            growing.0.settle(self, &[]);
            self.growing_headings = Some(growing);
        }
    }

    /// VaultCounts what a note says instead of what it said.
    pub(crate) fn count(&mut self, file: FileId, old: Option<&Note>) {
        let growing = self.growing.as_mut().filter(|growing| file.0 < growing.files);
        let growing = growing.map(|growing| &mut growing.usage);
        let Some(entry) = self.files.get(file) else { return };
        if entry.kind == FileKind::Canvas {
            return;
        }
        for usage in self.usage.get_mut().into_iter().chain(growing) {
            old.iter().for_each(|note| usage.remove(note));
            entry.note.iter().for_each(|note| usage.add(note));
        }
    }
}

/// What is being made in small steps.
pub(crate) struct Growing {
    names: NameIndex,
    usage: PropertyUsage,
    /// About how many headings the notes have: what changes meanwhile does not count.
    headings: usize,
    /// The files with smaller ids are there.
    files: u32,
    /// So are the targets.
    targets: u32,
}

/// How many files or targets are one step: some tenths of a millisecond.
const AT_ONCE: u32 = if cfg!(test) { 1 } else { 64 };
