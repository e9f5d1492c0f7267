//! Which files of a list belong to a vault, where the list is not read from the disk: it is that of a
//! commit.

use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

use crate::WalkOptions;
use crate::scope::is_hidden;

/// Returns those of `paths`, vault paths of files, that belong to the vault by the rules of listing
/// it. `ignore_files` has the folder and the text of each `.gitignore`. The disk is not read.
#[must_use]
pub fn paths_in_vault<'p>(
    walk: &WalkOptions,
    paths: impl IntoIterator<Item = &'p str>,
    ignore_files: &[(PathBuf, String)],
) -> Vec<&'p str> {
    let (setting, _) = walk.excluded();
    let ignore_files = if walk.gitignore { ignore_files } else { &[] };
    let rules = Rules {
        root: &walk.root.canonical,
        setting,
        ignore_files: ignore_files.iter().map(|(folder, text)| parse(folder, text)).collect(),
    };
    let mut folders: FxHashMap<&str, bool> = FxHashMap::default();
    let mut belongs = |path: &'p str| {
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        let is_above_excluded = above
            .any(|folder| *folders.entry(folder).or_insert_with(|| rules.exclude(folder, true)));
        !is_hidden(path) && !is_above_excluded && !rules.exclude(path, false)
    };
    paths.into_iter().filter(|path| belongs(path)).collect()
}

fn parse(folder: &Path, text: &str) -> (PathBuf, Gitignore) {
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        // Git passes over a pattern that it cannot read.
        let _ = builder.add_line(None, line);
    }
    (folder.to_owned(), builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

struct Rules<'w> {
    root: &'w Path,
    setting: Gitignore,
    ignore_files: FxHashMap<PathBuf, Gitignore>,
}

impl Rules<'_> {
    /// Whether the file or folder itself is excluded, whatever is said of the folders above it.
    fn exclude(&self, path: &str, is_folder: bool) -> bool {
        let full = self.root.join(path);
        if self.setting.matched(&full, is_folder).is_ignore() {
            return true;
        }
        // The nearest `.gitignore` with a pattern that matches decides.
        let patterns = full.ancestors().skip(1).filter_map(|above| self.ignore_files.get(above));
        let decides = |patterns: &Gitignore| match patterns.matched(&full, is_folder) {
            Match::None => None,
            found => Some(found.is_ignore()),
        };
        patterns.into_iter().find_map(decides).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{all_files, vault};

    #[test]
    fn the_rules_of_listing_a_folder_hold_for_a_list() {
        let (_dir, root) = vault(&[]);
        let folder = |path: &str| root.canonical.join(path);
        let ignore_files = [
            (folder(""), "secret.md\nbuild/\n*.tmp\n".to_owned()),
            (folder("sub"), "!secret.md\n".to_owned()),
        ];
        let paths = [
            "a.md",
            "secret.md",
            "sub/secret.md",
            "build/a.md",
            "sub/build/a.md",
            ".x/a.md",
            "sub/.a.md",
            "Archive/a.md",
            "sub/Archive.md",
            "a.tmp",
        ];
        let exclude = vec!["/Archive".to_owned()];
        let walk = WalkOptions { exclude, gitignore: true, ..all_files(&root) };
        let found = paths_in_vault(&walk, paths, &ignore_files);
        assert_eq!(found, ["a.md", "sub/secret.md", "sub/Archive.md"]);
        let walk = WalkOptions { gitignore: false, ..walk };
        assert_eq!(paths_in_vault(&walk, paths, &ignore_files).len(), 7);
    }
}
