//! Normalizing names for comparison with typed text, and a bit mask to exclude most names quickly.

use std::borrow::Cow;

use linkwright_syntax::fold;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// `name` in lowercase and NFC, without diacritics: the form that is compared with typed text.
#[must_use]
pub fn normalize(name: &str) -> Cow<'_, str> {
    let folded = fold(name);
    if folded.is_ascii() {
        return folded;
    }
    let without_marks = folded.nfd().filter(|&c| canonical_combining_class(c) == 0);
    Cow::Owned(without_marks.nfc().collect())
}

/// A bit mask of the characters that a [`normalize`]d name contains. Each letter and digit of ASCII
/// has a bit of its own, other characters share bits, and spaces have none.
///
/// A name can contain all characters of another only if it has all bits of its mask. It can be `n`
/// typing mistakes away only if at most `2 n` bits differ.
#[must_use]
pub fn char_mask(normalized: &str) -> u64 {
    let bit = |c: u32| match c {
        0x20 => 0,
        0x61..=0x7A => 1 << (c - 0x61),
        0x30..=0x39 => 1 << (c - 0x30 + 26),
        _ => 1 << (36 + c % 28),
    };
    if normalized.is_ascii() {
        return normalized.bytes().fold(0, |mask, byte| mask | bit(u32::from(byte)));
    }
    normalized.chars().fold(0, |mask, c| mask | bit(u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_diacritics() {
        assert_eq!(normalize("Über Größe"), "uber große");
        assert_eq!(normalize("cafe\u{301}"), "cafe");
        assert_eq!(normalize("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(normalize("日本"), "日本");
    }

    #[test]
    fn masks_depend_on_the_characters_not_on_their_order() {
        assert_eq!(char_mask("ab c"), char_mask("cba"));
        assert_eq!(char_mask("abc") & char_mask("def"), 0);
        assert_ne!(char_mask("日"), 0);
    }
}
