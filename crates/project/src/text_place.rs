//! Places in texts, as a report shows them.

use linkwright_text::{ColumnCounting, PositionEncoding, Span, Text};

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
    pub marked: std::ops::Range<usize>,
}

/// Maximum number of bytes of a line to keep before, in and after the span: as much as a wide
/// terminal shows. A line can have thousands of findings, so none of them keeps a long line whole.
const KEPT: u32 = 600;

const CUT: &str = "…";

impl TextPlace {
    /// The place of `span` in `text`.
    pub(crate) fn new(text: &Text, span: Span) -> TextPlace {
        let at = |offset| {
            let position = text.position(offset, ColumnCounting::of_file(PositionEncoding::Utf32));
            (position.line + 1, position.column + 1)
        };
        let (start, end) = (at(span.start), at(span.end));
        let mut line = text.line_span(start.0 - 1);
        let last_line = if end.0 == start.0 { line } else { text.line_span(end.0 - 1) };
        let byte_columns = (span.start - line.start + 1, span.end - last_line.start + 1);
        line.start = line.start.max(if start.0 == 1 { text.bom_len() } else { 0 });
        let marked = span.start.clamp(line.start, line.end)..span.end.clamp(line.start, line.end);
        let marked = marked.start..text.char_start(marked.end.min(marked.start + KEPT));
        let from = text.char_start(marked.start.saturating_sub(KEPT)).max(line.start);
        let to = text.char_start((marked.end + KEPT).min(line.end));
        let cut = |is_cut| if is_cut { CUT } else { "" };
        let (before, after) = (cut(from > line.start), cut(to < line.end));
        let at = |offset: u32| (offset - from) as usize + before.len();
        TextPlace {
            span,
            start,
            end,
            byte_columns,
            line: format!("{before}{}{after}", text.slice(Span { start: from, end: to })),
            marked: at(marked.start)..at(marked.end),
        }
    }
}
