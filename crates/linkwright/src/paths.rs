//! Vault paths, as people read and type them. Everywhere else they have `/`.

use std::path::{MAIN_SEPARATOR, MAIN_SEPARATOR_STR};

/// A vault path as the platform writes it, for people.
pub(crate) fn shown_path(path: &str) -> String {
    path.replace('/', MAIN_SEPARATOR_STR)
}

/// The vault path that a user typed, with `/` or as the platform writes it.
pub(crate) fn typed_path(path: &str) -> String {
    path.replace(MAIN_SEPARATOR, "/")
}
