//! The inline pass: what stands in the running text of one leaf.

mod brackets;
mod tags;

use linkwright_text::Span;
use memchr::{memchr, memmem};
use rustc_hash::FxHashMap;

use super::definitions::Labels;
use super::starts::run;
use super::steps::step;
use super::{attributes, html};
use crate::{Facts, LinkPlace};
use brackets::Bracket;
use tags::Emphasis;

/// The inline pass over one leaf, or one cell of a table.
///
/// What is looked for ahead and not found is remembered, so that it is looked for once.
pub(super) struct Inline<'a> {
    /// The text up to the leaf's end.
    pub(super) text: &'a str,
    /// Where the leaf starts.
    pub(super) start: usize,
    pub(super) place: LinkPlace,
    pub(super) labels: &'a Labels,
    pub(super) facts: &'a mut Facts,
    pub(super) memory: &'a mut InlineMemory,
    /// Where the last piece of markup ended: right behind it a tag may begin.
    pub(super) markup: usize,
    /// Where the last backslash escape ended.
    pub(super) escape: usize,
    emphasis: Emphasis,
    /// No `$` before here closes inline math.
    no_math: usize,
    /// No `$$` before here closes display math.
    no_display: usize,
    runs_known: bool,
    missing: html::Missing,
}

/// How a piece of the text is shown.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    /// Not at all.
    Hidden,
    /// As it stands.
    Literal,
    /// Without so many bytes at each edge.
    Code {
        /// How many.
        ticks: usize,
    },
    /// By the text of the link.
    Link {
        /// Where that stands.
        text: Span,
    },
}

/// What the pass allocates, kept from leaf to leaf.
#[derive(Default)]
pub(super) struct InlineMemory {
    /// How the pieces that are no plain text are shown, in no order, where that is wanted.
    pub(super) pieces: Option<Vec<(Span, Piece)>>,
    /// The brackets that are open.
    brackets: Vec<Bracket>,
    /// Where the last run of so many backticks starts.
    runs: FxHashMap<usize, usize>,
}

/// Whether something may begin or end at this byte.
const fn is_special(byte: u8) -> bool {
    // Sums of comparisons, for the vector unit: `matches!` would become shifts of wide masks.
    (byte.wrapping_sub(b'[') < 3)
        | (byte.wrapping_sub(b'#') < 2)
        | (byte == b'`')
        | (byte == b'<')
        | (byte == b':')
}

/// The first special byte from `at` on.
fn next_special(bytes: &[u8], at: usize) -> Option<usize> {
    let (blocks, rest) = bytes[at..].as_chunks();
    let mut in_blocks = (at..).step_by(16).zip(blocks);
    let in_blocks = in_blocks.find_map(|(start, block)| Some(start + first(marks(block))?));
    let found = in_blocks.or_else(|| {
        let start = bytes.len() - rest.len();
        match bytes.last_chunk() {
            // The last block of all begins before the rest.
            Some(last) if !rest.is_empty() => {
                first(marks(last) >> (8 * (last.len() - rest.len()))).map(|at| start + at)
            }
            _ => rest.iter().position(|b| is_special(*b)).map(|at| start + at),
        }
    });
    step(found.unwrap_or(bytes.len()) - at + 1);
    found
}

/// A block with a one in the place of each special byte, and zeros. In this form, and for itself,
/// the compiler makes vector operations of it.
#[inline(never)]
fn marked(block: &[u8; 16]) -> [u8; 16] {
    block.map(|b| u8::from(is_special(b)))
}

/// The same as bits: eight for each byte, the first lowest.
fn marks(block: &[u8; 16]) -> u128 {
    u128::from_le_bytes(marked(block))
}

/// Which byte is the first that is marked.
fn first(marks: u128) -> Option<usize> {
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

/// Finds what stands in `text[start..]`.
pub(super) fn inline(
    text: &str,
    start: usize,
    place: LinkPlace,
    labels: &Labels,
    facts: &mut Facts,
    memory: &mut InlineMemory,
) {
    memory.brackets.clear();
    let mut inline = Inline {
        text,
        start,
        place,
        labels,
        facts,
        memory,
        markup: start,
        escape: start,
        emphasis: Emphasis::default(),
        no_math: start,
        no_display: start,
        runs_known: false,
        missing: html::Missing::default(),
    };
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(found) = next_special(bytes, at) {
        at = match bytes[found] {
            b'\\' => inline.backslash(found),
            b'`' => inline.code(found),
            b'$' => inline.math(found),
            b'<' => inline.angle(found),
            b'[' => inline.open_bracket(found),
            b']' => inline.close_bracket(found),
            b'#' => inline.tag(found),
            _ => inline.url(found),
        };
    }
}

impl Inline<'_> {
    /// Notes how a piece of the text is shown, where that is wanted.
    pub(super) fn shown(&mut self, span: Span, piece: Piece) {
        if let Some(pieces) = &mut self.memory.pieces {
            pieces.push((span, piece));
        }
    }

    /// Notes code between marks of `ticks` bytes, and goes on behind it.
    fn enclosed(&mut self, start: usize, end: usize, ticks: usize) -> usize {
        self.shown(Span::new(start, end), Piece::Code { ticks });
        self.verbatim(start, end)
    }

    /// Notes a verbatim piece and goes on behind it.
    fn verbatim(&mut self, start: usize, end: usize) -> usize {
        self.facts.verbatim.push(Span::new(start, end));
        self.markup = end;
        end
    }

    fn backslash(&mut self, at: usize) -> usize {
        if self.text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_punctuation) {
            self.escape = at + 2;
            self.shown(Span::new(at, at + 1), Piece::Hidden);
            self.shown(Span::new(at + 1, at + 2), Piece::Literal);
            return at + 2;
        }
        at + 1
    }

    fn code(&mut self, at: usize) -> usize {
        let len = run(&self.text.as_bytes()[at..], b'`');
        match self.code_end(at + len, len) {
            Some(end) => self.enclosed(at, end, len),
            None => at + len,
        }
    }

    /// Where the code span ends that is to close with `len` backticks at or behind `from`.
    fn code_end(&mut self, from: usize, len: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let InlineMemory { runs, .. } = &mut *self.memory;
        if self.runs_known && runs.get(&len).is_none_or(|last| *last < from) {
            return None;
        }
        let mut next = from;
        while let Some(skipped) = memchr(b'`', &bytes[next..]) {
            step(skipped);
            next += skipped;
            let found = run(&bytes[next..], b'`');
            if found == len {
                return Some(next + found);
            }
            next += found;
        }
        step(bytes.len() - next);
        runs.clear();
        let mut next = from;
        while let Some(skipped) = memchr(b'`', &bytes[next..]) {
            next += skipped;
            let found = run(&bytes[next..], b'`');
            runs.insert(found, next);
            next += found;
        }
        self.runs_known = true;
        None
    }

    fn math(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let len = run(&bytes[at..], b'$');
        let end = match len {
            1 => self.math_end(at + 1),
            2 => self.display_end(at + 2),
            _ => None,
        };
        match end {
            Some(end) => {
                self.shown(Span::new(at, end), Piece::Literal);
                self.verbatim(at, end)
            }
            None => at + len,
        }
    }

    /// Where inline math ends: it is on one line, has no space inside its edges, and no digit
    /// follows it.
    fn math_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if start < self.no_math || bytes.get(start).is_none_or(u8::is_ascii_whitespace) {
            return None;
        }
        let mut at = start;
        while let Some(b) = bytes.get(at).filter(|b| !matches!(b, b'\n' | b'\r')) {
            match b {
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
                b'$' if at > start
                    && !bytes[at - 1].is_ascii_whitespace()
                    && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) =>
                {
                    step(at - start);
                    return Some(at + 1);
                }
                _ => {}
            }
            at += 1;
        }
        step(at - start);
        self.no_math = at;
        None
    }

    fn display_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if start < self.no_display {
            return None;
        }
        let end = memmem::find(&bytes[start..], b"$$").map(|at| start + at + 2);
        step(end.unwrap_or(bytes.len()) - start);
        if end.is_none() {
            self.no_display = bytes.len();
        }
        end
    }

    fn angle(&mut self, at: usize) -> usize {
        match html::inline(self.text.as_bytes(), at, &mut self.missing) {
            Some(end) => {
                let bytes = &self.text.as_bytes()[at..end];
                let is_link = html::is_autolink(&bytes[1..bytes.len() - 1]);
                let piece = if is_link { Piece::Code { ticks: 1 } } else { Piece::Hidden };
                self.shown(Span::new(at, end), piece);
                attributes::tag(self.text, at, end, self.place, self.facts);
                self.verbatim(at, end)
            }
            None => at + 1,
        }
    }

    /// A bare URL, at the colon behind its scheme.
    fn url(&mut self, colon: usize) -> usize {
        let bytes = self.text.as_bytes();
        if !bytes[colon + 1..].starts_with(b"//") {
            return colon + 1;
        }
        let lowest = self.start.max(self.markup).max(self.escape);
        let letters = |b: &&u8| b.is_ascii_alphanumeric();
        let scheme = bytes[lowest..colon].iter().rev().take(33).take_while(letters).count();
        if !(2..=32).contains(&scheme) {
            return colon + 1;
        }
        let stops = |b: &u8| *b <= b' ' || matches!(b, b'<' | b'>' | b'[' | b']' | b'`' | b'"');
        let rest = &bytes[colon..];
        let len = rest.iter().position(stops).unwrap_or(rest.len());
        step(scheme + len);
        let end = colon + trim_url(&rest[..len]);
        if end > colon + 3 {
            self.facts.verbatim.push(Span::new(colon - scheme, end));
            self.shown(Span::new(colon - scheme, end), Piece::Literal);
        }
        end.max(colon + 1)
    }
}

/// The length of a URL without the punctuation that belongs to the sentence around it: at its
/// end, and a parenthesis that it does not open.
fn trim_url(url: &[u8]) -> usize {
    let count = |byte| url.iter().filter(|b| **b == byte).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    let mut len = url.len();
    while let Some(last) = url[..len].last() {
        match last {
            b')' if unopened > 0 => unopened -= 1,
            b'?' | b'!' | b'.' | b',' | b':' | b';' | b'*' | b'_' | b'~' | b'\'' | b'%' => {}
            _ => break,
        }
        len -= 1;
    }
    len
}
