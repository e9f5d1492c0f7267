//! A text that is edited step by step.

use linkwright_text::{Edit, Span};

use crate::EditReason;

/// A text after several edits, and those edits.
///
/// Edits of frontmatter depend on each other (a second alias turns a scalar into a list). So each
/// edit is made in the text that the earlier ones left, and all of them are converted to edits of
/// the original text.
pub(super) struct EditedText {
    text: String,
    edits: Vec<(Edit, EditReason)>,
}

impl EditedText {
    pub(super) fn new(text: &str) -> EditedText {
        EditedText { text: text.to_owned(), edits: Vec::new() }
    }

    /// The current text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The edits of the original text, sorted and without overlaps.
    pub(super) fn into_edits(self) -> Vec<(Edit, EditReason)> {
        self.edits
    }

    /// Applies `edit`, whose span is in bytes of the current text. If it touches what an earlier
    /// edit wrote, the two become one edit.
    pub(super) fn apply(&mut self, edit: &Edit, why: EditReason) {
        let (start, end) = (i64::from(edit.span.start), i64::from(edit.span.end));
        // The length that the edits before `first` add, and the first edit that is touched.
        let mut before = 0;
        let mut first = 0;
        while first < self.edits.len() && self.written_span(first, before).1 < start {
            before += added_len(&self.edits[first].0);
            first += 1;
        }
        let mut after = before;
        let mut last = first;
        let mut merged = (start, end);
        let mut original = (start - before, end - before);
        let mut why = why;
        while last < self.edits.len() && self.written_span(last, after).0 <= end {
            let (from, to) = self.written_span(last, after);
            let touched = &self.edits[last].0;
            after += added_len(touched);
            if from < merged.0 {
                merged.0 = from;
                original.0 = i64::from(touched.span.start);
            }
            if to > end {
                merged.1 = to;
            }
            original.1 = merged.1 - after;
            why = why.min(self.edits[last].1);
            last += 1;
        }
        let left = &self.text[merged.0 as usize..edit.span.range().start];
        let right = &self.text[edit.span.range().end..merged.1 as usize];
        let insert = [left, &edit.insert, right].concat();
        let span = Span::new(original.0 as usize, original.1 as usize);
        self.edits.splice(first..last, [(Edit::new(span, insert), why)]);
        self.text.replace_range(edit.span.range(), &edit.insert);
    }

    /// The span in the current text that edit `index` wrote. `before` is the length that the
    /// earlier edits add.
    fn written_span(&self, index: usize, before: i64) -> (i64, i64) {
        let edit = &self.edits[index].0;
        let start = i64::from(edit.span.start) + before;
        (start, start + edit.insert.len() as i64)
    }
}

/// The number of bytes by which `edit` makes the text longer.
fn added_len(edit: &Edit) -> i64 {
    edit.insert.len() as i64 - i64::from(edit.span.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_text::apply_edits;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_edits_of_the_original_make_the_current_text(
            original in "[a-f]{0,30}",
            edits in proptest::collection::vec((0.0..1.0, 0.0..0.3, "[X-Z]{0,4}"), 0..8),
        ) {
            let mut edited = EditedText::new(&original);
            for (start, length, insert) in edits {
                let len = edited.text().len();
                let start = (start * len as f64) as usize;
                let end = (start + (length * len as f64) as usize).min(len);
                edited.apply(&Edit::new(Span::new(start, end), insert), EditReason::Title);
            }
            let text = edited.text().to_owned();
            let edits: Vec<_> = edited.into_edits().into_iter().map(|(edit, _)| edit).collect();
            prop_assert_eq!(apply_edits(&original, &edits), Ok(text));
        }
    }
}
