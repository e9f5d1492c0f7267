//! The sizes and times of files.

use std::time::SystemTime;

use rayon::prelude::*;

use crate::Root;
use crate::path_kind::path_from_root;

/// The size and the times of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileTimes {
    /// The length in bytes.
    pub len: u64,
    /// When the file was created, if the file system knows.
    pub created: Option<SystemTime>,
    /// When it was last changed.
    pub modified: Option<SystemTime>,
}

/// The sizes and times of the files at `paths`, which are relative to the root, in the same order. `None`
/// for one that cannot be looked up.
#[must_use]
pub fn file_times(root: &Root, paths: &[&str]) -> Vec<Option<FileTimes>> {
    let times = |path: &&str| {
        let metadata = path_from_root(root, path)?.metadata().ok()?;
        let (created, modified) = (metadata.created().ok(), metadata.modified().ok());
        Some(FileTimes { len: metadata.len(), created, modified })
    };
    paths.par_iter().map(times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vault;

    #[test]
    fn files_have_a_size_and_a_time_and_missing_ones_have_none() {
        let (_dir, root) = vault(&[("a/b.md", "12345")]);
        let times = file_times(&root, &["a/b.md", "gone.md"]);
        assert_eq!(times[0].map(|times| times.len), Some(5));
        assert!(times[0].is_some_and(|times| times.modified.is_some()));
        assert_eq!(times[1], None);
    }
}
