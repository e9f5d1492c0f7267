//! Edits: replacements of spans of a text.

use std::fmt;

use crate::Span;

/// One replacement: the bytes of `span` become `insert`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edit {
    /// The bytes to replace, in offsets of the text before any edit.
    pub span: Span,
    /// The new text.
    pub insert: String,
}

impl Edit {
    /// An edit that replaces `span` with `insert`.
    pub fn new(span: Span, insert: impl Into<String>) -> Edit {
        Edit { span, insert: insert.into() }
    }

    /// An edit that inserts text at `offset` and replaces nothing.
    pub fn insert(offset: u32, insert: impl Into<String>) -> Edit {
        Edit::new(Span::empty(offset), insert)
    }

    /// An edit that deletes `span`.
    #[must_use]
    pub fn delete(span: Span) -> Edit {
        Edit::new(span, "")
    }
}

/// Why a set of edits cannot be applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EditError {
    /// Two edits overlap or are not sorted by start.
    Overlap(Span, Span),
    /// An edit ends after the end of the text, or starts or ends inside a character.
    InvalidSpan(Span),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Overlap(a, b) => {
                write!(f, "the edits at bytes {a:?} and {b:?} overlap or are not sorted")
            }
            EditError::InvalidSpan(span) => {
                write!(f, "the edit at bytes {span:?} is not on character boundaries of the text")
            }
        }
    }
}

impl std::error::Error for EditError {}

/// Returns `text` with `edits` applied. They must be sorted by start and must not overlap.
///
/// # Errors
/// If two edits overlap or are not sorted, or one is not on character boundaries of the text.
pub fn apply_edits<'e>(
    text: &str,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Result<String, EditError> {
    let mut result = String::with_capacity(text.len());
    let mut previous = Span::empty(0);
    for edit in edits {
        if edit.span.start < previous.end {
            return Err(EditError::Overlap(previous, edit.span));
        }
        let unchanged = text.get(previous.range().end..edit.span.range().start);
        let replaced = text.get(edit.span.range());
        let (Some(unchanged), Some(_)) = (unchanged, replaced) else {
            return Err(EditError::InvalidSpan(edit.span));
        };
        result.push_str(unchanged);
        result.push_str(&edit.insert);
        previous = edit.span;
    }
    result.push_str(&text[previous.range().end..]);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_left_to_right() {
        let edits = [Edit::insert(0, "<"), Edit::new(Span::new(1, 2), "B"), Edit::insert(3, ">")];
        assert_eq!(apply_edits("abc", &edits).as_deref(), Ok("<aBc>"));
    }

    #[test]
    fn overlapping_and_invalid_spans_are_errors() {
        let overlapping = [Edit::delete(Span::new(0, 2)), Edit::delete(Span::new(1, 3))];
        assert!(matches!(apply_edits("abc", &overlapping), Err(EditError::Overlap(..))));
        let inside_character = [Edit::delete(Span::new(0, 1))];
        assert!(matches!(apply_edits("é", &inside_character), Err(EditError::InvalidSpan(_))));
        let past_end = [Edit::insert(9, "x")];
        assert!(matches!(apply_edits("abc", &past_end), Err(EditError::InvalidSpan(_))));
    }
}
