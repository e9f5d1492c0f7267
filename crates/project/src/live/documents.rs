//! Open documents. Their texts take precedence over the files on disk.

mod parsing;

use std::hash::Hash;

use linkwright_vault::FileId;
use rustc_hash::FxHashMap;

use super::document::Document;
use super::open_vault::OpenVault;
use super::open_vaults::OpenVaults;
use super::overlay::{OpenDocument, Overlay};
use super::vault_id::VaultId;

/// Maximum number of recently used notes.
const MAX_RECENT: usize = 64;

/// All open documents, by the front end's URI.
///
/// An editor may have a file open under several URIs: with or without escaped spaces, through a
/// symbolic link, in another letter case. These are several documents, each with its own text and
/// version. The one that was opened, edited or requested last *counts*: its text is indexed.
#[derive(Debug)]
pub struct Documents<U> {
    by_uri: FxHashMap<U, Document<U>>,
    /// By vault and path: the documents that show the file. The last one counts.
    by_place: FxHashMap<VaultId, FxHashMap<String, Vec<U>>>,
    /// The last revision that was given out.
    revision: u64,
    /// The closed note that the current request is about, as if it were open.
    visited: Option<Document<U>>,
    /// The vault and path of documents that were opened or edited, the last one first.
    recent: Vec<(VaultId, String)>,
    /// Block trees are being parsed on another thread.
    is_parsing: bool,
}

impl<U> Default for Documents<U> {
    fn default() -> Documents<U> {
        Documents {
            by_uri: FxHashMap::default(),
            by_place: FxHashMap::default(),
            revision: 0,
            visited: None,
            recent: Vec::new(),
            is_parsing: false,
        }
    }
}

impl<U: Clone + Eq + Hash> Documents<U> {
    /// The document at `uri`.
    #[must_use]
    pub fn get(&self, uri: &U) -> Option<&Document<U>> {
        self.by_uri.get(uri)
    }

    /// The revision of the document at `uri`. While it is the same, so is the text.
    #[must_use]
    pub fn revision(&self, uri: &U) -> Option<u64> {
        self.get(uri).map(|document| document.revision)
    }

    /// The document that shows the file at `path` of the vault. Of several, the one that counts.
    #[must_use]
    pub fn at(&self, vault: VaultId, path: &str) -> Option<&Document<U>> {
        self.by_uri.get(self.by_place.get(&vault)?.get(path)?.last()?)
    }

    /// All documents.
    pub fn iter(&self) -> impl Iterator<Item = &Document<U>> {
        self.by_uri.values()
    }

    /// The documents that show files of the vault.
    pub fn of_vault(&self, vault: VaultId) -> impl Iterator<Item = &Document<U>> {
        self.iter().filter(move |document| document.vault_id == vault && !document.hidden)
    }

    /// Whether an open document shows the note or canvas at `path` of `vault`.
    #[must_use]
    pub fn show_note(&self, vault: &OpenVault, path: &str) -> bool {
        self.at(vault.id, path).is_some_and(|document| document.is_read(vault))
    }

    /// Whether `document` is the one that counts for its file.
    #[must_use]
    pub fn counts(&self, document: &Document<U>) -> bool {
        self.at(document.vault_id, &document.path).is_some_and(|it| it.uri == document.uri)
    }

    /// Whether `document` shows a file with the text that counts.
    #[must_use]
    pub fn is_known(&self, document: &Document<U>) -> bool {
        let counts = self.at(document.vault_id, &document.path);
        !document.hidden
            && counts.is_some_and(|it| it.uri == document.uri || *it.text == *document.text)
    }

    /// The document at `uri`, its vault, and its file there, if it is a note, a canvas or a base. Includes a
    /// closed note that is visited; excludes a document whose text is not the one that its vault has
    /// indexed.
    #[must_use]
    pub fn note<'s>(
        &'s self,
        vaults: &'s OpenVaults,
        uri: &U,
    ) -> Option<(&'s Document<U>, &'s OpenVault, FileId)> {
        let document = match self.get(uri) {
            Some(open) => Some(open).filter(|open| self.is_known(open)),
            None => self.visited(uri),
        }?;
        let vault = vaults.get(document.vault_id)?;
        let file = vault.vault.find_file(&document.path)?;
        vault.vault.note(file).map(|_| (document, vault, file))
    }

    /// Adds a document, whose text gets a new revision. It counts from now on, and replaces one with
    /// the same URI.
    pub fn open(&mut self, document: Document<U>) {
        let revision = self.next_revision();
        self.close(&document.uri);
        self.insert(Document { revision, ..document });
    }

    fn insert(&mut self, document: Document<U>) {
        if !document.hidden {
            let places = self.by_place.entry(document.vault_id).or_default();
            places.entry(document.path.clone()).or_default().push(document.uri.clone());
        }
        self.by_uri.insert(document.uri.clone(), document);
    }

    fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// The document at `uri`, whose text is about to change to this version. Its text gets a new
    /// revision.
    pub fn edit(&mut self, uri: &U, version: i32) -> Option<&mut Document<U>> {
        let revision = self.next_revision();
        let document = self.by_uri.get_mut(uri)?;
        document.version = version;
        document.revision = revision;
        document.unparsable = false;
        Some(document)
    }

    /// Removes and returns the document at `uri`.
    pub fn close(&mut self, uri: &U) -> Option<Document<U>> {
        let document = self.by_uri.remove(uri)?;
        if let Some(places) = self.by_place.get_mut(&document.vault_id)
            && let Some(uris) = places.get_mut(&document.path)
        {
            uris.retain(|other| other != uri);
            if uris.is_empty() {
                places.remove(&document.path);
            }
        }
        Some(document)
    }

    /// Makes the document at `uri` show its file again, and count.
    pub fn show(&mut self, uri: &U) {
        if let Some(document) = self.close(uri) {
            self.insert(Document { hidden: false, ..document });
        }
    }

    /// Makes the document at `uri` show no file.
    pub fn hide(&mut self, uri: &U) {
        if let Some(document) = self.close(uri) {
            self.insert(Document { hidden: true, ..document });
        }
    }

    /// Makes the document at `uri` count, if it has the same text as the one that does.
    pub fn prefer(&mut self, uri: &U) {
        let known = self.get(uri).is_some_and(|document| {
            self.at(document.vault_id, &document.path).is_some_and(|counts| counts.uri != *uri)
                && self.is_known(document)
        });
        if known {
            self.show(uri);
        }
    }

    /// Changes the vault and path of the document at `uri`, whose file has moved.
    pub fn move_to(&mut self, uri: &U, vault: VaultId, path: String) {
        if let Some(document) = self.close(uri) {
            self.insert(Document { vault_id: vault, path, ..document });
        }
    }

    /// The closed note at `uri`, if it is visited.
    #[must_use]
    pub fn visited(&self, uri: &U) -> Option<&Document<U>> {
        self.visited.as_ref().filter(|visited| visited.uri == *uri)
    }

    /// Makes `note`, which is closed, available as if it were open; for `None`, no more.
    pub fn visit(&mut self, note: Option<Document<U>>) {
        self.visited = note;
    }

    /// Puts the document at `uri` first in the list of recently used notes.
    pub fn mark_recent(&mut self, uri: &U) {
        let Some(document) = self.by_uri.get(uri) else { return };
        let is_same = |(vault_id, path): &(VaultId, String)| {
            *vault_id == document.vault_id && *path == document.path
        };
        match self.recent.iter().position(is_same) {
            Some(at) => self.recent[..=at].rotate_right(1),
            None => {
                self.recent.insert(0, (document.vault_id, document.path.clone()));
                self.recent.truncate(MAX_RECENT);
            }
        }
    }

    /// The recently used notes of `vault`, the newest first.
    pub fn recent(&self, vault: &OpenVault) -> impl Iterator<Item = FileId> {
        let recent = self.recent.iter().filter(|(vault_id, _)| *vault_id == vault.id);
        recent.filter_map(|(_, path)| vault.vault.find_file(path))
    }
}

/// A document is named by its URI, and carries the version of its text.
impl<U: Clone + Eq + Hash> Overlay for Documents<U> {
    type Document = (U, i32);

    fn document(&self, vault: VaultId, path: &str) -> Option<OpenDocument<'_, (U, i32)>> {
        let Document { uri, version, revision, text, .. } = self.at(vault, path)?;
        let document = (uri.clone(), *version);
        Some(OpenDocument { text, revision: *revision, document })
    }

    fn shows_note(&self, vault: &OpenVault, path: &str) -> bool {
        self.show_note(vault, path)
    }

    fn is_current(&self, (uri, _): &(U, i32), revision: u64) -> bool {
        self.get(uri).is_some_and(|document| document.revision == revision)
    }
}

#[cfg(test)]
mod tests;
