//! How a text is told to be the one that was scanned.

use std::hash::Hasher as _;

/// A hash of the whole of `text`: what [`Facts::digest`](crate::Facts::digest) holds, by which a
/// text can be told to be the one that was scanned. Not for keeping: it may change between
/// versions and machines.
#[must_use]
pub fn digest(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
