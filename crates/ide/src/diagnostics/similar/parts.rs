//! The heading or block id of a note that is similar to one that does not exist.

use std::cell::RefCell;

use linkwright_syntax::heading_key;
use linkwright_vault::{FileId, Vault};
use rustc_hash::FxHashMap;
use strsim::osa_distance;

use super::typos::{Typos, ascii_letters};

/// Finds the headings that broken subpaths were probably meant for. Keeps the keys of the headings
/// of each note it has seen.
#[derive(Default)]
pub(crate) struct HeadingMatcher<'v> {
    cache: RefCell<FxHashMap<FileId, Vec<HeadingKey<'v>>>>,
}

/// A heading, prepared for comparison.
struct HeadingKey<'v> {
    heading: &'v str,
    key: String,
    letters: u64,
}

impl<'v> HeadingMatcher<'v> {
    /// The heading of `file` that `subpath` was probably meant for, as written in the file. `None`
    /// if no heading is similar.
    pub(crate) fn nearest(&self, vault: &'v Vault, file: FileId, subpath: &str) -> Option<&'v str> {
        let note = vault.note(file)?;
        let wanted = heading_key(subpath.rsplit('#').next().unwrap_or(subpath));
        let wanted = Typos::of(wanted);
        let mut cache = self.cache.borrow_mut();
        let keys = cache.entry(file).or_insert_with(|| {
            let prepare = |heading| {
                let key = heading_key(heading);
                HeadingKey { heading, letters: ascii_letters(&key), key }
            };
            let named = note.headings.iter().map(prepare).filter(|it| !it.key.is_empty());
            named.take(MAX_HEADINGS).collect()
        });
        let mut nearest: Option<(usize, &'v str)> = None;
        for HeadingKey { heading, key, letters } in keys.iter() {
            if !wanted.may_have_letters(key, *letters) {
                continue;
            }
            let Some(typos) = wanted.count(key) else { continue };
            if nearest.is_none_or(|(least, _)| typos < least) {
                nearest = Some((typos, heading));
            }
            if typos == 0 {
                break;
            }
        }
        nearest.map(|(_, heading)| heading)
    }
}

/// Maximum number of headings or block ids of a note that are compared.
const MAX_HEADINGS: usize = 500;

/// The block id of `file` that `subpath` was probably meant for, without the `^`.
pub(crate) fn nearest_block<'v>(vault: &'v Vault, file: FileId, subpath: &str) -> Option<&'v str> {
    let wanted = subpath.trim().trim_start_matches('^').to_ascii_lowercase();
    let tolerance = MAX_BLOCK_TYPOS.min(wanted.chars().count() / 2);
    let letters = ascii_letters(&wanted);
    let ids = vault.note(file)?.block_ids.iter().take(MAX_HEADINGS).filter(|id| {
        id.len().abs_diff(wanted.len()) <= tolerance
            && (ascii_letters(id) ^ letters).count_ones() as usize <= 2 * tolerance
    });
    let distances = ids.map(|id| (osa_distance(&wanted, &id.to_ascii_lowercase()), id));
    let near = distances.filter(|(distance, _)| *distance <= tolerance);
    near.min_by_key(|(distance, _)| *distance).map(|(_, id)| &**id)
}

/// Maximum number of typos in a block id.
const MAX_BLOCK_TYPOS: usize = 2;
