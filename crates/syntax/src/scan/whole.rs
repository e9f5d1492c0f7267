//! Recognizes a string that consists of exactly one link.

use linkwright_text::Span;

use super::definitions::DefinedLabels;
use super::inline::{InlineBuffers, inline};
use crate::{Facts, Link, LinkPlace};

/// The link, if `span`, the content of a frontmatter string, is exactly one `[[…]]` or one `[…](…)`
/// to a file (`docs/semantics.md §1`). The caller sets [`Link::place`].
pub(crate) fn whole_link(text: &str, span: Span) -> Option<Link> {
    let text = &text[..span.end as usize];
    let start = span.start as usize;
    if !text[start..].starts_with('[') {
        return None;
    }
    let (mut facts, mut buffers) = (Facts::default(), InlineBuffers::default());
    inline(text, start, LinkPlace::Body, &DefinedLabels::default(), &mut facts, &mut buffers);
    facts.links.into_iter().find(|link| link.span == span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `text` in double quotes is one link.
    fn is_link(text: &str) -> bool {
        let quoted = format!("\"{text}\"");
        whole_link(&quoted, Span::new(1, 1 + text.len())).is_some()
    }

    #[test]
    fn a_string_with_exactly_one_link_is_a_link() {
        assert!(is_link("[[a]]"));
        assert!(is_link("[[a#b|c]]"));
        assert!(is_link("[a](b.md)"));
        assert!(is_link("[see [[a]]](<b c>)"));
    }

    #[test]
    fn a_string_with_other_text_is_not_a_link() {
        for text in ["", "a", "x [[a]]", "[[a]] ", "[[a]] [[b]]", "[[a", "[[]]", "![[a]]", "[[a]]]"]
        {
            assert!(!is_link(text), "{text}");
        }
        assert!(!is_link("[a](https://e.org)"));
        assert!(!is_link("[a](b.md) [c](d.md)"));
    }
}
