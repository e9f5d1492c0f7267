//! Completion.

use linkwright_text::Edit;
use linkwright_vault::{FileId, Vault};

/// What can be written at a place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Best first.
    pub items: Vec<Item>,
    /// There are more than `completion.maxItems`: ask again when more is typed.
    pub incomplete: bool,
}

/// One proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What the list shows.
    pub label: String,
    /// Behind the label: of an alias, whose it is.
    pub detail: String,
    /// Its kind.
    pub kind: ItemKind,
    /// What accepting it does: the one edit covers all that was typed since the opening brackets,
    /// and closing brackets that are there.
    pub edit: Edit,
    /// The file it is about, for its documentation.
    pub file: Option<FileId>,
}

/// What a proposal is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// A note by its name.
    Note,
    /// A note by an alias.
    Alias,
}

/// What can be written at `offset` of `note`, whose text is `text`.
#[must_use]
pub fn completion(_vault: &Vault, _note: FileId, _text: &str, _offset: u32) -> Completion {
    Completion::default()
}
