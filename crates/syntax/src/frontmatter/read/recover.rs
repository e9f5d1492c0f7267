//! What can still be read of YAML that is invalid as a whole.
//!
//! Nothing is guessed: the block is cut where top-level keys begin, and a list that is bad where
//! its items do; a part counts only if it is valid YAML alone. Behind too many bad parts no more
//! are read: that is prose between two rules, not YAML.

use linkwright_text::{Span, narrow, next_line_start};

use super::super::tree::{self, NodeKind};
use super::super::{KeyKind, YamlProblem, problem};
use super::FrontmatterReader;

/// Reads the valid parts of `yaml` and lists what is wrong with the others; `whole`, why all of it
/// is invalid, where each part alone is valid.
pub(super) fn recover(reader: &mut FrontmatterReader<'_>, yaml: Span, whole: YamlProblem) {
    for part in parts(reader.text, yaml, starts_entry) {
        if reader.read.frontmatter.problems.len() >= problem::MOST {
            return;
        }
        match tree::parse(reader.text, part) {
            Ok(tree) => reader.document(tree),
            Err(problem) => list(reader, part, problem),
        }
    }
    if reader.read.frontmatter.problems.is_empty() {
        reader.read.frontmatter.problems.push(whole);
    }
}

/// Reads the valid items of an entry whose value is a block list; `whole` is why the entry is
/// invalid.
fn list(reader: &mut FrontmatterReader<'_>, entry: Span, whole: YamlProblem) {
    let text = reader.text;
    let before = reader.read.frontmatter.problems.len();
    let items =
        Span { start: entry.end.min(narrow(next_line_start(text, entry.range().start))), ..entry };
    let head = tree::parse(text, Span { start: entry.start, end: items.start });
    if let (Ok(head), Some(indent)) = (head, item_indent(&text[items])) {
        reader.document(head);
        let kind = reader.read.frontmatter.keys.last().map_or(KeyKind::Other, |key| key.kind);
        for item in parts(text, items, |line| item_indent(line) == Some(indent)) {
            if reader.read.frontmatter.problems.len() >= problem::MOST {
                return;
            }
            match tree::parse(text, item) {
                Ok(tree) => {
                    if let Some(NodeKind::List { .. }) = tree.nodes.first().map(|root| &root.kind) {
                        reader.items(&tree, kind, 0);
                    }
                    reader.links(&tree);
                }
                Err(problem) => reader.read.frontmatter.problems.push(problem),
            }
        }
    }
    if reader.read.frontmatter.problems.len() == before {
        reader.read.frontmatter.problems.push(whole);
    }
}

/// Cuts `span` before each line that `starts` a part.
fn parts(text: &str, span: Span, starts: impl Fn(&str) -> bool) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut part = span;
    let mut line = span.range().start;
    while line < span.range().end {
        if line > part.range().start && starts(&text[line..span.range().end]) {
            parts.push(Span { end: narrow(line), ..part });
            part.start = narrow(line);
        }
        line = next_line_start(text, line);
    }
    parts.push(part);
    parts
}

/// Whether a top-level entry begins here, half-typed ones included.
fn starts_entry(line: &str) -> bool {
    !line.starts_with([' ', '\t', '#', '-', ']', '}', '\r', '\n'])
}

/// How far the list item that begins here is indented.
fn item_indent(line: &str) -> Option<usize> {
    let item = line.trim_start_matches(' ');
    let rest = item.strip_prefix('-')?;
    (rest.is_empty() || rest.starts_with([' ', '\r', '\n'])).then_some(line.len() - item.len())
}
