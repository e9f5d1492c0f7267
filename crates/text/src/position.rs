//! Places as a client counts them.

/// How a client counts columns. UTF-16 is what every client understands; the others are
/// negotiated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// 16-bit units: two for each character outside the basic plane.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many units of this encoding `text` takes.
    #[must_use]
    pub fn measure(self, text: &str) -> u32 {
        let units = match self {
            Encoding::Utf8 => text.len(),
            // A character is told by its first byte; those of four bytes take two units.
            Encoding::Utf16 => text
                .bytes()
                .map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
                .sum(),
            Encoding::Utf32 => text.chars().count(),
        };
        u32::try_from(units).expect("a line is smaller than 4 GiB")
    }
}

/// A place between two characters as LSP counts: lines from 0, columns from 0 in units of an
/// [`Encoding`].
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
