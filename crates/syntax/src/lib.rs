//! Parses one note: its links, headings, block ids, tags, frontmatter and blocks. Everything here
//! depends on the text alone: no I/O, no other note.
//!
//! ```
//! use linkwright_syntax::scan;
//!
//! let text = "---\naliases: [sea]\n---\n# Ocean\n\nSee [[Tides#Spring|spring tides]]. `[[no link]]`\n";
//! let facts = scan(text);
//! let link = &facts.links[0];
//! assert_eq!(&text[link.path], "Tides");
//! assert_eq!(link.subpath.map(|span| &text[span]), Some("Spring"));
//! assert_eq!(&text[facts.headings[0].text], "Ocean");
//! assert_eq!(facts.links.len(), 1);
//! ```

mod bases;
mod blocks;
mod canvas;
mod comments;
mod digest;
mod facts;
pub mod frontmatter;
mod key;
mod kind;
mod link;
mod open_text;
mod scan;
mod shrink;
pub mod tree;

pub use bases::base_text;
pub use blocks::{Block, BlockKind, block_at, blocks_at};
pub use canvas::{canvas_problem, scan_canvas, scan_file};
pub use comments::percent_comments;
pub use digest::digest;
pub use facts::{
    BlockId, Facts, Footnote, Fragment, FragmentKind, Heading, HtmlQuote, Link, LinkForm,
    LinkPlace, Mistake, MistakeKind, ReferenceLabel, Suppression, SuppressionScope, Tag,
};
pub use frontmatter::Frontmatter;
pub use key::{
    fold, has_heading_key, heading_key, heading_without_block_id, heading_without_ids, label_key,
};
pub use kind::{FileKind, NOTE_EXTENSIONS};
pub use link::decode_entities;
pub use open_text::OpenText;
pub use scan::{HeadingRenderer, scan};
pub use tree::blocks;
