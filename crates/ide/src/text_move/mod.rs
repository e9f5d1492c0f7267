//! Moves a part of a note, or all of it, to another note. Every link still leads to the same text
//! afterwards (`docs/semantics.md §7`).
//!
//! [`plan`] needs only the vault: `conflicts` refuses what would change the meaning of a text,
//! `planner` finds the links that have to change, and `headings` how they write a heading.
//! [`TextMovePlan::finish`] makes the changes from the texts.

mod bases;
mod conflicts;
mod finish;
mod headings;
mod links;
mod planner;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use linkwright_syntax::{Link, LinkForm};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, Note, Vault};

use crate::Refusal;
use crate::rename::LinkChange;

pub use crate::title::section_span;

pub(crate) use conflicts::cuts_nothing;

/// A part of a note, and where it moves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextMove {
    /// The note.
    pub note: FileId,
    /// The part. Blank lines at its ends do not count, and it may end after the end of the note.
    pub span: Span,
    /// Where it moves to.
    pub to: Destination,
    /// What is left in its place.
    pub leaves: Leftover,
}

/// Where a part of a note moves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// A new note at this path, relative to the root.
    NewNote(String),
    /// The end of another note.
    End(FileId),
    /// The end of a section of another note. The levels of the moved headings grow until they are
    /// below the section's heading.
    Section {
        /// The other note.
        note: FileId,
        /// The section's heading, by its index.
        heading: u32,
    },
    /// A link in another note, which the part replaces.
    Link {
        /// The other note.
        note: FileId,
        /// The link, by its index.
        link: u32,
    },
}

/// What is left in place of a moved part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leftover {
    /// Nothing.
    Nothing,
    /// A link to the new place.
    Link,
    /// An embed of the new place.
    Embed,
    /// Not even the note: it is deleted, and links to it lead to the other note.
    NoNote,
}

/// A planned move, with the links that have to change.
pub struct TextMovePlan {
    text_move: TextMove,
    /// The path of the note.
    path: String,
    /// The other note, if it exists.
    target: Option<TargetNote>,
    /// The link or embed that is left in place of the part.
    replacement: Option<String>,
    /// The number of `#` that are added to each moved heading.
    deeper: u8,
    /// Changed links in the part.
    inside: Vec<LinkChange>,
    /// Changed links outside the part, by note and in the order of the text.
    outside: BTreeMap<FileId, Vec<LinkChange>>,
    /// Edits of bases in the part.
    bases_inside: Vec<Edit>,
    /// Edits of bases outside the part.
    bases_outside: BTreeMap<FileId, Vec<Edit>>,
    messages: Vec<String>,
}

/// An existing note that a part moves to.
struct TargetNote {
    note: FileId,
    path: String,
    place: InsertPlace,
}

/// Where a part is inserted in an existing note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum InsertPlace {
    /// After the last text before this byte; the end of the note if there is none.
    Before(Option<u32>),
    /// In place of this span.
    Replacing(Span),
}

impl TextMovePlan {
    /// The notes whose texts [`TextMovePlan::finish`] needs, sorted.
    #[must_use]
    pub fn notes(&self) -> Vec<FileId> {
        let target = self.target.as_ref().map(|target| target.note);
        let changed = self.outside.keys().chain(self.bases_outside.keys()).copied();
        let mut notes: Vec<FileId> = changed.chain([self.text_move.note]).chain(target).collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}

/// Plans a move.
///
/// # Errors
/// Returns the reason if a link could not lead to the same text, or if the part would not mean the same
/// in the other note.
pub fn plan(vault: &Vault, text_move: TextMove) -> Result<TextMovePlan, Refusal> {
    planner::plan(vault, text_move)
}

/// The heading of `note` that `[[#subpath]]` resolves to; `None` if there is none.
#[must_use]
pub fn find_heading(vault: &Vault, note: FileId, subpath: &str) -> Option<u32> {
    match vault.resolve_anchor(note, &Link::unwritten(LinkForm::Wiki), subpath) {
        Anchor::Headings(path) => path.last().copied(),
        _ => None,
    }
}

/// All of `note` except its frontmatter, as a part that can move.
#[must_use]
pub fn body(note: &Note) -> Span {
    let start = note.facts.frontmatter.as_deref().map_or(0, |yaml| yaml.span.end);
    Span { start, end: u32::MAX }
}
