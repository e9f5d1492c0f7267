use linkwright_syntax::Facts;

use crate::{FileId, Settings};

/// One thing that happened to the vault.
pub enum Change<'a> {
    /// A note appeared or its text changed.
    Note {
        /// Its path, relative to the root.
        path: &'a str,
        /// The whole text, from which the facts were scanned. It is not kept.
        text: &'a str,
        /// `scan(text)`.
        facts: Facts,
    },
    /// A file appeared that is no note, or a note whose text cannot be read.
    File {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// A file is gone.
    Remove {
        /// Its path, relative to the root.
        path: &'a str,
    },
    /// The settings changed.
    Settings(Box<Settings>),
}

/// What a change may have altered in the answers about notes other than the one changed.
///
/// Ask [`Vault::touches`](crate::Vault::touches) whether a note is concerned.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Delta {
    /// Notes that appeared, changed or were renamed.
    pub notes: Vec<FileId>,
    /// Notes whose headings or block ids changed.
    pub anchors: Vec<FileId>,
    // Keys whose providers changed: for the author of this module to lay out.
    /// Everything may be different: the settings changed.
    pub everything: bool,
}
