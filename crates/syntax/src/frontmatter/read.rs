//! Reads frontmatter: aliases, tags, titles, links and problems.

mod recover;

use linkwright_text::Span;

use super::quote::is_string;
use super::tree::{self, Node, NodeKind, YamlTree};
use super::{
    Alias, AliasSource, Frontmatter, FrontmatterFacts, KeyKind, PropertyKey, QuoteStyle, Scalar,
    fence, problem,
};
use crate::scan::whole::whole_link;
use crate::{Link, LinkPlace, MistakeKind, Tag, digest};

/// Reads the frontmatter of `text`; `None`, without any allocation, if there is none. Invalid YAML
/// becomes a [`YamlProblem`](super::YamlProblem), and the valid YAML around it is read.
pub(crate) fn read(text: &str) -> Option<FrontmatterFacts> {
    let fence::Fences { span, yaml } = fence::find(text)?;
    let values = String::with_capacity(yaml.range().len());
    let digest = digest(&text[yaml]);
    let frontmatter = Frontmatter { span, yaml, digest, values, ..Frontmatter::default() };
    let (links, tags, mistakes) = (Vec::new(), Vec::new(), Vec::new());
    let facts = FrontmatterFacts { frontmatter, links, tags, mistakes };
    let mut reader = FrontmatterReader { text, facts };
    match tree::parse(text, yaml) {
        Ok(tree) => reader.read_document(tree),
        Err(problem) => recover::recover(&mut reader, yaml, problem),
    }
    reader.explain_hash_in_tags(yaml);
    reader.find_tags_read_as_comments(yaml);
    reader.facts.frontmatter.problems.sort_by_key(|problem| problem.span);
    Some(reader.facts)
}

/// Collects the facts of parsed YAML.
pub(super) struct FrontmatterReader<'t> {
    pub(super) text: &'t str,
    pub(super) facts: FrontmatterFacts,
}

impl<'t> FrontmatterReader<'t> {
    /// Reads a document whose root should be a map.
    pub(super) fn read_document(&mut self, mut tree: YamlTree<'t>) {
        self.facts.frontmatter.problems.append(&mut tree.problems);
        let Some(root) = tree.nodes.first() else { return };
        if matches!(root.kind, NodeKind::Map { .. }) {
            for (key, value) in tree.entries(0) {
                self.read_entry(&tree, key, value);
            }
        } else if !root.is_null() {
            self.facts.frontmatter.problems.push(problem::not_an_entry(self.text, root.span));
        }
        self.find_links(&tree);
    }

    fn read_entry(&mut self, tree: &YamlTree<'t>, key: usize, value: usize) {
        let kind = tree.nodes[key].scalar().map_or(KeyKind::Other, |(name, _)| KeyKind::of(name));
        let value_span = self.value_span(tree, value);
        self.facts.frontmatter.keys.push(PropertyKey {
            span: tree.nodes[key].span,
            value: value_span,
            kind,
        });
        match kind {
            KeyKind::Title if self.facts.frontmatter.title.is_none() => {
                let frontmatter = &mut self.facts.frontmatter;
                frontmatter.title =
                    title_at(tree, value).map(|title| frontmatter.store_scalar(title));
            }
            KeyKind::LinterTitle if self.facts.frontmatter.linter_title.is_none() => {
                let frontmatter = &mut self.facts.frontmatter;
                frontmatter.linter_title =
                    title_at(tree, value).map(|title| frontmatter.store_scalar(title));
            }
            _ => self.read_list(tree, kind, value),
        }
    }

    /// Reads the value of a key whose value is a list of strings or a single string.
    fn read_list(&mut self, tree: &YamlTree<'t>, kind: KeyKind, value: usize) {
        let Some(at) = tree.resolve(value) else { return };
        match kind {
            _ if matches!(tree.nodes[at].kind, NodeKind::List { .. }) => {
                self.read_items(tree, kind, at);
            }
            KeyKind::Aliases | KeyKind::Alias => self.add_alias_string(tree, kind, value),
            KeyKind::Tags | KeyKind::Tag => self.add_tag_string(&tree.nodes[at]),
            _ => {}
        }
    }

    /// Reads the items of the list at `list`, the value of a key of this kind.
    pub(super) fn read_items(&mut self, tree: &YamlTree<'t>, kind: KeyKind, list: usize) {
        for item in tree.children(list) {
            match kind {
                KeyKind::Aliases | KeyKind::Alias => {
                    if let NodeKind::Map { flow: false } = tree.nodes[item].kind {
                        let frontmatter = &mut self.facts.frontmatter;
                        let span = tree.nodes[item].span;
                        let problem = problem::alias_is_a_map(self.text, frontmatter.yaml, span);
                        frontmatter.problems.push(problem);
                    } else if let Some(scalar) = string_at(tree, item) {
                        self.add_alias(kind, AliasSource::Item, scalar);
                    } else {
                        self.add_alias_mistake(tree, item);
                    }
                }
                KeyKind::Tags | KeyKind::Tag => {
                    let item = tree.resolve(item).map(|item| &tree.nodes[item]);
                    if let Some(span) = item.and_then(|item| self.exact_span(item)) {
                        self.add_tag(span);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_alias(&mut self, kind: KeyKind, source: AliasSource, scalar: Scalar<'_>) {
        if !scalar.value.is_empty() {
            let is_legacy = kind == KeyKind::Alias;
            self.facts.frontmatter.add_alias(Alias { scalar, source, is_legacy });
        } else if scalar.quote != QuoteStyle::Plain {
            self.add_mistake(scalar.span, MistakeKind::EmptyAlias);
        }
    }

    fn add_alias_string(&mut self, tree: &YamlTree<'t>, kind: KeyKind, at: usize) {
        let Some(scalar) = string_at(tree, at) else {
            // A key without a value is not a mistake.
            if tree.resolve(at).is_some_and(|at| !tree.nodes[at].is_null()) {
                self.add_alias_mistake(tree, at);
            }
            return;
        };
        let is_reference = matches!(tree.nodes[at].kind, NodeKind::Reference { .. });
        let pieces = if scalar.is_comma_separated() && !is_reference {
            comma_pieces(self.text, scalar.span, scalar.value)
        } else {
            Vec::new()
        };
        self.add_alias(kind, AliasSource::Whole, scalar);
        for piece in pieces {
            self.add_alias(kind, AliasSource::Piece, piece);
        }
    }

    fn add_tag_string(&mut self, node: &Node<'_>) {
        let Some(span) = self.exact_span(node) else { return };
        let Some((_, QuoteStyle::Plain)) = node.scalar() else { return self.add_tag(span) };
        for piece in split_commas(self.text, span) {
            self.add_tag(piece);
        }
    }

    fn add_tag(&mut self, span: Span) {
        let tag = &self.text[span];
        let start = span.start as usize + usize::from(tag.starts_with('#'));
        let span = Span::new(start, span.end as usize);
        if self.text[span].contains(char::is_whitespace) {
            self.add_mistake(span, MistakeKind::SpaceInTag);
        } else if !span.is_empty() {
            self.facts.tags.push(Tag { span, in_frontmatter: true });
        }
    }

    /// The span of the trimmed value of a string. Its text equals the value, except for the line
    /// endings of a plain scalar. `None` if the string has escapes, or the node is not a string.
    fn exact_span(&self, node: &Node<'_>) -> Option<Span> {
        let (value, quote) = node.scalar()?;
        let span = inside_quotes(node.span, quote).trimmed(self.text);
        let is_exact = match quote {
            QuoteStyle::Plain => is_string(value),
            _ => &self.text[span] == value.trim(),
        };
        is_exact.then_some(span)
    }

    /// Finds the links of a document, and its unquoted `[[x]]` values.
    pub(super) fn find_links(&mut self, tree: &YamlTree<'t>) {
        for (at, node) in tree.nodes.iter().enumerate().filter(|(_, node)| !node.is_key) {
            if let NodeKind::List { flow: true } = node.kind
                && let raw = &self.text[node.span]
                && raw.starts_with("[[")
                && raw.ends_with("]]")
                && tree.nodes.get(at + 1).is_some_and(|inner| inner.end == node.end)
            {
                self.facts.frontmatter.unquoted_links.push(node.span);
            } else if let Some(link) = self.whole_value_link(node) {
                self.facts.links.push(link);
            }
        }
    }

    /// The link, if the whole value of a quoted or block scalar is one link. Its spans are those of
    /// the raw text.
    fn whole_value_link(&self, node: &Node<'_>) -> Option<Link> {
        let (value, quote) = node.scalar()?;
        if quote == QuoteStyle::Plain || !value.starts_with('[') {
            return None;
        }
        let mut span = inside_quotes(node.span, quote);
        if quote == QuoteStyle::Block {
            span = span.trimmed(self.text);
            // A line ending at the end would be part of the string.
            if &self.text[span] != value {
                return None;
            }
        }
        let link = whole_link(self.text, span)?;
        Some(Link { place: LinkPlace::Property(quote), ..link })
    }

    /// The span of a value, including the first dash of a block list.
    fn value_span(&self, tree: &YamlTree<'t>, value: usize) -> Span {
        let node = &tree.nodes[value];
        match node.kind {
            NodeKind::List { flow: false } => {
                let first = tree.children(value).next().map_or(node.span, |i| tree.nodes[i].span);
                let before = self.text[..first.start as usize].trim_end();
                let start = before.strip_suffix('-').map_or(first.start as usize, str::len);
                Span::new(start, node.span.end.max(first.start) as usize)
            }
            _ => node.span,
        }
    }
}

impl KeyKind {
    /// The meaning of the key named `key`.
    #[must_use]
    pub fn of(key: &str) -> KeyKind {
        match key {
            "title" => KeyKind::Title,
            "linter-yaml-title-alias" => KeyKind::LinterTitle,
            _ if key.eq_ignore_ascii_case("aliases") => KeyKind::Aliases,
            _ if key.eq_ignore_ascii_case("alias") => KeyKind::Alias,
            _ if key.eq_ignore_ascii_case("tags") => KeyKind::Tags,
            _ if key.eq_ignore_ascii_case("tag") => KeyKind::Tag,
            _ => KeyKind::Other,
        }
    }
}

/// The string at `at`; `None` for a number, a boolean and null.
fn string_at<'t>(tree: &'t YamlTree<'_>, at: usize) -> Option<Scalar<'t>> {
    scalar_at(tree, at)
        .filter(|scalar| scalar.quote != QuoteStyle::Plain || is_string(scalar.value))
}

/// The scalar at `at`; `None` for null.
fn title_at<'t>(tree: &'t YamlTree<'_>, at: usize) -> Option<Scalar<'t>> {
    let is_set = tree.resolve(at).is_some_and(|at| !tree.nodes[at].is_null());
    scalar_at(tree, at).filter(|_| is_set)
}

/// The scalar at `at`. A reference has the value of its anchor and its own span.
fn scalar_at<'t>(tree: &'t YamlTree<'_>, at: usize) -> Option<Scalar<'t>> {
    let (value, quote) = tree.nodes[tree.resolve(at)?].scalar()?;
    Some(Scalar { span: tree.nodes[at].span, value: value.trim(), quote })
}

/// The pieces of a plain scalar between its commas, without empty ones. The raw text and the value
/// have the same commas.
pub(super) fn comma_pieces<'v>(text: &str, span: Span, value: &'v str) -> Vec<Scalar<'v>> {
    let values = value.split(',').map(str::trim).filter(|value| !value.is_empty());
    let spans = split_commas(text, span);
    let piece = |(span, value)| Scalar { span, value, quote: QuoteStyle::Plain };
    spans.zip(values).map(piece).collect()
}

/// The trimmed pieces of `span` between its commas, without empty ones.
pub(super) fn split_commas(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start as usize;
    text[span].split(',').filter_map(move |piece| {
        let piece_span = Span::new(start, start + piece.len());
        start += piece.len() + 1;
        Some(piece_span.trimmed(text)).filter(|span| !span.is_empty())
    })
}

/// The span of a scalar without its quotes.
fn inside_quotes(span: Span, quote: QuoteStyle) -> Span {
    match quote {
        QuoteStyle::Plain | QuoteStyle::Block => span,
        QuoteStyle::Single | QuoteStyle::Double => {
            Span { start: span.start + 1, end: span.end - 1 }
        }
    }
}

#[cfg(test)]
mod tests;
