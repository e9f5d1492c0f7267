/// Where a subpath leads within a file (`docs/semantics.md §3`). Indices are into the lists of the
/// note's facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The file as a whole: no subpath, or a bare `#`.
    Whole,
    /// A heading: for each segment of the subpath the heading it took; the last is the target.
    Headings(Vec<u32>),
    /// A block, by the index of its id.
    Block(u32),
    /// A footnote's definition, by its index.
    Footnote(u32),
    /// The file is no note: the subpath is its own business.
    Opaque,
    /// Nothing of that name.
    Missing(MissingAnchor),
}

/// What a subpath asks for in vain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MissingAnchor {
    /// A heading.
    Heading,
    /// A block id.
    Block,
    /// A footnote.
    Footnote,
}
