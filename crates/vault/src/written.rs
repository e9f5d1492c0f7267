//! From the bytes of a link to what it asks for.

use std::borrow::Cow;

use linkwright_syntax::frontmatter::Quote;
use linkwright_syntax::{Link, LinkForm, Place};

use crate::fold::normal;

/// A part of a link as it is meant: a Markdown destination outside `<…>` percent-decoded
/// (`docs/semantics.md §2`), a quoted property without its YAML escapes.
#[must_use]
pub fn decode(raw: &str, form: LinkForm, place: Place) -> Cow<'_, str> {
    let text = match place {
        Place::Property(Quote::Single) if raw.contains("''") => Cow::Owned(raw.replace("''", "'")),
        Place::Property(Quote::Double) if raw.contains('\\') => Cow::Owned(unescape(raw)),
        _ => Cow::Borrowed(raw),
    };
    let encoded =
        matches!(form, LinkForm::Inline { angle: false } | LinkForm::Definition { angle: false });
    if encoded && text.contains('%') { Cow::Owned(percent_decode(&text)) } else { text }
}

/// The inside of a double-quoted YAML scalar, read.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        let digits = match escaped {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            other => {
                text.push(match other {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('_') => '\u{a0}',
                    other => other.unwrap_or(c),
                });
                continue;
            }
        };
        let hex: String = chars.by_ref().take(digits).collect();
        text.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
    }
    text
}

/// `text` with `%41` read as `A`; as it stands where that would be no UTF-8.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|&b| char::from(b).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// The path of `link` as it is meant: decoded, normal, without edge spaces.
pub(crate) fn path(text: &str, link: &Link) -> String {
    let decoded = decode(&text[link.path], link.form, link.place);
    normal(&decoded).trim().to_owned()
}

/// Whether a path is relative to the note it stands in: `./x`, `../x`.
pub(crate) fn is_relative(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../")
}

/// What a path asks for when it stands in a note of `folder`: a relative one as the path from the
/// root that it means, with a leading `/`; any other as it is.
pub(crate) fn asked<'a>(path: &'a str, folder: &str) -> Cow<'a, str> {
    if !is_relative(path) {
        return Cow::Borrowed(path);
    }
    let mut joined: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            // Above the root there is nothing: the `..` stays, and no file is there.
            ".." if joined.last().is_none_or(|&last| last == "..") => joined.push(".."),
            ".." => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    Cow::Owned(format!("/{}", normal(&joined.join("/"))))
}

/// The last component of a path.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a file name has an extension: a dot that is neither its first nor its last character.
pub(crate) fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && !extension.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_asked_from_the_root() {
        assert_eq!(asked("./b", "x/y"), "/x/y/b");
        assert_eq!(asked("../b.md", "x/y"), "/x/b.md");
        assert_eq!(asked("../.././b", "x/y"), "/b");
        assert_eq!(asked("../../../b", "x/y"), "/../b");
        assert_eq!(asked("./b", ""), "/b");
        assert_eq!(asked("a/./b", "x"), "a/./b");
    }

    #[test]
    fn yaml_escapes_are_read() {
        let read = |raw, quote| decode(raw, LinkForm::Wiki, Place::Property(quote)).into_owned();
        assert_eq!(read(r#"a \"b\" \\ \u00fc\/"#, Quote::Double), "a \"b\" \\ ü/");
        assert_eq!(read("it''s", Quote::Single), "it's");
        assert_eq!(read(r"a\b", Quote::Plain), r"a\b");
    }

    #[test]
    fn percent_signs_that_encode_nothing_stay() {
        assert_eq!(percent_decode("a%20b%C3%BC"), "a bü");
        assert_eq!(percent_decode("100% %2x %"), "100% %2x %");
        assert_eq!(percent_decode("%FF"), "%FF");
    }

    #[test]
    fn extensions() {
        assert!(has_extension("a.md") && has_extension("v1.2"));
        assert!(!has_extension("a") && !has_extension(".a") && !has_extension("a."));
    }
}
