//! Where the YAML block begins and ends.

use linkwright_text::{Span, bom_len, leading_line_ending, line_end};
use memchr::memmem;

/// The YAML block and the YAML in it, as [`Frontmatter`](super::Frontmatter) has them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fences {
    pub(super) span: Span,
    pub(super) yaml: Span,
}

/// The block at the very start of `text`, after a BOM; `None` where the first line is not exactly
/// `---` or no later one starts so.
pub(super) fn find(text: &str) -> Option<Fences> {
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
    fn the_block_stands_between_exact_fences_at_the_very_start() {
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
