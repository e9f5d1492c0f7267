//! Spans: ranges of bytes.

use std::fmt;
use std::ops::{Index, Range};

/// A half-open range of bytes in a note, counted from 0.
///
/// A span made from a text always lies on character boundaries of that text, and
/// `&text[span]` is what it covers. Notes are smaller than 4 GiB, so 32 bits are enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte; never below `start`.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    ///
    /// # Panics
    /// If `end < start`, or either does not fit 32 bits.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start: narrow(start), end: narrow(end) }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub const fn empty(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    /// How many bytes it covers.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` is inside; the end is not.
    #[must_use]
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether a cursor at `offset` is on it: inside, or right behind it.
    #[must_use]
    pub const fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether all of `other` lies inside.
    #[must_use]
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// What is left of it in `text` without the white space at its ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Span {
        let behind = text[self].trim_start();
        let start = self.range().end - behind.len();
        Span::new(start, start + behind.trim_end().len())
    }

    /// The same range for slicing byte strings.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// An offset into a note, or the length of a piece of one.
///
/// # Panics
/// From 4 GiB on.
#[must_use]
pub fn narrow(offset: usize) -> u32 {
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
