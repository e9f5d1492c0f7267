//! Finds text that was probably meant to be an alias or a tag but is not one.

use linkwright_text::Span;

use super::read::FrontmatterReader;
use super::tree::YamlTree;
use super::{KeyKind, problem};
use crate::{Mistake, MistakeKind};

impl FrontmatterReader<'_> {
    pub(super) fn add_mistake(&mut self, span: Span, kind: MistakeKind) {
        self.facts.mistakes.push(Mistake { span, kind });
    }

    /// Replaces the first problem of invalid YAML by a better explanation if an unquoted `#tag` in
    /// a flow list hides the rest of its line.
    pub(super) fn explain_hash_in_tags(&mut self, yaml: Span) {
        if let Some(first) = self.facts.frontmatter.problems.first_mut()
            && let Some(tag) = hash_in_tags(self.text, yaml)
        {
            *first = problem::tag_as_comment(self.text, tag);
        }
    }

    /// Adds a mistake for an item at `at` that is not a string: a number, a boolean or nothing.
    pub(super) fn add_alias_mistake(&mut self, tree: &YamlTree<'_>, at: usize) {
        let Some(node) = tree.resolve(at).map(|at| &tree.nodes[at]) else { return };
        if node.is_null() {
            let span = if node.span.is_empty() { self.dash(node.span) } else { node.span };
            self.add_mistake(span, MistakeKind::EmptyAlias);
        } else if node.scalar().is_some() {
            self.add_mistake(tree.nodes[at].span, MistakeKind::NonStringAlias);
        }
    }

    /// The span of the dash before an empty item at `empty`.
    fn dash(&self, empty: Span) -> Span {
        let before = self.text[..empty.range().start].trim_end();
        let start = before.strip_suffix('-').map_or(empty.range().start, str::len);
        Span::new(start, empty.range().start.min(before.len()).max(start))
    }

    /// Adds a mistake for each tag that YAML reads as a comment: `tags: #x`, and `- #x` below it.
    pub(super) fn find_tags_read_as_comments(&mut self, yaml: Span) {
        let mut start = yaml.range().start;
        let mut in_tags = false;
        for line in self.text[yaml].split_inclusive('\n') {
            let at = start;
            start += line.len();
            let value = match line.split_once(':') {
                Some((key, value)) if !line.starts_with([' ', '\t', '-', '#']) => {
                    in_tags = matches!(KeyKind::of(key), KeyKind::Tags | KeyKind::Tag);
                    value
                }
                _ => line.trim_start().strip_prefix('-').unwrap_or_default(),
            };
            let tag = value.trim_start();
            if let Some(len) = tag_len(tag).filter(|_| in_tags && tag.len() < value.len()) {
                let from = at + line.len() - tag.len();
                self.add_mistake(Span::new(from, from + len), MistakeKind::TagAsComment);
            }
        }
    }
}

/// The length of the tag at the start of `text`, with its `#`; `None` if there is none.
fn tag_len(text: &str) -> Option<usize> {
    let body = text.strip_prefix('#')?;
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '#');
    let len = body.find(ends).unwrap_or(body.len());
    (len > 0).then_some(len + 1)
}

/// The first unquoted `#tag` in a flow list of tags. It hides the rest of its line.
fn hash_in_tags(text: &str, yaml: Span) -> Option<Span> {
    let mut start = yaml.range().start;
    for line in text[yaml].split_inclusive('\n') {
        let at = start;
        start += line.len();
        let Some((key, value)) = line.split_once(':') else { continue };
        if !matches!(KeyKind::of(key), KeyKind::Tags | KeyKind::Tag)
            || !value.trim_start().starts_with('[')
        {
            continue;
        }
        let list = at + key.len() + 1;
        let starts_item = |hash: &usize| value[..*hash].ends_with([' ', '[', ',', '\t']);
        let found = value.match_indices('#').map(|(hash, _)| hash).find(starts_item);
        if let Some(hash) = found
            && let Some(len) = tag_len(&value[hash..])
        {
            return Some(Span::new(list + hash, list + hash + len));
        }
    }
    None
}
