//! Ropes, byte spans, positions and edits: the ground floor.
//!
//! Everything above counts in **bytes of UTF-8 from 0** ([`Span`]). Lines and columns exist only
//! in [`Position`]. [`Counting`] says how they are counted: in the [`Encoding`] that was negotiated
//! with a client, and with or without a byte order mark. Only [`Text`] and [`Positions`] convert
//! between bytes and positions.

mod edit;
mod lines;
mod position;
mod positions;
mod span;
mod text;

pub use edit::{Edit, EditError, apply_edits};
pub use lines::{
    count_line_breaks, end_lines_as, line_break, line_break_near, line_end, line_start, next_line,
};
pub use position::{Counting, Encoding, MARK, Position, mark_len};
pub use positions::Positions;
pub use span::{Span, narrow};
pub use text::Text;
