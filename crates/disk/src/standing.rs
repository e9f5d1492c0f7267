//! What stands on disk, in the vault or not.

use std::path::{Path, PathBuf};

use crate::Root;
use rayon::prelude::*;

use crate::spelling::clean;

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A file, or anything else that is not a folder.
    File,
    /// A folder.
    Folder {
        /// The name of the file in it that is shown for it: `README.md`, `index.md`, or the note of
        /// its name (`docs/semantics.md §8`).
        opens: Option<String>,
    },
}

/// What stands at `path`, relative to the root and possibly outside it (`../x`). It is only looked
/// at, never read.
#[must_use]
pub fn standing(root: &Root, path: &str) -> Option<Standing> {
    let full = beyond(root, path)?;
    let kind = full.metadata().ok()?;
    if !kind.is_dir() {
        return Some(Standing::File);
    }
    let own = full.file_name().map(|name| format!("{}.md", name.to_string_lossy()));
    let names = ["README.md", "readme.md", "index.md"].map(str::to_owned);
    let opens = names.into_iter().chain(own).find(|name| full.join(name).is_file());
    Some(Standing::Folder { opens })
}

/// As [`standing`], of many paths, in their order.
#[must_use]
pub fn standing_at(root: &Root, paths: &[String]) -> Vec<Option<Standing>> {
    paths.par_iter().map(|path| standing(root, path)).collect()
}

/// The path that `path` means, relative to the root and possibly outside it: in the root's own
/// spelling where it lies within, else without symbolic links in the root.
#[must_use]
pub fn beyond(root: &Root, path: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !cfg!(windows) || !part.contains(['\\', ':']);
    if path.starts_with('/') || !path.split('/').all(is_plain) {
        return None;
    }
    let base = if path.starts_with("..") { &root.canonical } else { &root.path };
    Some(clean(&base.join(Path::new(path))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vault;

    #[test]
    fn files_and_folders_are_told_apart_and_a_folder_says_what_it_opens() {
        let (_dir, outer) = vault(&[
            ("beside.md", ""),
            ("vault/LICENSE", ""),
            ("vault/.github/README.md", ""),
            ("vault/docs/docs.md", ""),
            ("vault/empty/x", ""),
        ]);
        let root = Root::open(&outer.path.join("vault")).unwrap();
        let folder =
            |opens: Option<&str>| Some(Standing::Folder { opens: opens.map(str::to_owned) });
        assert_eq!(standing(&root, "LICENSE"), Some(Standing::File));
        assert_eq!(standing(&root, "../beside.md"), Some(Standing::File));
        assert_eq!(standing(&root, ".github"), folder(Some("README.md")));
        assert_eq!(standing(&root, "docs"), folder(Some("docs.md")));
        assert_eq!(standing(&root, "empty"), folder(None));
        assert_eq!(standing(&root, ".."), folder(None));
        assert_eq!(standing(&root, "nothing"), None);
        assert_eq!(standing(&root, "LICENSE/x"), None);
        assert_eq!(standing(&root, "/LICENSE"), None);
    }
}
