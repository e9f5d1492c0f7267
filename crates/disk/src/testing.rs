//! Temporary folders and vaults for tests.

use std::fs;
use std::path::Path;

use linkwright_syntax::NOTE_EXTENSIONS;
use tempfile::TempDir;

use crate::{Root, WalkOptions};

/// An empty folder. Its path contains no symbolic links, and its name does not start with a dot.
pub(crate) fn folder() -> TempDir {
    let base = crate::spelling::clean(&fs::canonicalize(std::env::temp_dir()).unwrap());
    tempfile::Builder::new().prefix("linkwright-").tempdir_in(base).unwrap()
}

/// A vault with these files, in a temporary folder.
pub(crate) fn vault(files: &[(&str, &str)]) -> (TempDir, Root) {
    let dir = folder();
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    let root = Root::open(dir.path()).unwrap();
    (dir, root)
}

/// Writes a file and the folders it needs.
pub(crate) fn write(base: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = base.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A walk through all files of the vault, in which Markdown files are notes.
pub(crate) fn all_files(root: &Root) -> WalkOptions {
    WalkOptions {
        root: root.clone(),
        extensions: NOTE_EXTENSIONS.map(String::from).into(),
        exclude: Vec::new(),
        gitignore: false,
    }
}
