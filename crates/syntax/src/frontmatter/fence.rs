//! Where the YAML block begins and ends.

use linkwright_text::Span;
use memchr::{memchr2, memmem, memrchr2};

/// The YAML block and the YAML in it, as [`Frontmatter`](super::Frontmatter) has them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fences {
    pub(super) span: Span,
    pub(super) yaml: Span,
}

/// The block at the very start of `text`, after a BOM; `None` where the first line is not exactly
/// `---` or no later one starts so.
pub(super) fn find(text: &str) -> Option<Fences> {
    let start = bom(text);
    let yaml = start + 3 + line_break(text[start..].strip_prefix("---")?)?.len();
    let bytes = text.as_bytes();
    let closing = memmem::find_iter(&bytes[yaml..], b"---")
        .map(|at| yaml + at)
        .find(|&at| matches!(bytes[at - 1], b'\n' | b'\r'))?;
    let end = line_end(text, closing);
    let end = end + line_break(&text[end..]).map_or(0, str::len);
    Some(Fences { span: Span::new(start, end), yaml: Span::new(yaml, closing) })
}

/// How many bytes of BOM `text` begins with.
pub(super) fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

/// The line break that `text` begins with.
pub(super) fn line_break(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => Some(&text[..2]),
        [b'\r' | b'\n', ..] => Some(&text[..1]),
        _ => None,
    }
}

/// Where the line that holds the byte `at` starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    memrchr2(b'\n', b'\r', &text.as_bytes()[..at]).map_or(0, |end| end + 1)
}

/// Where the line that holds the byte `at` ends, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// Where the line after the one that holds the byte `at` starts; the end of `text` if none does.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    end + line_break(&text[end..]).map_or(0, str::len)
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
