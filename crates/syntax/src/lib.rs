//! What one note says, from its text alone: no I/O, no other note.

mod canvas;
mod digest;
mod facts;
pub mod frontmatter;
mod key;
mod link;
mod scan;
pub mod tree;

pub use canvas::{is_canvas, scan_canvas, scan_file};
pub use digest::digest;
pub use facts::{BlockId, Facts, Footnote, Heading, Label, Link, LinkForm, Place, Tag};
pub use frontmatter::Frontmatter;
pub use key::{fold, heading_key, heading_without_id};
pub use scan::scan;
