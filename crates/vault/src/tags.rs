//! Index of tags: the notes that have each tag, and its spellings.

use std::collections::BTreeMap;

use linkwright_syntax::fold;
use linkwright_syntax::frontmatter::AliasRules;
use smallvec::SmallVec;

use crate::{FileId, Note, Vault};

/// Keyed by the folded tag, so that nested tags directly follow their parent.
#[derive(Default)]
pub(crate) struct Tags {
    tags: BTreeMap<Box<str>, TagUses>,
}

/// The uses of a tag, in all its spellings.
#[derive(Default, Debug)]
pub struct TagUses {
    /// The notes that have it, sorted.
    pub notes: SmallVec<[FileId; 4]>,
    /// The spellings of the tag, without `#`, and the number of uses of each; in no order.
    pub spellings: SmallVec<[(Box<str>, u32); 1]>,
}

impl Tags {
    /// Replaces the tags of `file` that count under `rules`.
    pub(crate) fn replace(
        &mut self,
        file: FileId,
        rules: AliasRules,
        old: Option<&Note>,
        new: Option<&Note>,
    ) {
        if tags_of(old, rules).eq(tags_of(new, rules)) {
            return;
        }
        tags_of(old, rules).for_each(|tag| self.remove(file, tag));
        tags_of(new, rules).for_each(|tag| self.add(file, tag));
    }

    fn add(&mut self, file: FileId, spelling: &str) {
        let key = fold(spelling);
        let tag = match self.tags.get_mut(&*key) {
            Some(tag) => tag,
            None => self.tags.entry(key.into()).or_default(),
        };
        if let Err(at) = tag.notes.binary_search(&file) {
            tag.notes.insert(at, file);
        }
        match tag.spellings.iter_mut().find(|(known, _)| **known == *spelling) {
            Some((_, count)) => *count += 1,
            None => tag.spellings.push((spelling.into(), 1)),
        }
    }

    /// Removes one use of a tag. All uses of the tag in `file` have to be removed with it.
    fn remove(&mut self, file: FileId, spelling: &str) {
        let key = fold(spelling);
        let Some(tag) = self.tags.get_mut(&*key) else { return };
        if let Ok(at) = tag.notes.binary_search(&file) {
            tag.notes.remove(at);
        }
        if let Some(at) = tag.spellings.iter().position(|(known, _)| **known == *spelling) {
            tag.spellings[at].1 -= 1;
            if tag.spellings[at].1 == 0 {
                tag.spellings.swap_remove(at);
            }
        }
        if tag.spellings.is_empty() {
            self.tags.remove(&*key);
        }
    }
}

fn tags_of(note: Option<&Note>, rules: AliasRules) -> impl Iterator<Item = &str> {
    note.into_iter().flat_map(move |note| note.tags_under(rules)).map(|(tag, _)| tag)
}

impl Note {
    fn tags_under(
        &self,
        rules: AliasRules,
    ) -> impl Iterator<Item = (&str, &linkwright_syntax::Tag)> {
        self.facts.recognized_tags(rules).map(|(at, tag)| (&*self.tags[at], tag))
    }
}

impl Vault {
    /// The tags of `file` that count under `frontmatter.legacyKeys`: each as written, without `#`,
    /// with its position; in document order.
    pub fn tags_of(&self, file: FileId) -> impl Iterator<Item = (&str, &linkwright_syntax::Tag)> {
        let rules = self.settings.aliases;
        self.note(file).into_iter().flat_map(move |note| note.tags_under(rules))
    }

    /// Every tag, in lowercase and NFC, with its uses; sorted by tag.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &TagUses)> {
        self.tags.tags.iter().map(|(key, tag)| (&**key, tag))
    }

    /// The notes that have `tag`, given without `#`, or a tag nested in it, sorted. Case is ignored.
    #[must_use]
    pub fn notes_with_tag(&self, tag: &str) -> Vec<FileId> {
        let tag = fold(tag);
        // `0` is the character after `/`.
        let nested = format!("{tag}/").into_boxed_str()..format!("{tag}0").into_boxed_str();
        let own = self.tags.tags.get(&*tag);
        let nested = self.tags.tags.range(nested).map(|(_, tag)| tag);
        let notes = own.into_iter().chain(nested).flat_map(|tag| &tag.notes);
        let mut notes: Vec<_> = notes.copied().collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}
