//! Who claims an alias.

use std::borrow::Cow;
use std::cmp::Ordering;

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

use crate::FileId;
use crate::interned::{hash, spread};
use crate::path_index::{FEW, Providers};

/// From aliases, folded, to the notes that claim them.
///
/// Most aliases have one claimant, which keeps the text: of those only a hash stands here, and
/// whoever has it is asked what it `says`. Those with many claimants are kept by their text, and so
/// are those of notes with a long list, who would be long in answering.
#[derive(Default)]
pub(crate) struct Claims {
    few: HashTable<Claim>,
    many: FxHashMap<Box<str>, Providers>,
}

/// More aliases than this are a long list. Those of tests are short.
pub(crate) const LONG: usize = if cfg!(test) { 2 } else { 64 };

#[derive(Clone, Copy, PartialEq, Eq)]
struct Claim {
    hash: u32,
    note: FileId,
}

impl Claims {
    /// The claimants of `alias`, by `order`.
    pub(crate) fn of(
        &self,
        alias: &str,
        says: impl Fn(FileId) -> bool,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) -> Cow<'_, [FileId]> {
        if let Some(many) = self.many.get(alias) {
            return Cow::Borrowed(&many.files);
        }
        let mut notes: Vec<FileId> = self.alike(hash(alias)).filter(|&note| says(note)).collect();
        notes.sort_by(|&a, &b| order(a, b));
        notes.dedup();
        Cow::Owned(notes)
    }

    /// Notes that `note` claims `alias`, and says so by now; `long` if it does in a long list.
    pub(crate) fn add(
        &mut self,
        alias: &str,
        note: FileId,
        long: bool,
        says: impl Fn(FileId) -> bool,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) {
        if let Some(many) = self.many.get_mut(alias) {
            return many.add(note, order);
        }
        let claim = Claim { hash: hash(alias), note };
        self.few.insert_unique(spread(claim.hash), claim, |claim| spread(claim.hash));
        if !long && self.alike(claim.hash).nth(FEW).is_none() {
            return;
        }
        // A long list is not asked about the alias that was just added to it.
        let claims = |other: &FileId| *other == note || says(*other);
        let mut notes: Vec<FileId> = self.alike(claim.hash).filter(claims).collect();
        // One may claim another alias of the same hash, too: that claim stays.
        notes.sort_unstable();
        notes.dedup();
        if long || notes.len() > FEW {
            let mut many = Providers::default();
            for note in notes {
                self.take(Claim { note, ..claim });
                many.add(note, &order);
            }
            self.many.insert(alias.into(), many);
        }
    }

    /// Notes that `note`, which is still in its place by `order`, claims `alias` no more.
    pub(crate) fn remove(
        &mut self,
        alias: &str,
        note: FileId,
        order: impl Fn(FileId, FileId) -> Ordering,
    ) {
        if let Some(many) = self.many.get_mut(alias) {
            let before = many.files.len();
            many.remove(note, order);
            let was_there = many.files.len() < before;
            if many.files.is_empty() {
                self.many.remove(alias);
            }
            if was_there {
                return;
            }
        }
        self.take(Claim { hash: hash(alias), note });
    }

    /// How many claims there are.
    pub(crate) fn len(&self) -> usize {
        self.few.len() + self.many.values().map(|many| many.files.len()).sum::<usize>()
    }

    /// The notes of those of `few` that have the hash.
    fn alike(&self, hash: u32) -> impl Iterator<Item = FileId> {
        let alike = self.few.iter_hash(spread(hash)).filter(move |claim| claim.hash == hash);
        alike.map(|claim| claim.note)
    }

    fn take(&mut self, claim: Claim) {
        if let Ok(entry) = self.few.find_entry(spread(claim.hash), |known| *known == claim) {
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
    fn claimants_come_and_go_be_they_few_or_many() {
        let mut claims = Claims::default();
        let of = |claims: &Claims| claims.of("a", |_| true, by_id).into_owned();
        let notes: Vec<FileId> = (0..FEW as u32 + 2).map(FileId).collect();
        for (count, &note) in notes.iter().enumerate().rev() {
            claims.add("a", note, false, |_| true, by_id);
            assert_eq!(of(&claims), notes[count..]);
        }
        assert_eq!((claims.many.len(), claims.few.len(), claims.len()), (1, 0, FEW + 2));
        for (count, &note) in notes.iter().enumerate() {
            assert_eq!(of(&claims), notes[count..]);
            claims.remove("a", note, by_id);
        }
        assert_eq!((of(&claims), claims.len(), claims.many.len()), (Vec::new(), 0, 0));
    }

    #[test]
    fn a_long_list_is_not_asked() {
        let mut claims = Claims::default();
        claims.add("a", FileId(2), false, |_| true, by_id);
        claims.add("a", FileId(1), true, |_| true, by_id);
        assert_eq!(*claims.of("a", |_| panic!("asked"), by_id), [FileId(1), FileId(2)]);
        claims.remove("a", FileId(2), by_id);
        claims.remove("a", FileId(1), by_id);
        assert_eq!((claims.len(), claims.many.len()), (0, 0));
    }

    /// Two aliases of one hash.
    fn alike() -> [String; 2] {
        let mut known = FxHashMap::default();
        let names = (0..u32::MAX).map(|n| format!("alias {n}"));
        let found = names.into_iter().find_map(|name| {
            let before = known.insert(hash(&name), name.clone())?;
            Some([before, name])
        });
        found.expect("there are more texts than hashes")
    }

    #[test]
    fn aliases_of_one_hash_and_note_come_and_go_by_themselves() {
        let [a, b] = &alike();
        let note = FileId(1);
        for long in [[true, false], [false, true]] {
            let mut claims = Claims::default();
            claims.add(a, note, long[0], |_| true, by_id);
            claims.add(b, note, long[1], |_| true, by_id);
            assert_eq!(claims.len(), 2);
            claims.remove(a, note, by_id);
            assert_eq!(*claims.of(b, |_| true, by_id), [note]);
            claims.remove(b, note, by_id);
            assert_eq!((claims.len(), claims.many.len()), (0, 0));
        }
    }

    #[test]
    fn who_has_the_hash_and_says_otherwise_claims_nothing() {
        let mut claims = Claims::default();
        let one = FileId(1);
        for note in (0..FEW as u32 + 2).map(FileId) {
            claims.add("a", note, false, |note| note == one, by_id);
        }
        assert_eq!(*claims.of("a", |note| note == one, by_id), [one]);
        assert_eq!(claims.many.len(), 0);
        claims.remove("a", one, by_id);
        assert_eq!(*claims.of("a", |note| note == one, by_id), []);
    }
}
