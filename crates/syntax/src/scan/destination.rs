//! Destinations, titles and labels of Markdown links, as CommonMark has them.

use linkwright_text::Span;
use memchr::memchr;

use super::html::{is_external, skip_space};
use super::steps::step;
use super::wikilink::{split, wikilink};
use crate::{Link, LinkForm, LinkPlace};

/// A destination.
#[derive(Clone, Copy)]
pub(super) struct ParsedDestination {
    /// What is written, without `<` and `>`.
    pub(super) written: Span,
    /// Whether it stands in `<…>`.
    pub(super) angle: bool,
    /// One past its last byte, the `>` included.
    pub(super) end: usize,
}

impl ParsedDestination {
    /// The destination that starts at `at`; it may be empty.
    pub(super) fn read(bytes: &[u8], at: usize) -> Option<ParsedDestination> {
        let angle = bytes.get(at) == Some(&b'<');
        let start = at + usize::from(angle);
        let end = if angle { angle_end(bytes, start)? } else { bare_end(bytes, start)? };
        step(end - at);
        let written = Span::new(start, end);
        Some(ParsedDestination { written, angle, end: end + usize::from(angle) })
    }

    /// The link to it, unless it lies outside the vault.
    pub(super) fn link(&self, text: &str, span: Span, display: Option<Span>) -> Option<Link> {
        if is_external(&text.as_bytes()[self.written.range()]) {
            return None;
        }
        let (mut path, subpath) = split(text, self.written);
        // A query is no part of the path (`docs/semantics.md §8`); `<…>` holds names as they are.
        if !self.angle
            && let Some(query) = memchr(b'?', &text.as_bytes()[path.range()])
        {
            path = Span::new(path.range().start, path.range().start + query);
        }
        let form = match display {
            Some(_) => LinkForm::Inline { angle_bracketed: self.angle },
            None => LinkForm::Definition { angle_bracketed: self.angle },
        };
        Some(Link { span, form, is_embed: false, path, subpath, display, place: LinkPlace::Body })
    }
}

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

/// To a space or control, or to the parenthesis that closes none of its own; 32 may be open.
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

/// What follows the text of an inline link, from the `(` at `at`: the destination, and where the
/// link ends. `([[Page]])` is none: there a wikilink stands in parentheses.
pub(super) fn inline_target(text: &str, at: usize) -> Option<(ParsedDestination, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let start = skip_space(bytes, at + 1);
    if bytes[start..].starts_with(b"[[") && wikilink(text, start).is_some() {
        return None;
    }
    let destination = ParsedDestination::read(bytes, start)?;
    let mut end = skip_space(bytes, destination.end);
    if end > destination.end
        && let Some(title) = title_end(bytes, end)
    {
        end = skip_space(bytes, title);
    }
    (bytes.get(end) == Some(&b')')).then_some((destination, end + 1))
}

/// Where the title ends that starts at `at`, its quotes or parentheses included.
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

/// The label between brackets whose `[` stands at `at`: not blank, at most 999 bytes, no brackets
/// in it but escaped ones.
pub(super) fn label(bytes: &[u8], at: usize) -> Option<Span> {
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
    let blank = bytes[start..end].iter().all(u8::is_ascii_whitespace);
    (!blank).then(|| Span::new(start, end))
}
