//! The block phase: splits lines into leaf blocks, with the container stack and the lazy
//! continuation of CommonMark.
//!
//! Headings, block ids, definitions and verbatim blocks become facts right away. For leaf blocks
//! with text only the lines are kept, for the inline phase, which needs all link reference labels.

use linkwright_text::Span;
use memchr::memmem;

use super::attributes;
use super::containers::Container;
use super::definitions::DefinedLabels;
use super::html::HtmlBlock;
use super::joined::JoinedLines;
use super::line::Line;
use super::starts::Fence;
use crate::Facts;
use crate::bases::has_even_marks;

/// A leaf block with text, or a table row.
pub(super) struct Leaf {
    /// The lines of the block, as a range in [`Leaves::lines`].
    pub(super) lines: std::ops::Range<usize>,
    /// Whether this is a table row.
    pub(super) is_table_row: bool,
}

/// The leaf blocks of a note that contain text, in order.
#[derive(Default)]
pub(super) struct Leaves {
    pub(super) leaves: Vec<Leaf>,
    /// Lines without the markers of the containers around them. Consecutive lines without a marker
    /// between them are one span.
    pub(super) lines: Vec<Span>,
}

/// The leaf block that following lines can be added to.
pub(super) enum OpenBlock {
    Nothing,
    /// A paragraph: the index of its first span in [`Leaves::lines`], and the start of its last
    /// line.
    Paragraph {
        first_span: usize,
        last_line: usize,
    },
    Table,
    Verbatim {
        kind: Verbatim,
        start: usize,
        end: usize,
    },
}

/// A block whose content is not parsed as Markdown.
pub(super) enum Verbatim {
    Indented,
    Fenced(Fence),
    Html(HtmlBlock),
    Math,
}

/// The block that the start of a line opened.
pub(super) enum BlockStart {
    /// A quote, list item or footnote. The rest of the line may open further blocks.
    Container,
    /// A leaf block. It consumes the whole line.
    Leaf,
    /// No block: the line is text.
    Text,
}

/// The state of the block phase.
pub(super) struct Blocks<'a> {
    pub(super) text: &'a str,
    pub(super) facts: &'a mut Facts,
    pub(super) labels: &'a mut DefinedLabels,
    pub(super) joined: &'a mut JoinedLines,
    pub(super) leaves: Leaves,
    pub(super) containers: Vec<Container>,
    pub(super) open: OpenBlock,
    /// No thematic break starts before this offset on the current line, so that the rest of the
    /// line is not read again.
    pub(super) not_thematic_before: usize,
    /// The offset of the last `$$` of the text. Computed on first use.
    pub(super) last_math_delimiter: Option<usize>,
}

/// Runs the block phase on `text[start..]`. Returns the leaf blocks for the inline phase.
pub(super) fn blocks(
    text: &str,
    start: usize,
    facts: &mut Facts,
    labels: &mut DefinedLabels,
    joined: &mut JoinedLines,
) -> Leaves {
    let mut blocks = Blocks {
        text,
        facts,
        labels,
        joined,
        leaves: Leaves {
            leaves: Vec::with_capacity(text.len() / 64),
            lines: Vec::with_capacity(text.len() / 64),
        },
        containers: Vec::new(),
        open: OpenBlock::Nothing,
        not_thematic_before: 0,
        last_math_delimiter: None,
    };
    let mut at = start;
    while at < text.len() {
        let line = Line::new(text.as_bytes(), at);
        at = line.next;
        blocks.process_line(line);
    }
    blocks.close(0);
    blocks.leaves
}

impl Blocks<'_> {
    /// Processes one line: closes, continues and opens blocks.
    fn process_line(&mut self, mut line: Line<'_>) {
        if self.try_add_prose(&line) {
            return;
        }
        let mut depth = self.match_containers(&mut line);
        if depth < self.containers.len() && !matches!(self.open, OpenBlock::Paragraph { .. }) {
            self.close(depth);
        }
        if depth == self.containers.len() && self.continue_verbatim(&line) {
            return;
        }
        while !line.is_blank() {
            match self.try_start_block(&mut line, depth) {
                BlockStart::Container => depth = self.containers.len(),
                BlockStart::Leaf => return,
                BlockStart::Text => break,
            }
        }
        self.add_text(&line, depth);
    }

    /// Returns the number of open containers that the line continues, and consumes their markers.
    fn match_containers(&mut self, line: &mut Line<'_>) -> usize {
        let ends = |container: &mut Container| !container.continues(line);
        self.containers.iter_mut().position(ends).unwrap_or(self.containers.len())
    }

    /// Closes the open leaf block, and all containers except the first `depth`.
    pub(super) fn close(&mut self, depth: usize) {
        match std::mem::replace(&mut self.open, OpenBlock::Nothing) {
            OpenBlock::Nothing | OpenBlock::Table => {}
            OpenBlock::Paragraph { first_span, .. } => {
                if self.take_definitions(first_span) {
                    self.add_leaf(first_span);
                }
            }
            OpenBlock::Verbatim { kind, start, end } => {
                match kind {
                    Verbatim::Html(_) => {
                        attributes::add_block_attributes(self.text, start, end, self.facts);
                    }
                    Verbatim::Fenced(fence) => {
                        let in_quote = !self.containers.is_empty();
                        let base = fence.content(&self.text[start..end], "base", in_quote);
                        let base = base.map(|it| Span::new(start + it.start, start + it.end));
                        let base =
                            base.filter(|yaml| !in_quote || has_even_marks(self.text, *yaml));
                        self.facts.bases.extend(base);
                    }
                    _ => {}
                }
                self.facts.verbatim.push(Span::new(start, end));
            }
        }
        self.containers.truncate(depth);
    }

    /// Adds the line to the open block of code, HTML or math. Returns whether it belongs to it.
    fn continue_verbatim(&mut self, line: &Line<'_>) -> bool {
        let OpenBlock::Verbatim { kind, end, .. } = &mut self.open else { return false };
        let (belongs, is_last) = match kind {
            Verbatim::Indented if line.is_blank() => return true,
            Verbatim::Indented => (line.indent() >= 4, false),
            Verbatim::Fenced(fence) => (true, line.indent() < 4 && fence.is_closed_by(line.rest())),
            Verbatim::Html(HtmlBlock::UntilBlankLine) => (!line.is_blank(), false),
            Verbatim::Html(html) => (true, html.ends_in(line.rest())),
            Verbatim::Math => match memmem::find(line.rest(), b"$$") {
                Some(at) => {
                    *end = line.content_start + at + 2;
                    let after = *end;
                    self.close(self.containers.len());
                    self.open_paragraph(after, line);
                    return true;
                }
                None => (true, false),
            },
        };
        if belongs {
            *end = line.end;
        }
        if is_last || !belongs {
            self.close(self.containers.len());
        }
        belongs
    }
}
