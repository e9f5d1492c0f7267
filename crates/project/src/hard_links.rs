//! Hard links: a file with several names in the vault is changed under one of them.

use linkwright_disk::{HardLinkConflict, Root, redundant_hard_links};

/// Returns `edits` with each file once. Of several names, one for which `is_preferred` holds is
/// kept, if there is one. `path` is the vault path of an edit, `is_same` says whether two edits
/// give the same text, and `notes` are the vault paths of all notes. Reads the disk.
///
/// # Errors
/// If two names of one file need different texts.
pub fn each_file_once<'p, E>(
    root: &Root,
    notes: &[&str],
    mut edits: Vec<E>,
    path: impl Fn(&E) -> &'p str,
    is_same: impl Fn(&E, &E) -> bool,
    is_preferred: impl Fn(&E) -> bool,
) -> Result<Vec<E>, HardLinkConflict> {
    let paths: Vec<&str> = edits.iter().map(path).collect();
    let is_same = |one: usize, other: usize| is_same(&edits[one], &edits[other]);
    let spare = redundant_hard_links(root, &paths, notes, is_same, |at| is_preferred(&edits[at]))?;
    let mut at = 0..;
    edits.retain(|_| at.next().is_none_or(|at| spare.binary_search(&at).is_err()));
    Ok(edits)
}
