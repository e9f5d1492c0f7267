//! What tells a text apart from others without reading it: two words.

use crate::normalize::char_mask;

/// Which characters a [`loose`](crate::normalize()) text holds, and how its words begin.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TextSignature {
    pub(super) mask: u64,
    pub(super) starts: u64,
}

impl TextSignature {
    pub(super) fn of(loose: &str) -> TextSignature {
        TextSignature { mask: char_mask(loose), starts: starts(loose) }
    }

    /// The traits of every text that holds the characters of `text`.
    #[must_use]
    pub fn of_characters(text: &str) -> TextSignature {
        TextSignature { mask: char_mask(text), starts: 0 }
    }

    /// The traits of every text that holds `text` from the beginning of a word on.
    #[must_use]
    pub fn of_word_prefix(text: &str) -> TextSignature {
        TextSignature { mask: char_mask(text), starts: start(text.as_bytes()) }
    }

    /// The traits of both.
    #[must_use]
    pub fn union(self, other: TextSignature) -> TextSignature {
        TextSignature { mask: self.mask | other.mask, starts: self.starts | other.starts }
    }

    /// Whether a text that has these traits may be one that has all of `wanted`.
    pub(super) fn contains(self, wanted: TextSignature) -> bool {
        (wanted.mask & !self.mask) | (wanted.starts & !self.starts) == 0
    }
}

/// How each word begins: with what stands first, or behind what is neither letter nor digit.
pub(super) fn starts(loose: &str) -> u64 {
    let (mut starts, mut inside) = (0, false);
    for (at, c) in loose.char_indices() {
        if !inside && c != ' ' {
            starts |= start(&loose.as_bytes()[at..]);
        }
        inside = c.is_alphanumeric();
    }
    starts
}

/// How `text` begins: a bit for its first byte, and another for its first three.
pub(super) fn start(text: &[u8]) -> u64 {
    let first = match text {
        [] => return 0,
        [letter @ b'a'..=b'z', ..] => letter - b'a',
        [other, ..] => 26 + other % 6,
    };
    let three = text.first_chunk().map_or(0, |&[a, b, c]| {
        // The high bits of the product depend on all of it.
        1 << (32 + (u32::from_be_bytes([0, a, b, c]).wrapping_mul(0x9E37_79B1) >> 27))
    });
    1 << first | three
}
