//! Signatures of texts: two machine words that rule out most texts of a search without reading them.

use crate::normalize::char_mask;

/// Which characters a [`normalize`](crate::normalize())d text contains, and how its words start.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TextSignature {
    pub(super) mask: u64,
    pub(super) word_starts: u64,
}

impl TextSignature {
    pub(super) fn new(normalized: &str) -> TextSignature {
        TextSignature { mask: char_mask(normalized), word_starts: word_starts(normalized) }
    }

    /// The part of a signature that every text with the characters of `text` has.
    #[must_use]
    pub fn of_characters(text: &str) -> TextSignature {
        TextSignature { mask: char_mask(text), word_starts: 0 }
    }

    /// The part of a signature that every text has that contains `text` at the start of a word.
    #[must_use]
    pub fn of_word_prefix(text: &str) -> TextSignature {
        TextSignature { mask: char_mask(text), word_starts: word_start_bits(text.as_bytes()) }
    }

    /// The signature with the bits of both.
    #[must_use]
    pub fn union(self, other: TextSignature) -> TextSignature {
        TextSignature {
            mask: self.mask | other.mask,
            word_starts: self.word_starts | other.word_starts,
        }
    }

    /// Whether this signature has all bits of `wanted`.
    pub(super) fn contains(self, wanted: TextSignature) -> bool {
        (wanted.mask & !self.mask) | (wanted.word_starts & !self.word_starts) == 0
    }
}

/// The [`word_start_bits`] of each word. A word starts at the first character, or after a character
/// that is neither a letter nor a digit.
pub(super) fn word_starts(normalized: &str) -> u64 {
    let (mut starts, mut inside) = (0, false);
    for (at, c) in normalized.char_indices() {
        if !inside && c != ' ' {
            starts |= word_start_bits(&normalized.as_bytes()[at..]);
        }
        inside = c.is_alphanumeric();
    }
    starts
}

/// A bit for the first byte of `text`, and another for its first three bytes.
pub(super) fn word_start_bits(text: &[u8]) -> u64 {
    let first = match text {
        [] => return 0,
        [letter @ b'a'..=b'z', ..] => letter - b'a',
        [other, ..] => 26 + other % 6,
    };
    let three = text.first_chunk().map_or(0, |&[a, b, c]| {
        // The high bits of the product depend on all three bytes.
        1 << (32 + (u32::from_be_bytes([0, a, b, c]).wrapping_mul(0x9E37_79B1) >> 27))
    });
    1 << first | three
}
