//! The texts that the second step of a feature works with.

use linkwright_vault::FileId;
use rustc_hash::FxHashMap;

/// The texts of the notes that a plan names. Each must be the text that the vault scanned when the plan
/// was made.
#[derive(Default)]
pub struct Texts {
    texts: FxHashMap<FileId, Box<str>>,
}

impl Texts {
    /// The text of `note`.
    ///
    /// # Panics
    /// If the plan did not name the note.
    #[must_use]
    pub fn of(&self, note: FileId) -> &str {
        self.texts.get(&note).expect("a plan names every note whose text it needs")
    }
}

impl FromIterator<(FileId, Box<str>)> for Texts {
    fn from_iter<I: IntoIterator<Item = (FileId, Box<str>)>>(texts: I) -> Texts {
        Texts { texts: texts.into_iter().collect() }
    }
}
