//! What a link's parts say, as opposed to how they are written.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::canvas;
use crate::frontmatter;
use crate::{Link, LinkForm, LinkPlace};

impl Link {
    /// What the vault is asked for (`docs/semantics.md §2`): of a wikilink the path without edge
    /// spaces, NBSP and U+202F as spaces; of a Markdown link the path without backslash escapes
    /// and, unless it stands in `<…>`, percent-decoded; of HTML percent-decoded after its references to
    /// characters are resolved; of a canvas's card a `/` and the path, which
    /// is from the root. The escapes of YAML and JSON are undone first. Empty when the link is to
    /// the note itself.
    #[must_use]
    pub fn path_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let path = self.target(&text[self.path]);
        if self.form == LinkForm::Canvas { format!("/{path}").into() } else { path }
    }

    /// The subpath without its `#`, decoded as the path is; `None` where the target has no `#`.
    #[must_use]
    pub fn subpath_text<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        self.subpath.map(|subpath| self.target(&text[subpath]))
    }

    /// The words shown, without edge spaces: the escapes of YAML and JSON undone, and in the row of
    /// a table `\|` read as `|`. `None` in a wikilink without a pipe, and in a definition.
    #[must_use]
    pub fn display_text<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let shown = self.place.unescape(text[self.display?].trim());
        match self.place.in_table_row() && shown.contains("\\|") {
            true => Some(shown.replace("\\|", "|").into()),
            false => Some(shown),
        }
    }

    fn target<'a>(&self, written: &'a str) -> Cow<'a, str> {
        let written = self.place.unescape(written);
        match self.form {
            LinkForm::Wiki => map(written, plain_spaces),
            LinkForm::Canvas => written,
            LinkForm::Inline { angle_bracketed: true }
            | LinkForm::Definition { angle_bracketed: true } => map(written, without_backslashes),
            LinkForm::Inline { .. } | LinkForm::Definition { .. } => {
                map(map(written, without_backslashes), percent_decoded)
            }
            LinkForm::Html { .. } => map(map(written, decode_entities), percent_decoded),
        }
    }
}

impl LinkPlace {
    /// Whether it is in the row of a table, where the pipe of a wikilink is written `\|`.
    #[must_use]
    pub fn in_table_row(self) -> bool {
        matches!(self, LinkPlace::TableRow | LinkPlace::Canvas { in_table_row: true })
    }

    /// What is written here, the escapes of YAML's and JSON's strings undone.
    #[must_use]
    pub fn unescape(self, written: &str) -> Cow<'_, str> {
        match self {
            LinkPlace::Property(quote) => frontmatter::unescape(written, quote),
            LinkPlace::Canvas { .. } => canvas::unescape(written),
            LinkPlace::Body | LinkPlace::TableRow => Cow::Borrowed(written),
        }
    }

    /// The reverse: how `text` is written here.
    #[must_use]
    pub fn escape(self, text: &str) -> Cow<'_, str> {
        match self {
            LinkPlace::Property(quote) => frontmatter::escape(text, quote),
            LinkPlace::Canvas { .. } => canvas::escape(text),
            LinkPlace::Body | LinkPlace::TableRow => Cow::Borrowed(text),
        }
    }
}

/// Applies `change` without copying a text that is borrowed and stays as it is.
fn map<'a>(text: Cow<'a, str>, change: impl Fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => change(text),
        Cow::Owned(text) => Cow::Owned(change(&text).into_owned()),
    }
}

fn plain_spaces(target: &str) -> Cow<'_, str> {
    const SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];
    match target.trim() {
        target if !target.is_ascii() && target.contains(SPACES) => {
            target.replace(SPACES, " ").into()
        }
        target => target.into(),
    }
}

/// CommonMark's escapes: a backslash before ASCII punctuation says that character.
fn without_backslashes(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return written.into();
    }
    let mut said = String::with_capacity(written.len());
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => said.push(chars.next_if(char::is_ascii_punctuation).unwrap_or(c)),
            c => said.push(c),
        }
    }
    said.into()
}

/// The references to characters of HTML resolved: `&amp;` says `&`.
#[must_use]
pub fn decode_entities(written: &str) -> Cow<'_, str> {
    match written.contains('&') {
        true => html_escape::decode_html_entities(written),
        false => written.into(),
    }
}

/// Percent-decoded; as written where the bytes are no UTF-8.
fn percent_decoded(written: &str) -> Cow<'_, str> {
    percent_decode_str(written).decode_utf8().unwrap_or(Cow::Borrowed(written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    /// What the first link of `text` says: path, subpath, display.
    fn said(text: &str) -> (String, Option<String>, Option<String>) {
        let link = scan(text).links[0];
        let owned = |part: Option<Cow<'_, str>>| part.map(Cow::into_owned);
        (
            link.path_text(text).into_owned(),
            owned(link.subpath_text(text)),
            owned(link.display_text(text)),
        )
    }

    fn path(text: &str) -> String {
        said(text).0
    }

    #[test]
    fn wikilinks_are_trimmed_and_not_decoded() {
        let text = "[[ a%20\u{a0}b # c\u{202f}d | e ]]";
        let expected = ("a%20 b".into(), Some("c d".into()), Some("e".into()));
        assert_eq!(said(text), expected);
        assert_eq!(said("[[a]]"), ("a".into(), None, None));
    }

    #[test]
    fn markdown_destinations_are_decoded_unless_in_angle_brackets() {
        assert_eq!(said("[t](a%20b%2Bc.md#d%20e)").0, "a b+c.md");
        assert_eq!(said("[t](a%20b.md#d%20e)").1.as_deref(), Some("d e"));
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
    fn pipes_of_rows_are_unescaped_in_displays() {
        assert_eq!(said("a|b\n-|-\n[[c\\|d\\|e]]|").2.as_deref(), Some("d|e"));
        assert_eq!(said("[[c\\|d\\|e]]").2.as_deref(), Some("d\\|e"));
    }
}
