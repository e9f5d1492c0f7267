//! The copy of a vault that the tour edits.

use std::fs;
use std::path::PathBuf;

use linkwright_disk::{CONFIG_FILES, Root};
use linkwright_project::{Located, Project};
use tempfile::TempDir;

use crate::failure::Failure;
use crate::interrupt::check_interrupted;

/// A vault in a temporary folder, which is removed with it.
pub(super) struct Copy {
    _folder: TempDir,
    /// The vault's folder.
    pub(super) path: PathBuf,
    /// The path of the original vault; `None` for the embedded one.
    pub(super) original: Option<PathBuf>,
}

impl Copy {
    /// A copy of the embedded vault.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn embedded() -> Result<Copy, Failure> {
        let copy = Copy::empty("everyday change", None)?;
        for (path, text) in EMBEDDED {
            copy.write(path, text.as_bytes())?;
        }
        Ok(copy)
    }

    /// A copy of the notes, canvas files and settings of `project`. Other files are created empty.
    ///
    /// # Errors
    /// If a file cannot be written, and after Ctrl-C.
    pub(super) fn of_vault(project: &Project) -> Result<Copy, Failure> {
        let original = &project.root.path;
        let name = original.file_name().map_or("vault".into(), |name| name.to_string_lossy());
        let copy = Copy::empty(&name, Some(original.clone()))?;
        for config in CONFIG_FILES {
            if let Ok(bytes) = fs::read(original.join(config)) {
                copy.write(config, &bytes)?;
            }
        }
        for (_, file) in project.vault.files() {
            check_interrupted()?;
            let is_indexed = file.kind.is_indexed();
            let bytes = if is_indexed { fs::read(original.join(&*file.path))? } else { Vec::new() };
            copy.write(&file.path, &bytes)?;
        }
        Ok(copy)
    }

    fn empty(name: &str, original: Option<PathBuf>) -> Result<Copy, Failure> {
        let folder = tempfile::Builder::new().prefix("linkwright-tour-").tempdir()?;
        let path = folder.path().join(name);
        fs::create_dir(&path)?;
        // Mark the copy as a vault, so that no folder above it is taken for one.
        fs::create_dir(path.join(".obsidian"))?;
        Ok(Copy { _folder: folder, path, original })
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, bytes)?)
    }

    /// Opens the copy as a vault.
    ///
    /// # Errors
    /// If it cannot be listed.
    pub(super) fn located(&self) -> Result<Located, Failure> {
        Ok(Located::at(Root::open(&self.path)?))
    }
}

macro_rules! embedded {
    ($($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../vault/", $path)))),*]
    };
}

/// The example vault: paths and texts.
const EMBEDDED: &[(&str, &str)] = embedded! {
    "A new reading of events changes the feeling they leave.md"
    "Attention is spent all day.md"
    "Books/Why We Sleep by Matthew Walker.md"
    "Boredom asks for meaning.md"
    "Flow needs a challenge just above our skill.md"
    "Habits grow from a stable cue.md"
    "Kindness to ourselves outlasts self-criticism.md"
    "Map of everyday change.md"
    "Naming an emotion loosens its grip.md"
    "Rumination rehearses a low mood.md"
    "Sleep sorts what the day has taught us.md"
    "Small wins carry motivation further than big goals.md"
    "Stress narrows what we can see.md"
    "We procrastinate to escape a feeling, not a task.md"
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;

    #[test]
    fn every_note_of_the_folder_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vault");
        let project = load(&Located::at(Root::open(&folder).unwrap()), true).unwrap();
        let mut paths: Vec<_> = project.vault.files().map(|(_, file)| &*file.path).collect();
        paths.sort_unstable();
        assert_eq!(paths, EMBEDDED.iter().map(|(path, _)| *path).collect::<Vec<_>>());
    }
}
