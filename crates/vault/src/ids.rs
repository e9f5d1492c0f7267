//! The ids by which everything here names files, links and what links ask for.

/// A file of the vault while it exists. Ids of removed files are used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub(crate) u32);

/// What a link asks for, interned: its path as written, in NFC, without edge spaces, case kept. A
/// path that is relative to the source (`./x`, `../x`) is interned as the path from the root that
/// it means, with a leading `/`. The same path in a wikilink and in a Markdown destination are two
/// targets, since `links.markdown` says how the latter resolves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target(pub(crate) u32);

impl Target {
    /// What a link asks for that is in no vault yet.
    pub(crate) const NONE: Target = Target(u32::MAX);
}

/// A link in a note: the index is into [`Facts::links`](linkwright_syntax::Facts::links).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkRef {
    /// The note that holds the link.
    pub source: FileId,
    /// Its place in the note's [`Facts::links`](linkwright_syntax::Facts::links).
    pub index: u32,
}
