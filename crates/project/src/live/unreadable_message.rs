//! The message about links that an edit does not update, because their notes cannot be read.

use super::open_vault::OpenVault;
use super::overlay::Overlay;

/// Maximum number of notes that the message names.
const MAX_NAMED: usize = 5;

impl OpenVault {
    /// The message about notes that cannot be read now, if there are any. It is made with the plan of
    /// an edit, which does not cover these notes even if they become readable before the answer.
    pub(super) fn unreadable_message(&self, overlay: &impl Overlay) -> Option<String> {
        // The texts of open documents are known.
        let is_closed = |path: &str| !overlay.shows_note(self, path);
        let unreadable: Vec<_> =
            self.unreadable.iter().filter(|(path, _)| is_closed(path)).collect();
        let name = |(path, reason): &(&String, &String)| format!("`{path}` ({reason})");
        let mut named: Vec<String> = unreadable.iter().take(MAX_NAMED).map(name).collect();
        if unreadable.len() > MAX_NAMED {
            named.push(format!("and {} more", unreadable.len() - MAX_NAMED));
        }
        let (files, they) = match unreadable.len() {
            0 => return None,
            1 => ("1 file".to_owned(), "it"),
            count => (format!("{count} files"), "they"),
        };
        let named = named.join(", ");
        Some(format!("Links in {files} were not updated, because {they} cannot be read: {named}"))
    }
}
