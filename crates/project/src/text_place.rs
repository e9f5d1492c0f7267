//! Places in texts, as a report shows them.

use std::ops::Range;

use linkwright_text::{
    ColumnCounting, PositionEncoding, Positions, Span, bom_len, line_end, line_start, to_offset,
};

/// A place in a text, with its line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextPlace {
    /// The span in bytes.
    pub span: Span,
    /// The start: line and column from 1. Columns count characters, without a byte order mark.
    pub start: (u32, u32),
    /// The end, counted in the same way; the column is one past the last character.
    pub end: (u32, u32),
    /// The columns of the start and the end, from 1, in bytes of UTF-8 with a byte order mark.
    pub byte_columns: (u32, u32),
    /// The line on which it starts. Of a long line, only the part around the place, with `…` at the cuts.
    pub line: String,
    /// The marked part of `line`, in bytes.
    pub marked: Range<usize>,
}

/// Maximum number of bytes of a line to keep before, in and after the span: as much as a wide
/// terminal shows. A line can have thousands of findings, so none of them keeps a long line whole.
const KEPT: usize = 600;

const CUT: &str = "…";

/// Makes the places of one text. Spans in ascending order cost one pass over the text in total.
pub(crate) struct TextPlaces<'t> {
    text: &'t str,
    positions: Positions<'t>,
    /// The line of the last place, without its line ending.
    line: Range<usize>,
}

impl<'t> TextPlaces<'t> {
    pub(crate) fn new(text: &'t str) -> TextPlaces<'t> {
        let counting = ColumnCounting::of_file(PositionEncoding::Utf32);
        TextPlaces { text, positions: Positions::new(text, counting), line: 0..0 }
    }

    pub(crate) fn at(&mut self, span: Span) -> TextPlace {
        let start = self.positions.at(span.start);
        let mut to_end = self.positions.clone();
        let end = to_end.at(span.end);
        let Range { start: from, end: to } = span.range();
        if !(self.line.start < from && from <= self.line.end) {
            self.line = self.line_at(from);
        }
        let line = self.line.clone();
        let last_line = if end.line == start.line { line.clone() } else { self.line_at(to) };
        // The byte order mark is on the first line.
        let column = |at: usize, line: &Range<usize>| {
            let line_start = if line.start == bom_len(self.text) { 0 } else { line.start };
            to_offset(at - line_start) + 1
        };
        let byte_columns = (column(from, &line), column(to, &last_line));
        let from = from.clamp(line.start, line.end);
        let to = self.char_start(to.clamp(from, line.end).min(from + KEPT));
        let shown = self.char_start(from.saturating_sub(KEPT)).max(line.start)
            ..self.char_start((to + KEPT).min(line.end));
        let cut = |is_cut| if is_cut { CUT } else { "" };
        let (before, after) = (cut(shown.start > line.start), cut(shown.end < line.end));
        let at = |offset: usize| offset - shown.start + before.len();
        TextPlace {
            span,
            start: (start.line + 1, start.column + 1),
            end: (end.line + 1, end.column + 1),
            byte_columns,
            marked: at(from)..at(to),
            line: [before, &self.text[shown.clone()], after].concat(),
        }
    }

    fn line_at(&self, at: usize) -> Range<usize> {
        line_start(self.text, at)..line_end(self.text, at)
    }

    fn char_start(&self, mut offset: usize) -> usize {
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, spans: &[(u32, u32)]) -> Vec<String> {
        let mut places = TextPlaces::new(text);
        let shown = |&(start, end): &(u32, u32)| {
            let TextPlace { start, end, byte_columns, line, marked, .. } =
                places.at(Span { start, end });
            let marked = format!(
                "{}[{}]{}",
                &line[..marked.start],
                &line[marked.clone()],
                &line[marked.end..]
            );
            format!("{start:?} {end:?} {byte_columns:?} {marked}")
        };
        spans.iter().map(shown).collect()
    }

    #[test]
    fn places_have_lines_and_columns() {
        let text = "\u{feff}aé b\r\nc d\r\n\ne";
        let spans =
            [(0, 0), (3, 6), (4, 12), (8, 8), (11, 12), (13, 13), (15, 15), (16, 17), (4, 6)];
        expect_test::expect![[r#"
            [
                "(1, 1) (1, 1) (1, 1) []aé b",
                "(1, 1) (1, 3) (4, 7) [aé] b",
                "(1, 2) (2, 3) (5, 3) a[é b]",
                "(1, 5) (1, 5) (9, 9) aé b[]",
                "(2, 2) (2, 3) (2, 3) c[ ]d",
                "(2, 4) (2, 4) (4, 4) c d[]",
                "(3, 1) (3, 1) (1, 1) []",
                "(4, 1) (4, 2) (1, 2) [e]",
                "(1, 2) (1, 3) (5, 7) a[é] b",
            ]
        "#]]
        .assert_debug_eq(&shown(text, &spans));
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = format!("x\n{}{}{}", "é".repeat(400), "[[a]]", "é".repeat(400));
        let places = shown(&text, &[(802, 807), (802, 806), (2, 1607)]);
        let lengths = places.iter().map(String::len);
        expect_test::expect![[r#"
            [
                1242,
                1240,
                1230,
            ]
        "#]]
        .assert_debug_eq(&lengths.collect::<Vec<_>>());
        assert!(places[0].ends_with('…') && places[0].contains(" …é"));
    }
}
