//! Existing names that are similar to one that does not exist.

mod files;
mod names;
mod parts;
mod typos;

pub(crate) use files::{SimilarFile, similar_files};
pub(crate) use names::{SimilarNames, is_stem_of};
pub(crate) use parts::{HeadingMatcher, nearest_block};
pub(super) use typos::tolerance;

#[cfg(test)]
mod tests;
