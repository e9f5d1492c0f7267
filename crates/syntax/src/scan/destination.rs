//! Destinations, titles and labels of Markdown links, by the rules of CommonMark.

use linkwright_text::Span;
use memchr::memchr;

use super::html::{is_external, skip_space};
use super::steps::step;
use super::wikilink::{parse_wikilink, split_target};
use crate::{Link, LinkForm, LinkPlace};

/// The destination of a Markdown link.
#[derive(Clone, Copy)]
pub(super) struct ParsedDestination {
    /// The destination as written, without `<` and `>`.
    pub(super) raw: Span,
    /// Whether the destination is in `<…>`.
    pub(super) is_angle_bracketed: bool,
    /// The end of the destination, including the `>`.
    pub(super) end: usize,
}

impl ParsedDestination {
    /// Parses the destination at `at`, which may be empty.
    pub(super) fn parse(bytes: &[u8], at: usize) -> Option<ParsedDestination> {
        let is_angle_bracketed = bytes.get(at) == Some(&b'<');
        let start = at + usize::from(is_angle_bracketed);
        let end =
            if is_angle_bracketed { angle_end(bytes, start)? } else { bare_end(bytes, start)? };
        step(end - at);
        let raw = Span::new(start, end);
        Some(ParsedDestination {
            raw,
            is_angle_bracketed,
            end: end + usize::from(is_angle_bracketed),
        })
    }

    /// The link to the destination; `None` if the target is outside the vault.
    pub(super) fn to_link(self, text: &str, span: Span, display: Option<Span>) -> Option<Link> {
        if is_external(&text.as_bytes()[self.raw.range()]) {
            return None;
        }
        let (mut path, subpath) = split_target(text, self.raw);
        // A query is not part of the path (`docs/semantics.md §8`); in `<…>` a `?` has no meaning.
        if !self.is_angle_bracketed
            && let Some(query) = memchr(b'?', &text.as_bytes()[path.range()])
        {
            path = Span::new(path.range().start, path.range().start + query);
        }
        let form = match display {
            Some(_) => LinkForm::Inline { angle_bracketed: self.is_angle_bracketed },
            None => LinkForm::Definition { angle_bracketed: self.is_angle_bracketed },
        };
        Some(Link { span, form, is_embed: false, path, subpath, display, place: LinkPlace::Body })
    }
}

/// The end of a destination in `<…>`, before the `>`.
fn angle_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at),
            b'<' | b'\n' | b'\r' => return None,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of a destination without `<…>`: at a space, a control character or an unmatched `)`.
/// `None` if a parenthesis is not closed, or more than 32 are open.
fn bare_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 0;
    while let Some(b) = bytes.get(at) {
        match b {
            b'(' if open == 32 => return None,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            0..=b' ' | 0x7f => break,
            _ => {}
        }
        at += 1;
    }
    (open == 0).then_some(at)
}

/// Parses the target of an inline link, from the `(` at `at`. Returns the destination and the end of
/// the link. `([[Page]])` is not a target but a wikilink in parentheses.
pub(super) fn parse_inline_target(text: &str, at: usize) -> Option<(ParsedDestination, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let start = skip_space(bytes, at + 1);
    if bytes[start..].starts_with(b"[[") && parse_wikilink(text, start).is_some() {
        return None;
    }
    let destination = ParsedDestination::parse(bytes, start)?;
    let mut end = skip_space(bytes, destination.end);
    if end > destination.end
        && let Some(title) = title_end(bytes, end)
    {
        end = skip_space(bytes, title);
    }
    (bytes.get(end) == Some(&b')')).then_some((destination, end + 1))
}

/// The end of the title at `at`, including its quotes or parentheses.
pub(super) fn title_end(bytes: &[u8], at: usize) -> Option<usize> {
    let close = match *bytes.get(at)? {
        b'(' => b')',
        quote @ (b'"' | b'\'') => quote,
        _ => return None,
    };
    let mut end = at + 1;
    loop {
        step(1);
        match *bytes.get(end)? {
            b if b == close => return Some(end + 1),
            b'(' if close == b')' => return None,
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 2,
            _ => end += 1,
        }
    }
}

/// The label in the brackets whose `[` is at `at`. A label is not blank, has at most 999 bytes, and
/// contains brackets only if they are escaped.
pub(super) fn parse_label(bytes: &[u8], at: usize) -> Option<Span> {
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let (start, mut end) = (at + 1, at + 1);
    loop {
        step(1);
        match *bytes.get(end)? {
            b']' => break,
            b'[' => return None,
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 2,
            _ => end += 1,
        }
        if end - start > 999 {
            return None;
        }
    }
    let is_blank = bytes[start..end].iter().all(u8::is_ascii_whitespace);
    (!is_blank).then(|| Span::new(start, end))
}
