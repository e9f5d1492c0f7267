//! Rename (`docs/semantics.md §7`): what can be renamed, and what a rename changes.
//!
//! [`plan`] finds what is under the cursor (`target`), decides what changes (`title`, `within`,
//! `moves`) and which links have to be rewritten so that they still resolve to the same place
//! (`builder`). All of this needs only the vault. [`finish`] then makes the edits from the texts.

mod builder;
mod edited_text;
mod finish;
mod formula;
mod in_bases;
mod links;
mod moves;
mod name;
mod named;
mod outline;
mod property;
mod target;
mod title;
mod within;

#[cfg(test)]
pub(crate) mod tests;

use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, Vault};

use crate::{Changes, EditReason, Refusal, Texts};
use target::{TargetKind, target_at};

pub use moves::Mover;

pub(crate) use in_bases::{
    NameInBase, basename, file_name, link_path_in_base, linked_file, means_everywhere,
    rename_in_bases,
};
pub(crate) use links::{LinkChange, is_valid_display, same_name};
pub(crate) use outline::{Outline, heading_as_segment};

/// What a rename at some position would rename.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    /// The text that the editor highlights, in bytes of the note.
    pub span: Span,
    /// The current name, which the user edits.
    pub placeholder: String,
}

/// A planned rename. The edits can be made once the texts of [`RenamePlan::notes`] are known.
#[derive(Default)]
pub struct RenamePlan {
    notes: Vec<FileId>,
    /// The planned changes of each of the notes, in the same order.
    changes: Vec<finish::PlannedFile>,
    moves: Vec<(String, String)>,
    moved: Vec<FileId>,
    messages: Vec<String>,
    /// The editor moves the files whatever we answer, so what cannot be edited is reported in a
    /// message and the rest is done.
    best_effort: bool,
    /// The rename cannot affect other notes.
    local: bool,
    /// The refusal if no text changes, where only the texts show that.
    nothing: Option<Refusal>,
}

impl RenamePlan {
    /// The notes whose texts [`finish`] needs, sorted.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The files that the rename moves.
    #[must_use]
    pub fn moved(&self) -> &[FileId] {
        &self.moved
    }

    /// Whether the rename cannot affect any other note, not even one that is not loaded yet.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// Returns the edits of `file`, which is one of [`RenamePlan::notes`] and has the text `text`.
    ///
    /// # Errors
    /// The same as those of [`finish`].
    pub fn edits_in(&self, file: FileId, text: &str) -> Result<FileEdits, Refusal> {
        let change = self.changes.binary_search_by_key(&file, |change| change.file);
        let edited = change.map(|at| self.changes[at].finish(text, self.best_effort));
        edited.unwrap_or_else(|_| Ok(FileEdits::default()))
    }

    /// Returns the moves and messages of the plan, without edits.
    #[must_use]
    pub fn into_moves_and_messages(self) -> Changes {
        Changes { moves: self.moves, messages: self.messages, ..Changes::default() }
    }
}

/// The edits that a plan makes in one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileEdits {
    /// The edits, sorted and without overlaps.
    pub edits: Vec<(Edit, EditReason)>,
    /// A message for the user: what could not be edited although the file moves.
    pub message: Option<String>,
}

/// Returns what can be renamed at `offset` of `note`, whose text is `text`.
///
/// # Errors
/// The reason, if nothing can be renamed there.
pub fn prepare(vault: &Vault, note: FileId, text: &str, offset: u32) -> Result<Renamable, Refusal> {
    Ok(target_at(vault, note, text, offset)?.renamable)
}

/// Plans the rename of whatever is at `offset` of `note`, whose text is `text`, to `new_name`.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    new_name: &str,
) -> Result<RenamePlan, Refusal> {
    match target_at(vault, note, text, offset)?.kind {
        TargetKind::File(file) => moves::rename_or_move(vault, file, new_name),
        TargetKind::Title(note, old) => title::rename_title(vault, note, &old, new_name, None),
        TargetKind::Alias(note, old) => title::rename_alias(vault, note, &old, new_name),
        TargetKind::Heading(note, index) => within::rename_heading(vault, note, index, new_name),
        TargetKind::Block(note, index) => within::rename_block_id(vault, note, index, new_name),
        TargetKind::Fragment(note, index) => within::rename_fragment(vault, note, index, new_name),
        TargetKind::Tag(old) => within::rename_tag(vault, &old, new_name),
        TargetKind::Property(old) => property::rename_property(vault, &old, new_name),
        TargetKind::Value(of, old) => property::rename_value(vault, &of, &old, new_name),
        TargetKind::Formula(file, base, old) => {
            formula::rename_formula(vault, (file, base), &old, new_name)
        }
        TargetKind::Footnote(note, old) => within::rename_footnote(vault, note, &old, new_name),
        TargetKind::Label(note, old) => within::rename_label(vault, note, text, &old, new_name),
    }
}

/// Plans the same rename as [`plan`], but leaves the file where it is, because of `why`: a title
/// changes without the file name, and a message says `why`. The rename of a file is refused.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_in_place(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    new_name: &str,
    why: &str,
) -> Result<RenamePlan, Refusal> {
    match target_at(vault, note, text, offset)?.kind {
        TargetKind::Title(note, old) => title::rename_title(vault, note, &old, new_name, Some(why)),
        _ => Err(Refusal::new(why)),
    }
}

/// Plans the rename of `file` to `new_name`, as [`plan`] does on a link to it: the title group of a
/// note follows. A name with a `/` moves the file. It is a path from the root, or from the file's
/// folder if it starts with `./` or `../`.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_file(vault: &Vault, file: FileId, new_name: &str) -> Result<RenamePlan, Refusal> {
    moves::rename_or_move(vault, file, new_name)
}

/// Plans the rename of the title of `note` from `old` to `new`, as [`plan`] does on its first H1.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_title(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    title::rename_title(vault, note, old, new, None)
}

/// Plans the rename of the alias `old` of `note` to `new`, as [`plan`] does on the alias.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_alias(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    title::rename_alias(vault, note, old, new)
}

/// Plans the removal of `alias` from `note`. Links that resolve to the note only by the alias get
/// the path of the note.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_alias_removal(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    title::remove_alias(vault, note, alias)
}

/// Plans the addition of `alias` to `note`. Links that would then resolve elsewhere are rewritten.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_new_alias(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    title::add_alias(vault, note, alias)
}

/// Plans the rename of the place to which `[[#subpath]]` in `note` leads, as [`plan`] does there: a
/// heading, a block id, a footnote or an HTML id.
///
/// # Errors
/// The reason, if the rename is refused or there is no such place.
pub fn plan_subpath(
    vault: &Vault,
    note: FileId,
    subpath: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    named::plan_subpath(vault, note, subpath, new)
}

/// Plans the rename of the tag `old`, as [`plan`] does on the tag. `#` is optional in both names.
///
/// # Errors
/// The reason, if the rename is refused or no note has the tag.
pub fn plan_tag(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    named::plan_tag(vault, old, new)
}

/// Plans the rename of the property `old`, in any case, in the frontmatter of all notes and in all bases. If
/// `old` is `property=value`, and not a property itself, the value is renamed, and [`finish`] refuses if no note has
/// it.
///
/// # Errors
/// The reason, if the rename is refused or nothing names the property.
pub fn plan_property(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    named::plan_property(vault, old, new)
}

/// Refuses `new` if `file` cannot have exactly this name.
pub(crate) fn check_file_name(vault: &Vault, file: FileId, new: &str) -> Result<(), Refusal> {
    title::check_file_name(vault, file, new)
}

/// Plans the edits for `moves` of files or folders, each a pair of an old and a new path from the
/// root. The plan does not contain the moves themselves. If the editor makes the moves, what cannot
/// be edited is reported in a message and not refused, because the files move anyway.
///
/// # Errors
/// The reason, if the rename is refused.
pub fn plan_moves(
    vault: &Vault,
    moves: &[(String, String)],
    mover: Mover,
) -> Result<RenamePlan, Refusal> {
    moves::plan_moves(vault, moves, mover)
}

/// Makes the edits of a plan. `texts` has the texts of [`RenamePlan::notes`].
///
/// # Errors
/// The reason, if an edit cannot be made, such as one in frontmatter that cannot be edited.
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
    if edited.is_empty()
        && let Some(refusal) = plan.nothing
    {
        return Err(refusal);
    }
    let mut changes = plan.into_moves_and_messages();
    changes.edits = edited;
    changes.messages.extend(messages);
    Ok(changes)
}
