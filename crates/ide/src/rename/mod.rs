//! Rename (`docs/semantics.md §7`): what can be renamed, what a rename changes, and nothing else.
//!
//! [`plan`] finds what is under the cursor (`target`), decides what of it changes (`title`,
//! `within`, `moves`) and which links would no longer lead where they led (`follow`), all
//! from the vault alone. [`finish`] makes the edits from the texts.

mod draft;
mod finish;
mod follow;
mod links;
mod moves;
mod name;
mod outline;
mod target;
mod title;
mod within;

#[cfg(test)]
pub(crate) mod tests;

use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, Vault};

use crate::{Changes, EditReason, Refusal, Texts};
use target::{Thing, target};

pub use moves::Mover;

pub(crate) use links::{LinkChange, is_valid_display, same_name};
pub(crate) use outline::{Outline, heading_as_segment};

/// What would be renamed at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    /// What the editor shows as being renamed, in bytes of the note.
    pub span: Span,
    /// The name as it is now.
    pub placeholder: String,
}

/// A decided rename that still needs the texts of [`RenamePlan::notes`].
#[derive(Default)]
pub struct RenamePlan {
    notes: Vec<FileId>,
    /// Of each of the notes, in their order.
    changes: Vec<finish::PlannedFile>,
    moves: Vec<(String, String)>,
    moved: Vec<FileId>,
    messages: Vec<String>,
    /// The files move whatever we answer: what cannot be edited is told, not refused.
    regardless: bool,
    /// It cannot concern other notes.
    local: bool,
}

impl RenamePlan {
    /// The notes whose texts [`finish`] needs, sorted.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The files that it moves.
    #[must_use]
    pub fn moved(&self) -> &[FileId] {
        &self.moved
    }

    /// Whether no other note can be concerned, read or not.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// The edits of `file`, one of [`RenamePlan::notes`], whose text is `text`.
    ///
    /// # Errors
    /// As [`finish`].
    pub fn edits_in(&self, file: FileId, text: &str) -> Result<FileEdits, Refusal> {
        let change = self.changes.binary_search_by_key(&file, |change| change.file);
        let edited = change.map(|at| self.changes[at].finish(text, self.regardless));
        edited.unwrap_or_else(|_| Ok(FileEdits::default()))
    }

    /// What it does beside the edits.
    #[must_use]
    pub fn into_moves_and_messages(self) -> Changes {
        Changes { moves: self.moves, messages: self.messages, ..Changes::default() }
    }
}

/// What a plan comes to in one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileEdits {
    /// Sorted, without overlaps.
    pub edits: Vec<(Edit, EditReason)>,
    /// What the author should know: what could not be edited, where the file moves all the same.
    pub message: Option<String>,
}

/// What can be renamed at `offset` of `note`, whose text is `text`.
///
/// # Errors
/// If nothing can be renamed there, with the reason.
pub fn prepare(vault: &Vault, note: FileId, text: &str, offset: u32) -> Result<Renamable, Refusal> {
    Ok(target(vault, note, text, offset)?.shown)
}

/// Plans the rename of the thing at `offset` of `note` to `new_name`.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    new_name: &str,
) -> Result<RenamePlan, Refusal> {
    match target(vault, note, text, offset)?.thing {
        Thing::File(file) => moves::rename(vault, file, new_name),
        Thing::Title(note, old) => title::title(vault, note, &old, new_name, None),
        Thing::Alias(note, old) => title::alias(vault, note, &old, new_name),
        Thing::Heading(note, index) => within::heading(vault, note, index, new_name),
        Thing::Block(note, index) => within::block(vault, note, index, new_name),
        Thing::Fragment(note, index) => within::fragment(vault, note, index, new_name),
        Thing::Tag(old) => within::tag(vault, &old, new_name),
        Thing::Footnote(note, old) => within::footnote(vault, note, &old, new_name),
        Thing::Label(note, old) => within::label(vault, note, text, &old, new_name),
    }
}

/// As [`plan`], where it is known that the file cannot get another name: a title changes without it,
/// and a message says `why`; the rename of a file is refused.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_in_place(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    new_name: &str,
    why: &str,
) -> Result<RenamePlan, Refusal> {
    match target(vault, note, text, offset)?.thing {
        Thing::Title(note, old) => title::title(vault, note, &old, new_name, Some(why)),
        _ => Err(Refusal::new(why)),
    }
}

/// Plans the rename of the file `file`, of a note with its title group, to `new_name`: what [`plan`]
/// does on a link to it. A name with a `/` moves the file: it is a path from the root, or from the
/// file's folder if it begins with `./` or `../`.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_file(vault: &Vault, file: FileId, new_name: &str) -> Result<RenamePlan, Refusal> {
    moves::rename(vault, file, new_name)
}

/// Plans the rename of `note`'s title, which is `old` on its first H1: what [`plan`] does on it.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_title(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    title::title(vault, note, old, new, None)
}

/// Plans the rename of the alias `old` of `note`: what [`plan`] does on it.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_alias(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    title::alias(vault, note, old, new)
}

/// Plans the removal of an alias of `note`; links that reach the note only by it get its path.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_alias_removal(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    title::remove_alias(vault, note, alias)
}

/// Plans a further alias of `note`; links that would then lead elsewhere are rewritten.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_new_alias(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    title::new_alias(vault, note, alias)
}

/// Whether the note `file` can be given the name `new`, which is what it will be called.
pub(crate) fn check_file_name(vault: &Vault, file: FileId, new: &str) -> Result<(), Refusal> {
    title::check_file_name(vault, file, new)
}

/// Plans the move of files or folders, from path to path relative to the root: no moves come back.
/// Where the editor makes them, what cannot be edited is told in a message rather than refused, for
/// the files move anyway.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_moves(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<RenamePlan, Refusal> {
    moves::plan(vault, moves, mover)
}

/// Carries out a plan.
///
/// # Errors
/// If an edit cannot be made, such as one in frontmatter that cannot be edited.
pub fn finish(plan: RenamePlan, texts: &Texts) -> Result<Changes, Refusal> {
    let mut edited = Vec::new();
    let mut messages = Vec::new();
    for &file in plan.notes() {
        let FileEdits { edits, message } = plan.edits_in(file, texts.of(file))?;
        messages.extend(message);
        if !edits.is_empty() {
            edited.push((file, edits));
        }
    }
    let mut changes = plan.into_moves_and_messages();
    changes.edits = edited;
    changes.messages.extend(messages);
    Ok(changes)
}
