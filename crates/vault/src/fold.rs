//! The form in which names, paths and aliases are compared (`docs/semantics.md §1`, `§2`).

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// NFC, with a plain space for each no-break space (U+00A0, U+202F); case is kept.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    let no_break = |c| matches!(c, '\u{a0}' | '\u{202f}');
    if text.is_ascii() || (is_nfc(text) && !text.contains(no_break)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if no_break(c) { ' ' } else { c }).nfc().collect())
}

/// [`normal`], in full Unicode lowercase.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    match normal(text) {
        Cow::Borrowed(text) => linkwright_syntax::fold(text),
        Cow::Owned(text) => Cow::Owned(text.to_lowercase()),
    }
}

/// Whether `text` folds to `folded`.
pub(crate) fn folds_to(text: &str, folded: &str) -> bool {
    match text.is_ascii() {
        true => text.eq_ignore_ascii_case(folded),
        false => *fold(text) == *folded,
    }
}

/// The fold of `path` with `.md` behind it, which is appended first: the sigma that ends a name is
/// another letter than the one before `.md`.
pub(crate) fn fold_md(path: &str) -> String {
    let mut note = String::with_capacity(path.len() + 3);
    note.push_str(path);
    note.push_str(".md");
    if note.is_ascii() {
        note.make_ascii_lowercase();
        return note;
    }
    fold(&note).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_normal_form_and_no_break_spaces_do_not_count() {
        assert_eq!(fold("Ünï/A\u{a0}b\u{202f}c"), "ünï/a b c");
        assert_eq!(fold("U\u{308}"), "ü");
    }

    #[test]
    fn the_extension_comes_before_the_lowercase() {
        assert_eq!(fold_md("ΟΔΟΣ"), fold("ΟΔΟΣ.md"));
        assert_ne!(fold_md("ΟΔΟΣ"), format!("{}.md", fold("ΟΔΟΣ")));
        assert_eq!(fold_md("Plain"), "plain.md");
    }
}
