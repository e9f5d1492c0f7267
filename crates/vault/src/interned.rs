//! A map from texts to values that gives each text a small id.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Texts by id, ids by text, and a value for each text. Ids of removed texts are used again.
///
/// The texts and values lie in one list with few gaps. The hash table beside it always has spare
/// capacity, so it holds only ids, with their hashes: it grows without reading a text.
pub(crate) struct InternedMap<V> {
    ids: HashTable<HashedId>,
    slots: Vec<Option<(Box<str>, V)>>,
    free: Vec<u32>,
}

#[derive(Clone, Copy)]
struct HashedId {
    hash: u32,
    id: u32,
}

impl<V> Default for InternedMap<V> {
    fn default() -> InternedMap<V> {
        InternedMap { ids: HashTable::new(), slots: Vec::new(), free: Vec::new() }
    }
}

impl<V> InternedMap<V> {
    /// The id of `text`, if the map has it.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let hash = hash32(text);
        let matches = |known: &HashedId| known.hash == hash && self.text(known.id) == Some(text);
        self.ids.find(table_hash(hash), matches).map(|known| known.id)
    }

    /// The value of `text`, if the map has it.
    pub(crate) fn get(&self, text: &str) -> Option<&V> {
        self.at(self.find(text)?).map(|(_, value)| value)
    }

    /// The text with this id and its value; `None` if it was removed.
    pub(crate) fn at(&self, id: u32) -> Option<(&str, &V)> {
        let (text, value) = self.slots.get(id as usize)?.as_ref()?;
        Some((text, value))
    }

    /// The value of the text with this id; `None` if it was removed.
    pub(crate) fn at_mut(&mut self, id: u32) -> Option<&mut V> {
        self.slots.get_mut(id as usize)?.as_mut().map(|(_, value)| value)
    }

    fn text(&self, id: u32) -> Option<&str> {
        self.at(id).map(|(text, _)| text)
    }

    /// Adds `text`, which the map does not have yet, and returns its id.
    pub(crate) fn add(&mut self, text: &str, value: V) -> u32 {
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.id_bound() - 1
        });
        self.slots[id as usize] = Some((text.into(), value));
        let hash = hash32(text);
        let rehash = |known: &HashedId| table_hash(known.hash);
        self.ids.insert_unique(table_hash(hash), HashedId { hash, id }, rehash);
        id
    }

    /// Removes the text with this id and returns it, if the map has it.
    pub(crate) fn remove(&mut self, id: u32) -> Option<Box<str>> {
        let (text, _) = self.slots.get_mut(id as usize)?.take()?;
        let matches = |known: &HashedId| known.id == id;
        if let Ok(entry) = self.ids.find_entry(table_hash(hash32(&text)), matches) {
            entry.remove();
        }
        self.free.push(id);
        Some(text)
    }

    /// A bound that is greater than every id.
    pub(crate) fn id_bound(&self) -> u32 {
        u32::try_from(self.slots.len()).expect("fewer than 2³² texts")
    }

    /// All ids, texts and values, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &str, &V)> {
        let slots = self.slots.iter().zip(0..);
        slots.filter_map(|(slot, id)| slot.as_ref().map(|(text, value)| (id, &**text, value)))
    }
}

/// A 64-bit hash for a [`HashTable`], which uses the highest and the lowest bits.
pub(crate) fn table_hash(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// The upper half of the hash of `text`, whose bits are the better mixed ones.
pub(crate) fn hash32(text: &str) -> u32 {
    (FxBuildHasher.hash_one(text) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_removed_texts_are_used_again() {
        let mut texts = InternedMap::default();
        let names: Vec<String> = (0..1000).map(|n| format!("text {n}")).collect();
        for (name, n) in names.iter().zip(0..) {
            assert_eq!(texts.add(name, n), n);
        }
        assert_eq!(texts.remove(7).as_deref(), Some("text 7"));
        assert_eq!((texts.remove(7), texts.find("text 7"), texts.at(7)), (None, None, None));
        assert_eq!(texts.iter().count(), 999);
        assert_eq!(texts.add("new", 1000), 7);
        *texts.at_mut(7).expect("it was added") += 1;
        assert_eq!(texts.get("new"), Some(&1001));
        for (name, n) in names.iter().zip(0..).filter(|&(_, n)| n != 7) {
            assert_eq!((texts.find(name), texts.get(name)), (Some(n), Some(&n)));
        }
        assert_eq!((texts.id_bound(), texts.at(1000)), (1000, None));
    }
}
