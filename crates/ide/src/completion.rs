//! Completion: what can be written at a place.
//!
//! One file for each thing that can be written; `context` finds out which, `matching` compares
//! what was typed with names.

mod callouts;
mod context;
mod destinations;
mod displays;
mod everywhere;
mod labels;
mod links;
mod matching;
mod names;
mod subpaths;
mod tags;

use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, Vault};

use context::{Part, Wikilink};
pub(crate) use matching::{Query, Rank, best};

/// What can be written at a place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Best first.
    pub items: Vec<Item>,
    /// There are more than `completion.maxItems`: ask again when more is typed.
    pub incomplete: bool,
    /// What was typed of the thing that is proposed, up to the cursor: behind the opening
    /// brackets, or behind the `#` or `|`. Every item's edit begins at its start, or earlier where
    /// it replaces the brackets too.
    pub typed: Span,
}

/// One proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What the list shows.
    pub label: String,
    /// Behind the label: of an alias the name of its note, of a note its folder.
    pub detail: String,
    /// Its kind.
    pub kind: ItemKind,
    /// What accepting it does: the one edit covers all that was typed since the opening brackets,
    /// and closing brackets that are there. It stays on the cursor's line.
    pub edit: Edit,
    /// The file it is about, for its documentation.
    pub file: Option<FileId>,
}

/// What a proposal is. Of equal matches the kinds come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ItemKind {
    /// A note by its name.
    Note,
    /// A note by an alias.
    Alias,
    /// A name that other links ask for and no file has.
    Unresolved,
    /// A file that is no note.
    Attachment,
    /// A heading.
    Heading,
    /// A block by its id.
    Block,
    /// Words for a link to show.
    Display,
    /// A tag.
    Tag,
    /// A footnote's or a reference link's label.
    Label,
    /// A type of callout.
    Callout,
}

/// What can be written at `offset` of `note`, whose text is `text`; nothing in code, math and
/// comments of HTML, in canvases, and where `offset` is not on a character.
///
/// What an item inserts leads to what it shows from where it stands, whatever that takes: a path
/// instead of a name (`docs/semantics.md §2`), or a Markdown link where no wikilink can be written.
#[must_use]
pub fn completion(vault: &Vault, note: FileId, text: &str, offset: u32) -> Completion {
    if vault.file(note).is_canvas() {
        return Completion::default();
    }
    if let Some(link) = Wikilink::at(text, offset) {
        return match link.part() {
            Part::Path(typed) => names::complete(vault, note, &link, typed),
            Part::Subpath { path, typed } => subpaths::complete(vault, note, &link, path, typed),
            Part::Display { path, subpath, typed } => {
                displays::complete(vault, note, &link, path, subpath, typed)
            }
        };
    }
    destinations::complete(vault, note, text, offset)
        .or_else(|| labels::complete(vault, note, text, offset))
        .or_else(|| callouts::complete(text, offset))
        .or_else(|| tags::complete(vault, text, offset))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
