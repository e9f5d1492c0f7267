//! Open documents. Their texts take precedence over the files on disk.

use std::convert::Infallible;

use linkwright_text::Text;

use super::open_vault::OpenVault;
use super::vault_id::VaultId;

/// The open documents of a front end. A command line has none, an editor has many.
pub trait Overlay {
    /// The front end's name for a document.
    type Document;

    /// The open document that shows the file at `path` of the vault.
    fn document(&self, vault: VaultId, path: &str) -> Option<OpenDocument<'_, Self::Document>>;

    /// Whether an open document shows the note or canvas at `path` of `vault`.
    fn shows_note(&self, vault: &OpenVault, path: &str) -> bool;

    /// Whether `document` is still open, with the text of this revision.
    fn is_current(&self, document: &Self::Document, revision: u64) -> bool;
}

/// An open document.
pub struct OpenDocument<'o, D> {
    /// Its text.
    pub text: &'o Text,
    /// The revision of the text. No two texts have the same revision.
    pub revision: u64,
    /// The front end's name for the document.
    pub document: D,
}

/// No open documents.
impl Overlay for () {
    type Document = Infallible;

    fn document(&self, _: VaultId, _: &str) -> Option<OpenDocument<'_, Infallible>> {
        None
    }

    fn shows_note(&self, _: &OpenVault, _: &str) -> bool {
        false
    }

    fn is_current(&self, document: &Infallible, _: u64) -> bool {
        match *document {}
    }
}
