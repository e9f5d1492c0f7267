//! What the frontmatter says: aliases, tags, titles, links, and what is wrong with it.

mod recover;

use linkwright_text::Span;

use super::quote::is_string;
use super::tree::{self, Node, NodeKind, Tree};
use super::{
    Alias, AliasSource, Frontmatter, KeyKind, PropertyKey, QuoteStyle, ReadFrontmatter, Scalar,
    fence, problem,
};
use crate::scan::whole_link;
use crate::{Link, LinkPlace, MistakeKind, Tag};

/// Reads the frontmatter of `text`; `None` where it has none, and then nothing is allocated.
/// Invalid YAML is a [`YamlProblem`](super::YamlProblem), and what stands around it is read.
pub(crate) fn read(text: &str) -> Option<ReadFrontmatter> {
    let fence::Fences { span, yaml } = fence::find(text)?;
    let values = String::with_capacity(yaml.range().len());
    let frontmatter = Frontmatter { span, yaml, values, ..Frontmatter::default() };
    let (links, tags, mistakes) = (Vec::new(), Vec::new(), Vec::new());
    let read = ReadFrontmatter { frontmatter, links, tags, mistakes };
    let mut reader = FrontmatterReader { text, read };
    match tree::parse(text, yaml) {
        Ok(tree) => reader.document(tree),
        Err(problem) => recover::recover(&mut reader, yaml, problem),
    }
    reader.explain_hash(yaml);
    reader.comments(yaml);
    reader.read.frontmatter.problems.sort_by_key(|problem| problem.span);
    Some(reader.read)
}

/// Collects what parsed YAML says.
pub(super) struct FrontmatterReader<'t> {
    pub(super) text: &'t str,
    pub(super) read: ReadFrontmatter,
}

impl<'t> FrontmatterReader<'t> {
    /// Reads a document that should be a map.
    pub(super) fn document(&mut self, mut tree: Tree<'t>) {
        self.read.frontmatter.problems.append(&mut tree.faults);
        let Some(root) = tree.nodes.first() else { return };
        if matches!(root.kind, NodeKind::Map { .. }) {
            for (key, value) in tree.entries(0) {
                self.entry(&tree, key, value);
            }
        } else if !root.is_null() {
            self.read.frontmatter.problems.push(problem::not_an_entry(self.text, root.span));
        }
        self.links(&tree);
    }

    fn entry(&mut self, tree: &Tree<'t>, key: usize, value: usize) {
        let kind = tree.nodes[key].scalar().map_or(KeyKind::Other, |(name, _)| kind_of(name));
        let value_span = self.value_span(tree, value);
        self.read.frontmatter.keys.push(PropertyKey {
            span: tree.nodes[key].span,
            value: value_span,
            kind,
        });
        match kind {
            KeyKind::Title if self.read.frontmatter.title.is_none() => {
                let frontmatter = &mut self.read.frontmatter;
                frontmatter.title = title(tree, value).map(|title| frontmatter.keep(title));
            }
            KeyKind::LinterTitle if self.read.frontmatter.linter_title.is_none() => {
                let frontmatter = &mut self.read.frontmatter;
                frontmatter.linter_title = title(tree, value).map(|title| frontmatter.keep(title));
            }
            _ => self.listed(tree, kind, value),
        }
    }

    /// Reads the value of a key that takes a list of strings, or a single one.
    fn listed(&mut self, tree: &Tree<'t>, kind: KeyKind, value: usize) {
        let Some(at) = tree.resolve(value) else { return };
        match kind {
            _ if matches!(tree.nodes[at].kind, NodeKind::List { .. }) => self.items(tree, kind, at),
            KeyKind::Aliases | KeyKind::Alias => self.alias_string(tree, kind, value),
            KeyKind::Tags | KeyKind::Tag => self.tag_string(&tree.nodes[at]),
            _ => {}
        }
    }

    /// Reads the items of the list at `list` as those of a key of this kind.
    pub(super) fn items(&mut self, tree: &Tree<'t>, kind: KeyKind, list: usize) {
        for item in tree.children(list) {
            match kind {
                KeyKind::Aliases | KeyKind::Alias => {
                    if let NodeKind::Map { flow: false } = tree.nodes[item].kind {
                        let frontmatter = &mut self.read.frontmatter;
                        let span = tree.nodes[item].span;
                        let problem = problem::alias_is_a_map(self.text, frontmatter.yaml, span);
                        frontmatter.problems.push(problem);
                    } else if let Some(scalar) = string(tree, item) {
                        self.alias(kind, AliasSource::Item, scalar);
                    } else {
                        self.no_alias(tree, item);
                    }
                }
                KeyKind::Tags | KeyKind::Tag => {
                    let item = tree.resolve(item).map(|item| &tree.nodes[item]);
                    if let Some(span) = item.and_then(|item| self.exact(item)) {
                        self.tag(span);
                    }
                }
                _ => {}
            }
        }
    }

    fn alias(&mut self, kind: KeyKind, source: AliasSource, scalar: Scalar<'_>) {
        if !scalar.value.is_empty() {
            let is_legacy = kind == KeyKind::Alias;
            self.read.frontmatter.add_alias(Alias { scalar, source, is_legacy });
        } else if scalar.quote != QuoteStyle::Plain {
            self.mistake(scalar.span, MistakeKind::EmptyAlias);
        }
    }

    fn alias_string(&mut self, tree: &Tree<'t>, kind: KeyKind, at: usize) {
        let Some(scalar) = string(tree, at) else {
            // A key without a value is no mistake.
            if tree.resolve(at).is_some_and(|at| !tree.nodes[at].is_null()) {
                self.no_alias(tree, at);
            }
            return;
        };
        let is_reference = matches!(tree.nodes[at].kind, NodeKind::Reference { .. });
        let pieces = if scalar.splits() && !is_reference {
            pieces(self.text, scalar.span, scalar.value)
        } else {
            Vec::new()
        };
        self.alias(kind, AliasSource::Whole, scalar);
        for piece in pieces {
            self.alias(kind, AliasSource::Piece, piece);
        }
    }

    fn tag_string(&mut self, node: &Node<'_>) {
        let Some(span) = self.exact(node) else { return };
        let Some((_, QuoteStyle::Plain)) = node.scalar() else { return self.tag(span) };
        for piece in split_commas(self.text, span) {
            self.tag(piece);
        }
    }

    fn tag(&mut self, span: Span) {
        let tag = &self.text[span];
        let start = span.start as usize + usize::from(tag.starts_with('#'));
        let span = Span::new(start, span.end as usize);
        if self.text[span].contains(char::is_whitespace) {
            self.mistake(span, MistakeKind::SpaceInTag);
        } else if !span.is_empty() {
            self.read.tags.push(Tag { span, in_frontmatter: true });
        }
    }

    /// The bytes of a string that are its trimmed value, but for the line breaks of a plain one;
    /// `None` where YAML's escapes stand between the two, or it is no string.
    fn exact(&self, node: &Node<'_>) -> Option<Span> {
        let (value, quote) = node.scalar()?;
        let span = inside(node.span, quote).trimmed(self.text);
        let is_exact = match quote {
            QuoteStyle::Plain => is_string(value),
            _ => &self.text[span] == value.trim(),
        };
        is_exact.then_some(span)
    }

    /// Finds the links of a document, quoted and unquoted.
    pub(super) fn links(&mut self, tree: &Tree<'t>) {
        for (at, node) in tree.nodes.iter().enumerate().filter(|(_, node)| !node.is_key) {
            if let NodeKind::List { flow: true } = node.kind
                && let raw = &self.text[node.span]
                && raw.starts_with("[[")
                && raw.ends_with("]]")
                && tree.nodes.get(at + 1).is_some_and(|inner| inner.end == node.end)
            {
                self.read.frontmatter.unquoted_links.push(node.span);
            } else if let Some(link) = self.link(node) {
                self.read.links.push(link);
            }
        }
    }

    /// The link that a quoted or block scalar is from end to end, as it is written there.
    fn link(&self, node: &Node<'_>) -> Option<Link> {
        let (value, quote) = node.scalar()?;
        if quote == QuoteStyle::Plain || !value.starts_with('[') {
            return None;
        }
        let mut span = inside(node.span, quote);
        if quote == QuoteStyle::Block {
            span = span.trimmed(self.text);
            // A line break at its end would be part of the string.
            if &self.text[span] != value {
                return None;
            }
        }
        let link = whole_link(self.text, span)?;
        Some(Link { place: LinkPlace::Property(quote), ..link })
    }

    /// From the first byte of a value to its last, the dash of a block list included.
    fn value_span(&self, tree: &Tree<'t>, value: usize) -> Span {
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

/// Which key `key` is.
pub(super) fn kind_of(key: &str) -> KeyKind {
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

/// The string at `at`; numbers, booleans and null are none.
fn string<'t>(tree: &'t Tree<'_>, at: usize) -> Option<Scalar<'t>> {
    scalar(tree, at).filter(|scalar| scalar.quote != QuoteStyle::Plain || is_string(scalar.value))
}

/// The scalar at `at` unless it is null.
fn title<'t>(tree: &'t Tree<'_>, at: usize) -> Option<Scalar<'t>> {
    let written = tree.resolve(at).is_some_and(|at| !tree.nodes[at].is_null());
    scalar(tree, at).filter(|_| written)
}

/// The scalar at `at`: what a reference repeats, at the place of the reference.
fn scalar<'t>(tree: &'t Tree<'_>, at: usize) -> Option<Scalar<'t>> {
    let (value, quote) = tree.nodes[tree.resolve(at)?].scalar()?;
    Some(Scalar { span: tree.nodes[at].span, value: value.trim(), quote })
}

/// The pieces of a plain scalar between its commas, the empty ones left out. Commas stand in its
/// bytes as they do in its value.
pub(super) fn pieces<'v>(text: &str, span: Span, value: &'v str) -> Vec<Scalar<'v>> {
    let values = value.split(',').map(str::trim).filter(|value| !value.is_empty());
    let spans = split_commas(text, span);
    let piece = |(span, value)| Scalar { span, value, quote: QuoteStyle::Plain };
    spans.zip(values).map(piece).collect()
}

/// The trimmed pieces of `span` between its commas, the empty ones left out.
pub(super) fn split_commas(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start as usize;
    text[span].split(',').filter_map(move |piece| {
        let piece_span = Span::new(start, start + piece.len());
        start += piece.len() + 1;
        Some(piece_span.trimmed(text)).filter(|span| !span.is_empty())
    })
}

/// A scalar's span without its quotes.
fn inside(span: Span, quote: QuoteStyle) -> Span {
    match quote {
        QuoteStyle::Plain | QuoteStyle::Block => span,
        QuoteStyle::Single | QuoteStyle::Double => {
            Span { start: span.start + 1, end: span.end - 1 }
        }
    }
}

#[cfg(test)]
mod tests;
