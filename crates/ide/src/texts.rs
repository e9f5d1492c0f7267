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
        self.get(note).expect("a plan names every note whose text it needs")
    }

    /// The text of `file`, if the plan named it.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&str> {
        self.texts.get(&file).map(|text| &**text)
    }

    /// All files with their texts, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.texts.iter().map(|(file, text)| (*file, &**text))
    }
}

impl FromIterator<(FileId, Box<str>)> for Texts {
    fn from_iter<I: IntoIterator<Item = (FileId, Box<str>)>>(texts: I) -> Texts {
        Texts { texts: texts.into_iter().collect() }
    }
}
