//! Finds files and aliases by the names that links use.

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::{FileId, MatchKind, Resolution};

use crate::{Error, Project};

impl Project {
    /// The file to which a link `[[name]]` in the root folder resolves.
    ///
    /// # Errors
    /// If there is no such file, if several files have the name (the error lists them), or if the
    /// name is an alias, because several notes can have the same alias.
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
            // Only Markdown destinations have these results.
            Resolution::File(_, MatchKind::OwnNote | MatchKind::NotRelative)
            | Resolution::Missing => {
                let root = self.root.path.display();
                refused(format!("{name}: no such note in the vault {root}"))
            }
        }
    }

    /// The alias of the note, as the note spells it. An alias in the same case takes precedence
    /// over one in another case.
    ///
    /// # Errors
    /// If the note does not have the alias.
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
