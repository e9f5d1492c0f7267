//! A filter for names that do not exist, which costs much less than resolving each.

use crate::Vault;

/// Tests many names of one vault. Its memory is reused.
#[derive(Default)]
pub struct NameFilter {
    /// The name in lowercase, with `.md`.
    note: String,
}

impl NameFilter {
    /// Whether a wikilink to `name`, which contains no `/`, may resolve in `vault`. If not, no file and
    /// no alias has this name, wherever the link is.
    pub fn may_resolve(&mut self, vault: &Vault, name: &str) -> bool {
        if !name.is_ascii() {
            return true;
        }
        let name = name.trim();
        self.note.clear();
        self.note.push_str(name);
        self.note.make_ascii_lowercase();
        self.note.push_str(".md");
        let folded = &self.note[..name.len()];
        vault.paths.providers(&self.note).is_some()
            || vault.paths.providers(folded).is_some()
            || vault.aliases.may_have(folded)
    }
}
