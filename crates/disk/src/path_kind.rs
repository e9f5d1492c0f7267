//! Whether a path is a file or a folder, inside or outside the vault.

use std::path::{Path, PathBuf};

use crate::Root;
use rayon::prelude::*;

use crate::spelling::clean;

/// The kind of the entry at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PathKind {
    /// A file, or anything else that is not a folder.
    File,
    /// A folder.
    Folder {
        /// The name of the file in it that is opened for the folder: `README.md`, `index.md`, or
        /// the note with the folder's name (`docs/semantics.md §8`).
        index_file: Option<String>,
    },
}

/// The kind of the entry at `path`, which is relative to the root and may lie outside it (`../x`).
/// `None` if nothing exists there. The file is not read.
#[must_use]
pub fn path_kind(root: &Root, path: &str) -> Option<PathKind> {
    let full = path_from_root(root, path)?;
    let kind = full.metadata().ok()?;
    if !kind.is_dir() {
        return Some(PathKind::File);
    }
    let own = full.file_name().map(|name| format!("{}.md", name.to_string_lossy()));
    let names = ["README.md", "readme.md", "index.md"].map(str::to_owned);
    let index_file = names.into_iter().chain(own).find(|name| full.join(name).is_file());
    Some(PathKind::Folder { index_file })
}

/// As [`path_kind`], for many paths, in the same order.
#[must_use]
pub fn path_kinds(root: &Root, paths: &[String]) -> Vec<Option<PathKind>> {
    paths.par_iter().map(|path| path_kind(root, path)).collect()
}

/// The absolute path of `path`, which is relative to the root and may lie outside it. Inside the
/// vault the root is spelled as the user spelled it, outside its symbolic links are resolved.
/// `None` if `path` is absolute.
#[must_use]
pub fn path_from_root(root: &Root, path: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !cfg!(windows) || !part.contains(['\\', ':']);
    if path.starts_with('/') || !path.split('/').all(is_plain) {
        return None;
    }
    let base = if path.starts_with("..") { &root.canonical } else { &root.path };
    let joined = base.join(Path::new(path));
    // The paths of the root are clean. On Windows, the separators may differ.
    let is_clean = !cfg!(windows) && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    Some(if is_clean { joined } else { clean(&joined) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vault;

    #[test]
    fn files_and_folders_are_distinguished_and_a_folder_has_its_index_file() {
        let (_dir, outer) = vault(&[
            ("beside.md", ""),
            ("vault/LICENSE", ""),
            ("vault/.github/README.md", ""),
            ("vault/docs/docs.md", ""),
            ("vault/empty/x", ""),
        ]);
        let root = Root::open(&outer.path.join("vault")).unwrap();
        let folder = |index_file: Option<&str>| {
            Some(PathKind::Folder { index_file: index_file.map(str::to_owned) })
        };
        assert_eq!(path_kind(&root, "LICENSE"), Some(PathKind::File));
        assert_eq!(path_kind(&root, "../beside.md"), Some(PathKind::File));
        assert_eq!(path_kind(&root, ".github"), folder(Some("README.md")));
        assert_eq!(path_kind(&root, "docs"), folder(Some("docs.md")));
        assert_eq!(path_kind(&root, "empty"), folder(None));
        assert_eq!(path_kind(&root, ".."), folder(None));
        assert_eq!(path_kind(&root, "nothing"), None);
        assert_eq!(path_kind(&root, "LICENSE/x"), None);
        assert_eq!(path_kind(&root, "/LICENSE"), None);
    }
}
