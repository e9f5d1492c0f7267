//! The last rename that was answered, to recognize it.
//!
//! VS Code and Helix send `willRenameFiles` for a move that was in our own answer, after the
//! answer's text edits have reached us. Planned again it would rewrite links a second time
//! (`docs/semantics.md §7`).

use linkwright_ide::EditReason;
use linkwright_project::live::{Documents, VaultId};
use linkwright_syntax::digest;
use linkwright_text::{BOM, Edit, apply_edits, with_line_endings};
use linkwright_vault::Vault;
use tower_lsp::lsp_types::Url;

/// A rename that was answered. Unless the user discarded it, it is being applied.
pub(crate) struct LastRename {
    /// The vault.
    pub(crate) vault_id: VaultId,
    /// From where to where, relative to the vault's root.
    pub(crate) moves: Vec<(String, String)>,
    /// The edited files, and their texts after the edits.
    pub(crate) edited: Vec<(String, EditedText)>,
}

/// A text after the edits of a rename.
pub(crate) struct EditedText {
    digest: u64,
    /// The digest of the text as an editor may show it.
    shown: u64,
}

impl LastRename {
    /// Whether `moves` in `vault`, which is `vault_id`, are this rename's own, whose edits are made.
    pub(crate) fn is(
        &self,
        (vault_id, vault): (VaultId, &Vault),
        moves: &[(String, String)],
        documents: &Documents<Url>,
    ) -> bool {
        let is_edited = |(path, edited): &(String, EditedText)| {
            if let Some(document) = documents.at(vault_id, path) {
                return shown_digest(&document.text.to_string()) == edited.shown;
            }
            // Of a canvas that is edited and not yet saved only the editor knows.
            let note = vault.find_file(path).and_then(|file| vault.file(file).as_note());
            note.is_none_or(|note| note.facts.digest == edited.digest)
        };
        // Where nothing was edited, nothing tells, and planning again does no harm.
        self.vault_id == vault_id
            && self.moves == moves
            && !self.edited.is_empty()
            && self.edited.iter().all(is_edited)
    }
}

/// `text` after `edits`, if they can be made.
pub(crate) fn edited_text(text: &str, edits: &[(Edit, EditReason)]) -> Option<EditedText> {
    let edits = edits.iter().map(|(edit, _)| edit);
    let text = apply_edits(text, edits).ok()?;
    Some(EditedText { digest: digest(&text), shown: shown_digest(&text) })
}

/// The digest of `text` without what an editor changes when it opens a file: it removes a byte order mark, and
/// VS Code makes all line endings the same.
fn shown_digest(text: &str) -> u64 {
    digest(&with_line_endings(text.strip_prefix(BOM).unwrap_or(text), "\n"))
}
