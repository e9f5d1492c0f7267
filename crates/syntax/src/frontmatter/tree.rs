//! The YAML as a flat list of nodes with byte spans: one parse, which reading and editing share.

mod simple;

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};
use linkwright_text::Span;
use rustc_hash::FxHashSet;

use super::{QuoteStyle, YamlProblem, problem};

/// A parsed YAML document. Nodes stand in the order of the text, each before its children.
#[derive(Debug, Default)]
pub(super) struct Tree<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    /// What YAML forbids though it can be parsed: duplicate keys, references to nothing.
    pub(super) faults: Vec<YamlProblem>,
    /// A `...` behind the document.
    pub(super) document_end: Option<Span>,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) struct Node<'t> {
    /// From its first byte to its last, quotes and brackets included; empty, behind its `:` or
    /// `-`, where it is not written. A block list or map spans its children, without the first
    /// dash; a block scalar its lines, without the `|` or `>` unless there are none.
    pub(super) span: Span,
    pub(super) kind: NodeKind<'t>,
    /// The index behind its last descendant.
    pub(super) end: usize,
    /// Whether a `[` or `{` is open around it.
    pub(super) in_flow: bool,
    /// Whether it is the key of an entry.
    pub(super) is_key: bool,
    /// Whether an anchor or a tag stands before it.
    pub(super) marked: bool,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) enum NodeKind<'t> {
    Scalar {
        value: Cow<'t, str>,
        quote: QuoteStyle,
    },
    List {
        flow: bool,
    },
    Map {
        flow: bool,
    },
    /// `*name`, and the index of the node it repeats.
    Reference {
        to: Option<usize>,
    },
}

impl<'t> Tree<'t> {
    /// The indices of the children of the node at `at`; of a map key, value, key, value …
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes[at].end;
        let first = Some(at + 1).filter(|&first| first < end);
        std::iter::successors(first, move |&child| Some(self.nodes[child].end).filter(|&n| n < end))
    }

    /// The entries of the map at `at`, as indices of key and value.
    pub(super) fn entries(&self, at: usize) -> impl Iterator<Item = (usize, usize)> {
        self.children(at)
            .filter(|&child| self.nodes[child].is_key)
            .map(|key| (key, self.nodes[key].end))
            .filter(move |&(_, value)| value < self.nodes[at].end)
    }

    /// The index of the node that the one at `at` stands for: itself, or what it refers to.
    pub(super) fn resolve(&self, at: usize) -> Option<usize> {
        match self.nodes[at].kind {
            NodeKind::Reference { to } => to,
            _ => Some(at),
        }
    }
}

impl Node<'_> {
    /// The value and quotes of a scalar.
    pub(super) fn scalar(&self) -> Option<(&str, QuoteStyle)> {
        match &self.kind {
            NodeKind::Scalar { value, quote } => Some((value, *quote)),
            _ => None,
        }
    }

    /// Whether it is YAML's null, written or not.
    pub(super) fn is_null(&self) -> bool {
        let Some((value, QuoteStyle::Plain)) = self.scalar() else { return false };
        matches!(value, "" | "~" | "null" | "Null" | "NULL")
    }
}

/// Parses the one document in `yaml`, a part of `text`; spans are those of `text`. A tree without
/// nodes is an empty document.
pub(super) fn parse(text: &str, yaml: Span) -> Result<Tree<'_>, YamlProblem> {
    let mut tree = match simple::nodes(text, yaml) {
        Some(nodes) => Tree { nodes, ..Tree::default() },
        None => parse_any(text, yaml)?,
    };
    find_duplicates(&mut tree);
    Ok(tree)
}

/// Parses any YAML, by the events of a YAML parser.
fn parse_any(text: &str, yaml: Span) -> Result<Tree<'_>, YamlProblem> {
    let mut builder = TreeBuilder { text, ..TreeBuilder::default() };
    let options = options! { emit_unresolved_aliases: true, emit_comments: false };
    for event in Parser::new_from_str_with_options(&text[yaml], options) {
        match event {
            Ok((Event::DocumentStart(..), span)) if builder.documents > 0 => {
                return Err(problem::second_document(text, yaml, span_in(yaml, &span).start));
            }
            Ok((event, span)) => builder.event(event, span_in(yaml, &span)),
            Err(error) => return Err(problem::of_scan(text, yaml, &error)),
        }
    }
    Ok(builder.tree)
}

#[derive(Default)]
struct TreeBuilder<'t> {
    text: &'t str,
    tree: Tree<'t>,
    open: Vec<OpenNode>,
    flows: usize,
    /// The parser's ids of anchors, and their nodes.
    anchors: Vec<(usize, usize)>,
    documents: usize,
}

/// A collection whose end has not come yet.
struct OpenNode {
    node: usize,
    map: bool,
    key_next: bool,
}

impl<'t> TreeBuilder<'t> {
    fn event(&mut self, event: Event<'t>, span: Span) {
        let has_tag = event.tag().is_some();
        match event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::DocumentEnd => {
                self.tree.document_end = Some(span).filter(|span| !span.is_empty());
            }
            Event::Scalar(value, style, anchor, _) => {
                let quote = quote_of(style);
                // The parser says `~` where nothing is written.
                let unwritten = span.is_empty() && quote == QuoteStyle::Plain;
                let span = match quote {
                    QuoteStyle::Plain if unwritten => self.behind_indicator(span),
                    QuoteStyle::Block if value.is_empty() => self.block_indicator(span),
                    _ => span,
                };
                let value = if unwritten { Cow::Borrowed("") } else { value };
                self.push(span, NodeKind::Scalar { value, quote }, anchor, has_tag);
            }
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                self.open(span, NodeKind::List { flow }, anchor, has_tag);
            }
            Event::MappingStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                self.open(span, NodeKind::Map { flow }, anchor, has_tag);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => {
                // Ids grow along the text.
                let to = self.anchors.binary_search_by_key(&id, |&(anchor, _)| anchor);
                let to = to.ok().map(|at| self.anchors[at].1);
                self.push(span, NodeKind::Reference { to }, 0, false);
            }
            Event::UnresolvedAlias(name) => {
                self.tree.faults.push(problem::unknown_reference(span, &name));
                self.push(span, NodeKind::Reference { to: None }, 0, false);
            }
            _ => {}
        }
    }

    /// The place of what is not written: right behind the `:`, `-` or `?` that calls for it, which
    /// the parser is not exact about.
    fn behind_indicator(&self, place: Span) -> Span {
        let (before, behind) = self.text.split_at(place.range().start);
        if let Some(rest) = behind.trim_start_matches(' ').strip_prefix(':') {
            let at = self.text.len() - rest.len();
            return Span::new(at, at);
        }
        let at = before.trim_end_matches(' ').len();
        let lone = before.trim_end();
        if before[..at].ends_with(['-', ':']) {
            Span::new(at, at)
        } else if lone.ends_with('?') {
            Span::new(lone.len(), lone.len())
        } else {
            place
        }
    }

    /// The `|` or `>` of a block scalar that says nothing and ends at `place`.
    fn block_indicator(&self, place: Span) -> Span {
        let at = self.text[..place.range().end].rfind(['|', '>']).unwrap_or(place.range().start);
        Span::new(at, at + 1)
    }

    fn push(&mut self, span: Span, kind: NodeKind<'t>, anchor: usize, has_tag: bool) -> usize {
        let at = self.tree.nodes.len();
        let is_key = self.open.last_mut().is_some_and(|parent| {
            let is_key = parent.map && parent.key_next;
            parent.key_next = !parent.key_next;
            is_key
        });
        if anchor != 0 {
            self.anchors.push((anchor, at));
        }
        let (in_flow, marked) = (self.flows > 0, anchor != 0 || has_tag);
        self.tree.nodes.push(Node { span, kind, end: at + 1, in_flow, is_key, marked });
        at
    }

    fn open(&mut self, span: Span, kind: NodeKind<'t>, anchor: usize, has_tag: bool) {
        let map = matches!(kind, NodeKind::Map { .. });
        let flow = is_flow(&kind);
        let node = self.push(span, kind, anchor, has_tag);
        self.flows += usize::from(flow);
        self.open.push(OpenNode { node, map, key_next: true });
    }

    fn close(&mut self, end: Span) {
        let Some(OpenNode { node, .. }) = self.open.pop() else { return };
        let behind = self.tree.nodes.len();
        let start = self.tree.nodes.get(node + 1).map(|first| first.span.start);
        let last = self.tree.nodes[node + 1..].iter().map(|child| child.span.end).max();
        let node = &mut self.tree.nodes[node];
        node.end = behind;
        if is_flow(&node.kind) {
            self.flows -= 1;
            node.span.end = end.end.max(node.span.start);
        } else {
            node.span.start = start.unwrap_or(node.span.start);
            node.span.end = last.unwrap_or(node.span.start);
        }
    }
}

/// The parser's span in `yaml` as one of the whole text.
fn span_in(yaml: Span, span: &granit_parser::Span) -> Span {
    let base = yaml.range().start;
    let range = span.byte_range().expect("a parser of a string counts bytes");
    Span::new(base + range.start, base + range.end.max(range.start))
}

fn is_flow(kind: &NodeKind<'_>) -> bool {
    matches!(kind, NodeKind::List { flow: true } | NodeKind::Map { flow: true })
}

fn quote_of(style: ScalarStyle) -> QuoteStyle {
    match style {
        ScalarStyle::Plain => QuoteStyle::Plain,
        ScalarStyle::SingleQuoted => QuoteStyle::Single,
        ScalarStyle::DoubleQuoted => QuoteStyle::Double,
        ScalarStyle::Literal | ScalarStyle::Folded => QuoteStyle::Block,
    }
}

/// Lists every second key of an equal name in one map.
fn find_duplicates(tree: &mut Tree<'_>) {
    let mut seen = FxHashSet::default();
    let mut duplicates = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if !matches!(node.kind, NodeKind::Map { .. }) {
            continue;
        }
        seen.clear();
        for (key, _) in tree.entries(at) {
            let key = &tree.nodes[key];
            if let Some((name, _)) = key.scalar()
                && !seen.insert(name)
            {
                duplicates.push(problem::duplicate_key(key.span, name));
            }
        }
    }
    tree.faults.extend(duplicates);
    tree.faults.sort_by_key(|fault| fault.span);
    tree.faults.truncate(problem::MOST);
}

/// The nodes of simple YAML, and those that the YAML parser gives for it; `None` where it is not
/// simple.
#[cfg(test)]
pub(super) fn both(text: &str, yaml: Span) -> Option<(Vec<Node<'_>>, Vec<Node<'_>>)> {
    let simple = simple::nodes(text, yaml)?;
    let any = parse_any(text, yaml).unwrap_or_else(|problem| panic!("{text:?}: {problem:?}"));
    Some((simple, any.nodes))
}
