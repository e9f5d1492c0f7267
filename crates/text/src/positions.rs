//! Conversion of many offsets of one text to positions, in one pass.

use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use crate::{ColumnCounting, Position, bom_len};

/// Converts offsets in a string to positions by walking along the string.
///
/// Offsets in ascending order cost one pass over the string in total, and no rope is built. This
/// suits a response with many ranges. An offset before the previous one restarts at the beginning.
#[derive(Clone, Debug)]
pub struct Positions<'t> {
    text: &'t str,
    counting: ColumnCounting,
    /// The number of bytes at the start that take no column.
    hidden: usize,
    /// The last converted offset, and its position.
    at: usize,
    position: Position,
}

impl<'t> Positions<'t> {
    /// A converter for `text` that counts columns by `counting`.
    #[must_use]
    pub fn new(text: &'t str, counting: ColumnCounting) -> Positions<'t> {
        let hidden = counting.hidden_len(bom_len(text) > 0);
        Positions { text, counting, hidden, at: hidden, position: Position::default() }
    }

    /// The position of the byte at `offset`, with the rules of
    /// [`Text::position`](crate::Text::position): an offset past the end counts as the end; one
    /// inside a character as the start of that character; one between `\r` and `\n` as the end of
    /// the line.
    pub fn at(&mut self, offset: u32) -> Position {
        let offset = self.round_down(offset as usize);
        if offset < self.at {
            (self.at, self.position) = (self.hidden, Position::default());
        }
        let passed = &self.text[self.at..offset];
        let (lines, line_start) = count_lines(passed);
        self.position.line += lines;
        if line_start.is_some() {
            self.position.column = 0;
        }
        self.position.column +=
            self.counting.encoding.count_units(&passed[line_start.unwrap_or(0)..]);
        self.at = offset;
        self.position
    }

    /// The nearest offset at or before `offset` that has a position.
    fn round_down(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let inside_crlf =
            self.text[..offset].ends_with('\r') && self.text[offset..].starts_with('\n');
        (offset - usize::from(inside_crlf)).max(self.hidden)
    }
}

/// The number of line endings in `passed`, and the offset after the last one.
fn count_lines(passed: &str) -> (u32, Option<usize>) {
    let bytes = passed.as_bytes();
    if memchr(b'\r', bytes).is_none() {
        // Counting the line endings costs a fraction of finding each one.
        let lines = memchr_iter(b'\n', bytes).count();
        let last = memrchr(b'\n', bytes);
        return (u32::try_from(lines).unwrap_or(u32::MAX), last.map(|end| end + 1));
    }
    let (mut lines, mut line_start) = (0, None);
    for end in memchr2_iter(b'\n', b'\r', bytes) {
        // `\r\n` is one line ending, counted at its second byte.
        if !passed[end..].starts_with("\r\n") {
            lines += 1;
            line_start = Some(end + 1);
        }
    }
    (lines, line_start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::{COUNTINGS, any_text};
    use crate::{PositionEncoding, Text};
    use proptest::prelude::*;

    #[test]
    fn offsets_become_lines_and_columns() {
        let mut positions =
            Positions::new("ab\r\ncé𝒳d\re", ColumnCounting::of_buffer(PositionEncoding::Utf16));
        let at = [0, 2, 3, 4, 5, 7, 11, 12, 13, 99].map(|offset| {
            let Position { line, column } = positions.at(offset);
            (line, column)
        });
        let expected =
            [(0, 0), (0, 2), (0, 2), (1, 0), (1, 1), (1, 2), (1, 4), (1, 5), (2, 0), (2, 1)];
        assert_eq!(at, expected);
        assert_eq!(positions.at(1), Position::new(0, 1));
    }

    #[test]
    fn a_smaller_offset_restarts_after_the_byte_order_mark() {
        let mut positions =
            Positions::new("\u{feff}ab\nc", ColumnCounting::of_file(PositionEncoding::Utf8));
        let at = [5, 6, 3, 0].map(|offset| {
            let Position { line, column } = positions.at(offset);
            (line, column)
        });
        assert_eq!(at, [(0, 2), (1, 0), (0, 0), (0, 0)]);
    }

    proptest! {
        #[test]
        fn positions_equal_those_of_the_rope(
            string in any_text(),
            mut shares in proptest::collection::vec(0.0..1.1, 1..20),
            in_order: bool,
        ) {
            if in_order {
                shares.sort_by(f64::total_cmp);
            }
            let text = Text::new(&string);
            for counting in COUNTINGS {
                let mut positions = Positions::new(&string, counting);
                for share in &shares {
                    // Some of these offsets are inside a character or between `\r` and `\n`.
                    let offset = (share * string.len() as f64) as u32;
                    prop_assert_eq!(positions.at(offset), text.position(offset, counting));
                }
            }
        }
    }
}
