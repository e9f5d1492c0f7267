//! Text that is one link from end to end.

use linkwright_text::Span;

use super::definitions::Labels;
use super::inline::{Memory, inline};
use crate::{Facts, Link, Place};

/// The link that is the whole of `span`, which holds the content of a frontmatter string: one
/// `[[…]]` or one `[…](…)` to a file (`docs/semantics.md §1`). Its place is left for the caller
/// to say.
#[allow(dead_code)]
pub(crate) fn whole_link(text: &str, span: Span) -> Option<Link> {
    let text = &text[..span.end as usize];
    let start = span.start as usize;
    if !text[start..].starts_with('[') {
        return None;
    }
    let (mut facts, mut memory) = (Facts::default(), Memory::default());
    inline(text, start, Place::Body, &Labels::default(), &mut facts, &mut memory);
    facts.links.into_iter().find(|link| link.span == span)
}
