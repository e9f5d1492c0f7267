//! A document that a front end has open.

use linkwright_syntax::{FileKind, NOTE_EXTENSIONS, OpenText};
use linkwright_text::ColumnCounting;

use super::open_vault::OpenVault;
use super::vault_id::VaultId;

/// A document that the front end has open. `U` is its name there, in an editor its URI.
#[derive(Debug)]
pub struct Document<U> {
    /// Its URI, spelled as the front end spelled it.
    pub uri: U,
    /// The front end's version of the text.
    pub version: i32,
    /// Our revision of the text: no two texts have the same. Versions are not unique, because a front
    /// end counts anew when it opens a document again.
    pub revision: u64,
    /// The text in the editor.
    pub text: OpenText,
    /// How the front end counts columns in it.
    pub counting: ColumnCounting,
    /// Its vault.
    pub vault_id: VaultId,
    /// Its vault path.
    pub path: String,
    /// It is a note because its language is Markdown, whatever its name is: it is in no folder.
    pub markdown: bool,
    /// It shows no file: its file was moved to where another document is open, and the front end has
    /// not closed it. Its text is still kept in step with the front end.
    pub hidden: bool,
    /// Its block tree could not be parsed. A request that needs the tree tries again.
    pub unparsable: bool,
}

impl<U> Document<U> {
    /// A document with this text, which shows the file at `path` of the vault `vault_id`.
    pub fn new(
        uri: U,
        (vault_id, path): (VaultId, String),
        text: OpenText,
        counting: ColumnCounting,
    ) -> Document<U> {
        Document {
            uri,
            version: 0,
            revision: 0,
            text,
            counting,
            vault_id,
            path,
            markdown: false,
            hidden: false,
            unparsable: false,
        }
    }

    /// Whether its text is Markdown, which has blocks, and not a canvas or a base.
    #[must_use]
    pub fn has_blocks(&self) -> bool {
        !matches!(FileKind::of(&self.path, &NOTE_EXTENSIONS), FileKind::Canvas | FileKind::Base)
    }

    /// Whether it is a note or a canvas in `vault`, its own.
    #[must_use]
    pub fn is_read(&self, vault: &OpenVault) -> bool {
        self.markdown || vault.is_read(&self.path)
    }
}
