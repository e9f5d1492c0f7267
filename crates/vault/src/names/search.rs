//! Searching a name index.

use super::{FolderId, NameEntry, NameIndex, NameOwner, TextSignature};

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
    /// The [normalized](crate::normalize) name. The other fields are known without reading it.
    #[must_use]
    pub fn text(&self) -> &'v str {
        &self.names[self.start..][..self.len]
    }
}

impl NameIndex {
    /// The names whose [`char_mask`](crate::char_mask()) `keep` accepts, in no order.
    pub fn filter_by_mask(
        &self,
        keep: impl Fn(u64) -> bool,
    ) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.filter_by_mask(keep))
    }

    /// The names that may start with `text`, which is normalized: all that do and some that do
    /// not, in no order.
    pub fn with_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.with_prefix(text))
    }

    /// The names that may contain `text`, which is normalized, at the start of a word: all that
    /// do and some that do not, in no order.
    pub fn with_word_prefix(&self, text: &str) -> impl Iterator<Item = IndexedName<'_>> {
        self.names_at(self.prefilter.with_word_prefix(text))
    }

    /// The names of the files in and below the folder `base`, and of missing targets if that is the
    /// root, in no order; each with its folder relative to `base`. `base` is normalized and ends
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
}
