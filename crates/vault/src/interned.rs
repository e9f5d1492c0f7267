//! Texts, each once, and what is known of each.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Texts by number and numbers by text. Numbers of texts that are gone are used again.
///
/// What is known lies in one list without gaps to speak of; the table beside it, which always has
/// room to spare, holds numbers alone, with the hashes by which it grows without reading a text.
pub(crate) struct Interned<V> {
    numbers: HashTable<Number>,
    slots: Vec<Option<(Box<str>, V)>>,
    free: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Number {
    hash: u32,
    number: u32,
}

impl<V> Default for Interned<V> {
    fn default() -> Interned<V> {
        Interned { numbers: HashTable::new(), slots: Vec::new(), free: Vec::new() }
    }
}

impl<V> Interned<V> {
    /// The number of `text`, if it is there.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let hash = hash(text);
        let is_it = |known: &Number| known.hash == hash && self.text(known.number) == Some(text);
        self.numbers.find(spread(hash), is_it).map(|known| known.number)
    }

    /// What is known of `text`, if it is there.
    pub(crate) fn get(&self, text: &str) -> Option<&V> {
        self.at(self.find(text)?).map(|(_, value)| value)
    }

    /// A text and what is known of it; `None` if it is gone.
    pub(crate) fn at(&self, number: u32) -> Option<(&str, &V)> {
        let (text, value) = self.slots.get(number as usize)?.as_ref()?;
        Some((text, value))
    }

    /// What is known of a text, to be changed; `None` if it is gone.
    pub(crate) fn at_mut(&mut self, number: u32) -> Option<&mut V> {
        self.slots.get_mut(number as usize)?.as_mut().map(|(_, value)| value)
    }

    fn text(&self, number: u32) -> Option<&str> {
        self.at(number).map(|(text, _)| text)
    }

    /// Adds `text`, which is not there; its number.
    pub(crate) fn add(&mut self, text: &str, value: V) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.bound() - 1
        });
        self.slots[number as usize] = Some((text.into(), value));
        let hash = hash(text);
        let rehash = |known: &Number| spread(known.hash);
        self.numbers.insert_unique(spread(hash), Number { hash, number }, rehash);
        number
    }

    /// Takes a text out; it, if it was there.
    pub(crate) fn remove(&mut self, number: u32) -> Option<Box<str>> {
        let (text, _) = self.slots.get_mut(number as usize)?.take()?;
        let is_it = |known: &Number| known.number == number;
        if let Ok(entry) = self.numbers.find_entry(spread(hash(&text)), is_it) {
            entry.remove();
        }
        self.free.push(number);
        Some(text)
    }

    /// Above all numbers.
    pub(crate) fn bound(&self) -> u32 {
        u32::try_from(self.slots.len()).expect("fewer than 2³² texts")
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &str, &V)> {
        let slots = self.slots.iter().zip(0..);
        slots.filter_map(|(slot, number)| {
            slot.as_ref().map(|(text, value)| (number, &**text, value))
        })
    }
}

/// A hash as a table wants it: its ends count.
pub(crate) fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// The upper half, which is the better one.
pub(crate) fn hash(text: &str) -> u32 {
    (FxBuildHasher.hash_one(text) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_and_go_and_their_numbers_are_used_again() {
        let mut texts = Interned::default();
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
        assert_eq!((texts.bound(), texts.at(1000)), (1000, None));
    }
}
