//! A note with its text.

use linkwright_syntax::{Facts, digest};

use crate::{FileId, Note, Vault};

/// A note or canvas with the text that the vault has indexed: the spans of its facts are spans of
/// this text.
#[derive(Clone, Copy)]
pub struct IndexedText<'v> {
    file: FileId,
    note: &'v Note,
    text: &'v str,
}

impl Vault {
    /// The note or canvas `file` with its `text`. `None` if there is none, or if the vault has
    /// indexed another text of it. Reads all of the text, to compare its digest.
    #[must_use]
    pub fn with_text<'v>(&'v self, file: FileId, text: &'v str) -> Option<IndexedText<'v>> {
        let note = self.note(file)?;
        (note.facts.digest == digest(text)).then_some(IndexedText { file, note, text })
    }
}

impl<'v> IndexedText<'v> {
    /// The note or canvas.
    #[must_use]
    pub fn file(self) -> FileId {
        self.file
    }

    /// The content of the note.
    #[must_use]
    pub fn note(self) -> &'v Note {
        self.note
    }

    /// The facts of the note.
    #[must_use]
    pub fn facts(self) -> &'v Facts {
        &self.note.facts
    }

    /// The whole text.
    #[must_use]
    pub fn text(self) -> &'v str {
        self.text
    }
}
