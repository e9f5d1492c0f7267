//! The message about links that a rename does not update, because their notes cannot be read.

use linkwright_project::live::VaultId;

use crate::vaults::state::State;

/// Maximum number of notes that a message names.
const NAMED: usize = 5;

impl State {
    /// The message about notes of the vault `id` that cannot be read now, if there are any. It is made
    /// with the plan, because the plan does not cover these notes even if they become readable before
    /// the answer.
    pub(crate) fn unread_message(&self, id: VaultId) -> Option<String> {
        let root = self.vaults.get(id).filter(|root| !root.unread.is_empty())?;
        // The texts of open documents are known.
        let is_open = |path: &str| self.documents.show_note(root, path);
        let unread: Vec<_> = root.unread.iter().filter(|(path, _)| !is_open(path)).collect();
        let name = |(path, reason): &(&String, &String)| format!("`{path}` ({reason})");
        let mut named: Vec<String> = unread.iter().take(NAMED).map(name).collect();
        if unread.len() > NAMED {
            named.push(format!("and {} more", unread.len() - NAMED));
        }
        let (files, they) = match unread.len() {
            0 => return None,
            1 => ("1 file".to_owned(), "it"),
            count => (format!("{count} files"), "they"),
        };
        let named = named.join(", ");
        Some(format!("Links in {files} were not updated, because {they} cannot be read: {named}"))
    }
}
