//! The table of all diagnostic codes.

/// The severity of a diagnostic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Not reported.
    Off,
    /// LSP's hint.
    Hint,
    /// LSP's information.
    Information,
    /// LSP's warning.
    Warning,
    /// LSP's error.
    Error,
}

macro_rules! codes {
    ($($code:ident, $name:literal, $severity:ident, $description:literal;)*) => {
        /// The kind of a diagnostic. Each has a page under `docs/diagnostics/`.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum DiagnosticCode {
            $(#[doc = concat!("Reports ", $description, ".")] $code,)*
        }

        impl DiagnosticCode {
            /// All codes, in the order in which they are listed everywhere.
            pub const ALL: &[DiagnosticCode] = &[$(DiagnosticCode::$code),*];

            /// The name of the code in reports and settings: `broken-link`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(DiagnosticCode::$code => $name,)* }
            }

            /// The code with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<DiagnosticCode> {
                match name { $($name => Some(DiagnosticCode::$code),)* _ => None }
            }

            /// The key of the setting of its severity: `diagnostics.broken-link`.
            #[must_use]
            pub fn setting(self) -> String {
                format!("diagnostics.{}", self.name())
            }

            /// The default severity: a warning for what is broken, less for what Obsidian accepts.
            #[must_use]
            pub fn default_severity(self) -> Severity {
                match self { $(DiagnosticCode::$code => Severity::$severity,)* }
            }

            /// What the code reports, in a few words of Markdown. The settings page, VS Code's
            /// settings and the index of `docs/diagnostics` are generated from it.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(DiagnosticCode::$code => $description,)* }
            }
        }
    };
}

// A new code needs a row here, a function in `ide` that finds it, and a page. A test updates the
// lists in the documentation and the VS Code extension:
// `UPDATE_EXPECT=1 cargo test -p linkwright-settings`.
codes! {
    BrokenLink, "broken-link", Warning, "a link to a note or file that does not exist";
    BrokenEmbed, "broken-embed", Warning, "an embed of a note or file that does not exist";
    BrokenHeading, "broken-heading", Warning, "a link to a heading that the note does not have";
    BrokenBlock, "broken-block", Warning, "a link to a block that the note does not have";
    AliasLink, "alias-link", Hint, "a link that resolves only by an alias, which Obsidian does not follow";
    AmbiguousLink, "ambiguous-link", Hint, "a link that several files match";
    NotRelative, "not-relative", Warning, "a Markdown link that is not relative to its note's folder, if `links.markdown` is `relative`";
    UndefinedFootnote, "undefined-footnote", Warning, "a footnote without a definition";
    UnusedDefinition, "unused-definition", Hint, "a definition of a footnote or link that nothing uses";
    DuplicateAlias, "duplicate-alias", Information, "an alias that another note also has, or that its note lists twice";
    DuplicateBlockId, "duplicate-block-id", Information, "a block id that an earlier block of the note already has; links go to the first one";
    DuplicateHeading, "duplicate-heading", Off, "a heading that links cannot name, because an earlier heading of the note has the same text";
    InvalidFrontmatter, "invalid-frontmatter", Error, "frontmatter that is not valid YAML";
    UnquotedLink, "unquoted-link", Hint, "an unquoted `[[link]]` in frontmatter, which YAML reads as a nested list";
    InvalidAlias, "invalid-alias", Hint, "an alias that is empty, or that YAML does not read as text";
    InvalidTag, "invalid-tag", Hint, "a tag in frontmatter that contains a space, or that YAML reads as a comment";
    UndefinedLabel, "undefined-label", Information, "a reference link `[text][label]` whose label the note does not define";
    BlankInDestination, "blank-in-destination", Warning, "a Markdown link `[text](a b.md)` that is not read as a link, because the space ends its destination";
    InvalidBase, "invalid-base", Warning, "a mistake in a base: in a `.base` file, or in a `base` code block of a note";
    OrphanNote, "orphan-note", Off, "a note that no other note links to";
    InvalidSuppression, "invalid-suppression", Warning, "a comment `linkwright-disable-…` with a mistake, such as an unknown code";
    UnusedSuppression, "unused-suppression", Off, "a comment `linkwright-disable-…` that silences nothing";
}
