//! The blocks that a line opens.

use linkwright_text::Span;
use memchr::{memmem, memrchr_iter};

use super::blocks::{BlockStart, Blocks, OpenBlock, Verbatim};
use super::containers::{Container, MAX_DEPTH};
use super::html::HtmlBlock;
use super::line::Line;
use super::starts::{self, Fence, ListMarker};
use super::steps::step;
use crate::Footnote;

impl Blocks<'_> {
    /// Opens the block that starts with the rest of a line, which must not be blank.
    pub(super) fn try_start_block(&mut self, line: &mut Line<'_>, depth: usize) -> BlockStart {
        let in_paragraph = matches!(self.open, OpenBlock::Paragraph { .. });
        if line.indent() >= 4 {
            if in_paragraph {
                return BlockStart::Text;
            }
            return self.open_verbatim(Verbatim::Indented, line.at, line, depth);
        }
        // Whether the line continues the paragraph, but not as a lazy continuation.
        let continues = in_paragraph && depth == self.containers.len();
        let rest = line.rest();
        match rest[0] {
            b'#' => {
                if let Some(level) = starts::atx_level(rest) {
                    return self.add_atx_heading(line, level, depth);
                }
            }
            b'`' | b'~' => {
                if let Some(fence) = Fence::parse(rest) {
                    return self.open_verbatim(
                        Verbatim::Fenced(fence),
                        line.content_start,
                        line,
                        depth,
                    );
                }
            }
            b'$' if self.starts_math_block(line) => {
                return self.open_verbatim(Verbatim::Math, line.content_start, line, depth);
            }
            b'<' => {
                if let Some(html) = HtmlBlock::start(rest, in_paragraph) {
                    self.open_verbatim(Verbatim::Html(html), line.content_start, line, depth);
                    if html.ends_in(rest) {
                        self.close(self.containers.len());
                    }
                    return BlockStart::Leaf;
                }
            }
            b'=' | b'-' if continues => {
                if let Some(level) = starts::setext_level(rest)
                    && self.make_setext_heading(line, level)
                {
                    return BlockStart::Leaf;
                }
            }
            _ => {}
        }
        if matches!(rest[0], b'-' | b'*' | b'_') && line.content_start >= self.not_thematic_before {
            match starts::thematic_break(rest) {
                Ok(()) => {
                    self.close(depth);
                    return BlockStart::Leaf;
                }
                Err(at) => self.not_thematic_before = line.content_start + at,
            }
        }
        if matches!(rest[0], b'|' | b'-' | b':') && continues && self.try_open_table(line) {
            return BlockStart::Leaf;
        }
        if self.try_open_container(line, depth) { BlockStart::Container } else { BlockStart::Text }
    }

    fn try_open_container(&mut self, line: &mut Line<'_>, depth: usize) -> bool {
        let continues =
            matches!(self.open, OpenBlock::Paragraph { .. }) && depth == self.containers.len();
        let rest = line.rest();
        if depth >= MAX_DEPTH {
            return false;
        }
        let container = match rest[0] {
            b'>' => Container::quote(line),
            b'-' | b'*' | b'+' | b'0'..=b'9' => match ListMarker::parse(rest) {
                // Only a non-empty item with a bullet or the number 1 can interrupt a paragraph.
                Some(marker) if continues && !marker.can_interrupt_paragraph(rest) => return false,
                Some(marker) => Container::item(line, marker.len),
                None => return false,
            },
            b'[' => match starts::footnote_label(rest) {
                Some(label) if rest.get(label.len() + 3) == Some(&b':') => {
                    let start = line.content_start;
                    let (open, close) = (start + 2, start + 2 + label.len());
                    self.facts.footnotes.push(Footnote {
                        span: Span::new(start, close + 2),
                        label: Span::new(open, close),
                        is_definition: true,
                    });
                    Container::footnote(line, label.len() + 4)
                }
                _ => return false,
            },
            _ => return false,
        };
        self.close(depth);
        self.containers.push(container);
        true
    }

    fn open_verbatim(
        &mut self,
        kind: Verbatim,
        start: usize,
        line: &Line<'_>,
        depth: usize,
    ) -> BlockStart {
        self.close(depth);
        self.open = OpenBlock::Verbatim { kind, start, end: line.end };
        BlockStart::Leaf
    }

    /// Whether the line starts a math block: with a `$$` that is closed on a later line. In a
    /// paragraph with an open `$$`, the line closes that instead.
    fn starts_math_block(&mut self, line: &Line<'_>) -> bool {
        let Some(rest) = line.rest().strip_prefix(b"$$") else { return false };
        let text = self.text.as_bytes();
        let last = *self.last_math_delimiter.get_or_insert_with(|| {
            step(text.len() - line.content_start);
            let mut dollars =
                memrchr_iter(b'$', &text[line.content_start..]).map(|at| line.content_start + at);
            dollars.find(|at| text[at - 1] == b'$').map_or(0, |at| at - 1)
        });
        if last < line.end || memmem::find(rest, b"$$").is_some() {
            return false;
        }
        let OpenBlock::Paragraph { first_span, .. } = self.open else { return true };
        let delimiters = |line: &Span| memmem::find_iter(&text[line.range()], b"$$").count();
        self.leaves.lines[first_span..].iter().map(delimiters).sum::<usize>() % 2 == 0
    }
}
