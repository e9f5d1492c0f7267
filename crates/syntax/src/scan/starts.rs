//! Recognizes the starts of blocks. Every function gets the rest of a line after its indent, which
//! is not empty, and reads no further than the line.

use std::ops::Range;

use linkwright_text::{line_end, next_line_start};
use memchr::memchr;

use super::steps::step;

/// The level of an ATX heading: one to six `#`, then space or the end.
pub(super) fn atx_level(rest: &[u8]) -> Option<u8> {
    let level = run_len(rest, b'#');
    let ends = matches!(rest.get(level), None | Some(b' ' | b'\t'));
    (ends && level <= 6).then_some(level as u8)
}

/// The start and end of the text of an ATX heading in `rest`, without markers and surrounding
/// spaces.
pub(super) fn atx_content(rest: &[u8], level: u8) -> (usize, usize) {
    let level = usize::from(level);
    let start = level + rest[level..].iter().take_while(|b| is_space(**b)).count();
    let end = start + trim_end(&rest[start..]).len();
    let without_marker = start + trim_end_byte(&rest[start..end], b'#').len();
    match without_marker {
        at if at == start => (start, start),
        at if is_space(rest[at - 1]) => (start, start + trim_end(&rest[start..at]).len()),
        _ => (start, end),
    }
}

/// The level of a setext heading, if the line is an underline of `=` or `-`.
pub(super) fn setext_level(rest: &[u8]) -> Option<u8> {
    let level = match rest[0] {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    trim_end(&rest[run_len(rest, rest[0])..]).is_empty().then_some(level)
}

/// The fence of a code block.
#[derive(Clone, Copy)]
pub(super) struct Fence {
    byte: u8,
    len: usize,
}

impl Fence {
    /// Parses an opening fence: three or more tildes, or three or more backticks without another
    /// backtick on the line.
    pub(super) fn parse(rest: &[u8]) -> Option<Fence> {
        let (byte, len) = (rest[0], run_len(rest, rest[0]));
        let opens = len >= 3 && (byte == b'~' || memchr(b'`', &rest[len..]).is_none());
        opens.then_some(Fence { byte, len })
    }

    /// The lines between the fences of `block`, which starts with the opening fence, if its language is
    /// `language`. The closing fence may be missing. `in_quote` tells whether marks of quotes can be before it.
    pub(super) fn content(
        self,
        block: &str,
        language: &str,
        in_quote: bool,
    ) -> Option<Range<usize>> {
        if block[self.len..line_end(block, 0)].split_whitespace().next() != Some(language) {
            return None;
        }
        let start = next_line_start(block, 0);
        let last = block.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let is_mark = |c| matches!(c, ' ' | '\t') || in_quote && c == '>';
        let line = block[last..].trim_start_matches(is_mark);
        let is_closing = last >= start && !line.is_empty() && self.is_closed_by(line.as_bytes());
        Some(start..if is_closing { last } else { block.len() })
    }

    /// Whether this line, if indented by less than four columns, closes the block.
    pub(super) fn is_closed_by(self, rest: &[u8]) -> bool {
        let len = run_len(rest, self.byte);
        len >= self.len && trim_end(&rest[len..]).is_empty()
    }
}

/// The marker of a list item.
pub(super) struct ListMarker {
    /// The length of the bullet, or of the number and its `.` or `)`, in bytes.
    pub(super) len: usize,
    /// Whether the marker is a bullet or the number 1.
    is_bullet_or_one: bool,
}

impl ListMarker {
    /// Parses the list marker at the start of `rest`. Space or the end of the line must follow it.
    pub(super) fn parse(rest: &[u8]) -> Option<ListMarker> {
        let marker = match rest[0] {
            b'-' | b'+' | b'*' => ListMarker { len: 1, is_bullet_or_one: true },
            _ => {
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                let ends = matches!(rest.get(digits), Some(b'.' | b')'));
                if !ends || digits == 0 || digits > 9 {
                    return None;
                }
                ListMarker { len: digits + 1, is_bullet_or_one: &rest[..digits] == b"1" }
            }
        };
        rest.get(marker.len).is_none_or(|b| is_space(*b)).then_some(marker)
    }

    /// Whether the item can interrupt a paragraph: it is not empty, and has a bullet or the number 1.
    pub(super) fn can_interrupt_paragraph(&self, rest: &[u8]) -> bool {
        self.is_bullet_or_one && !trim_end(&rest[self.len..]).is_empty()
    }
}

/// Checks that the line is a thematic break.
///
/// # Errors
/// The offset of the byte that cannot be in a thematic break, or the end of the line if it is too
/// short.
pub(super) fn thematic_break(rest: &[u8]) -> Result<(), usize> {
    let mut count = 0;
    for (at, b) in rest.iter().enumerate() {
        if *b == rest[0] {
            count += 1;
        } else if !is_space(*b) {
            step(at);
            return Err(at);
        }
    }
    step(rest.len());
    if count >= 3 { Ok(()) } else { Err(rest.len()) }
}

/// The label of the footnote `[^label]` at the start of `rest`, without whitespace or brackets in it.
/// The label starts at byte 2.
pub(super) fn footnote_label(rest: &[u8]) -> Option<&[u8]> {
    let label = rest.strip_prefix(b"[^")?;
    let len = label
        .iter()
        .position(|b| matches!(b, b'[' | b']' | b'^') || b.is_ascii_whitespace() || *b == 0)?;
    step(len);
    (len > 0 && label[len] == b']').then_some(&label[..len])
}

/// The number of times that `byte` is repeated at the start of `bytes`.
pub(super) fn run_len(bytes: &[u8], byte: u8) -> usize {
    let len = bytes.iter().take_while(|b| **b == byte).count();
    step(len);
    len
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| !is_space(*b)).map_or(0, |at| at + 1);
    step(bytes.len() - end);
    &bytes[..end]
}

fn trim_end_byte(bytes: &[u8], byte: u8) -> &[u8] {
    let end = bytes.iter().rposition(|b| *b != byte).map_or(0, |at| at + 1);
    step(bytes.len() - end);
    &bytes[..end]
}
