//! The last rename that was answered, to recognize it.
//!
//! VS Code and Helix send `willRenameFiles` for a move that was in our own answer, after the
//! answer's text edits have reached us. Planned again it would rewrite links a second time
//! (`docs/semantics.md §7`).

use linkwright_ide::EditReason;
use linkwright_project::live::VaultId;
use linkwright_syntax::digest;
use linkwright_text::{Edit, apply_edits};
use linkwright_vault::Vault;

/// A rename that was answered. Unless the user discarded it, it is being applied.
pub(crate) struct LastRename {
    /// The vault.
    pub(crate) vault_id: VaultId,
    /// From where to where, relative to the vault's root.
    pub(crate) moves: Vec<(String, String)>,
    /// The digests of the edited files' texts, edited.
    pub(crate) edited: Vec<(String, u64)>,
}

impl LastRename {
    /// Whether `moves` in `vault`, which is `vault_id`, are this rename's own, whose edits are made.
    pub(crate) fn is(&self, vault_id: VaultId, vault: &Vault, moves: &[(String, String)]) -> bool {
        let is_edited = |(path, digest): &(String, u64)| {
            // Of a canvas that is edited and not yet saved only the editor knows.
            let note = vault.find_file(path).and_then(|file| vault.file(file).as_note());
            note.is_none_or(|note| note.facts.digest == *digest)
        };
        // Where nothing was edited, nothing tells, and planning again does no harm.
        self.vault_id == vault_id
            && self.moves == moves
            && !self.edited.is_empty()
            && self.edited.iter().all(is_edited)
    }
}

/// The digest of `text` after `edits`, if they can be made.
pub(crate) fn digest_after(text: &str, edits: &[(Edit, EditReason)]) -> Option<u64> {
    let edits = edits.iter().map(|(edit, _)| edit);
    apply_edits(text, edits).ok().map(|after| digest(&after))
}
