//! Rename (`docs/semantics.md §7`): what can be renamed, what a rename changes, and nothing else.

use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, Vault};

use crate::Texts;

/// What would be renamed at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    /// What the editor shows as being renamed, in bytes of the note.
    pub span: Span,
    /// The name as it is now.
    pub placeholder: String,
}

/// Why a rename is refused, as one would tell the author: the file, the place, the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

/// A rename that is decided, but for what needs the texts of [`Plan::notes`].
pub struct Plan {
    notes: Vec<FileId>,
}

impl Plan {
    /// The notes whose texts [`finish`] needs.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }
}

/// Everything a rename does. Edits come first, then moves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Edits of notes and canvas files under their paths before the moves; of each file sorted
    /// and without overlaps.
    pub edits: Vec<(FileId, Vec<(Edit, Why)>)>,
    /// Files that move: from where to where, relative to the root.
    pub moves: Vec<(String, String)>,
    /// What the author should know: links that the new name captured, a file that stays.
    pub messages: Vec<String>,
}

/// Why an edit is made: what an editor groups it by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Why {
    /// A link would no longer reach the note.
    Link,
    /// A member of the title group.
    Title,
    /// The words a link shows.
    DisplayText,
    /// The old name, kept as an alias.
    OldName,
}

/// What can be renamed at `offset` of `note`, whose text is `text`.
///
/// # Errors
/// If nothing can be renamed there, with the reason.
pub fn prepare(
    _vault: &Vault,
    _note: FileId,
    _text: &str,
    _offset: u32,
) -> Result<Renamable, Refusal> {
    Err(Refusal(String::new()))
}

/// Plans the rename of the thing at `offset` of `note` to `new_name`.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan(
    _vault: &Vault,
    _note: FileId,
    _text: &str,
    _offset: u32,
    _new_name: &str,
) -> Result<Plan, Refusal> {
    Err(Refusal(String::new()))
}

/// Plans the move of files or folders, as the editor is about to do itself: no moves come back.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan_moves(_vault: &Vault, _moves: &[(String, String)]) -> Result<Plan, Refusal> {
    Err(Refusal(String::new()))
}

/// Carries out a plan.
///
/// # Errors
/// If an edit cannot be made, such as one in frontmatter that cannot be edited.
pub fn finish(_plan: Plan, _texts: &Texts) -> Result<Changes, Refusal> {
    Err(Refusal(String::new()))
}
