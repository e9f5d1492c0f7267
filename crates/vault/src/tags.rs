//! Which notes have which tag.

use std::collections::BTreeMap;

use linkwright_syntax::fold;
use smallvec::SmallVec;

use crate::{FileId, Note, Vault};

/// From a folded tag to the notes that write it, sorted. In the order of the tags, so that those
/// nested in one stand behind it.
#[derive(Default)]
pub(crate) struct Tags {
    notes: BTreeMap<Box<str>, SmallVec<[FileId; 4]>>,
}

impl Tags {
    /// Replaces the tags of `file`.
    pub(crate) fn put(&mut self, file: FileId, old: Option<&Note>, new: Option<&Note>) {
        let folded = |note: Option<&Note>| {
            let tags = note.map_or(&[][..], |note| &note.tags);
            let mut tags: Vec<_> = tags.iter().map(|tag| fold(tag).into_owned()).collect();
            tags.sort_unstable();
            tags.dedup();
            tags
        };
        let (old, new) = (folded(old), folded(new));
        for gone in old.iter().filter(|tag| new.binary_search(tag).is_err()) {
            let Some(notes) = self.notes.get_mut(gone.as_str()) else { continue };
            if let Ok(at) = notes.binary_search(&file) {
                notes.remove(at);
            }
            if notes.is_empty() {
                self.notes.remove(gone.as_str());
            }
        }
        for come in new.into_iter().filter(|tag| old.binary_search(tag).is_err()) {
            let notes = self.notes.entry(come.into()).or_default();
            if let Err(at) = notes.binary_search(&file) {
                notes.insert(at, file);
            }
        }
    }
}

impl Vault {
    /// Every tag, in lowercase and NFC, with the notes that have it, sorted; by the tag.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &[FileId])> {
        self.tags.notes.iter().map(|(tag, notes)| (&**tag, &notes[..]))
    }

    /// The notes that have `tag`, without `#`, or one nested in it, sorted. Case does not count.
    #[must_use]
    pub fn tagged(&self, tag: &str) -> Vec<FileId> {
        let tag = fold(tag);
        // `0` is the character behind `/`.
        let nested = format!("{tag}/").into_boxed_str()..format!("{tag}0").into_boxed_str();
        let own = self.tags.notes.get(&*tag);
        let nested = self.tags.notes.range(nested).map(|(_, notes)| notes);
        let mut notes: Vec<_> = own.into_iter().chain(nested).flatten().copied().collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}
