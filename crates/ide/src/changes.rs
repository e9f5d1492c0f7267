//! What features answer that change files: edits, moves, or the reason why not.

use linkwright_text::Edit;
use linkwright_vault::FileId;

/// Everything a rename or an action does. New files come first, then edits, then moves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// New notes: their paths relative to the root, and what they say.
    pub creates: Vec<(String, String)>,
    /// Edits of notes and canvas files under their paths before the moves; of each file sorted
    /// and without overlaps.
    pub edits: Vec<(FileId, Vec<(Edit, Why)>)>,
    /// Files that move: from where to where, relative to the root. Where the two differ only in
    /// case, the move overwrites.
    pub moves: Vec<(String, String)>,
    /// Files that go, relative to the root, when all else is done.
    pub deletes: Vec<String>,
    /// What the author should know: links that the new name captured, a file that stays.
    pub messages: Vec<String>,
}

/// Why an edit is made: what an editor groups it by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Why {
    /// A link would no longer reach the note.
    Link,
    /// A member of the title group, or the thing itself that was renamed.
    Title,
    /// The words a link shows.
    DisplayText,
    /// The old name, kept as an alias.
    OldName,
    /// Just this was asked for.
    Chosen,
}

/// Why a change is refused, in words for the user: the file, the place, the reason.
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
