//! The YAML block of a note, read by events with byte spans and edited in place
//! (`docs/semantics.md §4`).

use linkwright_text::{Edit, Span};

/// The YAML block at the start of a note.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontmatter {
    /// From the opening fence to the end of the closing fence's line, its line end included.
    pub span: Span,
    /// The YAML between the fences' lines.
    pub yaml: Span,
    /// What stands under `aliases` and, flagged, under `alias`.
    pub aliases: Vec<Alias>,
    /// The scalar under `title`.
    pub title: Option<Scalar>,
    /// The scalar under `linter-yaml-title-alias`.
    pub linter_title: Option<Scalar>,
    /// What is wrong with the YAML, in order.
    pub problems: Vec<Problem>,
    /// Unquoted `[[x]]` values, which are nested lists to YAML and no links.
    pub unquoted_links: Vec<Span>,
}

/// A scalar: where it stands, quotes included, and what it means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scalar {
    /// Its bytes, quotes included.
    pub span: Span,
    /// Its value after YAML's escapes, trimmed.
    pub value: Box<str>,
    /// How it is quoted.
    pub quote: Quote,
}

/// How a scalar is quoted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quote {
    /// Not at all.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|` or `>`: readable, never edited.
    Block,
}

/// One alias as it stands in the frontmatter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// Where it stands and what it says.
    pub scalar: Scalar,
    /// What it is a part of.
    pub source: AliasSource,
    /// Whether the key is `alias`, which Obsidian 1.9 dropped.
    pub legacy: bool,
}

/// What an alias is a part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AliasSource {
    /// An item of a list.
    Item,
    /// The only scalar under the key, whole.
    Whole,
    /// One piece of a plain scalar that holds commas. Such a scalar is listed whole and by
    /// pieces: which of them count is a setting (`frontmatter.splitCommaAliases`).
    Piece,
}

/// What is wrong with the YAML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The place; of duplicate keys the second.
    pub span: Span,
    /// What is wrong, as one would tell the author.
    pub message: String,
}

/// Which aliases count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AliasRules {
    /// A plain scalar splits at commas (`frontmatter.splitCommaAliases`).
    pub split_comma: bool,
    /// `alias` and `tag` count (`frontmatter.legacyKeys`).
    pub legacy_keys: bool,
}

/// Why the frontmatter cannot be edited, as one would tell the author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The place that stands in the way.
    pub span: Span,
    /// The reason.
    pub reason: String,
}

impl Frontmatter {
    /// The aliases that count under `rules`, in order, empty ones dropped.
    pub fn aliases(&self, rules: AliasRules) -> impl Iterator<Item = &Alias> {
        let _ = rules;
        self.aliases.iter()
    }
}

/// The edit that makes `scalar` say `value`, keeping its quotes where it has any.
///
/// # Errors
/// If the frontmatter or the scalar is of a kind that is never edited.
pub fn set_scalar(
    _text: &str,
    _frontmatter: &Frontmatter,
    _scalar: &Scalar,
    _value: &str,
) -> Result<Edit, Refusal> {
    unimplemented!()
}

/// The edit that removes an alias: its whole item, line or piece.
///
/// # Errors
/// If the frontmatter or the alias is of a kind that is never edited.
pub fn remove_alias(
    _text: &str,
    _frontmatter: &Frontmatter,
    _alias: &Alias,
) -> Result<Edit, Refusal> {
    unimplemented!()
}

/// The edit that adds an alias behind the last one; makes the key, or the frontmatter, if missing.
///
/// # Errors
/// If the frontmatter or the list is of a kind that is never edited.
pub fn add_alias(
    _text: &str,
    _frontmatter: Option<&Frontmatter>,
    _value: &str,
) -> Result<Edit, Refusal> {
    unimplemented!()
}
