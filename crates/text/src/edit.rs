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

/// Returns the edits that do in one step what `first` and then `second` do in two. `middle` is the text
/// after `first`. Edits of both that touch each other become one.
#[must_use]
pub fn compose_edits(first: &[Edit], middle: &str, second: &[Edit]) -> Vec<Edit> {
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    // A place of the text before all edits, plus `added`, minus `removed`, is one of `middle`.
    let (mut added, mut removed) = (0, 0);
    let mut composed = Vec::new();
    loop {
        let starts = [
            first.peek().map(|edit| edit.span.range().start + added - removed),
            second.peek().map(|edit| edit.span.range().start),
        ];
        let Some(start) = starts.into_iter().flatten().min() else { return composed };
        let start_before = start + removed - added;
        let (mut copied, mut end, mut insert) = (start, start, String::new());
        loop {
            let is_near = |edit: &&Edit| edit.span.range().start + added - removed <= end;
            if let Some(edit) = first.next_if(is_near) {
                let from = edit.span.range().start + added - removed;
                end = end.max(from + edit.insert.len());
                added += edit.insert.len();
                removed += edit.span.range().len();
            } else if let Some(edit) = second.next_if(|edit| edit.span.range().start <= end) {
                insert.push_str(&middle[copied..edit.span.range().start]);
                insert.push_str(&edit.insert);
                copied = edit.span.range().end;
                end = end.max(copied);
            } else {
                break;
            }
        }
        insert.push_str(&middle[copied..end]);
        composed.push(Edit::new(Span::new(start_before, end + removed - added), insert));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sorted edits of a text with `len` bytes, made of pairs of bytes and texts.
    fn edits(len: usize, places: &[(usize, usize, String)]) -> Vec<Edit> {
        let (mut edits, mut at) = (Vec::new(), 0);
        for (skip, delete, insert) in places {
            let start = (at + skip).min(len);
            let end = (start + delete).min(len);
            edits.push(Edit::new(Span::new(start, end), insert.clone()));
            at = end;
        }
        edits
    }

    proptest! {
        #[test]
        fn composed_edits_do_the_same_as_both(
            text in "[a-z]{0,12}",
            first in prop::collection::vec((0..4_usize, 0..4_usize, "[A-Z]{0,3}"), 0..4),
            second in prop::collection::vec((0..4_usize, 0..4_usize, "[0-9]{0,3}"), 0..4),
        ) {
            let first = edits(text.len(), &first);
            let middle = apply_edits(&text, &first).expect("the edits are sorted");
            let second = edits(middle.len(), &second);
            let after = apply_edits(&middle, &second).expect("the edits are sorted");
            let composed = compose_edits(&first, &middle, &second);
            prop_assert_eq!(apply_edits(&text, &composed), Ok(after));
        }
    }

    #[test]
    fn edits_of_both_that_are_apart_stay_apart() {
        let first = [Edit::new(Span::new(0, 1), "AA"), Edit::delete(Span::new(4, 5))];
        let second = [Edit::insert(3, "!")];
        let composed = compose_edits(&first, "AAbcdf", &second);
        let expected = [first[0].clone(), Edit::insert(2, "!"), first[1].clone()];
        assert_eq!(composed, expected);
    }

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
