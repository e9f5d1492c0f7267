//! Files that have several names in a vault.

use std::collections::BTreeMap;
use std::fs::Metadata;

use rayon::prelude::*;

use crate::Root;
use crate::path::true_file;

/// The files at the vault paths `written` that have several names among `all`: of each all its names,
/// sorted. Empty where the system has no numbers for files.
#[must_use]
pub fn names_of_one(root: &Root, written: &[&str], all: &[&str]) -> Vec<Vec<String>> {
    crate::waiting::waits();
    let number = |path: &&str| {
        let metadata = true_file(root, path).ok()?.symlink_metadata().ok()?;
        number(&metadata)
    };
    let mut files: BTreeMap<_, Vec<String>> =
        written.par_iter().filter_map(number).map(|file| (file, Vec::new())).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let numbered = all.par_iter().filter_map(|path| Some((number(path)?, *path)));
    for (file, path) in numbered.collect::<Vec<_>>() {
        if let Some(names) = files.get_mut(&file) {
            names.push(path.to_owned());
        }
    }
    let mut files: Vec<_> = files.into_values().filter(|names| names.len() > 1).collect();
    files.iter_mut().for_each(|names| names.sort());
    files
}

/// What tells a file that has several names from others.
fn number(metadata: &Metadata) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        (metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}
