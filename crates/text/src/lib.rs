//! Ropes, byte spans, positions and edits: the ground floor.
//!
//! Everything above counts in **bytes of UTF-8 from 0** ([`Span`]). Lines and columns exist only
//! in [`Position`], whose column is counted in the [`Encoding`] that was negotiated with a client,
//! and only [`Text`] and [`Positions`] convert between the two.

mod edit;
mod position;
mod positions;
mod span;
mod text;

pub use edit::{Edit, EditError, apply_edits};
pub use position::{Encoding, Position};
pub use positions::Positions;
pub use span::{Span, narrow};
pub use text::Text;
