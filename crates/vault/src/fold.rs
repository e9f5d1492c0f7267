//! The form in which names, paths and aliases are compared (`docs/semantics.md §2`).

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// NFC, with a plain space for each no-break space (U+00A0, U+202F); case is kept.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let spaces = text.contains(['\u{a0}', '\u{202f}']);
    if !spaces && is_nfc(text) {
        return Cow::Borrowed(text);
    }
    let space = |c| if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c };
    Cow::Owned(text.chars().map(space).nfc().collect())
}

/// [`normal`], in full Unicode lowercase. What is appended to a name is appended before: the
/// sigma that ends a name is another letter than the one before `.md`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { normal(text).to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_normal_form_and_spaces_do_not_count() {
        assert_eq!(fold("Ünï/A\u{a0}b"), "ünï/a b");
        assert_eq!(fold("U\u{308}"), "ü");
        assert_eq!(fold("ΟΔΟΣ.md"), "οδοσ.md");
        assert_eq!(fold("ΟΔΟΣ"), "οδος");
    }
}
