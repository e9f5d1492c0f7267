//! One line, with the position up to which the containers have consumed it.

use memchr::memchr2;

use super::steps::step;

/// A line of the text. Columns are counted from its start. A tab extends to the next multiple of
/// four columns, and a container can consume a part of a tab.
pub(super) struct Line<'a> {
    bytes: &'a [u8],
    /// The start of the line.
    pub(super) start: usize,
    /// The end of the line, before the line ending (LF, CR or CRLF).
    pub(super) end: usize,
    /// The start of the next line.
    pub(super) next: usize,
    /// The offset up to which the containers have consumed the line.
    pub(super) at: usize,
    column: usize,
    /// The offset of the first byte at or after `at` that is not a space or tab; otherwise `end`.
    pub(super) content_start: usize,
    content_column: usize,
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
        let mut line = Line {
            bytes,
            start,
            end,
            next,
            at: start,
            column: 0,
            content_start: start,
            content_column: 0,
        };
        line.find_content();
        line
    }

    /// The number of columns of space before the content.
    pub(super) fn indent(&self) -> usize {
        self.content_column - self.column
    }

    /// Whether the rest of the line is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.content_start == self.end
    }

    /// The rest of the line, without the space before it.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.content_start..self.end]
    }

    /// Consumes `columns` of the indent.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        let target = (self.column + columns).min(self.content_column);
        while self.column < target {
            let stop = match self.bytes[self.at] {
                b'\t' => (self.column / 4 + 1) * 4,
                _ => self.column + 1,
            };
            step(1);
            if stop > target {
                self.column = target;
            } else {
                self.column = stop;
                self.at += 1;
            }
        }
    }

    /// Consumes the indent and `len` bytes after it, which must be ASCII and not tabs.
    pub(super) fn skip_marker(&mut self, len: usize) {
        self.at = self.content_start + len;
        self.column = self.content_column + len;
        self.find_content();
    }

    fn find_content(&mut self) {
        (self.content_start, self.content_column) = (self.at, self.column);
        while let Some(b' ' | b'\t') = self.bytes[..self.end].get(self.content_start) {
            self.content_column = match self.bytes[self.content_start] {
                b'\t' => (self.content_column / 4 + 1) * 4,
                _ => self.content_column + 1,
            };
            self.content_start += 1;
        }
        step(self.content_start - self.at);
    }
}
