//! What tells most names apart from what is looked for, without reading them: a few words of each,
//! in arrays of their own, so that looking through all of them is cheap.

use super::signature::{TextSignature, start, starts};
use crate::normalize::char_mask;

/// The slots of names, told apart by how they begin, how their words do, and what they hold.
#[derive(Default)]
pub(super) struct Sieve {
    /// The first bytes of each name.
    heads: Vec<u32>,
    /// The [`mask`] of each.
    masks: Vec<u64>,
    /// How the words of each begin, see [`starts`].
    starts: Vec<u64>,
}

impl Sieve {
    pub(super) fn reserve(&mut self, count: usize) {
        self.heads.reserve(count);
        self.masks.reserve(count);
        self.starts.reserve(count);
    }

    /// Tells of the next slot that `name` is there, which is loose.
    pub(super) fn push(&mut self, name: &str) {
        self.heads.push(head(name));
        self.masks.push(char_mask(name));
        self.starts.push(starts(name));
    }

    /// Tells of `slot` that `name` is there.
    pub(super) fn set(&mut self, slot: usize, name: &str) {
        (self.heads[slot], self.masks[slot]) = (head(name), char_mask(name));
        self.starts[slot] = starts(name);
    }

    /// The slots in order whose [`mask`] is to be kept.
    pub(super) fn masked(&self, keep: impl Fn(u64) -> bool) -> impl Iterator<Item = usize> {
        kept(self.masks.iter(), move |mask| keep(*mask))
    }

    /// The traits of the names, in the order of the slots.
    pub(super) fn traits(&self) -> impl Iterator<Item = TextSignature> {
        let each = self.masks.iter().zip(&self.starts);
        each.map(|(&mask, &starts)| TextSignature { mask, starts })
    }

    /// All slots whose names begin with `text`, and some others.
    pub(super) fn beginning(&self, text: &str) -> impl Iterator<Item = usize> {
        let (all, wanted) = (char_mask(text), head(text));
        let told = u32::MAX.checked_shl(32 - 8 * text.len().min(4) as u32).unwrap_or(0);
        // Both at once: of what is told by one thing alone, branches are hard to foresee.
        let begins = move |(head, mask): (&u32, &u64)| {
            u64::from((head ^ wanted) & told) | (all & !mask) == 0
        };
        kept(self.heads.iter().zip(&self.masks), begins)
    }

    /// All slots whose names hold `text` from the beginning of a word on, and some others.
    pub(super) fn holding(&self, text: &str) -> impl Iterator<Item = usize> {
        let (all, start) = (char_mask(text), start(text.as_bytes()));
        let holds = move |(starts, mask): (&u64, &u64)| (start & !starts) | (all & !mask) == 0;
        kept(self.starts.iter().zip(&self.masks), holds)
    }
}

/// The places of what is to be kept, in order.
fn kept<T>(told: impl Iterator<Item = T>, keep: impl Fn(T) -> bool) -> impl Iterator<Item = usize> {
    told.enumerate().filter_map(move |(slot, told)| keep(told).then_some(slot))
}

/// The first four bytes; of a shorter text, zeros behind it.
fn head(text: &str) -> u32 {
    let mut bytes = [0; 4];
    let len = text.len().min(4);
    bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
    u32::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = ["ab cd-ef (gh", "日本 x", "a", "zebra", "an ant", "abcdef", ""];

    fn found(slots: impl Fn(&Sieve) -> Vec<usize>) -> Vec<&'static str> {
        let mut sieve = Sieve::default();
        NAMES.iter().for_each(|name| sieve.push(name));
        slots(&sieve).into_iter().map(|slot| NAMES[slot]).collect()
    }

    #[test]
    fn names_are_found_by_how_they_begin() {
        let beginning = |text: &str| found(|sieve| sieve.beginning(text).collect());
        assert_eq!(beginning("a"), ["ab cd-ef (gh", "a", "an ant", "abcdef"]);
        assert_eq!(beginning("an a"), ["an ant"]);
        assert_eq!(beginning("abcdf"), ["abcdef"], "only four bytes are told");
        assert_eq!(beginning("日"), ["日本 x"]);
        assert_eq!(beginning("").len(), NAMES.len());
    }

    #[test]
    fn names_are_found_by_how_their_words_begin() {
        let holding = |text: &str| found(|sieve| sieve.holding(text).collect());
        assert_eq!(holding("c"), ["ab cd-ef (gh"]);
        assert_eq!(holding("ef ("), ["ab cd-ef (gh"]);
        assert_eq!(holding("(gh"), ["ab cd-ef (gh"]);
        assert_eq!(holding("h"), [""; 0]);
        assert_eq!(holding("x"), ["日本 x"]);
        assert_eq!(holding("日本"), ["日本 x"]);
        assert_eq!(holding("ant"), ["an ant"]);
    }
}
