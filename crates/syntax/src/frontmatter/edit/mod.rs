//! Minimal edits of frontmatter: comments, order, blank items, quotes, line endings and spaces do
//! not change. Each edit is for the current text, so two edits of one list cannot be combined.

mod add;
mod block_list;
mod key;
mod remove;
mod rename_value;
mod set;
#[cfg(test)]
mod tests;
mod value;

pub use add::add_alias;
pub use key::rename_property;
pub use remove::{AliasRemovals, remove_alias};
pub use rename_value::{NamedValue, rename_value, value_at};
pub use set::{set_property, set_scalar, set_tag};
pub use value::{PropertyScalar, PropertyValue, remove_property, set_value};

use linkwright_text::{Edit, Span, bom_len, line_end, line_ending_near, line_start};

use super::fence;
use super::tree::{self, Node, NodeKind, YamlTree};
use super::{Frontmatter, QuoteStyle, Scalar, YamlRefusal, problem, quote, read};

/// Frontmatter that can be edited. It is parsed again, because its facts do not contain its tree.
struct YamlDocument<'t> {
    text: &'t str,
    frontmatter: &'t Frontmatter,
    tree: YamlTree<'t>,
    /// The nodes with an anchor or a tag that are in no other such node, each with the index after its last
    /// descendant.
    anchored: Vec<(usize, usize)>,
}

impl<'t> YamlDocument<'t> {
    /// Parses the frontmatter of `text`. Refuses invalid YAML, a closing line that is not exactly
    /// `---`, and keys that are not written as `key:`.
    fn open(text: &'t str, frontmatter: &'t Frontmatter) -> Result<YamlDocument<'t>, YamlRefusal> {
        let Frontmatter { span, yaml, .. } = *frontmatter;
        if fence::find(text) != Some(fence::Fences { span, yaml }) {
            return Err(stale(Span::empty(0)));
        }
        let closing = Span::new(yaml.range().end, line_end(text, yaml.range().end));
        if &text[closing] != "---" {
            let reason = "the closing line of the frontmatter must be exactly `---`";
            return Err(refusal(closing, reason));
        }
        let invalid = |problem: &super::YamlProblem| {
            refusal(problem.span, format!("the frontmatter is invalid: {}", problem.message))
        };
        let tree = tree::parse(text, yaml)
            .map_err(|whole| invalid(frontmatter.problems.first().unwrap_or(&whole)))?;
        if let Some(problem) = tree.problems.first() {
            return Err(invalid(problem));
        }
        if let Some(end) = tree.document_end {
            let reason = "remove `...`: it ends the YAML before the closing `---`";
            return Err(refusal(end, reason));
        }
        let mut anchored: Vec<(usize, usize)> = Vec::new();
        for (at, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.has_anchor_or_tag) {
            if anchored.last().is_none_or(|&(_, end)| end <= at) {
                anchored.push((at, node.end));
            }
        }
        let document = YamlDocument { text, frontmatter, tree, anchored };
        match document.tree.nodes.first() {
            Some(Node { kind: NodeKind::Map { .. }, .. }) => document.check_keys()?,
            Some(root) => return Err(invalid(&problem::not_an_entry(text, root.span))),
            None => {}
        }
        Ok(document)
    }

    /// Refuses `? key`, and anchors and tags before keys. A key in a block map must be the first
    /// text on its line.
    fn check_keys(&self) -> Result<(), YamlRefusal> {
        if let NodeKind::Map { flow: true } = self.tree.nodes[0].kind {
            return Ok(());
        }
        let indent = self.indent();
        for (key, _) in self.tree.entries(0) {
            let key = &self.tree.nodes[key];
            let range = key.span.range();
            let before = &self.text[line_start(self.text, range.start)..range.start];
            let after = self.text[range.end..].trim_start_matches([' ', '\t']);
            let is_flow_scalar = key.scalar().is_some_and(|(_, quote)| quote != QuoteStyle::Block);
            if !is_flow_scalar || before != indent || !after.starts_with(':') {
                let reason = "cannot edit a key that is not written as `key:`";
                return Err(refusal(key.span, reason));
            }
        }
        Ok(())
    }

    /// The top-level entries, as node indices of key and value.
    fn entries(&self) -> impl Iterator<Item = (usize, usize)> {
        let is_map =
            matches!(self.tree.nodes.first(), Some(Node { kind: NodeKind::Map { .. }, .. }));
        is_map.then(|| self.tree.entries(0)).into_iter().flatten()
    }

    /// The first top-level entry whose key `matches`.
    fn entry(&self, matches: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
        self.entries_named(matches).next()
    }

    /// The top-level entries whose key is a scalar that `matches`.
    fn entries_named(
        &self,
        matches: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (usize, usize)> {
        let name = |key: usize| self.tree.nodes[key].scalar().map(|(name, _)| name);
        self.entries().filter(move |&(key, _)| name(key).is_some_and(&matches))
    }

    /// Refuses properties in braces, because no line can be added to them.
    fn check_block_map(&self) -> Result<(), YamlRefusal> {
        match self.tree.nodes.first() {
            Some(Node { kind: NodeKind::Map { flow: true }, span, .. }) => {
                Err(refusal(*span, "cannot add or remove properties in `{…}`"))
            }
            _ => Ok(()),
        }
    }

    /// The node of the scalar or reference that contains `span`. Refuses one that cannot be edited.
    fn value_at(&self, span: Span) -> Result<usize, YamlRefusal> {
        // Nodes are in text order.
        let end = self.tree.nodes.partition_point(|node| node.span.start <= span.start);
        let found = self.tree.nodes[..end].iter().rposition(|node| match node.kind {
            _ if node.is_key => false,
            NodeKind::Scalar { .. } => node.span.covers(span),
            NodeKind::Reference { .. } => node.span == span,
            NodeKind::List { .. } | NodeKind::Map { .. } => false,
        });
        let at = found.ok_or_else(|| stale(self.frontmatter.span))?;
        let before = self.anchored.partition_point(|&(anchored, _)| anchored <= at);
        match self.anchored[..before].last() {
            Some(&(refused, end)) if at < end => Err(self.anchor_or_tag_refusal(refused)),
            _ => self.check_editable_scalar(at).map(|()| at),
        }
    }

    /// Refuses every node that is not a simple scalar: references, anchors, tags, block scalars,
    /// lists and maps.
    fn check_editable_scalar(&self, at: usize) -> Result<(), YamlRefusal> {
        let node = &self.tree.nodes[at];
        let reason = match node.kind {
            _ if node.has_anchor_or_tag => return Err(self.anchor_or_tag_refusal(at)),
            NodeKind::Reference { .. } => "cannot edit a value that `*` repeats from another place",
            NodeKind::Scalar { quote: QuoteStyle::Block, .. } => {
                "cannot edit a block scalar (`|` or `>`)"
            }
            NodeKind::Scalar { .. } => return Ok(()),
            NodeKind::List { .. } | NodeKind::Map { .. } => "expected text, found a list or map",
        };
        Err(refusal(node.span, reason))
    }

    fn anchor_or_tag_refusal(&self, at: usize) -> YamlRefusal {
        refusal(self.tree.nodes[at].span, "cannot edit a value with an anchor (`&`) or tag (`!`)")
    }

    /// The pieces of the comma-separated scalar at `at`.
    fn comma_pieces(&self, at: usize) -> Vec<Scalar<'_>> {
        let node = &self.tree.nodes[at];
        let value = node.scalar().map_or("", |(value, _)| value);
        read::comma_pieces(self.text, node.span, value)
    }

    /// The spaces before every top-level key.
    fn indent(&self) -> &'t str {
        let Some((key, _)) = self.entries().next() else { return "" };
        let start = self.tree.nodes[key].span.range().start;
        let before = &self.text[line_start(self.text, start)..start];
        &before[..before.len() - before.trim_start_matches(' ').len()]
    }

    /// The offset after the `:` of a top-level key.
    fn after_colon(&self, key: usize) -> usize {
        let end = self.tree.nodes[key].span.range().end;
        self.text[end..].find(':').map_or(end, |colon| end + colon + 1)
    }

    /// The edit that adds `lines` as a new entry before the closing fence.
    fn add_entry(&self, lines: &[&str]) -> Result<Edit, YamlRefusal> {
        self.check_block_map()?;
        let eol = line_ending_near(self.text, self.frontmatter.span.range().start);
        let indent = self.indent();
        let entry: String = lines.iter().flat_map(|line| [indent, line, eol]).collect();
        Ok(Edit::insert(self.frontmatter.yaml.end, entry))
    }

    /// The edit that replaces the scalar at `at` by `value`. Keeps the quotes if there are any.
    fn replace_scalar(&self, at: usize, value: &str) -> Edit {
        let node = &self.tree.nodes[at];
        let style = node.scalar().map_or(QuoteStyle::Plain, |(_, quote)| quote);
        let mut insert = quote(value, style, node.in_flow);
        // At the start of a line, as in a list over several lines, `---` would end the block.
        let start = node.span.range().start;
        if line_start(self.text, start) == start
            && (insert.starts_with("---") || insert.starts_with("..."))
        {
            insert = quote(value, QuoteStyle::Double, node.in_flow);
        }
        Edit::new(node.span, insert)
    }
}

fn refusal(span: Span, reason: impl Into<String>) -> YamlRefusal {
    YamlRefusal { span, reason: reason.into() }
}

/// The refusal for facts that belong to another text.
fn stale(span: Span) -> YamlRefusal {
    refusal(span, "the note has changed: try again")
}

/// The edit that adds frontmatter with these lines to a note without frontmatter, after a byte
/// order mark if there is one.
fn new_frontmatter(text: &str, lines: &[&str]) -> Edit {
    let eol = line_ending_near(text, 0);
    let lines = ["---"].iter().chain(lines).chain(&["---"]);
    let block: String = lines.flat_map(|line| [line, eol]).collect();
    Edit::new(Span::new(bom_len(text), bom_len(text)), block)
}
