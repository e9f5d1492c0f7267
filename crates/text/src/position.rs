//! Lines and columns, as an LSP client counts them.

/// The units in which a client counts columns. Every client supports UTF-16; the others are
/// negotiated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PositionEncoding {
    /// Bytes of UTF-8.
    Utf8,
    /// 16-bit units: two for each character above U+FFFF.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl PositionEncoding {
    /// The length of `text` in units of this encoding.
    #[must_use]
    pub fn count_units(self, text: &str) -> u32 {
        let units = match self {
            PositionEncoding::Utf8 => text.len(),
            // Count the first byte of each character; a character of four bytes takes two units.
            PositionEncoding::Utf16 => text
                .bytes()
                .map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
                .sum(),
            PositionEncoding::Utf32 => text.chars().count(),
        };
        u32::try_from(units).expect("a line is smaller than 4 GiB")
    }
}

/// How the columns of one text are counted: in which units, and whether a byte order mark at the
/// start counts.
///
/// Editors hide the byte order mark of a file and write it back when they save, so the columns of
/// a file start after it. In a text that the client itself sent, every character counts, including
/// a byte order mark: the client sends one only if it shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ColumnCounting {
    /// The units in which columns are counted.
    pub encoding: PositionEncoding,
    hides_bom: bool,
}

impl ColumnCounting {
    /// The counting for the text of a file: a byte order mark takes no column.
    #[must_use]
    pub const fn of_file(encoding: PositionEncoding) -> ColumnCounting {
        ColumnCounting { encoding, hides_bom: true }
    }

    /// The counting for a text that the client sent: every character counts.
    #[must_use]
    pub const fn of_buffer(encoding: PositionEncoding) -> ColumnCounting {
        ColumnCounting { encoding, hides_bom: false }
    }

    /// The number of bytes at the start of a text that take no column. `has_bom` is whether the
    /// text starts with a byte order mark.
    pub(crate) const fn hidden_len(self, has_bom: bool) -> usize {
        if self.hides_bom && has_bom { BOM.len_utf8() } else { 0 }
    }
}

/// The byte order mark that some programs write at the start of a file.
pub const BOM: char = '\u{feff}';

/// The length of the byte order mark of `text` in bytes; 0 if it has none.
#[must_use]
pub fn bom_len(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len_utf8() } else { 0 }
}

/// A position between two characters, as LSP counts it: lines from 0, columns from 0 in units of a
/// [`PositionEncoding`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    /// The line, from 0. A line ends with `\n`, `\r\n` or a lone `\r`.
    pub line: u32,
    /// The number of units before the position on its line.
    pub column: u32,
}

impl Position {
    /// The position at `line` and `column`, both from 0.
    #[must_use]
    pub const fn new(line: u32, column: u32) -> Position {
        Position { line, column }
    }
}
