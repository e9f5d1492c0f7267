//! Lines of a string, and the line breaks that an insertion has to use.
//!
//! Lines end at `\n`, `\r\n` or a lone `\r`, as in [`Text`](crate::Text).

use std::borrow::Cow;

use memchr::{memchr2, memrchr2};

use crate::bom_len;

/// The line break that `text` begins with.
#[must_use]
pub fn leading_line_ending(text: &str) -> Option<&'static str> {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => Some("\r\n"),
        [b'\r', ..] => Some("\r"),
        [b'\n', ..] => Some("\n"),
        _ => None,
    }
}

/// The start of the line that holds the byte `at`; of the first line, behind a byte order mark.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    let end = memrchr2(b'\n', b'\r', &text.as_bytes()[..at]);
    end.map_or_else(|| bom_len(text), |end| end + 1)
}

/// The end of the line that holds the byte `at`, before its line break.
#[must_use]
pub fn line_end(text: &str, at: usize) -> usize {
    memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// The start of the line after the one that holds the byte `at`; the end of `text` if there is none.
#[must_use]
pub fn next_line_start(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    end + leading_line_ending(&text[end..]).map_or(0, str::len)
}

/// The line break for what is inserted at the byte `at`: the one of that line; on the last line the
/// one before it; `\n` in a text of one line.
#[must_use]
pub fn line_ending_near(text: &str, at: usize) -> &'static str {
    if let Some(own) = leading_line_ending(&text[line_end(text, at)..]) {
        return own;
    }
    match text.as_bytes()[..at].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(end) if text[..end].ends_with('\r') => {
            leading_line_ending(&text[end - 1..]).unwrap_or("\n")
        }
        Some(end) => leading_line_ending(&text[end..]).unwrap_or("\n"),
        None => "\n",
    }
}

/// The number of line breaks in `text`.
#[must_use]
pub fn count_line_endings(text: &str) -> usize {
    let mut rest = text;
    let mut count = 0;
    while let Some(own) = leading_line_ending(&rest[line_end(rest, 0)..]) {
        rest = &rest[line_end(rest, 0) + own.len()..];
        count += 1;
    }
    count
}

/// `text` with every line ending in `eol`.
#[must_use]
pub fn with_line_endings<'t>(text: &'t str, eol: &str) -> Cow<'t, str> {
    let mut rest = text;
    let mut result = String::new();
    let mut changed = false;
    loop {
        let end = line_end(rest, 0);
        let Some(own) = leading_line_ending(&rest[end..]) else { break };
        changed |= own != eol;
        result.push_str(&rest[..end]);
        result.push_str(eol);
        rest = &rest[end + own.len()..];
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
    fn lines_end_in_three_ways() {
        let text = "\u{feff}ab\r\nc\rd\ne";
        let lines = [3, 5, 7, 8, 9, 10, 11].map(|at| (line_start(text, at), line_end(text, at)));
        // Between `\r` and `\n` a new line has begun, as far as slicing is concerned.
        assert_eq!(lines, [(3, 5), (3, 5), (7, 8), (7, 8), (9, 10), (9, 10), (11, 12)]);
        assert_eq!([0, 7, 9, 11].map(|at| next_line_start(text, at)), [7, 9, 11, 12]);
    }

    #[test]
    fn an_insertion_ends_as_its_line_does() {
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
    fn a_text_takes_on_other_line_ends() {
        assert_eq!(with_line_endings("a\nb\r\nc\r\rd", "\r\n"), "a\r\nb\r\nc\r\n\r\nd");
        assert!(matches!(with_line_endings("a\nb\n", "\n"), Cow::Borrowed("a\nb\n")));
        assert_eq!(with_line_endings("a\r\n", "\r"), "a\r");
        assert_eq!(count_line_endings("a\r\n\r\r\nb\n"), 4);
    }
}
