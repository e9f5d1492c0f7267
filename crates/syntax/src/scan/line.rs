//! One line, and how far into it the containers have read.

use memchr::memchr2;

use super::steps::step;

/// A line of the text. Columns are counted from its start, and a tab reaches to the next multiple
/// of four: a container can take a part of one.
pub(super) struct Line<'a> {
    bytes: &'a [u8],
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte, before the line end (LF, CR or CRLF).
    pub(super) end: usize,
    /// The start of the next line.
    pub(super) next: usize,
    /// Where the containers have read to.
    pub(super) at: usize,
    column: usize,
    /// The first byte from there on that is no space or tab, or `end`.
    pub(super) first: usize,
    first_column: usize,
}

impl<'a> Line<'a> {
    /// The line that starts at `start`.
    pub(super) fn new(bytes: &'a [u8], start: usize) -> Line<'a> {
        let end = memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let next = match bytes[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [] => end,
            _ => end + 1,
        };
        step(next - start);
        let mut line =
            Line { bytes, start, end, next, at: start, column: 0, first: start, first_column: 0 };
        line.find_first();
        line
    }

    /// How many columns of space stand before the first other byte.
    pub(super) fn indent(&self) -> usize {
        self.first_column - self.column
    }

    /// Whether nothing but space is left.
    pub(super) fn is_blank(&self) -> bool {
        self.first == self.end
    }

    /// What is left, without the space before it.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.first..self.end]
    }

    /// Takes `columns` of the indent.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        let goal = (self.column + columns).min(self.first_column);
        while self.column < goal {
            let stop = match self.bytes[self.at] {
                b'\t' => (self.column / 4 + 1) * 4,
                _ => self.column + 1,
            };
            step(1);
            if stop > goal {
                self.column = goal;
            } else {
                self.column = stop;
                self.at += 1;
            }
        }
    }

    /// Takes the indent and `len` bytes behind it, which are ASCII and no tabs.
    pub(super) fn skip_marker(&mut self, len: usize) {
        self.at = self.first + len;
        self.column = self.first_column + len;
        self.find_first();
    }

    fn find_first(&mut self) {
        (self.first, self.first_column) = (self.at, self.column);
        while let Some(b' ' | b'\t') = self.bytes[..self.end].get(self.first) {
            self.first_column = match self.bytes[self.first] {
                b'\t' => (self.first_column / 4 + 1) * 4,
                _ => self.first_column + 1,
            };
            self.first += 1;
        }
        step(self.first - self.at);
    }
}
