//! The frontmatter of a note: YAML that is read with byte spans and edited in place
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
mod values;

pub use edit::{
    AliasRemovals, NamedValue, PropertyScalar, PropertyValue, add_alias, remove_alias,
    remove_property, rename_property, rename_value, set_property, set_scalar, set_tag, set_value,
    value_at,
};
pub(crate) use fence::find as find_fences;
pub use quote::{QuoteStyle, escape, quote};
pub(crate) use read::read;
pub use unescape::{decode_escape, unescape};
pub use values::{CoreScalar, Yaml, YamlKind, parse_yaml};

use linkwright_text::Span;

use crate::shrink::shrink_list;
use crate::{Link, Mistake, Tag};

/// The frontmatter of a note: the YAML block at its start.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontmatter {
    /// From the opening fence to the end of the line of the closing fence, including its line
    /// ending.
    pub span: Span,
    /// The YAML between the lines of the fences.
    pub yaml: Span,
    /// The [`digest`](crate::digest) of the YAML.
    pub digest: u64,
    /// The top-level keys, in order.
    pub keys: Vec<PropertyKey>,
    /// The problems of the YAML, in order.
    pub problems: Vec<YamlProblem>,
    /// Unquoted `[[x]]` values. YAML reads them as nested lists, so they are not links.
    pub unquoted_links: Vec<Span>,
    aliases: Vec<StoredAlias>,
    title: Option<StoredScalar>,
    linter_title: Option<StoredScalar>,
    /// The values of all stored scalars in one string, to save memory.
    values: String,
    alias_index: index::AliasLookup,
}

/// A [`Scalar`] whose `value` is a span of [`Frontmatter::values`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct StoredScalar {
    span: Span,
    value: Span,
    quote: QuoteStyle,
}

/// An [`Alias`] whose `value` is a span of [`Frontmatter::values`]. It takes 20 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct StoredAlias {
    span: Span,
    value: Span,
    quote: QuoteStyle,
    source: AliasSource,
    is_legacy: bool,
}

/// A top-level key and the span of its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PropertyKey {
    /// The key, including quotes.
    pub span: Span,
    /// The value. It is empty, right after the `:`, if there is no value. A block list starts at
    /// its first dash.
    pub value: Span,
    /// The meaning of the key.
    pub kind: KeyKind,
}

/// The meaning of a top-level key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// `aliases`, in any case.
    Aliases,
    /// `alias`, in any case. Obsidian ignores it since version 1.9.
    Alias,
    /// `tags`, in any case.
    Tags,
    /// `tag`, in any case. Obsidian ignores it since version 1.9.
    Tag,
    /// `title`
    Title,
    /// `linter-yaml-title-alias`
    LinterTitle,
    /// Any other key.
    Other,
}

/// A YAML scalar with its span and its decoded value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scalar<'f> {
    /// The span of the scalar, including quotes.
    pub span: Span,
    /// The value: escapes are decoded, and surrounding whitespace is trimmed.
    pub value: &'f str,
    /// The quotes of the scalar.
    pub quote: QuoteStyle,
}

/// An alias in the frontmatter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alias<'f> {
    /// The span and the value of the alias.
    pub scalar: Scalar<'f>,
    /// How the alias is written.
    pub source: AliasSource,
    /// Whether the key is `alias`, which Obsidian ignores since version 1.9.
    pub is_legacy: bool,
}

/// How an alias is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AliasSource {
    /// An item of a list.
    Item,
    /// The whole value of the key, a single scalar.
    Whole,
    /// One piece of a plain scalar with commas. Such a scalar is listed as a whole and then in
    /// pieces; a setting decides which of them are recognized (`frontmatter.splitCommaAliases`).
    Piece,
}

/// A problem of the YAML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlProblem {
    /// The span of the problem; for duplicate keys, the second key.
    pub span: Span,
    /// The message for the user.
    pub message: String,
}

/// The rules for which aliases and tags are recognized. By default all are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AliasRules {
    /// Whether plain scalars are split at commas (`frontmatter.splitCommaAliases`).
    pub split_comma: bool,
    /// Whether the keys `alias` and `tag` are recognized (`frontmatter.legacyKeys`).
    pub legacy_keys: bool,
}

impl Default for AliasRules {
    fn default() -> AliasRules {
        AliasRules { split_comma: true, legacy_keys: true }
    }
}

/// The reason why the frontmatter cannot be edited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlRefusal {
    /// The text that prevents the edit.
    pub span: Span,
    /// The reason, as a message for the user.
    pub reason: String,
}

impl Frontmatter {
    /// All aliases under `aliases` and `alias`, in order, without empty ones.
    pub fn all_aliases(&self) -> impl Iterator<Item = Alias<'_>> {
        (0..self.aliases.len()).map(|at| self.alias_at(at))
    }

    fn alias_at(&self, at: usize) -> Alias<'_> {
        let StoredAlias { span, value, quote, source, is_legacy } = self.aliases[at];
        Alias { scalar: self.scalar(StoredScalar { span, value, quote }), source, is_legacy }
    }

    /// The scalar under `title`; the first one of duplicates. A number counts as text.
    #[must_use]
    pub fn title(&self) -> Option<Scalar<'_>> {
        self.title.map(|title| self.scalar(title))
    }

    /// The scalar under `linter-yaml-title-alias`; the first one of duplicates.
    #[must_use]
    pub fn linter_title(&self) -> Option<Scalar<'_>> {
        self.linter_title.map(|title| self.scalar(title))
    }

    fn add_alias(&mut self, Alias { scalar, source, is_legacy }: Alias<'_>) {
        let StoredScalar { span, value, quote } = self.store_scalar(scalar);
        self.aliases.push(StoredAlias { span, value, quote, source, is_legacy });
    }

    /// Frees unused capacity, for [`Facts::shrink_to_fit`](crate::Facts::shrink_to_fit).
    pub(crate) fn shrink_to_fit(&mut self) {
        shrink_list(&mut self.keys);
        shrink_list(&mut self.aliases);
        self.values = self.values.as_str().to_owned();
    }

    fn scalar(&self, StoredScalar { span, value, quote }: StoredScalar) -> Scalar<'_> {
        Scalar { span, value: &self.values.as_str()[value], quote }
    }

    fn store_scalar(&mut self, Scalar { span, value, quote }: Scalar<'_>) -> StoredScalar {
        let start = self.values.len();
        self.values.push_str(value);
        StoredScalar { span, value: Span::new(start, self.values.len()), quote }
    }

    /// The aliases that are recognized under `rules`, in order.
    pub fn aliases(&self, rules: AliasRules) -> impl Iterator<Item = Alias<'_>> {
        self.all_aliases().filter(move |alias| alias.is_recognized(rules))
    }

    /// The alias that stands at `span`, if it is recognized under `rules`.
    #[must_use]
    pub fn alias_with_span(&self, span: Span, rules: AliasRules) -> Option<Alias<'_>> {
        // Aliases are in text order.
        let first = self.aliases.partition_point(|alias| alias.span.start < span.start);
        let here =
            (first..self.aliases.len()).take_while(|&at| self.aliases[at].span.start == span.start);
        let mut aliases = here.map(|at| self.alias_at(at)).filter(|it| it.scalar.span == span);
        aliases.find(|alias| alias.is_recognized(rules))
    }

    /// Whether a tag is recognized under `rules`. The span of the tag decides under which key it
    /// is; a tag of the body is always recognized.
    #[must_use]
    pub(crate) fn recognizes_tag(&self, tag: &Tag, rules: AliasRules) -> bool {
        let next = self.keys.partition_point(|key| key.span.start <= tag.span.start);
        let key = next.checked_sub(1).map(|at| &self.keys[at]);
        rules.legacy_keys
            || !key.is_some_and(|key| key.kind == KeyKind::Tag && key.value.covers(tag.span))
    }

    /// The top-level key whose entry, from the start of the key to the end of its value, contains
    /// `offset` or ends at it.
    #[must_use]
    pub fn key_at(&self, offset: u32) -> Option<&PropertyKey> {
        self.keys
            .iter()
            .find(|key| Span { start: key.span.start, end: key.value.end }.touches(offset))
    }
}

impl Alias<'_> {
    /// Whether the alias is recognized under `rules`.
    fn is_recognized(&self, rules: AliasRules) -> bool {
        let is_source_recognized = match self.source {
            AliasSource::Item => true,
            AliasSource::Whole => !(rules.split_comma && self.scalar.is_comma_separated()),
            AliasSource::Piece => rules.split_comma,
        };
        is_source_recognized && (rules.legacy_keys || !self.is_legacy)
    }
}

impl Scalar<'_> {
    /// Whether this is a plain scalar with commas.
    fn is_comma_separated(&self) -> bool {
        self.quote == QuoteStyle::Plain && self.value.contains(',')
    }
}

/// The frontmatter, with its facts that go into the same lists as those of the body.
#[derive(Debug)]
pub(crate) struct FrontmatterFacts {
    /// The frontmatter itself.
    pub(crate) frontmatter: Frontmatter,
    /// The links in properties, in order.
    pub(crate) links: Vec<Link>,
    /// The tags, in order.
    pub(crate) tags: Vec<Tag>,
    /// Text that looks like an alias or a tag but is not one.
    pub(crate) mistakes: Vec<Mistake>,
}
