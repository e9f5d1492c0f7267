//! YAML as a flat list of nodes with byte spans, for reading and editing.

mod full;
mod simple;

use std::borrow::Cow;

use linkwright_text::Span;
use rustc_hash::FxHashSet;

use super::{QuoteStyle, YamlProblem, problem};

/// A parsed YAML document. Nodes are in text order, each before its children.
#[derive(Debug, Default)]
pub(super) struct YamlTree<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    /// The problems of YAML that can be parsed: duplicate keys, references to undefined anchors.
    pub(super) problems: Vec<YamlProblem>,
    /// The `...` after the document, if there is one.
    pub(super) document_end: Option<Span>,
}

/// A node of a YAML document.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Node<'t> {
    /// The span of the node, including quotes and brackets. It is empty, after the `:` or `-`, for
    /// a missing value. A block list or map covers its children, without the first dash. A block
    /// scalar covers its lines, or the `|` or `>` if there are none.
    pub(super) span: Span,
    pub(super) kind: NodeKind<'t>,
    /// The index after its last descendant.
    pub(super) end: usize,
    /// Whether the node is in a flow list or map.
    pub(super) in_flow: bool,
    /// Whether the node is the key of an entry.
    pub(super) is_key: bool,
    /// Whether an anchor or a YAML tag is before the node.
    pub(super) has_anchor_or_tag: bool,
}

/// The kind of a [`Node`]. Flow lists and maps have brackets or braces.
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
    /// `*name`, with the index of the node of its anchor if that is defined.
    Reference {
        to: Option<usize>,
    },
}

impl<'t> YamlTree<'t> {
    /// The indices of the children of the node at `at`; for a map: key, value, key, value, …
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

    /// The start of the first key or item of a block map or list whose indent has a tab. YAML forbids
    /// this, but the parser accepts it if it does not need the indent.
    fn entry_after_tab(&self, text: &str) -> Option<usize> {
        let is_block = |node: &&Node<'_>| {
            matches!(node.kind, NodeKind::Map { flow: false } | NodeKind::List { flow: false })
        };
        let entry = |node: &Node<'_>| {
            let mut before = &text[..node.span.range().start];
            if let NodeKind::List { .. } = node.kind {
                before = before.trim_end().strip_suffix('-')?;
            }
            let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
            before[before.len() - indent..].contains('\t').then_some(before.len())
        };
        self.nodes.iter().filter(is_block).find_map(entry)
    }

    /// The index of the node at `at`, or of the node that it refers to.
    pub(super) fn resolve(&self, at: usize) -> Option<usize> {
        match self.nodes[at].kind {
            NodeKind::Reference { to } => to,
            _ => Some(at),
        }
    }
}

impl Node<'_> {
    /// The value and style of a scalar; `None` for other nodes.
    pub(super) fn scalar(&self) -> Option<(&str, QuoteStyle)> {
        match &self.kind {
            NodeKind::Scalar { value, quote } => Some((value, *quote)),
            _ => None,
        }
    }

    /// Whether the value is null or missing.
    pub(super) fn is_null(&self) -> bool {
        let Some((value, QuoteStyle::Plain)) = self.scalar() else { return false };
        matches!(value, "" | "~" | "null" | "Null" | "NULL")
    }
}

/// Parses the YAML in `yaml`, a span of `text`. Spans of the tree are spans of `text`. The tree of
/// an empty document has no nodes.
///
/// # Errors
/// The problem that stopped the parser. A second document is such a problem.
pub(super) fn parse(text: &str, yaml: Span) -> Result<YamlTree<'_>, YamlProblem> {
    let mut tree = match simple::nodes(text, yaml) {
        Some(nodes) => YamlTree { nodes, ..YamlTree::default() },
        None => full::parse_full(text, yaml)?,
    };
    add_duplicate_keys(&mut tree);
    Ok(tree)
}

/// Adds a problem for each duplicate key of a map.
fn add_duplicate_keys(tree: &mut YamlTree<'_>) {
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
    tree.problems.extend(duplicates);
    tree.problems.sort_by_key(|problem| problem.span);
    tree.problems.truncate(problem::MAX_PROBLEMS);
}

/// The nodes of simple YAML by the simple parser and by the YAML parser; `None` if the YAML is not
/// simple.
#[cfg(test)]
pub(super) fn parse_both_ways(text: &str, yaml: Span) -> Option<(Vec<Node<'_>>, Vec<Node<'_>>)> {
    let simple = simple::nodes(text, yaml)?;
    let full =
        full::parse_full(text, yaml).unwrap_or_else(|problem| panic!("{text:?}: {problem:?}"));
    Some((simple, full.nodes))
}
