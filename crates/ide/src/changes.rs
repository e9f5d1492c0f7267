//! The result of features that change files: edits and file operations, or the reason for a refusal.

use linkwright_text::Edit;
use linkwright_vault::FileId;

/// Everything that a rename or an action changes. Apply new files first, then edits, then moves, and
/// deletions last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// New notes: the path, relative to the root, and the text of each.
    pub creates: Vec<(String, String)>,
    /// Edits of notes and canvas files, which still have their paths from before the moves. The edits
    /// of each file are sorted and do not overlap.
    pub edits: Vec<(FileId, Vec<(Edit, EditReason)>)>,
    /// Moved files: the old and the new path, relative to the root. If the paths differ only in case,
    /// the move must overwrite.
    pub moves: Vec<(String, String)>,
    /// Files to delete, relative to the root.
    pub deletes: Vec<String>,
    /// Messages for the user, such as that the new name captured links, or that a file stays.
    pub messages: Vec<String>,
}

/// The reason for an edit. Editors group the edits of a preview by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum EditReason {
    /// Without the edit, the link would no longer reach its target.
    Link,
    /// The edit renames a member of the title group, or the renamed thing itself.
    Title,
    /// The edit updates the display text of a link.
    DisplayText,
    /// The edit keeps the old name as an alias.
    OldName,
    /// The edit itself is what the user asked for.
    Requested,
}

/// The reason why a change is refused, as a message for the user. It names the file and the place, and
/// says what would work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    pub(crate) fn new(reason: &str) -> Refusal {
        Refusal(reason.to_owned())
    }
}
