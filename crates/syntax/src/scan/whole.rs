//! Text that is one link from end to end.

use linkwright_text::Span;

use super::definitions::Labels;
use super::inline::{InlineMemory, inline};
use crate::{Facts, Link, LinkPlace};

/// The link that is the whole of `span`, which holds the content of a frontmatter string: one
/// `[[…]]` or one `[…](…)` to a file (`docs/semantics.md §1`). Its place is left for the caller
/// to say.
pub(crate) fn whole_link(text: &str, span: Span) -> Option<Link> {
    let text = &text[..span.end as usize];
    let start = span.start as usize;
    if !text[start..].starts_with('[') {
        return None;
    }
    let (mut facts, mut memory) = (Facts::default(), InlineMemory::default());
    inline(text, start, LinkPlace::Body, &Labels::default(), &mut facts, &mut memory);
    facts.links.into_iter().find(|link| link.span == span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `text` between two quotes is one link.
    fn is_link(text: &str) -> bool {
        let quoted = format!("\"{text}\"");
        whole_link(&quoted, Span::new(1, 1 + text.len())).is_some()
    }

    #[test]
    fn one_link_from_end_to_end() {
        assert!(is_link("[[a]]"));
        assert!(is_link("[[a#b|c]]"));
        assert!(is_link("[a](b.md)"));
        assert!(is_link("[see [[a]]](<b c>)"));
    }

    #[test]
    fn nothing_before_behind_or_between() {
        for text in ["", "a", "x [[a]]", "[[a]] ", "[[a]] [[b]]", "[[a", "[[]]", "![[a]]", "[[a]]]"]
        {
            assert!(!is_link(text), "{text}");
        }
        assert!(!is_link("[a](https://e.org)"));
        assert!(!is_link("[a](b.md) [c](d.md)"));
    }
}
