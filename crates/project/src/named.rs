//! Finds files and aliases by the names that the user gives.

use linkwright_syntax::fold;
use linkwright_vault::FileId;

use crate::{Error, Project};

impl Project {
    /// The file that the user named: by its path in the vault, its name or an alias.
    ///
    /// # Errors
    /// If there is no such file, or several; the error lists them.
    pub fn named(&self, name: &str) -> Result<FileId, Error> {
        match self.vault.files_named(name)[..] {
            [file] => Ok(file),
            [] => {
                let root = self.root.path.display();
                let kind = if name.ends_with(".base") { "base" } else { "note" };
                Err(Error::Refused(format!("{name}: no such {kind} in the vault {root}")))
            }
            ref several => {
                let paths =
                    several.iter().map(|file| format!("\n  {}", self.vault.file(*file).path));
                let paths: String = paths.collect();
                Err(Error::Refused(format!(
                    "`{name}` is ambiguous. Use one of these paths:{paths}"
                )))
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
