//! The files of a commit or of the index, as Git lists them.

use std::collections::{BTreeMap, BTreeSet};

/// The files of a commit or of the index. Paths are from the top folder of the repository.
#[derive(Clone, Default, Debug)]
pub(crate) struct Tree {
    /// The files by path.
    pub(crate) files: BTreeMap<String, TreeEntry>,
    /// The files and folders whose names are not UTF-8, as they are shown.
    pub(crate) not_utf8: BTreeSet<String>,
    /// The files with a merge conflict that is not resolved.
    pub(crate) conflicts: BTreeSet<String>,
}

/// A file of a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TreeEntry {
    /// Git's name of the content.
    pub(crate) id: String,
    /// The kind of the file.
    pub(crate) kind: EntryKind,
}

/// The kind of a file of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryKind {
    File,
    Symlink,
    /// Another repository. Its files are not in the tree.
    Submodule,
}

/// Git's names of the empty file, by SHA-1 and by SHA-256.
const EMPTY: [&str; 2] = [
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
];

impl Tree {
    /// Reads the output of `git ls-tree -r -z`: MODE TYPE ID, a tab, PATH.
    pub(crate) fn of_commit(output: &[u8]) -> Tree {
        let mut tree = Tree::default();
        tree.add_lines(output, |words| Some((*words.get(2)?, "0")));
        tree
    }

    /// Reads the output of `git ls-files --stage -z`: MODE ID STAGE, a tab, PATH. In a merge, a file
    /// can have several stages.
    pub(crate) fn of_index(output: &[u8]) -> Tree {
        let mut tree = Tree::default();
        tree.add_lines(output, |words| Some((*words.get(1)?, *words.get(2)?)));
        tree
    }

    fn add_lines(
        &mut self,
        output: &[u8],
        id_and_stage: impl for<'w> Fn(&[&'w str]) -> Option<(&'w str, &'w str)>,
    ) {
        for line in output.split(|byte| *byte == 0) {
            let Some(tab) = line.iter().position(|byte| *byte == b'\t') else { continue };
            let (about, path) = (String::from_utf8_lossy(&line[..tab]), &line[tab + 1..]);
            let words: Vec<&str> = about.split_ascii_whitespace().collect();
            let Some((id, stage)) = id_and_stage(&words) else { continue };
            let path = match std::str::from_utf8(path) {
                Ok(path) => path.to_owned(),
                Err(error) => {
                    // The disk has the first such name on the path as one entry.
                    let rest = path[error.valid_up_to()..].iter().position(|byte| *byte == b'/');
                    let end = rest.map_or(path.len(), |length| error.valid_up_to() + length);
                    self.not_utf8.insert(String::from_utf8_lossy(&path[..end]).into_owned());
                    continue;
                }
            };
            let kind = match words[0] {
                "120000" => EntryKind::Symlink,
                "160000" => EntryKind::Submodule,
                _ => EntryKind::File,
            };
            if stage != "0" {
                self.conflicts.insert(path.clone());
            }
            self.files.insert(path, TreeEntry { id: id.to_owned(), kind });
        }
    }

    /// Whether a file is empty.
    pub(crate) fn has_empty_file(&self) -> bool {
        self.files.values().any(|entry| EMPTY.contains(&&*entry.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_utf8_are_kept_apart() {
        let output = b"100644 blob 12\ta\xff/b.md\x00100644 blob 34\ta\xff/c.md\0\
            120000 blob 56\tx y/\tz\x00160000 commit 78\t\xc3\xa9\0";
        let tree = Tree::of_commit(output);
        let files: Vec<_> =
            tree.files.iter().map(|(path, it)| (&**path, &*it.id, it.kind)).collect();
        let expected =
            [("x y/\tz", "56", EntryKind::Symlink), ("\u{e9}", "78", EntryKind::Submodule)];
        assert_eq!(files, expected);
        assert_eq!(tree.not_utf8.into_iter().collect::<Vec<_>>(), ["a\u{fffd}"]);
    }

    #[test]
    fn the_index_has_conflicts() {
        let output = b"100644 12 1\ta.md\x00100644 34 2\ta.md\x00100644 56 0\tb.md\0";
        let tree = Tree::of_index(output);
        assert_eq!(tree.conflicts.iter().collect::<Vec<_>>(), ["a.md"]);
        assert_eq!(tree.files.len(), 2);
        assert!(!tree.has_empty_file());
    }
}
