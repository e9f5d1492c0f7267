//! Reads the valid parts of invalid YAML.
//!
//! The YAML is split at its top-level keys, and an invalid list at its items. A part is read only
//! if it is valid YAML on its own; nothing is guessed. After too many invalid parts the rest is
//! skipped: it is probably prose between two thematic breaks, not YAML.

use linkwright_text::{Span, next_line_start, to_offset};

use super::super::tree::{self, NodeKind};
use super::super::{KeyKind, YamlProblem, problem};
use super::FrontmatterReader;

/// Reads the valid parts of `yaml` and adds a problem for each invalid one. If every part on its
/// own is valid, adds `whole`, the problem of all of it.
pub(super) fn recover(reader: &mut FrontmatterReader<'_>, yaml: Span, whole: YamlProblem) {
    for part in parts(reader.text, yaml, starts_entry) {
        if reader.facts.frontmatter.problems.len() >= problem::MAX_PROBLEMS {
            return;
        }
        match tree::parse(reader.text, part) {
            Ok(tree) => reader.read_document(tree),
            Err(problem) => recover_list(reader, part, problem),
        }
    }
    if reader.facts.frontmatter.problems.is_empty() {
        reader.facts.frontmatter.problems.push(whole);
    }
}

/// Reads the valid items of an entry whose value is a block list. `whole` is the problem of the
/// entry.
fn recover_list(reader: &mut FrontmatterReader<'_>, entry: Span, whole: YamlProblem) {
    let text = reader.text;
    let before = reader.facts.frontmatter.problems.len();
    let items = Span {
        start: entry.end.min(to_offset(next_line_start(text, entry.range().start))),
        ..entry
    };
    let head = tree::parse(text, Span { start: entry.start, end: items.start });
    if let (Ok(head), Some(indent)) = (head, item_indent(&text[items])) {
        reader.read_document(head);
        let kind = reader.facts.frontmatter.keys.last().map_or(KeyKind::Other, |key| key.kind);
        for item in parts(text, items, |line| item_indent(line) == Some(indent)) {
            if reader.facts.frontmatter.problems.len() >= problem::MAX_PROBLEMS {
                return;
            }
            match tree::parse(text, item) {
                Ok(tree) => {
                    if let Some(NodeKind::List { .. }) = tree.nodes.first().map(|root| &root.kind) {
                        reader.read_items(&tree, kind, 0);
                    }
                    reader.find_links(&tree);
                }
                Err(problem) => reader.facts.frontmatter.problems.push(problem),
            }
        }
    }
    if reader.facts.frontmatter.problems.len() == before {
        reader.facts.frontmatter.problems.push(whole);
    }
}

/// Splits `span` before each line that starts a part. `starts_part` gets the text from that line
/// on.
fn parts(text: &str, span: Span, starts_part: impl Fn(&str) -> bool) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut part = span;
    let mut line = span.range().start;
    while line < span.range().end {
        if line > part.range().start && starts_part(&text[line..span.range().end]) {
            parts.push(Span { end: to_offset(line), ..part });
            part.start = to_offset(line);
        }
        line = next_line_start(text, line);
    }
    parts.push(part);
    parts
}

/// Whether a top-level entry starts here, possibly an incomplete one.
fn starts_entry(line: &str) -> bool {
    !line.starts_with([' ', '\t', '#', '-', ']', '}', '\r', '\n'])
}

/// The indent of the list item that starts here; `None` if none does.
fn item_indent(line: &str) -> Option<usize> {
    let item = line.trim_start_matches(' ');
    let rest = item.strip_prefix('-')?;
    (rest.is_empty() || rest.starts_with([' ', '\r', '\n'])).then_some(line.len() - item.len())
}
