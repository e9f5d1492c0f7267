//! The inline phase: finds links, tags, code, math and HTML in the text of one leaf block.

mod brackets;
mod code;
mod tags;

use linkwright_text::Span;
use rustc_hash::FxHashMap;

use super::definitions::DefinedLabels;
use super::steps::step;
use super::{attributes, html};
use crate::{Facts, LinkPlace};
use brackets::Bracket;
use tags::EmphasisBounds;

/// The state of the inline phase for one leaf block or one table cell.
///
/// Failed searches are remembered, so that each is done only once.
pub(super) struct Inline<'a> {
    /// The text up to the end of the leaf block.
    pub(super) text: &'a str,
    /// The start of the leaf block.
    pub(super) start: usize,
    pub(super) place: LinkPlace,
    pub(super) labels: &'a DefinedLabels,
    pub(super) facts: &'a mut Facts,
    pub(super) buffers: &'a mut InlineBuffers,
    /// The end of the last markup. A tag may start right after it.
    pub(super) markup_end: usize,
    /// The end of the last backslash escape.
    pub(super) escape_end: usize,
    emphasis: EmphasisBounds,
    /// No `$` before this offset closes inline math.
    no_math_before: usize,
    /// No `$$` before this offset closes display math.
    no_display_math_before: usize,
    /// Whether [`InlineBuffers::runs`] has all backtick runs of the rest of the leaf block.
    backticks_indexed: bool,
    failed: html::FailedSearches,
}

/// How a span of markup is rendered as plain text.
#[derive(Clone, Copy)]
pub(super) enum RenderAs {
    /// The span is not rendered.
    Hidden,
    /// The span is rendered as written.
    Literal,
    /// The span is rendered without its delimiters.
    Code {
        /// The number of bytes of each delimiter.
        ticks: usize,
    },
    /// The span is a link, rendered as its text.
    Link {
        /// The text of the link.
        text: Span,
    },
}

/// The buffers of the inline phase, reused from leaf block to leaf block.
#[derive(Default)]
pub(super) struct InlineBuffers {
    /// How spans of markup are rendered, in no particular order. Recorded only if `Some`.
    pub(super) renderings: Option<Vec<(Span, RenderAs)>>,
    /// The open brackets.
    brackets: Vec<Bracket>,
    /// For each length of a backtick run, the start of the last such run.
    runs: FxHashMap<usize, usize>,
}

/// Whether markup may start or end at this byte.
const fn is_special(byte: u8) -> bool {
    // Written as comparisons so that the compiler vectorizes them; `matches!` becomes bit shifts.
    (byte.wrapping_sub(b'[') < 3)
        | (byte.wrapping_sub(b'#') < 2)
        | (byte == b'`')
        | (byte == b'<')
        | (byte == b':')
}

/// The offset of the first special byte at or after `at`.
fn next_special(bytes: &[u8], at: usize) -> Option<usize> {
    let (blocks, rest) = bytes[at..].as_chunks();
    let mut in_blocks = (at..).step_by(16).zip(blocks);
    let in_blocks =
        in_blocks.find_map(|(start, block)| Some(start + first_flagged(special_mask(block))?));
    let found = in_blocks.or_else(|| {
        let start = bytes.len() - rest.len();
        match bytes.last_chunk() {
            // The last 16 bytes overlap the block before them.
            Some(last) if !rest.is_empty() => {
                first_flagged(special_mask(last) >> (8 * (last.len() - rest.len())))
                    .map(|at| start + at)
            }
            _ => rest.iter().position(|b| is_special(*b)).map(|at| start + at),
        }
    });
    step(found.unwrap_or(bytes.len()) - at + 1);
    found
}

/// One byte for each byte of the block: 1 if it is special, otherwise 0. A function of its own, so
/// that the compiler vectorizes it.
#[inline(never)]
fn special_flags(block: &[u8; 16]) -> [u8; 16] {
    block.map(|b| u8::from(is_special(b)))
}

/// The special flags of a block as bits: eight for each byte, the first byte lowest.
fn special_mask(block: &[u8; 16]) -> u128 {
    u128::from_le_bytes(special_flags(block))
}

/// The index of the first byte that is flagged in `mask`.
fn first_flagged(mask: u128) -> Option<usize> {
    (mask != 0).then(|| mask.trailing_zeros() as usize / 8)
}

/// Runs the inline phase on `text[start..]` and adds its facts to `facts`.
pub(super) fn inline(
    text: &str,
    start: usize,
    place: LinkPlace,
    labels: &DefinedLabels,
    facts: &mut Facts,
    buffers: &mut InlineBuffers,
) {
    buffers.brackets.clear();
    let mut inline = Inline {
        text,
        start,
        place,
        labels,
        facts,
        buffers,
        markup_end: start,
        escape_end: start,
        emphasis: EmphasisBounds::default(),
        no_math_before: start,
        no_display_math_before: start,
        backticks_indexed: false,
        failed: html::FailedSearches::default(),
    };
    let bytes = text.as_bytes();
    let mut at = start;
    // Each of these functions returns the offset at which to continue.
    while let Some(found) = next_special(bytes, at) {
        at = match bytes[found] {
            b'\\' => inline.backslash(found),
            b'`' => inline.code(found),
            b'$' => inline.math(found),
            b'<' => inline.angle_bracket(found),
            b'[' => inline.open_bracket(found),
            b']' => inline.close_bracket(found),
            b'#' => inline.tag(found),
            _ => inline.bare_url(found),
        };
    }
}

impl Inline<'_> {
    /// Records how a span is rendered, if renderings are wanted.
    pub(super) fn record_rendering(&mut self, span: Span, rendering: RenderAs) {
        if let Some(renderings) = &mut self.buffers.renderings {
            renderings.push((span, rendering));
        }
    }

    /// Adds code with delimiters of `ticks` bytes. Returns the offset after it.
    fn add_code(&mut self, start: usize, end: usize, ticks: usize) -> usize {
        self.record_rendering(Span::new(start, end), RenderAs::Code { ticks });
        self.add_verbatim(start, end)
    }

    /// Adds a verbatim span. Returns the offset after it.
    fn add_verbatim(&mut self, start: usize, end: usize) -> usize {
        self.facts.verbatim.push(Span::new(start, end));
        self.markup_end = end;
        end
    }

    /// At a `\`: a backslash escape, or text.
    fn backslash(&mut self, at: usize) -> usize {
        if self.text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_punctuation) {
            self.escape_end = at + 2;
            self.record_rendering(Span::new(at, at + 1), RenderAs::Hidden);
            self.record_rendering(Span::new(at + 1, at + 2), RenderAs::Literal);
            return at + 2;
        }
        at + 1
    }

    /// At a `<`: an autolink or HTML, or text.
    fn angle_bracket(&mut self, at: usize) -> usize {
        match html::raw_html_end(self.text.as_bytes(), at, &mut self.failed) {
            Some(end) => {
                let bytes = &self.text.as_bytes()[at..end];
                let is_link = html::is_autolink(&bytes[1..bytes.len() - 1]);
                let rendering =
                    if is_link { RenderAs::Code { ticks: 1 } } else { RenderAs::Hidden };
                self.record_rendering(Span::new(at, end), rendering);
                attributes::add_tag_attributes(self.text, at, end, self.place, self.facts);
                self.add_verbatim(at, end)
            }
            None => at + 1,
        }
    }

    /// At a `:`: a bare URL, if a scheme is before it and `//` after it.
    fn bare_url(&mut self, colon: usize) -> usize {
        let bytes = self.text.as_bytes();
        if !bytes[colon + 1..].starts_with(b"//") {
            return colon + 1;
        }
        let earliest = self.start.max(self.markup_end).max(self.escape_end);
        let letters = |b: &&u8| b.is_ascii_alphanumeric();
        let scheme = bytes[earliest..colon].iter().rev().take(33).take_while(letters).count();
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
            self.record_rendering(Span::new(colon - scheme, end), RenderAs::Literal);
        }
        end.max(colon + 1)
    }
}

/// The length of a URL without the punctuation of the sentence around it: punctuation at the end,
/// and closing parentheses that are not opened in the URL.
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
