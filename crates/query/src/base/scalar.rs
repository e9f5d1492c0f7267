//! Where the characters of a YAML scalar's value are in the file.

use linkwright_syntax::frontmatter::QuoteStyle;
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
    /// The places for the scalar at `span` of `text`, which includes quotes, with this value. They are
    /// unknown if the value has an escape other than `\"` and `\\`.
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
            let escaped = match quote {
                QuoteStyle::Single if c == '\'' => rest.strip_prefix("''"),
                QuoteStyle::Double if matches!(c, '"' | '\\') => {
                    rest.strip_prefix('\\').and_then(|rest| rest.strip_prefix(c))
                }
                _ => None,
            };
            let mut at = inside.end - to_offset(rest.len());
            if let Some(after) = escaped.or_else(|| rest.strip_prefix(c)) {
                rest = after;
            } else {
                // Line breaks and indents are not in the value, or a space stands for them.
                let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
                let has_break = rest[..rest.len() - trimmed.len()].contains('\n');
                if c == '\n' || c == ' ' && has_break {
                    rest = trimmed;
                } else if let Some(after) = trimmed.strip_prefix(c) {
                    at = inside.end - to_offset(trimmed.len());
                    rest = after;
                } else {
                    return ScalarOffsets::Unknown;
                }
            }
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
