//! What one note says, from its text alone: no I/O, no other note.

mod digest;
mod facts;
pub mod frontmatter;
mod scan;

pub use digest::digest;
pub use facts::{BlockId, Facts, Footnote, Heading, Label, Link, LinkForm, Place, Tag};
pub use frontmatter::Frontmatter;
pub use scan::scan;
