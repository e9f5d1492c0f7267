//! From a text to its [`Facts`].

mod whole;
mod wikilink;

#[allow(unused_imports)]
pub(crate) use whole::whole_link;

use crate::Facts;

/// Everything `text` says. Never fails and never panics; linear in the length of `text`.
#[must_use]
pub fn scan(text: &str) -> Facts {
    Facts { digest: crate::digest(text), ..Facts::default() }
}
