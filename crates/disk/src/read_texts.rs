//! Reads the texts of files that are named by their vault paths.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use linkwright_syntax::digest;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::hard_links;
use crate::path::{absolute_path, resolve_entry, resolve_file};
use crate::text_file::read_entry;
use crate::{DiskError, Reason, Root};

/// Minimum number of files that are read on other threads. To hand over fewer takes longer than to read them.
const MIN_FOR_THREADS: usize = 4;

/// A text as it is on disk now, and whether it is the expected one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextRead<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Whether the text is not the expected one.
    pub is_changed: bool,
    /// The file has other names (hard links).
    pub has_hard_links: bool,
}

/// Reads the texts at these vault paths, many of them on rayon's threads. Each path comes with the digest of the
/// expected text. `make` gets the index of each file, and its results are returned in the order of
/// `files`.
///
/// # Errors
/// For each file: if it does not exist, lies outside the vault, is a link that is not followed, is
/// not a file, is not UTF-8, or is too large.
pub fn read_texts<T: Send>(
    root: &Root,
    files: &[(&str, u64)],
    make: impl Fn(usize, TextRead<'_>) -> T + Sync,
) -> Vec<Result<T, DiskError>> {
    crate::blocking::assert_allowed();
    // Resolving the symbolic links of a folder costs more than reading a note, so do it once per
    // folder.
    let mut folders: FxHashMap<&str, PathBuf> = FxHashMap::default();
    for (path, _) in files {
        let (folder, _) = split(path);
        if !folders.contains_key(folder)
            && let Ok(place) = resolve_entry(root, path)
            && let Some(true_folder) = place.parent()
        {
            folders.insert(folder, true_folder.to_owned());
        }
    }
    let read = |buffer: &mut Vec<u8>, (index, (path, expected)): (usize, &(&str, u64))| {
        absolute_path(root, path)?;
        let (folder, name) = split(path);
        let place = match folders.get(folder) {
            Some(folder) => folder.join(name),
            None => resolve_entry(root, path)?,
        };
        let made = |text: &str, place: &Path, metadata: &Metadata| {
            let is_changed = digest(text) != *expected;
            let has_hard_links = hard_links::number(place, metadata).is_some();
            make(index, TextRead { text, is_changed, has_hard_links })
        };
        match read_entry(&place, buffer) {
            Ok((text, metadata)) => return Ok(made(text, &place, &metadata)),
            Err(error) if error.reason != Reason::SymlinkToOutside => return Err(error),
            Err(_) => {}
        }
        let place = resolve_file(root, path)?;
        let (text, metadata) = read_entry(&place, buffer)?;
        Ok(made(text, &place, &metadata))
    };
    if files.len() < MIN_FOR_THREADS {
        let buffer = &mut Vec::new();
        return files.iter().enumerate().map(|file| read(buffer, file)).collect();
    }
    files.par_iter().enumerate().map_init(Vec::new, read).collect()
}

/// The folder of a vault path, empty for the root, and the last component.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
