//! Places as a client counts them.

/// How a client counts columns. UTF-16 is what every client understands; the others are
/// negotiated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PositionEncoding {
    /// Bytes of UTF-8.
    Utf8,
    /// 16-bit units: two for each character outside the basic plane.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl PositionEncoding {
    /// How many units of this encoding `text` takes.
    #[must_use]
    pub fn count_units(self, text: &str) -> u32 {
        let units = match self {
            PositionEncoding::Utf8 => text.len(),
            // A character is told by its first byte; those of four bytes take two units.
            PositionEncoding::Utf16 => text
                .bytes()
                .map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
                .sum(),
            PositionEncoding::Utf32 => text.chars().count(),
        };
        u32::try_from(units).expect("a line is smaller than 4 GiB")
    }
}

/// How lines and columns of one text are counted: in which units, and whether a byte order mark at
/// its start takes any.
///
/// Editors hide the mark of a file and write it back when they save, so in a file columns start
/// behind it. In a text that the client itself sent, every character counts, a mark too: the client
/// would not have sent it if it did not show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ColumnCounting {
    /// The units of columns.
    pub encoding: PositionEncoding,
    hides_mark: bool,
}

impl ColumnCounting {
    /// For the text of a file: a byte order mark takes no column.
    #[must_use]
    pub const fn of_file(encoding: PositionEncoding) -> ColumnCounting {
        ColumnCounting { encoding, hides_mark: true }
    }

    /// For a text that the client sent: every character counts.
    #[must_use]
    pub const fn of_buffer(encoding: PositionEncoding) -> ColumnCounting {
        ColumnCounting { encoding, hides_mark: false }
    }

    /// The number of bytes at the start of a text that take no column; `has_mark` says whether the
    /// text starts with a byte order mark.
    pub(crate) const fn hidden(self, has_mark: bool) -> usize {
        if self.hides_mark && has_mark { BOM.len_utf8() } else { 0 }
    }
}

/// The byte order mark, which some programs put at the start of a file.
pub const BOM: char = '\u{feff}';

/// The number of bytes that the byte order mark of `text` takes; 0 if it has none.
#[must_use]
pub fn bom_len(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len_utf8() } else { 0 }
}

/// A place between two characters as LSP counts: lines from 0, columns from 0 in units of an
/// [`PositionEncoding`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    /// The line, from 0. Lines end at `\n`, `\r\n` or a lone `\r`.
    pub line: u32,
    /// Units before the place on its line.
    pub column: u32,
}

impl Position {
    /// The position at `line` and `column`, both from 0.
    #[must_use]
    pub const fn new(line: u32, column: u32) -> Position {
        Position { line, column }
    }
}
