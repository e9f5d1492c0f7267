//! Finds the start and the end of the frontmatter.

use linkwright_text::{Span, bom_len, leading_line_ending, line_end};
use memchr::memmem;

/// The span of the frontmatter and of the YAML in it, as in [`Frontmatter`](super::Frontmatter).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fences {
    pub(crate) span: Span,
    pub(super) yaml: Span,
}

/// Finds the frontmatter at the start of `text`, after a byte order mark. `None` if the first line
/// is not exactly `---`, or no later line starts with `---`.
pub(crate) fn find(text: &str) -> Option<Fences> {
    let start = bom_len(text);
    let yaml = start + 3 + leading_line_ending(text[start..].strip_prefix("---")?)?.len();
    let bytes = text.as_bytes();
    let closing = memmem::find_iter(&bytes[yaml..], b"---")
        .map(|at| yaml + at)
        .find(|&at| matches!(bytes[at - 1], b'\n' | b'\r'))?;
    let end = line_end(text, closing);
    let end = end + leading_line_ending(&text[end..]).map_or(0, str::len);
    Some(Fences { span: Span::new(start, end), yaml: Span::new(yaml, closing) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> Option<&str> {
        find(text).map(|fences| &text[fences.yaml])
    }

    #[test]
    fn frontmatter_starts_at_the_start_of_the_text_with_an_exact_fence() {
        assert_eq!(yaml("---\na: b\n---\nbody"), Some("a: b\n"));
        assert_eq!(yaml("---\r\na: b\r\n---\r\n"), Some("a: b\r\n"));
        assert_eq!(yaml("---\ra: b\r---\rbody"), Some("a: b\r"));
        assert_eq!(yaml("\u{feff}---\na: b\n---"), Some("a: b\n"));
        assert_eq!(yaml("---\n---\n"), Some(""));
        for none in ["", "---", "---\n", "--- \na: b\n---\n", "\n---\na: b\n---\n", "----\n---\n"] {
            assert_eq!(yaml(none), None, "{none:?}");
        }
    }

    #[test]
    fn it_closes_at_the_first_line_that_starts_with_three_dashes() {
        assert_eq!(yaml("---\na: ---\n ---\n----\n---\n"), Some("a: ---\n ---\n"));
        let text = "---\na: b\n--- x\nbody";
        assert_eq!(&text[find(text).unwrap().span], "---\na: b\n--- x\n");
    }
}
