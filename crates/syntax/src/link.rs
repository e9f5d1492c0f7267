//! The decoded parts of a link.

use std::borrow::Cow;

use linkwright_text::Span;
use percent_encoding::percent_decode_str;

use crate::canvas;
use crate::frontmatter;
use crate::{Link, LinkForm, LinkPlace};

impl Link {
    /// A link of `form` in the body of a note, before it is written: all its spans are empty. It tells
    /// how a subpath is to be read or written.
    #[must_use]
    pub const fn unwritten(form: LinkForm) -> Link {
        Link {
            span: Span::empty(0),
            form,
            is_embed: false,
            path: Span::empty(0),
            subpath: None,
            display: None,
            place: LinkPlace::Body,
        }
    }

    /// The decoded path, which the vault resolves (`docs/semantics.md §2`). Empty if the link is to
    /// the note itself. Escapes of YAML and JSON are decoded first, then, by the form of the link:
    ///
    /// - wikilink: trimmed; NBSP and U+202F become spaces;
    /// - Markdown: backslash escapes are removed; percent-decoded, except in `<…>`;
    /// - HTML: character references are decoded; percent-decoded;
    /// - file card of a canvas: a `/` is added, because the path is relative to the root.
    #[must_use]
    pub fn path_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let path = self.decode(&text[self.path]);
        if self.form == LinkForm::Canvas { format!("/{path}").into() } else { path }
    }

    /// The subpath without its `#`, decoded like the path; `None` if the target has no `#`.
    #[must_use]
    pub fn subpath_text<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        self.subpath.map(|subpath| self.decode(&text[subpath]))
    }

    /// The display text, trimmed. Escapes of YAML and JSON are decoded, and `\|` in a table row
    /// becomes `|`. `None` if [`Link::display`] is `None`.
    #[must_use]
    pub fn display_text<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let display = self.place.unescape(text[self.display?].trim());
        match self.place.in_table_row() && display.contains("\\|") {
            true => Some(display.replace("\\|", "|").into()),
            false => Some(display),
        }
    }

    /// Whether `display`, the display text of this link, is the size of an embed: `300` or `300x200`.
    #[must_use]
    pub fn is_size(&self, display: &str) -> bool {
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let size =
            |s: &str| digits(s) || s.split_once('x').is_some_and(|(w, h)| digits(w) && digits(h));
        self.is_embed && size(display.trim())
    }

    /// Decodes a part of the target.
    fn decode<'a>(&self, raw: &'a str) -> Cow<'a, str> {
        let raw = self.place.unescape(raw);
        match self.form {
            LinkForm::Wiki => map(raw, normalize_spaces),
            LinkForm::Canvas => raw,
            LinkForm::Inline { angle_bracketed: true }
            | LinkForm::Definition { angle_bracketed: true } => map(raw, remove_backslash_escapes),
            LinkForm::Inline { .. } | LinkForm::Definition { .. } => {
                map(map(raw, remove_backslash_escapes), percent_decode)
            }
            LinkForm::Html { .. } => map(map(raw, decode_entities), percent_decode),
        }
    }
}

impl LinkPlace {
    /// Whether the link is in a table row, where the pipe of a wikilink is written `\|`.
    #[must_use]
    pub fn in_table_row(self) -> bool {
        matches!(self, LinkPlace::TableRow | LinkPlace::Canvas { in_table_row: true })
    }

    /// Decodes the escapes of YAML or JSON in `raw`, the text of a link in this place.
    #[must_use]
    pub fn unescape(self, raw: &str) -> Cow<'_, str> {
        match self {
            LinkPlace::Property(quote) => frontmatter::unescape(raw, quote),
            LinkPlace::Canvas { .. } => canvas::unescape(raw),
            LinkPlace::Body | LinkPlace::TableRow => Cow::Borrowed(raw),
        }
    }

    /// Escapes `text` for YAML or JSON, to write it in a link in this place. The reverse of
    /// [`LinkPlace::unescape`].
    #[must_use]
    pub fn escape(self, text: &str) -> Cow<'_, str> {
        match self {
            LinkPlace::Property(quote) => frontmatter::escape(text, quote),
            LinkPlace::Canvas { .. } => canvas::escape(text),
            LinkPlace::Body | LinkPlace::TableRow => Cow::Borrowed(text),
        }
    }
}

/// Applies `change` to `text`. Borrowed text that does not change stays borrowed.
fn map<'a>(text: Cow<'a, str>, change: impl Fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => change(text),
        Cow::Owned(text) => Cow::Owned(change(&text).into_owned()),
    }
}

/// Trims `target` and replaces NBSP and U+202F by spaces.
fn normalize_spaces(target: &str) -> Cow<'_, str> {
    const SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];
    match target.trim() {
        target if !target.is_ascii() && target.contains(SPACES) => {
            target.replace(SPACES, " ").into()
        }
        target => target.into(),
    }
}

/// Removes the backslash from each backslash escape of CommonMark: a backslash before ASCII
/// punctuation.
fn remove_backslash_escapes(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return raw.into();
    }
    let mut decoded = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => decoded.push(chars.next_if(char::is_ascii_punctuation).unwrap_or(c)),
            c => decoded.push(c),
        }
    }
    decoded.into()
}

/// Decodes HTML character references: `&amp;` becomes `&`.
#[must_use]
pub fn decode_entities(raw: &str) -> Cow<'_, str> {
    match raw.contains('&') {
        true => html_escape::decode_html_entities(raw),
        false => raw.into(),
    }
}

/// Percent-decodes `raw`; unchanged if the decoded bytes are not UTF-8.
fn percent_decode(raw: &str) -> Cow<'_, str> {
    percent_decode_str(raw).decode_utf8().unwrap_or(Cow::Borrowed(raw))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    /// The decoded path, subpath and display text of the first link of `text`.
    fn decoded(text: &str) -> (String, Option<String>, Option<String>) {
        let link = scan(text).links[0];
        let owned = |part: Option<Cow<'_, str>>| part.map(Cow::into_owned);
        (
            link.path_text(text).into_owned(),
            owned(link.subpath_text(text)),
            owned(link.display_text(text)),
        )
    }

    fn path(text: &str) -> String {
        decoded(text).0
    }

    #[test]
    fn wikilinks_are_trimmed_and_not_decoded() {
        let text = "[[ a%20\u{a0}b # c\u{202f}d | e ]]";
        let expected = ("a%20 b".into(), Some("c d".into()), Some("e".into()));
        assert_eq!(decoded(text), expected);
        assert_eq!(decoded("[[a]]"), ("a".into(), None, None));
    }

    #[test]
    fn markdown_destinations_are_decoded_unless_in_angle_brackets() {
        assert_eq!(decoded("[t](a%20b%2Bc.md#d%20e)").0, "a b+c.md");
        assert_eq!(decoded("[t](a%20b.md#d%20e)").1.as_deref(), Some("d e"));
        assert_eq!(path("[t](<a%20 b>)"), "a%20 b");
        assert_eq!(path("[t]: a%20b"), "a b");
        assert_eq!(path("[t]: <a%20b>"), "a%20b");
        assert_eq!(path("[t](100%.md)"), "100%.md");
        assert_eq!(path("[t](%ff.md)"), "%ff.md");
    }

    #[test]
    fn backslashes_before_punctuation_are_dropped() {
        assert_eq!(path(r"[t](a\(b\_c\d)"), r"a(b_c\d");
        assert_eq!(path(r"[t](<a\>b>)"), "a>b");
        assert_eq!(path(r"[[a\_b]]"), r"a\_b");
    }

    #[test]
    fn pipes_in_display_texts_of_table_rows_are_unescaped() {
        assert_eq!(decoded("a|b\n-|-\n[[c\\|d\\|e]]|").2.as_deref(), Some("d|e"));
        assert_eq!(decoded("[[c\\|d\\|e]]").2.as_deref(), Some("d\\|e"));
    }
}
