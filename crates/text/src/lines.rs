//! The lines of a string, and the line endings that inserted text must use.
//!
//! A line ends with `\n`, `\r\n` or a lone `\r`, as in [`Text`](crate::Text).

use std::borrow::Cow;

use memchr::{memchr2, memrchr2};

use crate::bom_len;

/// The line ending at the start of `text`; `None` if `text` does not start with one.
#[must_use]
pub fn leading_line_ending(text: &str) -> Option<&'static str> {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => Some("\r\n"),
        [b'\r', ..] => Some("\r"),
        [b'\n', ..] => Some("\n"),
        _ => None,
    }
}

/// The start of the line that contains the byte `at`. The first line starts after the byte order
/// mark.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    let end = memrchr2(b'\n', b'\r', &text.as_bytes()[..at]);
    end.map_or_else(|| bom_len(text), |end| end + 1)
}

/// The end of the line that contains the byte `at`, before its line ending.
#[must_use]
pub fn line_end(text: &str, at: usize) -> usize {
    memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// The start of the line after the one that contains the byte `at`; the end of `text` if that is
/// the last line.
#[must_use]
pub fn next_line_start(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    end + leading_line_ending(&text[end..]).map_or(0, str::len)
}

/// The line ending to use in text inserted at the byte `at`: the ending of that line, or of the
/// line before it if that is the last line, or `\n` if `text` is a single line.
#[must_use]
pub fn line_ending_near(text: &str, at: usize) -> &'static str {
    if let Some(ending) = leading_line_ending(&text[line_end(text, at)..]) {
        return ending;
    }
    match text.as_bytes()[..at].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(end) if text[..end].ends_with('\r') => {
            leading_line_ending(&text[end - 1..]).unwrap_or("\n")
        }
        Some(end) => leading_line_ending(&text[end..]).unwrap_or("\n"),
        None => "\n",
    }
}

/// The number of line endings in `text`.
#[must_use]
pub fn count_line_endings(text: &str) -> usize {
    let mut rest = text;
    let mut count = 0;
    while let Some(ending) = leading_line_ending(&rest[line_end(rest, 0)..]) {
        rest = &rest[line_end(rest, 0) + ending.len()..];
        count += 1;
    }
    count
}

/// Returns `text` with every line ending replaced by `eol`; borrowed if nothing changes.
#[must_use]
pub fn with_line_endings<'t>(text: &'t str, eol: &str) -> Cow<'t, str> {
    let mut rest = text;
    let mut result = String::new();
    let mut changed = false;
    loop {
        let end = line_end(rest, 0);
        let Some(ending) = leading_line_ending(&rest[end..]) else { break };
        changed |= ending != eol;
        result.push_str(&rest[..end]);
        result.push_str(eol);
        rest = &rest[end + ending.len()..];
    }
    if !changed {
        return Cow::Borrowed(text);
    }
    result.push_str(rest);
    Cow::Owned(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_three_kinds_of_endings() {
        let text = "\u{feff}ab\r\nc\rd\ne";
        let lines = [3, 5, 7, 8, 9, 10, 11].map(|at| (line_start(text, at), line_end(text, at)));
        // The position between `\r` and `\n` counts as the start of a new line.
        assert_eq!(lines, [(3, 5), (3, 5), (7, 8), (7, 8), (9, 10), (9, 10), (11, 12)]);
        assert_eq!([0, 7, 9, 11].map(|at| next_line_start(text, at)), [7, 9, 11, 12]);
    }

    #[test]
    fn inserted_text_uses_the_line_ending_of_its_line() {
        let near = |text, at| line_ending_near(text, at);
        assert_eq!(near("a\r\nb\nc\rd", 0), "\r\n");
        assert_eq!(near("a\r\nb\nc\rd", 3), "\n");
        assert_eq!(near("a\r\nb\nc\rd", 5), "\r");
        assert_eq!(near("a\r\nb\nc\rd", 8), "\r");
        assert_eq!(near("a\r\nb", 4), "\r\n");
        assert_eq!(near("a\r\n", 3), "\r\n");
        assert_eq!(near("a\n", 2), "\n");
        assert_eq!(near("a", 1), "\n");
        assert_eq!(near("", 0), "\n");
    }

    #[test]
    fn line_endings_are_replaced_and_counted() {
        assert_eq!(with_line_endings("a\nb\r\nc\r\rd", "\r\n"), "a\r\nb\r\nc\r\n\r\nd");
        assert!(matches!(with_line_endings("a\nb\n", "\n"), Cow::Borrowed("a\nb\n")));
        assert_eq!(with_line_endings("a\r\n", "\r"), "a\r");
        assert_eq!(count_line_endings("a\r\n\r\r\nb\n"), 4);
    }
}
