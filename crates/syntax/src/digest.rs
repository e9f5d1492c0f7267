//! The digest of a text, to detect that a file has changed since it was scanned.

use std::hash::Hasher as _;

/// A hash of all of `text`, as stored in [`Facts::digest`](crate::Facts::digest). Equal texts have
/// equal digests, so it shows whether a text is the one that was scanned. Do not store it on disk:
/// it may differ between versions and machines.
#[must_use]
pub fn digest(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
