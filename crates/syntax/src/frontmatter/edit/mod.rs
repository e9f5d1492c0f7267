//! Edits that touch only the bytes they must: comments, order, blank items, quotes, line ends and
//! spaces stay as they are. Each is made for the text as it stands; two edits of one list do not
//! go together.

mod add;
mod block_list;
mod remove;
mod set;
#[cfg(test)]
mod tests;

pub use add::add_alias;
pub use remove::remove_alias;
pub use set::{set_property, set_scalar, set_tag};

use linkwright_text::{Edit, Span, bom_len, line_end, line_ending_near, line_start};

use super::fence;
use super::tree::{self, Node, NodeKind, Tree};
use super::{Frontmatter, QuoteStyle, Scalar, YamlRefusal, problem, quote, read};

/// A frontmatter that may be edited, parsed anew: its facts do not keep the shape of its YAML.
struct YamlDocument<'t> {
    text: &'t str,
    frontmatter: &'t Frontmatter,
    tree: Tree<'t>,
}

impl<'t> YamlDocument<'t> {
    /// Opens valid frontmatter between exact fences, whose keys are all written `key:`.
    fn open(text: &'t str, frontmatter: &'t Frontmatter) -> Result<YamlDocument<'t>, YamlRefusal> {
        let Frontmatter { span, yaml, .. } = *frontmatter;
        if fence::find(text) != Some(fence::Fences { span, yaml }) {
            return Err(stale(Span::empty(0)));
        }
        let closing = Span::new(yaml.range().end, line_end(text, yaml.range().end));
        if &text[closing] != "---" {
            return Err(refusal(closing, "the line that closes the frontmatter is not just `---`"));
        }
        let invalid = |problem: &super::YamlProblem| {
            refusal(problem.span, format!("the frontmatter is invalid: {}", problem.message))
        };
        let tree = tree::parse(text, yaml)
            .map_err(|whole| invalid(frontmatter.problems.first().unwrap_or(&whole)))?;
        if let Some(fault) = tree.faults.first() {
            return Err(invalid(fault));
        }
        if let Some(end) = tree.document_end {
            return Err(refusal(end, "`...` ends the frontmatter's YAML before its last line"));
        }
        let document = YamlDocument { text, frontmatter, tree };
        match document.tree.nodes.first() {
            Some(Node { kind: NodeKind::Map { .. }, .. }) => document.check_keys()?,
            Some(root) => return Err(invalid(&problem::not_an_entry(text, root.span))),
            None => {}
        }
        Ok(document)
    }

    /// Refuses `? key`, and anchors and tags before keys: a key in a block map must be the first
    /// of its line.
    fn check_keys(&self) -> Result<(), YamlRefusal> {
        if let NodeKind::Map { flow: true } = self.tree.nodes[0].kind {
            return Ok(());
        }
        let indent = self.indent();
        for (key, _) in self.tree.entries(0) {
            let key = &self.tree.nodes[key];
            let range = key.span.range();
            let before = &self.text[line_start(self.text, range.start)..range.start];
            let behind = self.text[range.end..].trim_start_matches([' ', '\t']);
            let written = key.scalar().is_some_and(|(_, quote)| quote != QuoteStyle::Block);
            if !written || before != indent || !behind.starts_with(':') {
                let reason = "a key that is not written as `key:` is never edited";
                return Err(refusal(key.span, reason));
            }
        }
        Ok(())
    }

    /// The top-level entries, as indices of key and value.
    fn entries(&self) -> impl Iterator<Item = (usize, usize)> {
        let is_map =
            matches!(self.tree.nodes.first(), Some(Node { kind: NodeKind::Map { .. }, .. }));
        is_map.then(|| self.tree.entries(0)).into_iter().flatten()
    }

    /// The first top-level entry whose key is a scalar that `matches`.
    fn entry(&self, matches: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
        self.entries_named(matches).next()
    }

    /// The entries whose key `matches`.
    fn entries_named(
        &self,
        matches: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (usize, usize)> {
        let name = |key: usize| self.tree.nodes[key].scalar().map(|(name, _)| name);
        self.entries().filter(move |&(key, _)| name(key).is_some_and(&matches))
    }

    /// Refuses properties in braces, where no line can be added.
    fn check_block(&self) -> Result<(), YamlRefusal> {
        match self.tree.nodes.first() {
            Some(Node { kind: NodeKind::Map { flow: true }, span, .. }) => {
                Err(refusal(*span, "properties in `{…}` are not added to or taken from"))
            }
            _ => Ok(()),
        }
    }

    /// The value that `span` is, or is a part of.
    fn value_at(&self, span: Span) -> Result<usize, YamlRefusal> {
        let found = self.tree.nodes.iter().position(|node| match node.kind {
            _ if node.is_key => false,
            NodeKind::Scalar { .. } => node.span.covers(span),
            NodeKind::Reference { .. } => node.span == span,
            NodeKind::List { .. } | NodeKind::Map { .. } => false,
        });
        let at = found.ok_or_else(|| stale(self.frontmatter.span))?;
        let is_around = |other: usize| other <= at && at < self.tree.nodes[other].end;
        let marked = (0..=at).find(|&other| is_around(other) && self.tree.nodes[other].marked);
        match marked {
            Some(marked) => Err(self.refuse_marked(marked)),
            None => self.check_simple(at).map(|()| at),
        }
    }

    /// Refuses what is not a scalar on its own: references, anchors, tags, block scalars, lists
    /// and maps.
    fn check_simple(&self, at: usize) -> Result<(), YamlRefusal> {
        let node = &self.tree.nodes[at];
        let reason = match node.kind {
            _ if node.marked => return Err(self.refuse_marked(at)),
            NodeKind::Reference { .. } => "`*` repeats a value that stands elsewhere",
            NodeKind::Scalar { quote: QuoteStyle::Block, .. } => {
                "a block scalar (`|` or `>`) is never edited"
            }
            NodeKind::Scalar { .. } => return Ok(()),
            NodeKind::List { .. } | NodeKind::Map { .. } => {
                "a list or map stands where text should"
            }
        };
        Err(refusal(node.span, reason))
    }

    fn refuse_marked(&self, at: usize) -> YamlRefusal {
        refusal(
            self.tree.nodes[at].span,
            "a value with an anchor (`&`) or tag (`!`) is never edited",
        )
    }

    /// The pieces of the comma string at `at`.
    fn pieces(&self, at: usize) -> Vec<Scalar<'_>> {
        let node = &self.tree.nodes[at];
        let value = node.scalar().map_or("", |(value, _)| value);
        read::pieces(self.text, node.span, value)
    }

    /// The spaces before every top-level key.
    fn indent(&self) -> &'t str {
        let Some((key, _)) = self.entries().next() else { return "" };
        let start = self.tree.nodes[key].span.range().start;
        let before = &self.text[line_start(self.text, start)..start];
        &before[..before.len() - before.trim_start_matches(' ').len()]
    }

    /// Right behind the `:` of a top-level key.
    fn behind_colon(&self, key: usize) -> usize {
        let end = self.tree.nodes[key].span.range().end;
        self.text[end..].find(':').map_or(end, |colon| end + colon + 1)
    }

    /// The edit that writes `lines` as a new entry before the closing fence.
    fn add_entry(&self, lines: &[&str]) -> Result<Edit, YamlRefusal> {
        self.check_block()?;
        let eol = line_ending_near(self.text, self.frontmatter.span.range().start);
        let indent = self.indent();
        let entry: String = lines.iter().flat_map(|line| [indent, line, eol]).collect();
        Ok(Edit::insert(self.frontmatter.yaml.end, entry))
    }

    /// `value` in place of the scalar at `at`.
    fn rewritten(&self, at: usize, value: &str) -> Edit {
        let node = &self.tree.nodes[at];
        let style = node.scalar().map_or(QuoteStyle::Plain, |(_, quote)| quote);
        let mut insert = quote(value, style, node.in_flow);
        // At the start of a line, as in a list over several, it would end the block.
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

/// The facts are not those of this text.
fn stale(span: Span) -> YamlRefusal {
    refusal(span, "the note has changed meanwhile")
}

/// The edit that gives a note without frontmatter one of these lines, after any BOM.
fn new_block(text: &str, lines: &[&str]) -> Edit {
    let eol = line_ending_near(text, 0);
    let lines = ["---"].iter().chain(lines).chain(&["---"]);
    let block: String = lines.flat_map(|line| [line, eol]).collect();
    Edit::new(Span::new(bom_len(text), bom_len(text)), block)
}
