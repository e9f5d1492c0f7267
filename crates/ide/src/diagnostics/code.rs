//! The kinds of findings.

/// The kinds of findings; each has a page under `docs/diagnostics/`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Code {
    /// A link to a note or file that does not exist.
    BrokenLink,
    /// An embed of a file that does not exist.
    BrokenEmbed,
    /// A link to a heading that its note does not have.
    BrokenHeading,
    /// A link to a block id that its note does not have.
    BrokenBlock,
    /// A link that only an alias resolves: Obsidian would not follow it.
    AliasLink,
    /// A link that several files could mean.
    AmbiguousLink,
    /// A Markdown link that is not the path from its note's folder, where it has to be.
    NotRelative,
    /// A footnote without a definition.
    UndefinedFootnote,
    /// A footnote's or a reference link's definition that nothing uses.
    UnusedDefinition,
    /// An alias that another note claims too, or that its note lists twice.
    DuplicateAlias,
    /// A block id that an earlier block of the note has.
    DuplicateBlockId,
    /// A heading that an earlier one of the note hides from links.
    DuplicateHeading,
    /// Frontmatter that is no valid YAML.
    InvalidFrontmatter,
    /// A `[[link]]` in the frontmatter that YAML reads as a list of lists.
    UnquotedLink,
    /// An alias that is empty, or no text to YAML.
    InvalidAlias,
    /// A tag of the frontmatter that holds a blank, or that YAML reads as a comment.
    InvalidTag,
    /// A reference link whose label the note does not define.
    UndefinedLabel,
    /// A Markdown link that is none, because a blank ends its destination.
    BlankInDestination,
    /// A note that no other note links to.
    OrphanNote,
}

impl Code {
    /// All of them.
    pub const ALL: [Code; 19] = [
        Code::BrokenLink,
        Code::BrokenEmbed,
        Code::BrokenHeading,
        Code::BrokenBlock,
        Code::AliasLink,
        Code::AmbiguousLink,
        Code::NotRelative,
        Code::UndefinedFootnote,
        Code::UnusedDefinition,
        Code::DuplicateAlias,
        Code::DuplicateBlockId,
        Code::DuplicateHeading,
        Code::InvalidFrontmatter,
        Code::UnquotedLink,
        Code::InvalidAlias,
        Code::InvalidTag,
        Code::UndefinedLabel,
        Code::BlankInDestination,
        Code::OrphanNote,
    ];

    /// The code as it is reported and set: `broken-link`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::BrokenLink => "broken-link",
            Code::BrokenEmbed => "broken-embed",
            Code::BrokenHeading => "broken-heading",
            Code::BrokenBlock => "broken-block",
            Code::AliasLink => "alias-link",
            Code::AmbiguousLink => "ambiguous-link",
            Code::NotRelative => "not-relative",
            Code::UndefinedFootnote => "undefined-footnote",
            Code::UnusedDefinition => "unused-definition",
            Code::DuplicateAlias => "duplicate-alias",
            Code::DuplicateBlockId => "duplicate-block-id",
            Code::DuplicateHeading => "duplicate-heading",
            Code::InvalidFrontmatter => "invalid-frontmatter",
            Code::UnquotedLink => "unquoted-link",
            Code::InvalidAlias => "invalid-alias",
            Code::InvalidTag => "invalid-tag",
            Code::UndefinedLabel => "undefined-label",
            Code::BlankInDestination => "blank-in-destination",
            Code::OrphanNote => "orphan-note",
        }
    }
}
