//! The unfinished link at the cursor.
//!
//! It is found in the line of the cursor. To tell it from code, math and comments, the scanner
//! reads the text as it would be with the link finished.

use linkwright_syntax::frontmatter::QuoteStyle;
use linkwright_syntax::{Facts, LinkForm, LinkPlace, scan};
use linkwright_text::{Edit, Span, to_offset};

/// A wikilink around the cursor, closed or not.
pub(super) struct Wikilink<'t> {
    /// The position of its `!`, or of its first bracket.
    pub(super) start: u32,
    /// The position after its opening brackets.
    pub(super) inner: u32,
    pub(super) cursor: u32,
    /// The text from `inner` to the cursor.
    pub(super) before: &'t str,
    /// The text from the cursor to the closing brackets; empty if there are none.
    pub(super) after: &'t str,
    pub(super) is_closed: bool,
    pub(super) is_embed: bool,
    pub(super) place: LinkPlace,
    /// The quotes that are missing before and after a link in the frontmatter.
    quotes: (&'static str, &'static str),
}

/// The characters that end the path of a wikilink.
pub(super) const PATH_ENDS: &[char] = &['#', '|'];

/// The part of a wikilink that the cursor is in. `typed` is its text up to the cursor.
pub(super) enum WikilinkPart<'t> {
    /// The path, up to the cursor.
    Path(&'t str),
    /// The subpath, and the path before it.
    Subpath { path: &'t str, typed: &'t str },
    /// The display text, and the path and subpath before it.
    Display { path: &'t str, subpath: Option<&'t str>, typed: &'t str },
}

impl<'t> Wikilink<'t> {
    /// The wikilink around `cursor`; `None` if there is none.
    pub(super) fn at(text: &'t str, cursor: u32) -> Option<Wikilink<'t>> {
        let (before, after) = line_at(text, cursor)?;
        let open = before.rfind("[[")?;
        let inner = &before[open + 2..];
        if inner.contains("]]") {
            return None;
        }
        let close = after.find("]]").filter(|close| !after[..*close].contains("[["));
        let embed = before[..open].ends_with('!');
        let line_start = cursor as usize - before.len();
        let brackets = line_start + open;
        let finish = if close.is_some() { "x" } else { "x]]" };
        let facts = facts_with(text, cursor, finish);
        let place = place_of(&facts, brackets, embed)?;
        let line = &before[..open - usize::from(embed)];
        let following = close.map_or("", |close| &after[close + 2..]);
        let (place, quotes) = match place {
            LinkPlace::Property(QuoteStyle::Plain) => quotes(line, following),
            place => (place, ("", "")),
        };
        Some(Wikilink {
            start: to_offset(brackets - usize::from(embed)),
            inner: to_offset(brackets + 2),
            cursor,
            before: inner,
            after: &after[..close.unwrap_or(0)],
            is_closed: close.is_some(),
            is_embed: embed,
            place,
            quotes,
        })
    }

    /// The part that the cursor is in.
    pub(super) fn part(&self) -> WikilinkPart<'t> {
        let (target, display) = match self.before.split_once('|') {
            Some((target, display)) => (target.strip_suffix('\\').unwrap_or(target), Some(display)),
            None => (self.before, None),
        };
        let (path, subpath) = match target.split_once('#') {
            Some((path, subpath)) => (path, Some(subpath)),
            None => (target, None),
        };
        match (display, subpath) {
            (Some(typed), subpath) => WikilinkPart::Display { path, subpath, typed },
            (None, Some(typed)) => WikilinkPart::Subpath { path, typed },
            (None, None) => WikilinkPart::Path(path),
        }
    }

    /// The whole path of the link as written, for a cursor in the path.
    pub(super) fn path(&self) -> String {
        let following = self.after.len() - self.rest(PATH_ENDS).len();
        [self.before, &self.after[..following]].concat().trim().to_owned()
    }

    /// The text after the part with the cursor, up to the closing brackets: `#…` or `|…`. It starts
    /// at the first of `ends`; empty if there is none.
    pub(super) fn rest(&self, ends: &[char]) -> &'t str {
        let Some(at) = self.after.find(ends) else { return "" };
        // A bar in a table is written `\|`.
        let escaped = self.after[at..].starts_with('|') && self.after[..at].ends_with('\\');
        &self.after[at - usize::from(escaped)..]
    }

    /// The edit that replaces the part with the cursor, from `start` on, by `insert`. The part ends
    /// at the first of `ends`. If nothing follows it, the edit also writes the closing brackets.
    pub(super) fn replace_part(&self, start: u32, ends: &[char], insert: &str) -> Edit {
        let rest = self.rest(ends);
        if self.quotes != ("", "") {
            let (open, close) = self.quotes;
            let kept = &self.before[..(start - self.inner) as usize];
            return self.replace_all(format!("{open}[[{kept}{insert}{rest}]]{close}"));
        }
        let end = self.cursor + to_offset(self.after.len() - rest.len());
        if rest.is_empty() {
            let brackets = if self.is_closed { 2 } else { 0 };
            return Edit::new(Span { start, end: end + brackets }, format!("{insert}]]"));
        }
        Edit::new(Span { start, end }, insert)
    }

    /// `text` with the escapes that the place of the link needs.
    pub(super) fn escaped(&self, text: &str) -> String {
        match self.place {
            LinkPlace::TableRow => text.replace('|', "\\|"),
            place => place.escape(text).into_owned(),
        }
    }

    /// The span from `start` to the cursor.
    pub(super) fn typed_from(&self, start: u32) -> Span {
        Span { start, end: self.cursor }
    }

    /// The edit that replaces the whole link, including its brackets, by `insert`.
    pub(super) fn replace_all(&self, insert: String) -> Edit {
        let brackets = if self.is_closed { 2 } else { 0 };
        let end = self.cursor + to_offset(self.after.len()) + brackets;
        Edit::new(Span { start: self.start, end }, insert)
    }
}

/// The quote style of a link in the frontmatter, and the quotes that are missing around it, from
/// the text of the line before and after the link. A link has to be a whole YAML string.
fn quotes(before: &str, following: &str) -> (LinkPlace, (&'static str, &'static str)) {
    let rest = following.trim();
    let missing = |quote: &'static str| match rest.is_empty() || rest.starts_with([',', ']']) {
        true => quote,
        false => "",
    };
    if before.ends_with('"') {
        return (LinkPlace::Property(QuoteStyle::Double), ("", missing("\"")));
    }
    if before.ends_with('\'') {
        return (LinkPlace::Property(QuoteStyle::Single), ("", missing("'")));
    }
    let begins = before.trim_end();
    let is_value = begins.is_empty() || begins.ends_with([':', '-', '[', ',']);
    match is_value && !missing("\"").is_empty() {
        true => (LinkPlace::Property(QuoteStyle::Double), ("\"", "\"")),
        false => (LinkPlace::Property(QuoteStyle::Plain), ("", "")),
    }
}

/// The place of the wikilink whose brackets are at `brackets`; `None` if it is not a wikilink.
fn place_of(facts: &Facts, brackets: usize, embed: bool) -> Option<LinkPlace> {
    let start = to_offset(brackets - usize::from(embed));
    let link =
        facts.links.iter().find(|link| link.form == LinkForm::Wiki && link.span.start == start);
    match (link, &facts.frontmatter) {
        (Some(link), _) => Some(link.place),
        // Unfinished YAML is rarely valid.
        (None, Some(frontmatter)) if frontmatter.yaml.contains(start) => {
            Some(LinkPlace::Property(QuoteStyle::Plain))
        }
        _ => None,
    }
}

/// The text before and after `cursor` on its line; `None` if it is not on a character boundary.
pub(super) fn line_at(text: &str, cursor: u32) -> Option<(&str, &str)> {
    let (before, after) = text.split_at_checked(cursor as usize)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = after.find(['\n', '\r']).unwrap_or(after.len());
    Some((&before[start..], &after[..end]))
}

/// The facts of the note as it would be with `finish` inserted at the cursor.
pub(super) fn facts_with(text: &str, cursor: u32, finish: &str) -> Facts {
    let (before, after) = text.split_at(cursor as usize);
    scan(&[before, finish, after].concat())
}
