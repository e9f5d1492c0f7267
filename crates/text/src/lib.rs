//! Ropes, byte spans, positions and edits: the lowest layer.
//!
//! All layers above use offsets in **bytes of UTF-8, from 0** ([`Span`]). Lines and columns exist
//! only in [`Position`]. [`ColumnCounting`] defines how they are counted: in the
//! [`PositionEncoding`] that was negotiated with a client, with or without a byte order mark. Only
//! [`Text`] and [`Positions`] convert between offsets and positions.
//!
//! ```
//! use linkwright_text::{ColumnCounting, Edit, Position, PositionEncoding, Span, Text};
//!
//! let mut text = Text::new("é [[Old]]\n");
//! let start = text.offset(Position::new(0, 4), ColumnCounting::of_file(PositionEncoding::Utf16));
//! text.apply(&Edit::new(Span { start, end: start + 3 }, "New"));
//! assert_eq!(text.slice(text.line_span(0)), "é [[New]]");
//! ```

mod edit;
mod lines;
mod position;
mod positions;
mod span;
mod text;

pub use edit::{Edit, EditError, apply_edits, compose_edits};
pub use lines::{
    count_line_endings, leading_line_ending, line_end, line_ending_near, line_start,
    next_line_start, with_line_endings,
};
pub use position::{BOM, ColumnCounting, Position, PositionEncoding, bom_len};
pub use positions::Positions;
pub use span::{Span, to_offset};
pub use text::Text;
