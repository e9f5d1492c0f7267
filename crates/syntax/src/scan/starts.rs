//! How blocks begin: recognisers of what is left of a line behind its indent. None looks beyond
//! the line, and all are given at least one byte.

use memchr::memchr;

use super::steps::step;

/// The level of an ATX heading: one to six `#`, then space or the end.
pub(super) fn atx(rest: &[u8]) -> Option<u8> {
    let level = run(rest, b'#');
    let ends = matches!(rest.get(level), None | Some(b' ' | b'\t'));
    (ends && level <= 6).then_some(level as u8)
}

/// Where the text of an ATX heading starts and ends in `rest`: without markers and edge spaces.
pub(super) fn atx_text(rest: &[u8], level: u8) -> (usize, usize) {
    let level = usize::from(level);
    let start = level + rest[level..].iter().take_while(|b| is_space(**b)).count();
    let end = start + trim_end(&rest[start..]).len();
    let bare = start + trim_end_of(&rest[start..end], b'#').len();
    match bare {
        bare if bare == start => (start, start),
        bare if is_space(rest[bare - 1]) => (start, start + trim_end(&rest[start..bare]).len()),
        _ => (start, end),
    }
}

/// The level of the heading that a line of `=` or `-` makes of the paragraph above it.
pub(super) fn setext(rest: &[u8]) -> Option<u8> {
    let level = match rest[0] {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    trim_end(&rest[run(rest, rest[0])..]).is_empty().then_some(level)
}

/// The fence of a code block.
#[derive(Clone, Copy)]
pub(super) struct Fence {
    byte: u8,
    len: usize,
}

impl Fence {
    /// The fence that opens a block: three or more backticks without one behind them, or tildes.
    pub(super) fn open(rest: &[u8]) -> Option<Fence> {
        let (byte, len) = (rest[0], run(rest, rest[0]));
        let opens = len >= 3 && (byte == b'~' || memchr(b'`', &rest[len..]).is_none());
        opens.then_some(Fence { byte, len })
    }

    /// Whether this line, indented by less than four columns, closes the block.
    pub(super) fn closed_by(self, rest: &[u8]) -> bool {
        let len = run(rest, self.byte);
        len >= self.len && trim_end(&rest[len..]).is_empty()
    }
}

/// What makes a list item.
pub(super) struct Marker {
    /// The bytes of the bullet, or of the number and its `.` or `)`.
    pub(super) len: usize,
    /// Whether it is a bullet or the number 1.
    first: bool,
}

impl Marker {
    /// The list marker that `rest` begins with, if space or the end follows it.
    pub(super) fn read(rest: &[u8]) -> Option<Marker> {
        let marker = match rest[0] {
            b'-' | b'+' | b'*' => Marker { len: 1, first: true },
            _ => {
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                let ends = matches!(rest.get(digits), Some(b'.' | b')'));
                if !ends || digits == 0 || digits > 9 {
                    return None;
                }
                Marker { len: digits + 1, first: &rest[..digits] == b"1" }
            }
        };
        rest.get(marker.len).is_none_or(|b| is_space(*b)).then_some(marker)
    }

    /// Whether the item ends a paragraph: if it begins with text, and with a bullet or 1.
    pub(super) fn ends_paragraph(&self, rest: &[u8]) -> bool {
        self.first && !trim_end(&rest[self.len..]).is_empty()
    }
}

/// Whether the line is a thematic break; if not, where the byte stands that says so.
pub(super) fn thematic(rest: &[u8]) -> Result<(), usize> {
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

/// The label of a footnote that `rest` begins with: `[^label]`, without space or brackets in it.
/// Its bytes start at 2.
pub(super) fn footnote(rest: &[u8]) -> Option<&[u8]> {
    let label = rest.strip_prefix(b"[^")?;
    let len = label
        .iter()
        .position(|b| matches!(b, b'[' | b']' | b'^') || b.is_ascii_whitespace() || *b == 0)?;
    step(len);
    (len > 0 && label[len] == b']').then_some(&label[..len])
}

/// How many times `byte` stands at the start.
pub(super) fn run(bytes: &[u8], byte: u8) -> usize {
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

fn trim_end_of(bytes: &[u8], byte: u8) -> &[u8] {
    let end = bytes.iter().rposition(|b| *b != byte).map_or(0, |at| at + 1);
    step(bytes.len() - end);
    &bytes[..end]
}
