//! The YAML block of a note, read by events with byte spans and edited in place
//! (`docs/semantics.md §4`).

mod edit;
mod fence;
mod index;
mod mistakes;
mod problem;
mod quote;
mod read;
#[cfg(test)]
mod tests;
mod tree;
mod unescape;

pub use edit::{add_alias, remove_alias, set_property, set_scalar, set_tag};
pub use quote::{QuoteStyle, escape, quote};
pub(crate) use read::read;
pub use unescape::unescape;

use linkwright_text::Span;

use crate::facts::fit;
use crate::{Link, Mistake, Tag};

/// The YAML block at the start of a note.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontmatter {
    /// From the opening fence to the end of the closing fence's line, its line end included.
    pub span: Span,
    /// The YAML between the fences' lines.
    pub yaml: Span,
    /// The top-level keys, in order.
    pub keys: Vec<PropertyKey>,
    /// What is wrong with the YAML, in order.
    pub problems: Vec<YamlProblem>,
    /// Unquoted `[[x]]` values, which are nested lists to YAML and no links.
    pub unquoted_links: Vec<Span>,
    aliases: Vec<KeptAlias>,
    title: Option<KeptScalar>,
    linter_title: Option<KeptScalar>,
    /// The values of what is kept, in one piece: most of what a note with aliases takes.
    values: String,
    index: index::Index,
}

/// A [`Scalar`], with the place of its value among the values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct KeptScalar {
    span: Span,
    value: Span,
    quote: QuoteStyle,
}

/// An [`Alias`] likewise, in twenty bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct KeptAlias {
    span: Span,
    value: Span,
    quote: QuoteStyle,
    source: AliasSource,
    is_legacy: bool,
}

/// A top-level key and where its value stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PropertyKey {
    /// The key, quotes included.
    pub span: Span,
    /// From the first byte of the value to its last; empty, right behind the `:`, where there is
    /// none. A block list begins at its first dash.
    pub value: Span,
    /// Which of the keys that mean something here it is.
    pub kind: KeyKind,
}

/// The keys that mean something here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// `aliases`, in any case of letters.
    Aliases,
    /// `alias`, in any case of letters, which Obsidian 1.9 dropped.
    Alias,
    /// `tags`, in any case of letters.
    Tags,
    /// `tag`, in any case of letters, which Obsidian 1.9 dropped.
    Tag,
    /// `title`
    Title,
    /// `linter-yaml-title-alias`
    LinterTitle,
    /// Any other.
    Other,
}

/// A scalar: where it stands, quotes included, and what it means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scalar<'f> {
    /// Its bytes, quotes included.
    pub span: Span,
    /// Its value after YAML's escapes, trimmed.
    pub value: &'f str,
    /// How it is quoted.
    pub quote: QuoteStyle,
}

/// One alias as it stands in the frontmatter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alias<'f> {
    /// Where it stands and what it says.
    pub scalar: Scalar<'f>,
    /// What it is a part of.
    pub source: AliasSource,
    /// Whether the key is `alias`, which Obsidian 1.9 dropped.
    pub is_legacy: bool,
}

/// What an alias is a part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AliasSource {
    /// An item of a list.
    Item,
    /// The only scalar under the key, whole.
    Whole,
    /// One piece of a plain scalar that holds commas. Such a scalar is listed whole, and then by
    /// pieces: which of them count is a setting (`frontmatter.splitCommaAliases`).
    Piece,
}

/// What is wrong with the YAML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlProblem {
    /// The place; of duplicate keys the second.
    pub span: Span,
    /// What is wrong, as one would tell the author.
    pub message: String,
}

/// Which aliases and tags count. By default all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AliasRules {
    /// A plain scalar splits at commas (`frontmatter.splitCommaAliases`).
    pub split_comma: bool,
    /// `alias` and `tag` count (`frontmatter.legacyKeys`).
    pub legacy_keys: bool,
}

impl Default for AliasRules {
    fn default() -> AliasRules {
        AliasRules { split_comma: true, legacy_keys: true }
    }
}

/// Why the frontmatter cannot be edited, as one would tell the author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlRefusal {
    /// The place that stands in the way.
    pub span: Span,
    /// The reason.
    pub reason: String,
}

impl Frontmatter {
    /// What stands under `aliases` and, flagged, under `alias`, in order; empty ones are left out.
    pub fn all_aliases(&self) -> impl Iterator<Item = Alias<'_>> {
        (0..self.aliases.len()).map(|at| self.alias_at(at))
    }

    fn alias_at(&self, at: usize) -> Alias<'_> {
        let KeptAlias { span, value, quote, source, is_legacy } = self.aliases[at];
        Alias { scalar: self.scalar(KeptScalar { span, value, quote }), source, is_legacy }
    }

    /// The scalar under `title`, of duplicates the first. A number is taken as it is written.
    #[must_use]
    pub fn title(&self) -> Option<Scalar<'_>> {
        self.title.map(|title| self.scalar(title))
    }

    /// The scalar under `linter-yaml-title-alias`, of duplicates the first.
    #[must_use]
    pub fn linter_title(&self) -> Option<Scalar<'_>> {
        self.linter_title.map(|title| self.scalar(title))
    }

    fn add_alias(&mut self, Alias { scalar, source, is_legacy }: Alias<'_>) {
        let KeptScalar { span, value, quote } = self.keep(scalar);
        self.aliases.push(KeptAlias { span, value, quote, source, is_legacy });
    }

    /// See [`Facts::shrink_to_fit`](crate::Facts::shrink).
    pub(crate) fn shrink_to_fit(&mut self) {
        fit(&mut self.keys);
        fit(&mut self.aliases);
        self.values = self.values.as_str().to_owned();
    }

    fn scalar(&self, KeptScalar { span, value, quote }: KeptScalar) -> Scalar<'_> {
        Scalar { span, value: &self.values.as_str()[value], quote }
    }

    fn keep(&mut self, Scalar { span, value, quote }: Scalar<'_>) -> KeptScalar {
        let start = self.values.len();
        self.values.push_str(value);
        KeptScalar { span, value: Span::new(start, self.values.len()), quote }
    }

    /// The aliases that count under `rules`, in order.
    pub fn aliases(&self, rules: AliasRules) -> impl Iterator<Item = Alias<'_>> {
        self.all_aliases().filter(move |alias| alias.counts(rules))
    }

    /// Whether a tag of the frontmatter counts under `rules`, told by where it stands.
    #[must_use]
    pub fn tag_counts(&self, tag: &Tag, rules: AliasRules) -> bool {
        let behind = self.keys.partition_point(|key| key.span.start <= tag.span.start);
        let key = behind.checked_sub(1).map(|at| &self.keys[at]);
        rules.legacy_keys
            || !key.is_some_and(|key| key.kind == KeyKind::Tag && key.value.covers(tag.span))
    }

    /// The top-level key whose entry, from the key to the end of its value, holds or touches the
    /// byte at `offset`.
    #[must_use]
    pub fn key_at(&self, offset: u32) -> Option<&PropertyKey> {
        self.keys
            .iter()
            .find(|key| Span { start: key.span.start, end: key.value.end }.touches(offset))
    }
}

impl Alias<'_> {
    /// Whether it counts under `rules`.
    fn counts(&self, rules: AliasRules) -> bool {
        let source_counts = match self.source {
            AliasSource::Item => true,
            AliasSource::Whole => !(rules.split_comma && self.scalar.splits()),
            AliasSource::Piece => rules.split_comma,
        };
        source_counts && (rules.legacy_keys || !self.is_legacy)
    }
}

impl Scalar<'_> {
    /// Whether it falls into pieces where plain scalars split at commas.
    fn splits(&self) -> bool {
        self.quote == QuoteStyle::Plain && self.value.contains(',')
    }
}

/// What the frontmatter says, with the facts that are listed beside those of the body.
#[derive(Debug)]
pub(crate) struct ReadFrontmatter {
    /// The block itself.
    pub(crate) frontmatter: Frontmatter,
    /// Its property links, in order.
    pub(crate) links: Vec<Link>,
    /// Its tags, in order.
    pub(crate) tags: Vec<Tag>,
    /// What in it is nearly an alias or a tag.
    pub(crate) mistakes: Vec<Mistake>,
}
