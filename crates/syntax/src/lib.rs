//! What one note says, from its text alone: no I/O, no other note.

mod facts;
pub mod frontmatter;
mod scan;

pub use facts::{BlockId, Facts, Footnote, Heading, Label, Link, LinkForm, Place, Tag};
pub use frontmatter::Frontmatter;
pub use scan::scan;
