//! The normalized forms in which names and headings are compared.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The normalized form in which names, aliases and tags are compared: NFC, and lowercase by full
/// Unicode rules.
///
/// The lowercase form of a Greek sigma depends on whether it ends the word, so append `.md` before
/// folding (`docs/semantics.md §2`).
#[must_use]
pub fn fold(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return match name.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
    }
    match is_nfc(name) {
        true => Cow::Owned(name.to_lowercase()),
        false => Cow::Owned(name.nfc().collect::<String>().to_lowercase()),
    }
}

/// The key by which a heading is looked up: `key(h)` of `docs/semantics.md §3`. `raw` is the raw
/// text of a heading or of a subpath segment of a link.
#[must_use]
pub fn heading_key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    for word in raw.split(|c: char| c.is_whitespace() || is_separator(c)) {
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    match fold(&key) {
        Cow::Borrowed(_) => key,
        Cow::Owned(folded) => folded,
    }
}

/// The normalized form in which link reference labels are compared, by the rules of CommonMark: the
/// Unicode case fold, with collapsed whitespace. `ẞ` and `SS` both become `ss`.
#[must_use]
pub fn label_key(label: &str) -> Cow<'_, str> {
    if label.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(label);
    }
    let words = label.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    let key = words.collect::<Vec<_>>().join(" ");
    Cow::Owned(match key.is_ascii() {
        true => key.to_ascii_lowercase(),
        // Each step changes characters that the others keep; together they are the case fold.
        false => key.to_lowercase().to_uppercase().to_lowercase(),
    })
}

/// Whether `heading_key(raw) == key`. Does not allocate if `raw` is ASCII.
#[must_use]
pub fn has_heading_key(raw: &str, key: &str) -> bool {
    if !raw.is_ascii() {
        return heading_key(raw) == key;
    }
    let mut rest = key.as_bytes();
    for word in raw.split(|c: char| c.is_whitespace() || is_separator(c)) {
        if word.is_empty() {
            continue;
        }
        if rest.len() < key.len() {
            let Some(after_space) = rest.strip_prefix(b" ") else { return false };
            rest = after_space;
        }
        match rest.split_at_checked(word.len()) {
            Some((start, after)) if has_lowercase(word, start) => rest = after,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Whether `lowercase` is the lowercase form of the ASCII string `word`. Both have the same length.
fn has_lowercase(word: &str, lowercase: &[u8]) -> bool {
    word.bytes().zip(lowercase).all(|(byte, lower)| byte.to_ascii_lowercase() == *lower)
}

/// Whether a character of a heading becomes a space in its key.
fn is_separator(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '\'' | '-' | '_')
}

/// The raw text of a heading without a block id at its end, trimmed.
#[must_use]
pub fn heading_without_block_id(raw: &str) -> &str {
    let raw = raw.trim();
    match block_id_caret(raw) {
        Some(at) => raw[..at].trim_end(),
        None => raw,
    }
}

/// The raw text of a heading without a block id and a `{#id}` at its end, trimmed.
#[must_use]
pub fn heading_without_ids(raw: &str) -> &str {
    let raw = heading_without_block_id(raw);
    heading_id(raw).map_or(raw, |id| raw[..id.start - 2].trim_end())
}

/// The range of the id in the `{#id}` at the end of `text`, the trimmed text of a heading. The
/// `{` must be at the start or after whitespace. Classes and attributes may follow the id:
/// `{#id .class}`.
pub(crate) fn heading_id(text: &str) -> Option<std::ops::Range<usize>> {
    let inside = text.strip_suffix('}')?;
    let open = inside.rfind("{#")?;
    let attributes = &inside[open + 2..];
    let id = attributes.split(char::is_whitespace).next().unwrap_or_default();
    let after_space = open == 0 || text.as_bytes()[open - 1].is_ascii_whitespace();
    let is_id = !id.is_empty() && !attributes.contains(['{', '}', '#']) && after_space;
    is_id.then(|| open + 2..open + 2 + id.len())
}

/// The offset of the `^` of the block id at the end of `text`. The `^` must be at the start or
/// after whitespace. The caller removes trailing spaces before.
pub(crate) fn block_id_caret(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let id = bytes.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let caret = bytes.len().checked_sub(id + 1)?;
    let after_space = caret == 0 || bytes[caret - 1].is_ascii_whitespace();
    (id > 0 && bytes[caret] == b'^' && after_space).then_some(caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_nfc_and_full_lowercase() {
        assert_eq!(fold("Straße ÀÉ"), "straße àé");
        assert_eq!(fold("A\u{30a}"), "å");
        assert_eq!(fold("ΟΔΟΣ.md"), "οδοσ.md");
        assert_eq!(fold("ΟΔΟΣ"), "οδος");
        assert!(matches!(fold("plain name"), Cow::Borrowed(_)));
    }

    #[test]
    fn labels_are_compared_by_their_case_fold() {
        for (label, same) in [
            ("\u{1e9e}", "ss"),
            ("Stra\u{df}e", "STRASSE"),
            ("\u{39f}\u{3a3}", "\u{3bf}\u{3c3}"),
            ("\u{fb00}", "FF"),
            ("\u{212a}", "k"),
            (" A\t b\r\nC ", "a B c"),
        ] {
            assert_eq!(label_key(label), label_key(same), "{label}");
        }
        for (label, other) in [("e\u{301}", "\u{e9}"), ("a\u{a0}b", "a b"), ("ab", "a b")] {
            assert_ne!(label_key(label), label_key(other), "{label}");
        }
        assert!(matches!(label_key("a-label.1"), Cow::Borrowed(_)));
    }

    #[test]
    fn punctuation_in_headings_becomes_a_space() {
        assert_eq!(heading_key("What is *love*?"), "what is love");
        assert_eq!(heading_key("  A/B: [[C|d]]\r\n\\e  "), "a b c d e");
        assert_eq!(heading_key("It's – a_b-c’s"), "it's – a_b-c’s");
        assert_eq!(heading_key("!\"#$%&()*+,.:;<=>?@^`{|}~/[]\\"), "");
    }

    proptest::proptest! {
        #[test]
        fn has_heading_key_agrees_with_heading_key(raw in "[aB .#é-]{0,8}", other in "[ab .é-]{0,8}") {
            for key in [heading_key(&raw), heading_key(&other)] {
                proptest::prop_assert_eq!(has_heading_key(&raw, &key), heading_key(&raw) == key);
            }
        }
    }

    #[test]
    fn a_block_id_is_removed_from_a_heading() {
        assert_eq!(heading_without_block_id("Title ^my-id "), "Title");
        assert_eq!(heading_without_block_id("2^10"), "2^10");
        assert_eq!(heading_without_block_id("x ^"), "x ^");
        assert_eq!(heading_without_block_id("^id"), "");
    }

    #[test]
    fn an_explicit_id_is_removed_from_a_heading() {
        assert_eq!(heading_without_ids("Title {#my-id} ^block"), "Title");
        assert_eq!(heading_without_ids("Title {#my-id .class key=1}"), "Title");
        assert_eq!(heading_without_ids("{#only}"), "");
        for text in ["a{#b}", "a {#b} c", "a {#}", "a {b}", "a {# b}", "a {{#b}}", "a {#b#c}"] {
            assert_eq!(heading_without_ids(text), text);
        }
        assert_eq!(heading_without_block_id("Title {#id}"), "Title {#id}");
    }
}
