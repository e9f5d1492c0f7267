//! A text under several edits, each made in view of those before.

use linkwright_text::{Edit, Span};

use crate::EditReason;

/// A text, and the edits that made it from the original.
///
/// Edits of frontmatter depend upon each other (a second alias turns a scalar into a list), so
/// each is made in the text that the ones before left, and all are told in bytes of the original.
pub(super) struct Draft {
    text: String,
    edits: Vec<(Edit, EditReason)>,
}

impl Draft {
    pub(super) fn new(text: &str) -> Draft {
        Draft { text: text.to_owned(), edits: Vec::new() }
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The edits of the original, sorted and apart from each other.
    pub(super) fn into_edits(self) -> Vec<(Edit, EditReason)> {
        self.edits
    }

    /// Applies `edit`, whose span is of the text as it is now. Where it touches what an edit before
    /// it wrote, the two become one.
    pub(super) fn apply(&mut self, edit: &Edit, why: EditReason) {
        let (start, end) = (i64::from(edit.span.start), i64::from(edit.span.end));
        // What the edits before `at` add to the length, and the first edit that is touched.
        let mut before = 0;
        let mut first = 0;
        while first < self.edits.len() && self.now(first, before).1 < start {
            before += growth(&self.edits[first].0);
            first += 1;
        }
        let mut after = before;
        let mut last = first;
        let mut merged = (start, end);
        let mut original = (start - before, end - before);
        let mut why = why;
        while last < self.edits.len() && self.now(last, after).0 <= end {
            let (from, to) = self.now(last, after);
            let touched = &self.edits[last].0;
            after += growth(touched);
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

    /// Where what edit `index` wrote stands in the text now; `before` is what the edits before it
    /// add to the length.
    fn now(&self, index: usize, before: i64) -> (i64, i64) {
        let edit = &self.edits[index].0;
        let start = i64::from(edit.span.start) + before;
        (start, start + edit.insert.len() as i64)
    }
}

fn growth(edit: &Edit) -> i64 {
    edit.insert.len() as i64 - i64::from(edit.span.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_text::apply_edits;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_edits_together_make_the_text(
            original in "[a-f]{0,30}",
            edits in proptest::collection::vec((0.0..1.0, 0.0..0.3, "[X-Z]{0,4}"), 0..8),
        ) {
            let mut draft = Draft::new(&original);
            for (start, length, insert) in edits {
                let len = draft.text().len();
                let start = (start * len as f64) as usize;
                let end = (start + (length * len as f64) as usize).min(len);
                draft.apply(&Edit::new(Span::new(start, end), insert), EditReason::Title);
            }
            let text = draft.text().to_owned();
            let edits: Vec<_> = draft.into_edits().into_iter().map(|(edit, _)| edit).collect();
            prop_assert_eq!(apply_edits(&original, &edits), Ok(text));
        }
    }
}
