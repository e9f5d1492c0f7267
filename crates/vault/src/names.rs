//! Index of every name that a link can be written with, for matching typed text.

mod folders;
mod precompute;
mod prefilter;
mod signature;

use linkwright_syntax::heading_without_block_id;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::ignored::IgnoreFilters;
use crate::normalize::normalize;
use crate::{File, FileId, Target, Vault};

pub use folders::FolderId;
use folders::Folders;
pub(crate) use precompute::PartialNames;
use prefilter::Prefilter;
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

/// A name in the index.
#[derive(Clone, Copy)]
pub struct IndexedName<'v> {
    /// The owner of the name.
    pub owner: NameOwner,
    /// The folder of the owner.
    pub folder: FolderId,
    /// Whether `userIgnoreFilters` matches the file.
    pub is_ignored: bool,
    /// Length of the name in bytes, at least 1.
    pub len: usize,
    start: usize,
    /// The text of the index, which contains the name.
    names: &'v str,
}

impl<'v> IndexedName<'v> {
    /// The normalized name: see [`normalize`]. The other fields are known without reading it.
    #[must_use]
    pub fn text(&self) -> &'v str {
        &self.names[self.start..][..self.len]
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

/// Typical length of a name in bytes. Reserved memory that is never written costs nothing.
const TYPICAL_NAME_BYTES: usize = 32;

/// Typical length of a heading in bytes.
const TYPICAL_HEADING_BYTES: usize = 24;

impl NameIndex {
    fn new(vault: &Vault) -> NameIndex {
        let mut names = NameIndex::empty_for_names(vault);
        for (file, _) in vault.files() {
            names.add_file(vault, file);
        }
        for (target, ..) in vault.targets.iter() {
            names.add_target(vault, target);
        }
        names
    }

    fn empty_for_names(vault: &Vault) -> NameIndex {
        NameIndex::with_capacity(
            vault,
            vault.files.id_bound() as usize + vault.aliases.len(),
            TYPICAL_NAME_BYTES,
        )
    }

    fn empty_for_headings(vault: &Vault) -> NameIndex {
        NameIndex::with_heading_capacity(
            vault,
            vault.notes().map(|(_, note)| note.headings.len()).sum(),
        )
    }

    /// An empty index with capacity for `count` headings.
    fn with_heading_capacity(vault: &Vault, count: usize) -> NameIndex {
        NameIndex {
            has_headings: true,
            ..NameIndex::with_capacity(vault, count, TYPICAL_HEADING_BYTES)
        }
    }

    /// An empty index with capacity for `count` names of a typical `length`.
    fn with_capacity(vault: &Vault, count: usize, length: usize) -> NameIndex {
        let ignore_filters = IgnoreFilters::new(&vault.settings().ignore_filters);
        let mut names = NameIndex { ignore_filters, ..NameIndex::default() };
        // Names that are added later must not make the lists move: the memory they leave behind is
        // as large as they are.
        let count = count + count / 4;
        names.slots_by_file.reserve(vault.files.id_bound() as usize);
        names.prefilter.reserve(count);
        names.entries.reserve(count);
        names.text.reserve(count * length);
        names
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

    /// The names whose [`char_mask`](crate::char_mask()) `keep` accepts, in no order.
    pub fn filter_by_mask(
        &self,
        keep: impl Fn(u64) -> bool,
    ) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.filter_by_mask(keep))
    }

    /// The names that may start with `text`, which is [`normalize`]d: all that do and some that do
    /// not, in no order.
    pub fn with_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.with_prefix(text))
    }

    /// The names that may contain `text`, which is [`normalize`]d, at the start of a word: all that
    /// do and some that do not, in no order.
    pub fn with_word_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.with_word_prefix(text))
    }

    /// The names of the files in and below the folder `base`, and of missing targets if that is the
    /// root, in no order; each with its folder relative to `base`. `base` is [`normalize`]d and ends
    /// with a `/`, or is empty for the root. The result has all names that together with their path
    /// match `wanted`, and some that do not.
    pub fn with_path<'v>(
        &'v self,
        base: &str,
        wanted: TextSignature,
    ) -> impl Iterator<Item = (&'v str, IndexedName<'v>)> {
        let slots = self.prefilter.signatures().zip(&self.entries);
        slots.filter_map(move |(signature, entry)| {
            let (below, folder_signature) = match entry.owner {
                _ if entry.len() == 0 => return None,
                NameOwner::Note(_) | NameOwner::Attachment(_) => {
                    self.folders.path_below(entry.folder, base)?
                }
                NameOwner::Missing(_) if base.is_empty() => ("", TextSignature::default()),
                _ => return None,
            };
            signature.union(folder_signature).contains(wanted).then(|| (below, self.name(entry)))
        })
    }

    fn name(&self, entry: &NameEntry) -> IndexedName<'_> {
        IndexedName {
            owner: entry.owner,
            folder: entry.folder,
            is_ignored: entry.len_and_ignored % 2 == 1,
            len: entry.len(),
            start: entry.start as usize,
            names: &self.text,
        }
    }

    fn names_at(
        &self,
        slots: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = IndexedName<'_>> {
        let entries = slots.map(|slot| &self.entries[slot]);
        entries.filter(|entry| entry.len() > 0).map(|entry| self.name(entry))
    }

    /// Number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether the index has no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the name and the aliases of a file, or its headings, unless the file was removed.
    fn add_file(&mut self, vault: &Vault, id: FileId) {
        let Some(file) = vault.get(id) else { return };
        let ignored = self.ignore_filters.matches(&file.path);
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
            if file.kind.is_indexed() { NameOwner::Note(id) } else { NameOwner::Attachment(id) };
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

#[cfg(test)]
mod tests {

    use super::*;
    use crate::Change;

    fn write(vault: &mut Vault, path: &str, text: &str) {
        vault.apply(Change::Note { path, text });
    }

    fn headings(vault: &Vault, typed: &str) -> Vec<String> {
        let wanted = crate::char_mask(&normalize(typed));
        let found = vault.heading_names().filter_by_mask(|mask| wanted & !mask == 0);
        let mut shown: Vec<_> = found.map(|found| found.text().to_owned()).collect();
        shown.sort();
        shown
    }

    #[test]
    fn headings_are_found_by_their_characters() {
        let mut vault = Vault::default();
        write(&mut vault, "a.md", "# Über\n## Love ^id\n");
        assert_eq!(headings(&vault, "uber"), ["uber"]);
        write(&mut vault, "b.md", "# Glove\n");
        assert_eq!(headings(&vault, "love"), ["glove", "love"]);
        write(&mut vault, "a.md", "text\n");
        vault.apply(Change::Remove { path: "b.md" });
        assert_eq!(headings(&vault, ""), [""; 0]);
    }

    #[test]
    fn the_memory_of_removed_headings_is_used_again() {
        let mut vault = Vault::default();
        let text = "# x\n".repeat(100);
        write(&mut vault, "a.md", &text);
        assert_eq!(headings(&vault, "").len(), 100);
        for round in 0..200 {
            write(&mut vault, "a.md", &format!("{text}# {round}\n"));
        }
        assert_eq!(headings(&vault, "").len(), 101);
        assert!(vault.heading_names().entries.len() < 10_000);
    }
}
