//! The forms in which names and headings are compared.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The form in which names, aliases and tags are compared: NFC, and lowercase in full Unicode.
///
/// A Greek sigma's lowercase depends on whether it ends the word: append `.md` before folding
/// (`docs/semantics.md §2`).
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

/// The key under which a heading is found: `key(h)` of `docs/semantics.md §3`. Takes the raw
/// source, of the heading or of a link's subpath segment.
#[must_use]
pub fn heading_key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    for word in raw.split(|c: char| c.is_whitespace() || separates(c)) {
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

/// The form in which reference labels are compared, as CommonMark says.
#[must_use]
pub fn label_key(label: &str) -> String {
    let words: Vec<_> = label.split_whitespace().collect();
    fold(&words.join(" ")).into_owned()
}

/// Whether [`heading_key`] of `raw` is `key`, which is a key itself; nothing is allocated where
/// both are ASCII.
#[must_use]
pub fn has_heading_key(raw: &str, key: &str) -> bool {
    if !raw.is_ascii() {
        return heading_key(raw) == key;
    }
    let mut rest = key.as_bytes();
    for word in raw.split(|c: char| c.is_whitespace() || separates(c)) {
        if word.is_empty() {
            continue;
        }
        if rest.len() < key.len() {
            let Some(behind) = rest.strip_prefix(b" ") else { return false };
            rest = behind;
        }
        match rest.split_at_checked(word.len()) {
            Some((begin, behind)) if lowers_to(word, begin) => rest = behind,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Whether `word`, which is ASCII, is `key` in lowercase.
fn lowers_to(word: &str, key: &[u8]) -> bool {
    word.bytes().zip(key).all(|(byte, key)| byte.to_ascii_lowercase() == *key)
}

/// Whether a character of a heading counts as a space in its key.
fn separates(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '\'' | '-' | '_')
}

/// A heading's raw text without the block id at its end, edge spaces trimmed; all of it if it
/// has none.
#[must_use]
pub fn heading_without_block_id(raw: &str) -> &str {
    let raw = raw.trim();
    match block_id(raw) {
        Some(at) => raw[..at].trim_end(),
        None => raw,
    }
}

/// A heading's raw text without the block id and the `{#id}` at its end.
#[must_use]
pub fn heading_without_ids(raw: &str) -> &str {
    let raw = heading_without_block_id(raw);
    heading_id(raw).map_or(raw, |id| raw[..id.start - 2].trim_end())
}

/// Where the id of the `{#id}` stands at the end of a heading's `text`, which has no edge spaces:
/// behind white space, or at the start. Classes and attributes may follow it: `{#id .class}`.
pub(crate) fn heading_id(text: &str) -> Option<std::ops::Range<usize>> {
    let inside = text.strip_suffix('}')?;
    let open = inside.rfind("{#")?;
    let attributes = &inside[open + 2..];
    let id = attributes.split(char::is_whitespace).next().unwrap_or_default();
    let behind_space = open == 0 || text.as_bytes()[open - 1].is_ascii_whitespace();
    let is_id = !id.is_empty() && !attributes.contains(['{', '}', '#']) && behind_space;
    is_id.then(|| open + 2..open + 2 + id.len())
}

/// Where the `^` of the block id at the end of `text` stands: behind whitespace, or at the start.
/// Trailing spaces are the caller's to remove.
pub(crate) fn block_id(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let id = bytes.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let caret = bytes.len().checked_sub(id + 1)?;
    let behind_space = caret == 0 || bytes[caret - 1].is_ascii_whitespace();
    (id > 0 && bytes[caret] == b'^' && behind_space).then_some(caret)
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
    fn punctuation_in_headings_counts_as_space() {
        assert_eq!(heading_key("What is *love*?"), "what is love");
        assert_eq!(heading_key("  A/B: [[C|d]]\r\n\\e  "), "a b c d e");
        assert_eq!(heading_key("It's – a_b-c’s"), "it's – a_b-c’s");
        assert_eq!(heading_key("!\"#$%&()*+,.:;<=>?@^`{|}~/[]\\"), "");
    }

    proptest::proptest! {
        #[test]
        fn keys_are_compared_as_they_are_made(raw in "[aB .#é-]{0,8}", other in "[ab .é-]{0,8}") {
            for key in [heading_key(&raw), heading_key(&other)] {
                proptest::prop_assert_eq!(has_heading_key(&raw, &key), heading_key(&raw) == key);
            }
        }
    }

    #[test]
    fn a_heading_can_end_in_a_block_id() {
        assert_eq!(heading_without_block_id("Title ^my-id "), "Title");
        assert_eq!(heading_without_block_id("2^10"), "2^10");
        assert_eq!(heading_without_block_id("x ^"), "x ^");
        assert_eq!(heading_without_block_id("^id"), "");
    }

    #[test]
    fn a_heading_can_end_in_the_id_that_it_is_given() {
        assert_eq!(heading_without_ids("Title {#my-id} ^block"), "Title");
        assert_eq!(heading_without_ids("Title {#my-id .class key=1}"), "Title");
        assert_eq!(heading_without_ids("{#only}"), "");
        for words in ["a{#b}", "a {#b} c", "a {#}", "a {b}", "a {# b}", "a {{#b}}", "a {#b#c}"] {
            assert_eq!(heading_without_ids(words), words);
        }
        assert_eq!(heading_without_block_id("Title {#id}"), "Title {#id}");
    }
}
