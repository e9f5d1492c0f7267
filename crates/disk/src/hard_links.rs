//! Hard links: a file with several names in a vault. Writing to one name changes the text under all
//! of them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::Metadata;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Root;
use crate::file_number::FileNumber;
use crate::path::resolve_file;

/// Two hard links to one file that would need different texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HardLinkConflict {
    /// The first vault path in alphabetical order.
    pub one: String,
    /// The other one.
    pub other: String,
}

impl fmt::Display for HardLinkConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HardLinkConflict { one, other } = self;
        write!(
            f,
            "`{one}` and `{other}` are two names of one file (hard links), and its links would \
             need a different text for each name: make it two files, or change these links first"
        )
    }
}

impl std::error::Error for HardLinkConflict {}

/// Finds the writes to leave out so that each file is written once. Returns sorted indices into
/// `written`, the vault paths whose texts change. Of several names of a file, the first one for
/// which `is_first` holds is kept, else the first one. `is_same` says whether two of `written` get
/// the same text; `all` are the vault paths of all notes. The result is empty on a system without
/// file numbers.
///
/// # Errors
/// If a file would need different texts under two of its names.
pub fn redundant_hard_links(
    root: &Root,
    written: &[&str],
    all: &[&str],
    is_same: impl Fn(usize, usize) -> bool,
    is_first: impl Fn(usize) -> bool,
) -> Result<Vec<usize>, HardLinkConflict> {
    let mut spare = Vec::new();
    let files = shared_files(root, written, all);
    if files.is_empty() {
        return Ok(spare);
    }
    let at: FxHashMap<&str, usize> =
        written.iter().enumerate().map(|(at, path)| (*path, at)).collect();
    for names in files {
        let changed = || names.iter().filter_map(|name| at.get(&**name).copied());
        let Some(kept) = changed().find(|at| is_first(*at)).or_else(|| changed().next()) else {
            continue;
        };
        // A name that is not written needs the current text.
        let is_other = |name: &&String| at.get(&***name).is_none_or(|at| !is_same(kept, *at));
        if let Some(other) = names.iter().find(is_other) {
            let mut two = [written[kept].to_owned(), other.clone()];
            two.sort();
            let [one, other] = two;
            return Err(HardLinkConflict { one, other });
        }
        spare.extend(changed().filter(|at| *at != kept));
    }
    spare.sort_unstable();
    Ok(spare)
}

/// Whether the file at the vault path `path` has other names (hard links).
#[must_use]
pub fn has_hard_links(root: &Root, path: &str) -> bool {
    crate::blocking::assert_allowed();
    number_at(root, path).is_some()
}

/// The files at the vault paths `written` that have several names among `all`: for each file all
/// its names, sorted. Empty on a system without file numbers.
fn shared_files(root: &Root, written: &[&str], all: &[&str]) -> Vec<Vec<String>> {
    crate::blocking::assert_allowed();
    let number = |path: &&str| number_at(root, path);
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

fn number_at(root: &Root, path: &str) -> Option<(u64, u64)> {
    let place = resolve_file(root, path).ok()?;
    number(&place, &place.symlink_metadata().ok()?)
}

/// The device and inode of a file with several names; `None` for a file with a single name.
pub(crate) fn number(path: &Path, metadata: &Metadata) -> Option<(u64, u64)> {
    let number = FileNumber::of(path, metadata)?;
    (number.names > 1).then_some((number.device, number.inode))
}
