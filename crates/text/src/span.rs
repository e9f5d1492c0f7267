//! Spans: ranges of bytes.

use std::fmt;
use std::ops::{Index, Range};

/// A half-open range of bytes in a note, counted from 0.
///
/// A span made from a text always lies on character boundaries of that text, and `&text[span]` is
/// the covered text. Notes are smaller than 4 GiB, so 32 bits are enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    ///
    /// # Panics
    /// If `end < start`, or one of them does not fit in 32 bits.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start: to_offset(start), end: to_offset(end) }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub const fn empty(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    /// The number of bytes in the span.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` is in the span. The byte at `end` is not.
    #[must_use]
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether a cursor at `offset` is on the span: at its start, inside it, or right after it.
    #[must_use]
    pub const fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether all of `other` is inside the span.
    #[must_use]
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span that starts `offset` bytes later and has the same length.
    #[must_use]
    pub const fn shifted(self, offset: u32) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The span without leading and trailing whitespace of `text`.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Span {
        let rest = text[self].trim_start();
        let start = self.range().end - rest.len();
        Span::new(start, start + rest.trim_end().len())
    }

    /// The span as a range, to slice byte strings.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Converts an offset in a note, or the length of a part of a note, to `u32`.
///
/// # Panics
/// If `offset` is 4 GiB or more, so that it does not fit in `u32`.
#[must_use]
pub fn to_offset(offset: usize) -> u32 {
    u32::try_from(offset).expect("a note is smaller than 4 GiB")
}

impl Index<Span> for str {
    type Output = str;

    fn index(&self, span: Span) -> &str {
        &self[span.range()]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
