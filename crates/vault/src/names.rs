//! Index of every name that a link can be written with, for matching typed text.

mod build;
mod folders;
mod precompute;
mod prefilter;
mod search;
mod signature;
#[cfg(test)]
mod tests;

use linkwright_syntax::heading_without_block_id;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::conflict_copy::is_conflict_copy;
use crate::ignored::IgnoreFilters;
use crate::normalize::normalize;
use crate::{File, FileId, Target, Vault};

pub(crate) use build::PartialIndex;
pub use folders::FolderId;
use folders::Folders;
pub(crate) use precompute::PartialNames;
use prefilter::Prefilter;
pub use search::IndexedName;
pub use signature::TextSignature;

/// The names of all files, all aliases, and the paths of missing link targets; or the headings of
/// all notes.
///
/// It is built on first use. Each later change updates it, at a cost that does not grow with the
/// vault. The names are stored in one string and the data of the prefilter in arrays beside it, so
/// that searching all of them is cheap.
#[derive(Default)]
pub struct NameIndex {
    has_headings: bool,
    prefilter: Prefilter,
    entries: Vec<NameEntry>,
    /// The names, one after the other; some belong to removed entries.
    text: String,
    /// Number of bytes of `text` that belong to removed entries.
    wasted: usize,
    slots_by_file: FxHashMap<FileId, SmallVec<[u32; 4]>>,
    slot_by_target: FxHashMap<Target, u32>,
    /// Empty if the names are headings.
    folders: Folders,
    free: Vec<u32>,
    ignore_filters: IgnoreFilters,
    /// The files whose names have to be updated at the end of the current change.
    stale_files: Vec<FileId>,
    /// The targets, likewise.
    stale_targets: Vec<Target>,
}

#[derive(Clone, Copy)]
struct NameEntry {
    start: u32,
    /// Twice the length, plus one if the name is ignored.
    len_and_ignored: u32,
    owner: NameOwner,
    folder: FolderId,
}

impl NameEntry {
    fn len(&self) -> usize {
        self.len_and_ignored as usize / 2
    }
}

/// The owner of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NameOwner {
    /// A note or canvas, by [`File::name`].
    Note(FileId),
    /// A note, by an alias that counts under the settings.
    Alias(FileId),
    /// A missing link target, by its path.
    Missing(Target),
    /// An attachment, by its file name.
    Attachment(FileId),
    /// A heading of a note, by its index in [`Note::headings`](crate::Note::headings).
    Heading(FileId, u32),
}

impl File {
    /// The id of the file's folder, to compare with [`IndexedName::folder`].
    #[must_use]
    pub fn folder_id(&self) -> FolderId {
        FolderId::new(self.folder())
    }
}

impl NameIndex {
    /// The paths of all folders except the root that contain files, also in folders below them; sorted.
    #[must_use]
    pub fn folders(&self) -> Vec<&str> {
        let mut folders: Vec<&str> = Vec::new();
        for path in self.folders.paths().filter(|path| !path.is_empty()) {
            folders.extend(path.match_indices('/').map(|(end, _)| &path[..end]));
            folders.push(path);
        }
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    /// Updates the names of the stale files and targets, and of `targets`.
    fn update(&mut self, vault: &Vault, targets: &[Target]) {
        for file in std::mem::take(&mut self.stale_files) {
            self.remove_file(file);
            self.add_file(vault, file);
        }
        for target in std::mem::take(&mut self.stale_targets).iter().chain(targets) {
            self.remove_target(*target);
            self.add_target(vault, *target);
        }
    }

    /// Adds the name and the aliases of a file, or its headings, unless the file was removed.
    fn add_file(&mut self, vault: &Vault, id: FileId) {
        let Some(file) = vault.get(id) else { return };
        let ignored = self.ignore_filters.matches(&file.path) || is_conflict_copy(&file.path);
        if self.has_headings {
            let folder = file.folder_id();
            let headings = file.note.iter().flat_map(|note| note.headings.iter());
            for (heading, at) in headings.zip(0..) {
                let text = heading_without_block_id(heading);
                self.add(text, NameOwner::Heading(id, at), folder, ignored);
            }
            return;
        }
        let folder = self.folders.add_file(file.folder());
        let owner =
            if file.kind.has_links() { NameOwner::Note(id) } else { NameOwner::Attachment(id) };
        self.add(file.name(), owner, folder, ignored);
        for alias in &vault.alias_keys(id) {
            self.add(alias, NameOwner::Alias(id), folder, ignored);
        }
    }

    /// Adds the path of a target if the target is missing.
    fn add_target(&mut self, vault: &Vault, target: Target) {
        if let Some(path) = vault.missing_path(target) {
            self.add(path, NameOwner::Missing(target), FolderId::NONE, false);
        }
    }

    fn remove_file(&mut self, file: FileId) {
        for slot in self.slots_by_file.remove(&file).into_iter().flatten() {
            self.free_slot(slot);
        }
    }

    fn remove_target(&mut self, target: Target) {
        if let Some(slot) = self.slot_by_target.remove(&target) {
            self.free_slot(slot);
        }
    }

    fn add(&mut self, name: &str, owner: NameOwner, folder: FolderId, ignored: bool) {
        let name = normalize(name);
        let narrow = |length| u32::try_from(length).expect("the names are smaller than 4 GiB");
        let len_and_ignored = narrow(2 * name.len() + usize::from(ignored));
        let start = narrow(self.text.len());
        let entry = NameEntry { start, len_and_ignored, owner, folder };
        self.text.push_str(&name);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                self.prefilter.set(slot as usize, &name);
                slot
            }
            None => {
                self.entries.push(entry);
                self.prefilter.push(&name);
                narrow(self.entries.len() - 1)
            }
        };
        match owner {
            NameOwner::Note(file)
            | NameOwner::Alias(file)
            | NameOwner::Attachment(file)
            | NameOwner::Heading(file, _) => {
                self.slots_by_file.entry(file).or_default().push(slot);
            }
            NameOwner::Missing(target) => {
                self.slot_by_target.insert(target, slot);
            }
        }
    }

    fn free_slot(&mut self, slot: u32) {
        let entry = &mut self.entries[slot as usize];
        if matches!(entry.owner, NameOwner::Note(_) | NameOwner::Attachment(_)) {
            self.folders.remove_file(entry.folder);
        }
        self.wasted += entry.len();
        entry.len_and_ignored = 0;
        self.prefilter.set(slot as usize, "");
        self.free.push(slot);
        if self.wasted > 1 << 16 && self.wasted > self.text.len() / 2 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let mut text = String::with_capacity(self.text.len() - self.wasted);
        for entry in &mut self.entries {
            let name = &self.text[entry.start as usize..][..entry.len()];
            entry.start = u32::try_from(text.len()).expect("the names were smaller than 4 GiB");
            text.push_str(name);
        }
        (self.text, self.wasted) = (text, 0);
    }
}
