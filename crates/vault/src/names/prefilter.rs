//! The prefilter: a few machine words for each name, in separate arrays, that exclude most names
//! from a search without reading their text.

use super::signature::{TextSignature, word_start_bits, word_starts};
use crate::normalize::char_mask;

/// For each slot of the name index, the data that excludes its name from most searches.
#[derive(Default)]
pub(super) struct Prefilter {
    /// The first four bytes of each name.
    prefixes: Vec<u32>,
    /// The [`char_mask`] of each name.
    masks: Vec<u64>,
    /// The [`word_starts`] of each name.
    word_starts: Vec<u64>,
}

impl Prefilter {
    pub(super) fn reserve(&mut self, count: usize) {
        self.prefixes.reserve(count);
        self.masks.reserve(count);
        self.word_starts.reserve(count);
    }

    /// Adds the normalized `name` as the next slot.
    pub(super) fn push(&mut self, name: &str) {
        self.prefixes.push(first_bytes(name));
        self.masks.push(char_mask(name));
        self.word_starts.push(word_starts(name));
    }

    /// Replaces the name of `slot` by the normalized `name`.
    pub(super) fn set(&mut self, slot: usize, name: &str) {
        (self.prefixes[slot], self.masks[slot]) = (first_bytes(name), char_mask(name));
        self.word_starts[slot] = word_starts(name);
    }

    /// The slots whose [`char_mask`] `keep` accepts, in order.
    pub(super) fn filter_by_mask(&self, keep: impl Fn(u64) -> bool) -> impl Iterator<Item = usize> {
        positions(self.masks.iter(), move |mask| keep(*mask))
    }

    /// The signatures of the names, in the order of the slots.
    pub(super) fn signatures(&self) -> impl Iterator<Item = TextSignature> {
        let each = self.masks.iter().zip(&self.word_starts);
        each.map(|(&mask, &word_starts)| TextSignature { mask, word_starts })
    }

    /// All slots whose names start with `text`, and some others.
    pub(super) fn with_prefix(&self, text: &str) -> impl Iterator<Item = usize> {
        let (wanted_mask, wanted) = (char_mask(text), first_bytes(text));
        let compared = u32::MAX.checked_shl(32 - 8 * text.len().min(4) as u32).unwrap_or(0);
        // One branch for both conditions: a branch on either alone is hard to predict.
        let matches = move |(prefix, mask): (&u32, &u64)| {
            u64::from((prefix ^ wanted) & compared) | (wanted_mask & !mask) == 0
        };
        positions(self.prefixes.iter().zip(&self.masks), matches)
    }

    /// All slots whose names contain `text` at the start of a word, and some others.
    pub(super) fn with_word_prefix(&self, text: &str) -> impl Iterator<Item = usize> {
        let (wanted_mask, wanted) = (char_mask(text), word_start_bits(text.as_bytes()));
        let matches =
            move |(starts, mask): (&u64, &u64)| (wanted & !starts) | (wanted_mask & !mask) == 0;
        positions(self.word_starts.iter().zip(&self.masks), matches)
    }
}

/// The positions of the items that `keep` accepts, in order.
fn positions<T>(
    items: impl Iterator<Item = T>,
    keep: impl Fn(T) -> bool,
) -> impl Iterator<Item = usize> {
    items.enumerate().filter_map(move |(slot, item)| keep(item).then_some(slot))
}

/// The first four bytes of `text`, padded with zeros.
fn first_bytes(text: &str) -> u32 {
    let mut bytes = [0; 4];
    let len = text.len().min(4);
    bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
    u32::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = ["ab cd-ef (gh", "日本 x", "a", "zebra", "an ant", "abcdef", ""];

    fn found(slots: impl Fn(&Prefilter) -> Vec<usize>) -> Vec<&'static str> {
        let mut prefilter = Prefilter::default();
        NAMES.iter().for_each(|name| prefilter.push(name));
        slots(&prefilter).into_iter().map(|slot| NAMES[slot]).collect()
    }

    #[test]
    fn names_are_found_by_their_prefix() {
        let with_prefix = |text: &str| found(|prefilter| prefilter.with_prefix(text).collect());
        assert_eq!(with_prefix("a"), ["ab cd-ef (gh", "a", "an ant", "abcdef"]);
        assert_eq!(with_prefix("an a"), ["an ant"]);
        assert_eq!(with_prefix("abcdf"), ["abcdef"], "only four bytes are compared");
        assert_eq!(with_prefix("日"), ["日本 x"]);
        assert_eq!(with_prefix("").len(), NAMES.len());
    }

    #[test]
    fn names_are_found_by_the_prefixes_of_their_words() {
        let with_word_prefix =
            |text: &str| found(|prefilter| prefilter.with_word_prefix(text).collect());
        assert_eq!(with_word_prefix("c"), ["ab cd-ef (gh"]);
        assert_eq!(with_word_prefix("ef ("), ["ab cd-ef (gh"]);
        assert_eq!(with_word_prefix("(gh"), ["ab cd-ef (gh"]);
        assert_eq!(with_word_prefix("h"), [""; 0]);
        assert_eq!(with_word_prefix("x"), ["日本 x"]);
        assert_eq!(with_word_prefix("日本"), ["日本 x"]);
        assert_eq!(with_word_prefix("ant"), ["an ant"]);
    }
}
