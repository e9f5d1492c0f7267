//! What is being written at the cursor.
//!
//! Half-written things are found in the cursor's line; whether they are what they look like, or
//! code, math or a comment, the scanner says of the text as it would be if they were finished.

use linkwright_syntax::frontmatter::QuoteStyle;
use linkwright_syntax::{Facts, LinkForm, LinkPlace, scan};
use linkwright_text::{Edit, Span, narrow};

/// A wikilink around the cursor, closed or not.
pub(super) struct Wikilink<'t> {
    /// From its `!` or its first bracket.
    pub(super) start: u32,
    /// Behind its opening brackets.
    pub(super) inner: u32,
    pub(super) cursor: u32,
    /// From `inner` to the cursor.
    pub(super) before: &'t str,
    /// From the cursor to the closing brackets; empty if there are none.
    pub(super) after: &'t str,
    pub(super) closed: bool,
    pub(super) is_embed: bool,
    pub(super) place: LinkPlace,
    /// What has to be written around the link in frontmatter: quotes that are missing.
    quotes: (&'static str, &'static str),
}

/// What ends the path of a wikilink.
pub(super) const MARKS: &[char] = &['#', '|'];

/// The part of a wikilink that holds the cursor.
pub(super) enum WikilinkPart<'t> {
    /// The path; what of it was typed.
    Path(&'t str),
    /// The subpath: the path before it, and what of it was typed.
    Subpath { path: &'t str, typed: &'t str },
    /// The display text: the path and subpath before it, and what of it was typed.
    Display { path: &'t str, subpath: Option<&'t str>, typed: &'t str },
}

impl<'t> Wikilink<'t> {
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
        let facts = finished(text, cursor, finish);
        let place = place_of(&facts, brackets, embed)?;
        let line = &before[..open - usize::from(embed)];
        let behind = close.map_or("", |close| &after[close + 2..]);
        let (place, quotes) = match place {
            LinkPlace::Property(QuoteStyle::Plain) => quotes(line, behind),
            place => (place, ("", "")),
        };
        Some(Wikilink {
            start: narrow(brackets - usize::from(embed)),
            inner: narrow(brackets + 2),
            cursor,
            before: inner,
            after: &after[..close.unwrap_or(0)],
            closed: close.is_some(),
            is_embed: embed,
            place,
            quotes,
        })
    }

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

    /// The path of the link, if the cursor is in it, as it stands.
    pub(super) fn path(&self) -> String {
        let behind = self.after.len() - self.rest(MARKS).len();
        [self.before, &self.after[..behind]].concat().trim().to_owned()
    }

    /// What stands behind the part that holds the cursor, up to the closing brackets: `#…` or
    /// `|…`, if what begins it is among `marks`.
    pub(super) fn rest(&self, marks: &[char]) -> &'t str {
        let Some(at) = self.after.find(marks) else { return "" };
        // A bar in a table is written `\|`.
        let escaped = self.after[at..].starts_with('|') && self.after[..at].ends_with('\\');
        &self.after[at - usize::from(escaped)..]
    }

    /// The edit that writes `insert` from `start` over the part that holds the cursor. Where
    /// nothing follows the part, the link is closed behind it.
    pub(super) fn replace(&self, start: u32, marks: &[char], insert: &str) -> Edit {
        let rest = self.rest(marks);
        if self.quotes != ("", "") {
            let (open, close) = self.quotes;
            let kept = &self.before[..(start - self.inner) as usize];
            return self.replace_all(format!("{open}[[{kept}{insert}{rest}]]{close}"));
        }
        let end = self.cursor + narrow(self.after.len() - rest.len());
        if rest.is_empty() {
            let brackets = if self.closed { 2 } else { 0 };
            return Edit::new(Span { start, end: end + brackets }, format!("{insert}]]"));
        }
        Edit::new(Span { start, end }, insert)
    }

    /// What was typed from `start` on.
    pub(super) fn typed_from(&self, start: u32) -> Span {
        Span { start, end: self.cursor }
    }

    /// The edit that writes `insert` over all of the link, brackets included.
    pub(super) fn replace_all(&self, insert: String) -> Edit {
        let brackets = if self.closed { 2 } else { 0 };
        let end = self.cursor + narrow(self.after.len()) + brackets;
        Edit::new(Span { start: self.start, end }, insert)
    }
}

/// How a link in frontmatter stands in a string of YAML, and the quotes that are missing: what
/// stands on its line before and behind it tells. A link must be the whole of a string.
fn quotes(before: &str, behind: &str) -> (LinkPlace, (&'static str, &'static str)) {
    let rest = behind.trim();
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

/// Where the wikilink with its brackets at `brackets` stands; `None` if it is none.
fn place_of(facts: &Facts, brackets: usize, embed: bool) -> Option<LinkPlace> {
    let start = narrow(brackets - usize::from(embed));
    let link =
        facts.links.iter().find(|link| link.form == LinkForm::Wiki && link.span.start == start);
    match (link, &facts.frontmatter) {
        (Some(link), _) => Some(link.place),
        // Half-written YAML is seldom valid.
        (None, Some(frontmatter)) if frontmatter.yaml.contains(start) => {
            Some(LinkPlace::Property(QuoteStyle::Plain))
        }
        _ => None,
    }
}

/// The line that holds `cursor`, before and after it; `None` if the cursor is not on a character.
pub(super) fn line_at(text: &str, cursor: u32) -> Option<(&str, &str)> {
    let (before, after) = text.split_at_checked(cursor as usize)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = after.find(['\n', '\r']).unwrap_or(after.len());
    Some((&before[start..], &after[..end]))
}

/// What the note would say with `finish` written at the cursor.
pub(super) fn finished(text: &str, cursor: u32, finish: &str) -> Facts {
    let (before, after) = text.split_at(cursor as usize);
    scan(&[before, finish, after].concat())
}
