//! The ids of files, link targets and links.

/// The id of a file, valid while the file exists. Ids of removed files are used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub(crate) u32);

/// The interned path that a link names: as written, in NFC, trimmed, in its original case. A path
/// that is relative to the note (`./x`, `../x`) is interned as the path from the root that it
/// stands for, with a leading `/`. The same path in a wikilink and in a Markdown destination gives
/// two targets, because `links.markdown` decides how the latter resolves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target(pub(crate) u32);

impl Target {
    /// The target of the links of a note that is not in a vault yet.
    pub(crate) const UNASSIGNED: Target = Target(u32::MAX);
}

/// A link in a note.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkRef {
    /// The note that contains the link.
    pub source: FileId,
    /// The link's index in the note's [`Facts::links`](linkwright_syntax::Facts::links).
    pub index: u32,
}
