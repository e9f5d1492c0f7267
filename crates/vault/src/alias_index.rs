//! Index of notes by alias.

use std::borrow::Cow;
use std::cmp::Ordering;

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

use crate::FileId;
use crate::interned::{hash32, table_hash};
use crate::path_index::{Providers, SCAN_LIMIT};

/// Maps aliases, folded, to the notes that claim them.
///
/// To save memory, an alias with few claimants is stored only as a hash: the callback `has_alias`
/// checks each note with that hash. An alias with many claimants is stored with its text, and so is
/// one of a note with a long list of aliases, where the check would be slow.
#[derive(Default)]
pub(crate) struct AliasIndex {
    by_hash: HashTable<AliasClaim>,
    by_text: FxHashMap<Box<str>, Providers>,
}

/// A note with more aliases than this has a long list. It is small in tests, whose lists are short.
pub(crate) const LONG_ALIAS_LIST: usize = if cfg!(test) { 2 } else { 64 };

/// A note claims an alias with this hash.
#[derive(Clone, Copy, PartialEq, Eq)]
struct AliasClaim {
    hash: u32,
    note: FileId,
}

impl AliasIndex {
    /// The notes that claim `alias`, sorted by `order`. `has_alias` says whether a note has it.
    pub(crate) fn claimants(
        &self,
        alias: &str,
        has_alias: impl Fn(FileId) -> bool,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) -> Cow<'_, [FileId]> {
        if let Some(claimants) = self.by_text.get(alias) {
            return Cow::Borrowed(&claimants.files);
        }
        let notes = self.notes_with_hash(hash32(alias));
        let mut notes: Vec<FileId> = notes.filter(|&note| has_alias(note)).collect();
        notes.sort_by(|&a, &b| order(a, b));
        notes.dedup();
        Cow::Owned(notes)
    }

    /// Whether a note may claim `alias`. Another alias can have the same hash.
    pub(crate) fn may_have(&self, alias: &str) -> bool {
        self.notes_with_hash(hash32(alias)).next().is_some() || self.by_text.contains_key(alias)
    }

    /// Adds `note`, which has `alias` already, to its claimants. `in_long_list` says whether the
    /// note has many aliases.
    pub(crate) fn add(
        &mut self,
        alias: &str,
        note: FileId,
        in_long_list: bool,
        has_alias: impl Fn(FileId) -> bool,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) {
        if let Some(claimants) = self.by_text.get_mut(alias) {
            return claimants.add(note, order);
        }
        let claim = AliasClaim { hash: hash32(alias), note };
        self.by_hash.insert_unique(table_hash(claim.hash), claim, |claim| table_hash(claim.hash));
        if !in_long_list && self.notes_with_hash(claim.hash).nth(SCAN_LIMIT).is_none() {
            return;
        }
        // Searching the long list for the alias that was just added to it would be slow.
        let claims = |other: &FileId| *other == note || has_alias(*other);
        let mut notes: Vec<FileId> = self.notes_with_hash(claim.hash).filter(claims).collect();
        // A note may also claim another alias with the same hash: that claim stays.
        notes.sort_unstable();
        notes.dedup();
        if in_long_list || notes.len() > SCAN_LIMIT {
            let mut claimants = Providers::default();
            for note in notes {
                self.remove_hashed(AliasClaim { note, ..claim });
                claimants.add(note, &order);
            }
            self.by_text.insert(alias.into(), claimants);
        }
    }

    /// Removes `note`, whose position in `order` has not changed yet, from the claimants of `alias`.
    pub(crate) fn remove(
        &mut self,
        alias: &str,
        note: FileId,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) {
        if let Some(claimants) = self.by_text.get_mut(alias) {
            let before = claimants.files.len();
            claimants.remove(note, order);
            let was_there = claimants.files.len() < before;
            if claimants.files.is_empty() {
                self.by_text.remove(alias);
            }
            if was_there {
                return;
            }
        }
        self.remove_hashed(AliasClaim { hash: hash32(alias), note });
    }

    /// Number of pairs of an alias and a note that claims it.
    pub(crate) fn len(&self) -> usize {
        self.by_hash.len() + self.by_text.values().map(|notes| notes.files.len()).sum::<usize>()
    }

    /// The notes stored under `hash` alone.
    fn notes_with_hash(&self, hash: u32) -> impl Iterator<Item = FileId> {
        let claims = self.by_hash.iter_hash(table_hash(hash));
        claims.filter(move |claim| claim.hash == hash).map(|claim| claim.note)
    }

    fn remove_hashed(&mut self, claim: AliasClaim) {
        if let Ok(entry) = self.by_hash.find_entry(table_hash(claim.hash), |known| *known == claim)
        {
            entry.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_id(a: FileId, b: FileId) -> Ordering {
        a.cmp(&b)
    }

    #[test]
    fn few_or_many_claimants_are_added_and_removed() {
        let mut claims = AliasIndex::default();
        let claimants = |claims: &AliasIndex| claims.claimants("a", |_| true, by_id).into_owned();
        let notes: Vec<FileId> = (0..SCAN_LIMIT as u32 + 2).map(FileId).collect();
        for (count, &note) in notes.iter().enumerate().rev() {
            claims.add("a", note, false, |_| true, by_id);
            assert_eq!(claimants(&claims), notes[count..]);
        }
        assert_eq!(
            (claims.by_text.len(), claims.by_hash.len(), claims.len()),
            (1, 0, SCAN_LIMIT + 2)
        );
        for (count, &note) in notes.iter().enumerate() {
            assert_eq!(claimants(&claims), notes[count..]);
            claims.remove("a", note, by_id);
        }
        assert_eq!((claimants(&claims), claims.len(), claims.by_text.len()), (Vec::new(), 0, 0));
    }

    #[test]
    fn a_long_list_is_not_searched() {
        let mut claims = AliasIndex::default();
        claims.add("a", FileId(2), false, |_| true, by_id);
        claims.add("a", FileId(1), true, |_| true, by_id);
        assert_eq!(*claims.claimants("a", |_| panic!("searched"), by_id), [FileId(1), FileId(2)]);
        claims.remove("a", FileId(2), by_id);
        claims.remove("a", FileId(1), by_id);
        assert_eq!((claims.len(), claims.by_text.len()), (0, 0));
    }

    /// Two aliases with the same hash.
    fn aliases_with_equal_hashes() -> [String; 2] {
        let mut known = FxHashMap::default();
        let names = (0..u32::MAX).map(|n| format!("alias {n}"));
        let found = names.into_iter().find_map(|name| {
            let before = known.insert(hash32(&name), name.clone())?;
            Some([before, name])
        });
        found.expect("there are more texts than hashes")
    }

    #[test]
    fn aliases_with_equal_hashes_are_kept_apart() {
        let [a, b] = &aliases_with_equal_hashes();
        let note = FileId(1);
        for in_long_list in [[true, false], [false, true]] {
            let mut claims = AliasIndex::default();
            claims.add(a, note, in_long_list[0], |_| true, by_id);
            claims.add(b, note, in_long_list[1], |_| true, by_id);
            assert_eq!(claims.len(), 2);
            claims.remove(a, note, by_id);
            assert_eq!(*claims.claimants(b, |_| true, by_id), [note]);
            claims.remove(b, note, by_id);
            assert_eq!((claims.len(), claims.by_text.len()), (0, 0));
        }
    }

    #[test]
    fn a_note_with_the_hash_but_not_the_alias_is_not_a_claimant() {
        let mut claims = AliasIndex::default();
        let one = FileId(1);
        for note in (0..SCAN_LIMIT as u32 + 2).map(FileId) {
            claims.add("a", note, false, |note| note == one, by_id);
        }
        assert_eq!(*claims.claimants("a", |note| note == one, by_id), [one]);
        assert_eq!(claims.by_text.len(), 0);
        claims.remove("a", one, by_id);
        assert_eq!(*claims.claimants("a", |note| note == one, by_id), []);
    }
}
