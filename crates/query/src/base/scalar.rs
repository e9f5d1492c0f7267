//! Where the characters of a YAML scalar's value are in the file.

use linkwright_syntax::frontmatter::{QuoteStyle, decode_escape};
use linkwright_text::{Span, to_offset};

/// The places of the bytes of a scalar's value in the file.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum ScalarOffsets {
    /// They follow each other from here.
    From(u32),
    /// Each has a place of its own; the last one is the end.
    Each(Box<[u32]>),
    /// They are somewhere in the scalar.
    Unknown,
}

impl ScalarOffsets {
    /// The places for the scalar at `span` of `text`, which includes quotes, with this value.
    pub(super) fn of(text: &str, span: Span, value: &str, quote: QuoteStyle) -> ScalarOffsets {
        let marks = u32::from(matches!(quote, QuoteStyle::Single | QuoteStyle::Double));
        if span.len() < 2 * marks {
            return ScalarOffsets::Unknown;
        }
        let inside = Span { start: span.start + marks, end: span.end - marks };
        let raw = &text[inside];
        if raw == value {
            return ScalarOffsets::From(inside.start);
        }
        let mut places: Vec<u32> = Vec::with_capacity(value.len() + 1);
        let mut rest = raw;
        for c in value.chars() {
            let mut from = rest;
            if let Some(after) = after_char(rest, c, quote) {
                rest = after;
            } else {
                let next = after_break(rest, quote);
                if let Some(after) = after_char(next, c, quote) {
                    from = next;
                    rest = after;
                } else if matches!(c, '\n' | ' ') && next.len() < rest.len() {
                    rest = next;
                } else {
                    return ScalarOffsets::Unknown;
                }
            }
            let at = inside.end - to_offset(from.len());
            places.extend((0..to_offset(c.len_utf8())).map(|byte| at + byte));
        }
        places.push(inside.end - to_offset(rest.len()));
        match rest.trim().is_empty() {
            true => ScalarOffsets::Each(places.into()),
            false => ScalarOffsets::Unknown,
        }
    }

    /// The place in the file of a part of the value; `None` if it is unknown.
    pub(super) fn in_file(&self, span: Span) -> Option<Span> {
        let place = |offset: u32| match self {
            ScalarOffsets::From(start) => Some(start + offset),
            ScalarOffsets::Each(places) => places.get(offset as usize).copied(),
            ScalarOffsets::Unknown => None,
        };
        let (start, end) = (place(span.start)?, place(span.end)?);
        Some(Span { start, end: end.max(start) })
    }
}

/// What follows `c` in the text of a scalar, if that starts with `c` or its escape.
fn after_char(text: &str, c: char, quote: QuoteStyle) -> Option<&str> {
    let escaped = match quote {
        QuoteStyle::Single if c == '\'' => text.strip_prefix("''"),
        QuoteStyle::Double if text.starts_with('\\') => {
            let (meant, len) = decode_escape(text)?;
            return (meant == c).then(|| &text[len..]);
        }
        _ if c == '\n' => text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\r')),
        _ => None,
    };
    escaped.or_else(|| text.strip_prefix(c))
}

/// What follows line breaks and the indents around them, which are not in the value, or a space stands for them.
fn after_break(text: &str, quote: QuoteStyle) -> &str {
    let mut rest = text.trim_start_matches([' ', '\t', '\r', '\n']);
    while quote == QuoteStyle::Double
        && let Some(after) = rest.strip_prefix('\\').filter(|it| it.starts_with(['\r', '\n']))
    {
        rest = after.trim_start_matches([' ', '\t', '\r', '\n']);
    }
    rest
}
