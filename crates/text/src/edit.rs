//! Edits: replacing spans of a text.

use std::fmt;

use crate::Span;

/// One replacement: the bytes of `span` become `insert`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edit {
    /// What is replaced, in bytes of the text before any edit.
    pub span: Span,
    /// What stands there afterwards.
    pub insert: String,
}

impl Edit {
    /// Replaces `span` by `insert`.
    pub fn new(span: Span, insert: impl Into<String>) -> Edit {
        Edit { span, insert: insert.into() }
    }

    /// Inserts at `offset`, replacing nothing.
    pub fn insert(offset: u32, insert: impl Into<String>) -> Edit {
        Edit::new(Span::empty(offset), insert)
    }

    /// Removes `span`.
    #[must_use]
    pub fn delete(span: Span) -> Edit {
        Edit::new(span, "")
    }
}

/// Why a set of edits cannot be applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EditError {
    /// Two edits touch the same bytes, or come out of order.
    Overlap(Span, Span),
    /// An edit reaches past the end of the text or cuts a character in two.
    Outside(Span),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Overlap(a, b) => write!(f, "the edits at bytes {a:?} and {b:?} overlap"),
            EditError::Outside(span) => {
                write!(f, "the edit at bytes {span:?} is not on characters of the text")
            }
        }
    }
}

impl std::error::Error for EditError {}

/// The text after `edits`, which are sorted by start and do not overlap.
///
/// # Errors
/// If two edits overlap or are out of order, or one is not on characters of the text.
pub fn apply_edits<'e>(
    text: &str,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Result<String, EditError> {
    let mut result = String::with_capacity(text.len());
    let mut done = Span::empty(0);
    for edit in edits {
        if edit.span.start < done.end {
            return Err(EditError::Overlap(done, edit.span));
        }
        let between = text.get(done.range().end..edit.span.range().start);
        let replaced = text.get(edit.span.range());
        let (Some(between), Some(_)) = (between, replaced) else {
            return Err(EditError::Outside(edit.span));
        };
        result.push_str(between);
        result.push_str(&edit.insert);
        done = edit.span;
    }
    result.push_str(&text[done.range().end..]);
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
    fn overlaps_and_cut_characters_are_refused() {
        let overlapping = [Edit::delete(Span::new(0, 2)), Edit::delete(Span::new(1, 3))];
        assert!(matches!(apply_edits("abc", &overlapping), Err(EditError::Overlap(..))));
        let cut = [Edit::delete(Span::new(0, 1))];
        assert!(matches!(apply_edits("é", &cut), Err(EditError::Outside(_))));
        let past = [Edit::insert(9, "x")];
        assert!(matches!(apply_edits("abc", &past), Err(EditError::Outside(_))));
    }
}
