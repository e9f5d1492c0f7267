//! Every name a link can be written by, ready to be compared with what was typed or misspelt.

mod folders;
mod precompute;
mod prefilter;
mod signature;

use linkwright_syntax::heading_without_block_id;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::ignored::Ignored;
use crate::normalize::normalize;
use crate::{File, FileId, Target, Vault};

pub use folders::FolderId;
use folders::Folders;
pub(crate) use precompute::Growing;
use prefilter::Sieve;
pub use signature::TextSignature;

/// The names of all files, all aliases, and what links ask for in vain.
///
/// Made when it is first asked for, and kept in step from then on, at a cost that does not grow
/// with the vault. It holds the names in one piece, and what tells them apart in others, so that
/// looking through all of them is cheap.
#[derive(Default)]
pub struct NameIndex {
    of_headings: bool,
    sieve: Sieve,
    entries: Vec<NameEntry>,
    /// The names, one behind the other; some of no entry any more.
    text: String,
    /// How many bytes of `text` are of no entry.
    wasted: usize,
    of_files: FxHashMap<FileId, SmallVec<[u32; 4]>>,
    of_targets: FxHashMap<Target, u32>,
    /// Not of headings.
    folders: Folders,
    free: Vec<u32>,
    ignored: Ignored,
    /// What the change that is being applied concerns.
    stale_files: Vec<FileId>,
    stale_targets: Vec<Target>,
}

#[derive(Clone, Copy)]
struct NameEntry {
    start: u32,
    /// Twice the length, and one more if it is ignored.
    len: u32,
    named: NameOwner,
    folder: FolderId,
}

impl NameEntry {
    fn len(&self) -> usize {
        self.len as usize / 2
    }
}

/// One name.
#[derive(Clone, Copy)]
pub struct IndexedName<'v> {
    /// What has it.
    pub owner: NameOwner,
    /// Where that is.
    pub folder: FolderId,
    /// It is of a file that `userIgnoreFilters` names.
    pub ignored: bool,
    /// In bytes, at least one.
    pub len: usize,
    start: usize,
    /// Of which it is a part.
    names: &'v str,
}

impl<'v> IndexedName<'v> {
    /// It, without case and diacritics: see [`loose`]. The rest is known without reading it.
    #[must_use]
    pub fn text(&self) -> &'v str {
        &self.names[self.start..][..self.len]
    }
}

/// What has a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NameOwner {
    /// A note, by [`File::name`].
    Note(FileId),
    /// A note, by an alias that counts under the settings.
    Alias(FileId),
    /// Nothing: a link asks for it.
    Missing(Target),
    /// A file that is no note, by its file name.
    Attachment(FileId),
    /// A heading of a note, by its place in [`Note::headings`](crate::Note::headings).
    Heading(FileId, u32),
}

impl File {
    /// Its folder, to be compared with those of [`Name`]s.
    #[must_use]
    pub fn folder_id(&self) -> FolderId {
        FolderId::of(self.folder())
    }
}

/// Of a name, in bytes; what no name takes up is not paid for.
const USUAL_LENGTH: usize = 32;

/// Of a heading.
const USUAL_HEADING: usize = 24;

impl NameIndex {
    fn of(vault: &Vault) -> NameIndex {
        let mut names = NameIndex::without_headings(vault);
        for (file, _) in vault.files() {
            names.add_file(vault, file);
        }
        for (target, ..) in vault.targets.iter() {
            names.add_target(vault, target);
        }
        names
    }

    fn without_headings(vault: &Vault) -> NameIndex {
        NameIndex::empty(vault, vault.files.bound() as usize + vault.aliases.len(), USUAL_LENGTH)
    }

    fn only_headings(vault: &Vault) -> NameIndex {
        NameIndex::of_headings(vault, vault.notes().map(|(_, note)| note.headings.len()).sum())
    }

    /// With room for `count` headings.
    fn of_headings(vault: &Vault, count: usize) -> NameIndex {
        NameIndex { of_headings: true, ..NameIndex::empty(vault, count, USUAL_HEADING) }
    }

    /// With room for `count` names of a usual `length`.
    fn empty(vault: &Vault, count: usize, length: usize) -> NameIndex {
        let ignored = Ignored::of(&vault.settings().ignore_filters);
        let mut names = NameIndex { ignored, ..NameIndex::default() };
        // Names that are added later, or that nothing has, must not move all others: what would be
        // left behind is as large as they are.
        let count = count + count / 4;
        names.of_files.reserve(vault.files.bound() as usize);
        names.sieve.reserve(count);
        names.entries.reserve(count);
        names.text.reserve(count * length);
        names
    }

    /// Brings it in step with what is stale.
    fn settle(&mut self, vault: &Vault, targets: &[Target]) {
        for file in std::mem::take(&mut self.stale_files) {
            self.remove_file(file);
            self.add_file(vault, file);
        }
        for target in std::mem::take(&mut self.stale_targets).iter().chain(targets) {
            self.remove_target(*target);
            self.add_target(vault, *target);
        }
    }

    /// The names whose [`mask`](crate::mask) is to be kept, in no order.
    pub fn filter_by_mask(
        &self,
        keep: impl Fn(u64) -> bool,
    ) -> impl Iterator<Item = IndexedName<'_>> {
        self.at(self.sieve.masked(keep))
    }

    /// The names that may begin with `text`, which is [`loose`]: all that do and some that do not,
    /// in no order.
    pub fn with_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.at(self.sieve.beginning(text))
    }

    /// The names that may hold `text`, which is [`loose`], from the beginning of a word on: all
    /// that do and some that do not, in no order.
    pub fn with_word_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.at(self.sieve.holding(text))
    }

    /// The names of files in the folder `base` and below it, and of what is missing if that is the
    /// root, in no order; each with its folder from `base` on. `base` is [`loose`] and ends with a `/`,
    /// or is empty for the root. A path together with its name may have the traits `wanted`: all that
    /// do and some that do not.
    pub fn with_path<'v>(
        &'v self,
        base: &str,
        wanted: TextSignature,
    ) -> impl Iterator<Item = (&'v str, IndexedName<'v>)> {
        let slots = self.sieve.traits().zip(&self.entries);
        slots.filter_map(move |(traits, entry)| {
            let (below, above) = match entry.named {
                _ if entry.len() == 0 => return None,
                NameOwner::Note(_) | NameOwner::Attachment(_) => {
                    self.folders.below(entry.folder, base)?
                }
                NameOwner::Missing(_) if base.is_empty() => ("", TextSignature::default()),
                _ => return None,
            };
            traits.union(above).contains(wanted).then(|| (below, self.name(entry)))
        })
    }

    fn name(&self, entry: &NameEntry) -> IndexedName<'_> {
        IndexedName {
            owner: entry.named,
            folder: entry.folder,
            ignored: entry.len % 2 == 1,
            len: entry.len(),
            start: entry.start as usize,
            names: &self.text,
        }
    }

    fn at(&self, slots: impl Iterator<Item = usize>) -> impl Iterator<Item = IndexedName<'_>> {
        let entries = slots.map(|slot| &self.entries[slot]);
        entries.filter(|entry| entry.len() > 0).map(|entry| self.name(entry))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the name and the aliases of a file, or its headings, unless it is gone.
    fn add_file(&mut self, vault: &Vault, id: FileId) {
        let Some(file) = vault.get(id) else { return };
        let ignored = self.ignored.covers(&file.path);
        if self.of_headings {
            let folder = file.folder_id();
            let headings = file.note.iter().flat_map(|note| note.headings.iter());
            for (heading, at) in headings.zip(0..) {
                let text = heading_without_block_id(heading);
                self.add(text, NameOwner::Heading(id, at), folder, ignored);
            }
            return;
        }
        let folder = self.folders.enter(file.folder());
        let named =
            if file.kind.is_indexed() { NameOwner::Note(id) } else { NameOwner::Attachment(id) };
        self.add(file.name(), named, folder, ignored);
        for alias in &vault.alias_keys(id) {
            self.add(alias, NameOwner::Alias(id), folder, ignored);
        }
    }

    /// Adds what a target asks for, if in vain.
    fn add_target(&mut self, vault: &Vault, target: Target) {
        if let Some(text) = vault.missing(target) {
            self.add(text, NameOwner::Missing(target), FolderId::NONE, false);
        }
    }

    fn remove_file(&mut self, file: FileId) {
        for slot in self.of_files.remove(&file).into_iter().flatten() {
            self.vacate(slot);
        }
    }

    fn remove_target(&mut self, target: Target) {
        if let Some(slot) = self.of_targets.remove(&target) {
            self.vacate(slot);
        }
    }

    fn add(&mut self, name: &str, named: NameOwner, folder: FolderId, ignored: bool) {
        let name = normalize(name);
        let narrow = |length| u32::try_from(length).expect("the names are under 4 GiB");
        let len = narrow(2 * name.len() + usize::from(ignored));
        let entry = NameEntry { start: narrow(self.text.len()), len, named, folder };
        self.text.push_str(&name);
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                self.sieve.set(slot as usize, &name);
                slot
            }
            None => {
                self.entries.push(entry);
                self.sieve.push(&name);
                narrow(self.entries.len() - 1)
            }
        };
        match named {
            NameOwner::Note(file)
            | NameOwner::Alias(file)
            | NameOwner::Attachment(file)
            | NameOwner::Heading(file, _) => {
                self.of_files.entry(file).or_default().push(slot);
            }
            NameOwner::Missing(target) => {
                self.of_targets.insert(target, slot);
            }
        }
    }

    fn vacate(&mut self, slot: u32) {
        let entry = &mut self.entries[slot as usize];
        if matches!(entry.named, NameOwner::Note(_) | NameOwner::Attachment(_)) {
            self.folders.leave(entry.folder);
        }
        self.wasted += entry.len();
        entry.len = 0;
        self.sieve.set(slot as usize, "");
        self.free.push(slot);
        if self.wasted > 1 << 16 && self.wasted > self.text.len() / 2 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let mut text = String::with_capacity(self.text.len() - self.wasted);
        for entry in &mut self.entries {
            let name = &self.text[entry.start as usize..][..entry.len()];
            entry.start = u32::try_from(text.len()).expect("the names were under 4 GiB");
            text.push_str(name);
        }
        (self.text, self.wasted) = (text, 0);
    }
}

#[cfg(test)]
mod tests {
    use linkwright_syntax::scan;

    use super::*;
    use crate::Change;

    fn write(vault: &mut Vault, path: &str, text: &str) {
        vault.apply(Change::Note { path, text, facts: scan(text) });
    }

    fn headings(vault: &Vault, typed: &str) -> Vec<String> {
        let wanted = crate::char_mask(&normalize(typed));
        let found = vault.heading_names().filter_by_mask(|mask| wanted & !mask == 0);
        let mut shown: Vec<_> = found.map(|found| found.text().to_owned()).collect();
        shown.sort();
        shown
    }

    #[test]
    fn headings_are_found_by_their_letters() {
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
    fn headings_that_are_no_more_are_given_back() {
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
