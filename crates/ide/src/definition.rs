//! Go to definition.

use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

/// Where a place in a note leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// What under the cursor leads there: the whole link.
    pub origin: Span,
    /// Where it leads; several when the place means several.
    pub targets: Vec<Destination>,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// The file.
    pub file: FileId,
    /// All of it: a heading's section line, a definition. Empty at 0 for a file as a whole.
    pub span: Span,
    /// What to put the cursor on, inside `span`.
    pub focus: Span,
}

/// Where the thing at `offset` of `note`, whose text is `text`, leads; `None` where nothing leads
/// anywhere.
#[must_use]
pub fn definition(_vault: &Vault, _note: FileId, _text: &str, _offset: u32) -> Option<Definition> {
    None
}
