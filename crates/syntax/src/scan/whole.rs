//! Text that is one link from end to end.

use linkwright_text::Span;

use super::wikilink::wikilink;
use crate::Link;

/// The link that is the whole of `span`, which holds the content of a frontmatter string: one
/// `[[…]]` or one `[…](…)` to a file (`docs/semantics.md §1`). Its place is left for the caller
/// to say.
#[allow(dead_code)]
pub(crate) fn whole_link(text: &str, span: Span) -> Option<Link> {
    let text = &text[..span.end as usize];
    let start = span.start as usize;
    if text[start..].starts_with("[[") {
        return wikilink(text, start).filter(|link| link.span == span);
    }
    None
}
