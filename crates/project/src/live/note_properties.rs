//! The property values of the notes of an open vault.

use std::sync::Arc;

use linkwright_query::Properties;
use linkwright_vault::{FileId, Vault};
use rustc_hash::FxHashMap;

/// The property values of notes. They are not indexed with the notes, because only queries need them: they
/// are read when they are first needed, and again when their note has another text.
#[derive(Default, Debug)]
pub struct NoteProperties {
    /// The digest of the text from which they were read, and the values.
    by_note: FxHashMap<FileId, (u64, Arc<Properties>)>,
}

impl NoteProperties {
    /// The notes of `vault` whose properties have to be read.
    #[must_use]
    pub fn missing(&self, vault: &Vault) -> Vec<FileId> {
        let has_properties =
            |note: &FileId| vault.note(*note).is_some_and(|note| note.facts.frontmatter.is_some());
        let notes = vault.notes().map(|(note, _)| note).filter(has_properties);
        notes.filter(|note| self.get(vault, *note).is_none()).collect()
    }

    /// Keeps the properties of a note, which were read from the text with this digest.
    pub fn insert(&mut self, note: FileId, digest: u64, properties: Properties) {
        self.by_note.insert(note, (digest, Arc::new(properties)));
    }

    /// The properties of a note, if they were read from the text that `vault` has indexed.
    #[must_use]
    pub fn get(&self, vault: &Vault, note: FileId) -> Option<Arc<Properties>> {
        let (digest, properties) = self.by_note.get(&note)?;
        let is_current = vault.note(note)?.facts.digest == *digest;
        is_current.then(|| properties.clone())
    }
}

#[cfg(test)]
mod tests {
    use linkwright_query::read_properties;
    use linkwright_settings::Settings;
    use linkwright_syntax::{digest, scan};
    use linkwright_vault::Change;

    use super::*;

    #[test]
    fn properties_are_read_again_when_their_note_changes() {
        let mut vault = Vault::new(Settings::default());
        let text = "---\na: 1\n---\n";
        vault.apply(Change::Note { path: "a.md", text });
        vault.apply(Change::Note { path: "b.md", text: "b" });
        let note = vault.find_file("a.md").expect("just added");
        let mut properties = NoteProperties::default();
        assert_eq!(properties.missing(&vault), [note]);
        let read = read_properties(text, scan(text).frontmatter.as_deref());
        properties.insert(note, digest(text), read);
        assert_eq!(properties.missing(&vault), []);
        assert_eq!(properties.get(&vault, note).expect("they are there").len(), 1);
        vault.apply(Change::Note { path: "a.md", text: "---\na: 2\n---\n" });
        assert_eq!(properties.missing(&vault), [note]);
        assert_eq!(properties.get(&vault, note), None);
    }
}
