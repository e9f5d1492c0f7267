//! Finding files and aliases by the names that one writes in links.

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::{FileId, MatchKind, Resolution};

use crate::{Error, Project};

impl Project {
    /// The file that a link `[[name]]` in the root folder resolves to.
    ///
    /// # Errors
    /// If there is none, or several have the name, which are listed then; and if it is an alias, since
    /// more than one note may have that.
    pub fn named(&self, name: &str) -> Result<FileId, Error> {
        let vault = &self.vault;
        let refused = |reason: String| Err(Error::Refused(reason));
        match vault.resolve_path("", name, LinkForm::Wiki) {
            Resolution::File(file, MatchKind::Unique) => Ok(file),
            Resolution::File(file, MatchKind::Preferred | MatchKind::Tie) => {
                let own = vault.file(file).name().to_lowercase();
                let mut paths: Vec<_> = vault
                    .files()
                    .filter(|(_, other)| other.name().to_lowercase() == own)
                    .map(|(_, other)| format!("\n  {}", other.path))
                    .collect();
                paths.sort();
                let paths = paths.concat();
                refused(format!("several files are called {name}:{paths}"))
            }
            Resolution::File(file, MatchKind::Alias) => {
                let path = &vault.file(file).path;
                refused(format!("{name} is an alias of {path}: name the note"))
            }
            // Only a Markdown destination leads so.
            Resolution::File(_, MatchKind::OwnNote | MatchKind::NotRelative)
            | Resolution::Missing => {
                let root = self.root.path.display();
                refused(format!("{name}: no such note in the vault {root}"))
            }
        }
    }

    /// The alias of the note as it is spelt there: exactly so, else in another case.
    ///
    /// # Errors
    /// If it has none of them.
    pub fn alias(&self, note: FileId, alias: &str) -> Result<String, Error> {
        let aliases = || self.vault.aliases(note).map(|it| it.scalar.value);
        let exact = aliases().find(|it| *it == alias.trim());
        let near = || aliases().find(|it| fold(it) == fold(alias.trim()));
        exact.or_else(near).map(ToString::to_string).ok_or_else(|| {
            let path = &self.vault.file(note).path;
            Error::Refused(format!("{path} has no alias {alias}"))
        })
    }
}
