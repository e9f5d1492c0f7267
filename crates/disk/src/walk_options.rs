//! Which files belong to a vault.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use linkwright_syntax::FileKind;

use crate::{DiskError, Reason, Root};

/// The root of a vault, and the rules that say which files belong to it. Hidden files (a component
/// of the path starts with a dot) never do, nor do files in a folder that is marked as a vault
/// itself.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// The root of the vault.
    pub root: Root,
    /// The extensions of notes, without dots; case does not matter. Canvases are read too; other
    /// files are listed without being read.
    pub extensions: Vec<String>,
    /// Patterns of excluded files, in `.gitignore` syntax, relative to the root.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files are respected: those in the vault and, if the vault lies in a Git
    /// repository, those of the repository and the user's global one.
    pub gitignore: bool,
}

impl WalkOptions {
    /// Whether a file with this name is read: a note or a canvas.
    pub(crate) fn is_read(&self, path: &str) -> bool {
        FileKind::of(path, &self.extensions).is_indexed()
    }

    /// The matcher for [`exclude`](WalkOptions::exclude), and warnings about invalid patterns.
    pub(crate) fn excluded(&self) -> (Gitignore, Vec<DiskError>) {
        let mut builder = GitignoreBuilder::new(&self.root.canonical);
        let mut warnings = Vec::new();
        for pattern in &self.exclude {
            if let Err(error) = builder.add_line(None, pattern) {
                warnings.push(DiskError::new(pattern, Reason::InvalidPattern(error.to_string())));
            }
        }
        let excluded = builder.build().unwrap_or_else(|error| {
            let reason = Reason::InvalidPattern(error.to_string());
            warnings.push(DiskError::new(self.exclude.join(" "), reason));
            Gitignore::empty()
        });
        (excluded, warnings)
    }

    /// Whether `.gitignore` files above the vault are respected: only if the vault lies in a
    /// repository. A `.gitignore` with `*` in a home folder must not hide the vault.
    pub(crate) fn reads_above(&self) -> bool {
        let above = || self.root.canonical.ancestors();
        above().any(|above| above.join(".git").exists())
            && above().all(|above| unreadable_patterns(above).is_none())
    }

    /// The absolute path of the file at the vault path `path`.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.canonical.join(path)
    }
}

/// Why the `.gitignore` in `folder`, if there is one, must not be read: reading a pipe waits for
/// its other end, and a device may be endless.
pub(crate) fn unreadable_patterns(folder: &Path) -> Option<Reason> {
    let file = fs::metadata(folder.join(".gitignore")).ok()?;
    let is_endless = !file.is_file() && !file.is_dir() || file.len() > MAX_GITIGNORE;
    is_endless
        .then(|| Reason::Io("its `.gitignore` is not a file, or is longer than 4 MiB".to_owned()))
}

/// Maximum length of a `.gitignore`, in bytes.
const MAX_GITIGNORE: u64 = 4 << 20;
