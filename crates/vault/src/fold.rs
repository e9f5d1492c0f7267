//! Folding: the form in which names, paths and aliases are compared (`docs/semantics.md §1`, `§2`).

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// `text` in NFC, with a plain space for each no-break space (U+00A0, U+202F). Case is kept.
pub(crate) fn to_nfc(text: &str) -> Cow<'_, str> {
    let is_no_break = |c| matches!(c, '\u{a0}' | '\u{202f}');
    if text.is_ascii() || (is_nfc(text) && !text.contains(is_no_break)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_no_break(c) { ' ' } else { c }).nfc().collect())
}

/// Folds a path, name or alias, as links write it: [`to_nfc`], then full Unicode lowercase.
pub(crate) fn fold_path(text: &str) -> Cow<'_, str> {
    match to_nfc(text) {
        Cow::Borrowed(text) => linkwright_syntax::fold(text),
        Cow::Owned(text) => Cow::Owned(text.to_lowercase()),
    }
}

/// Whether `text` folds to `folded`.
pub(crate) fn folds_to(text: &str, folded: &str) -> bool {
    match text.is_ascii() {
        true => text.eq_ignore_ascii_case(folded),
        false => *fold_path(text) == *folded,
    }
}

/// Folds `path` with `.md` appended. The extension is appended first, because a sigma at the end of
/// a word has another lowercase than one before `.md`.
pub(crate) fn fold_with_md(path: &str) -> String {
    let mut note = String::with_capacity(path.len() + 3);
    note.push_str(path);
    note.push_str(".md");
    if note.is_ascii() {
        note.make_ascii_lowercase();
        return note;
    }
    fold_path(&note).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_normalization_and_no_break_spaces_are_ignored() {
        assert_eq!(fold_path("Ünï/A\u{a0}b\u{202f}c"), "ünï/a b c");
        assert_eq!(fold_path("U\u{308}"), "ü");
    }

    #[test]
    fn the_extension_is_appended_before_lowercasing() {
        assert_eq!(fold_with_md("ΟΔΟΣ"), fold_path("ΟΔΟΣ.md"));
        assert_ne!(fold_with_md("ΟΔΟΣ"), format!("{}.md", fold_path("ΟΔΟΣ")));
        assert_eq!(fold_with_md("Plain"), "plain.md");
    }
}
