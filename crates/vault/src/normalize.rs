//! How names are compared with what was typed, and told apart before that by one word each.

use std::borrow::Cow;

use linkwright_syntax::fold;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The form in which a name is compared with what was typed: composed, in lowercase, without
/// diacritics.
#[must_use]
pub fn normalize(name: &str) -> Cow<'_, str> {
    let folded = fold(name);
    if folded.is_ascii() {
        return folded;
    }
    let bare = folded.nfd().filter(|&c| canonical_combining_class(c) == 0);
    Cow::Owned(bare.nfc().collect())
}

/// Which characters a [`loose`] name holds, a bit for each or for several that share it; spaces
/// have none.
///
/// A name holds all characters of another only if it has all of its bits, and is `n` slips of the
/// pen away only if at most `2 n` bits differ.
#[must_use]
pub fn char_mask(loose: &str) -> u64 {
    let bit = |c: u32| match c {
        0x20 => 0,
        // Letters and digits have a bit each; all else shares the others.
        0x61..=0x7A => 1 << (c - 0x61),
        0x30..=0x39 => 1 << (c - 0x30 + 26),
        _ => 1 << (36 + c % 28),
    };
    if loose.is_ascii() {
        return loose.bytes().fold(0, |mask, byte| mask | bit(u32::from(byte)));
    }
    loose.chars().fold(0, |mask, c| mask | bit(u32::from(c)))
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
    fn masks_tell_characters_and_nothing_of_their_order() {
        assert_eq!(char_mask("ab c"), char_mask("cba"));
        assert_eq!(char_mask("abc") & char_mask("def"), 0);
        assert_ne!(char_mask("日"), 0);
    }
}
