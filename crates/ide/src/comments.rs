//! Obsidian's comments, `%%…%%`.

use linkwright_syntax::Facts;
use linkwright_text::{Span, to_offset};

/// The comments of a note, including their `%%` marks. Marks in frontmatter, code, math and HTML do
/// not count, and a comment that is never closed is not a comment.
pub(crate) fn percent_comments(facts: &Facts, text: &str) -> Vec<Span> {
    let mut comments = Vec::new();
    let body_start = facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end);
    let mut opened_at = None;
    let mut next = 0;
    for (at, _) in text.match_indices("%%") {
        let at = to_offset(at);
        let index = facts.verbatim.partition_point(|span| span.end <= at);
        let is_verbatim = facts.verbatim.get(index).is_some_and(|span| span.contains(at));
        if at < body_start || at < next || is_verbatim {
            continue;
        }
        next = at + 2;
        match opened_at.take() {
            Some(start) => comments.push(Span { start, end: next }),
            None => opened_at = Some(at),
        }
    }
    comments
}
