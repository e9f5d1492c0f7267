//! The text of an open note, as a rope.

use std::borrow::Cow;
use std::fmt;

use ropey::{Rope, RopeSlice};

use crate::{BOM, ColumnCounting, Edit, Position, PositionEncoding, Span, to_offset};

/// The text of a note as a rope: cheap to edit anywhere, cheap to clone. Converts between byte
/// offsets and positions.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    rope: Rope,
}

impl Text {
    /// Builds a rope from `text`.
    #[must_use]
    pub fn new(text: &str) -> Text {
        Text { rope: Rope::from_str(text) }
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        to_offset(self.rope.len_bytes())
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The length of the byte order mark in bytes; 0 if there is none.
    #[must_use]
    pub fn bom_len(&self) -> u32 {
        if self.has_bom() { to_offset(BOM.len_utf8()) } else { 0 }
    }

    fn has_bom(&self) -> bool {
        self.rope.get_char(0) == Some(BOM)
    }

    /// The number of lines: one more than the number of line endings.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        to_offset(self.rope.len_lines())
    }

    /// The text in `span`; borrowed if it is in one chunk of the rope.
    ///
    /// # Panics
    /// If `span` is not on character boundaries of this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        self.rope.byte_slice(span.range()).into()
    }

    /// The span of a line without its line ending. A line past the last one is the empty span at
    /// the end of the text.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        if line >= self.line_count() {
            return Span::empty(self.len());
        }
        let line = line as usize;
        let start = self.rope.line_to_byte(line);
        let slice = self.rope.line(line);
        Span::new(start, start + slice.len_bytes() - line_ending_len(slice))
    }

    /// The position of the byte at `offset`. An offset past the end counts as the end; one inside a
    /// character as the start of that character; one between `\r` and `\n` as the end of the line;
    /// one before a hidden byte order mark as the offset after it.
    #[must_use]
    pub fn position(&self, offset: u32, counting: ColumnCounting) -> Position {
        let hidden = counting.hidden_len(self.has_bom());
        let offset = (offset as usize).min(self.rope.len_bytes()).max(hidden);
        let offset = self.rope.char_to_byte(self.rope.byte_to_char(offset));
        let line = self.rope.byte_to_line(offset);
        let span = self.line_span(to_offset(line));
        let start = span.range().start.max(hidden);
        let end = offset.min(span.range().end).max(start);
        let column = self.units(end, counting.encoding) - self.units(start, counting.encoding);
        Position { line: to_offset(line), column: to_offset(column) }
    }

    /// The offset of `position` in bytes. A column past the end of its line counts as the end of
    /// the line, before its line ending; a line past the last one as the end of the text; a column
    /// inside a character as the start of that character.
    #[must_use]
    pub fn offset(&self, position: Position, counting: ColumnCounting) -> u32 {
        let mut line = self.line_span(position.line);
        line.start = line.start.max(to_offset(counting.hidden_len(self.has_bom())));
        let encoding = counting.encoding;
        let units = self.units(line.range().start, encoding) + position.column as usize;
        let char = match units.min(self.units(line.range().end, encoding)) {
            bytes if encoding == PositionEncoding::Utf8 => self.rope.byte_to_char(bytes),
            units if encoding == PositionEncoding::Utf16 => self.rope.utf16_cu_to_char(units),
            chars => chars,
        };
        to_offset(self.rope.char_to_byte(char))
    }

    /// The number of units before the byte at `offset`, which must start a character. The rope
    /// keeps these counts, so this is not slower on a long line.
    fn units(&self, offset: usize, encoding: PositionEncoding) -> usize {
        match encoding {
            PositionEncoding::Utf8 => offset,
            PositionEncoding::Utf16 => self.rope.char_to_utf16_cu(self.rope.byte_to_char(offset)),
            PositionEncoding::Utf32 => self.rope.byte_to_char(offset),
        }
    }

    /// The start of the character that contains the byte at `offset`; the end of the text for an
    /// offset past the end.
    #[must_use]
    pub fn char_start(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.rope.len_bytes());
        to_offset(self.rope.char_to_byte(self.rope.byte_to_char(offset)))
    }

    /// Applies one edit.
    ///
    /// # Panics
    /// If the edit's span is not on character boundaries of this text.
    pub fn apply(&mut self, edit: &Edit) {
        let start = self.rope.byte_to_char(edit.span.range().start);
        let end = self.rope.byte_to_char(edit.span.range().end);
        self.rope.remove(start..end);
        self.rope.insert(start, &edit.insert);
    }

    /// The bytes from `offset` to the end of its chunk of the rope, for an incremental parser.
    /// `offset` may be inside a character. Empty at the end of the text.
    #[must_use]
    pub fn chunk_from(&self, offset: u32) -> &[u8] {
        if offset >= self.len() {
            return &[];
        }
        let (chunk, start, _, _) = self.rope.chunk_at_byte(offset as usize);
        &chunk.as_bytes()[offset as usize - start..]
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> String {
        String::from(&text.rope)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.rope.slice(..), f)
    }
}

fn line_ending_len(line: RopeSlice<'_>) -> usize {
    let mut bytes = line.bytes_at(line.len_bytes());
    match (bytes.prev(), bytes.prev()) {
        (Some(b'\n'), Some(b'\r')) => 2,
        (Some(b'\n' | b'\r'), _) => 1,
        _ => 0,
    }
}

#[cfg(test)]
pub(crate) mod tests;
