//! The block phase: lines to leaf blocks, by CommonMark's container stack with lazy continuation.
//!
//! Headings, block ids, definitions and verbatim blocks are facts at once; of the leaves that
//! hold running text only the lines are kept, for the inline pass, which must know all labels.

use linkwright_text::Span;
use memchr::{memmem, memrchr_iter};

use super::attributes;
use super::containers::{Container, DEPTH};
use super::definitions::Labels;
use super::html::HtmlBlock;
use super::joined::Joined;
use super::line::Line;
use super::starts::{self, Fence, Marker};
use super::steps::step;
use crate::{Facts, Footnote};

/// A block of running text.
pub(super) struct Leaf {
    /// Its lines, as a range of [`Leaves::lines`].
    pub(super) lines: std::ops::Range<usize>,
    /// Whether it is a row of a table.
    pub(super) row: bool,
}

/// The blocks of running text of a note, in order.
#[derive(Default)]
pub(super) struct Leaves {
    pub(super) leaves: Vec<Leaf>,
    /// Lines without the markers of the containers around them. Lines between which no marker
    /// stands are one span.
    pub(super) lines: Vec<Span>,
}

/// What the lines are being added to.
pub(super) enum OpenBlock {
    Nothing,
    /// A paragraph: its first span in [`Leaves::lines`], and where its last line starts.
    Paragraph {
        first: usize,
        last_line: usize,
    },
    Table,
    Verbatim {
        kind: Verbatim,
        start: usize,
        end: usize,
    },
}

/// A block in which nothing is a link.
pub(super) enum Verbatim {
    Indented,
    Fenced(Fence),
    Html(HtmlBlock),
    Math,
}

/// What the start of a line opened.
pub(super) enum Start {
    /// A quote, list item or footnote: what follows on the line may open more.
    Container,
    /// All of the line is used up.
    Leaf,
    /// Nothing: the line is text.
    Text,
}

/// The state of the block phase.
pub(super) struct Blocks<'a> {
    pub(super) text: &'a str,
    pub(super) facts: &'a mut Facts,
    pub(super) labels: &'a mut Labels,
    pub(super) joined: &'a mut Joined,
    pub(super) found: Leaves,
    pub(super) containers: Vec<Container>,
    pub(super) open: OpenBlock,
    /// A line that looked like a thematic break was none because of the byte here.
    no_break: usize,
    /// Where the last `$$` of the text stands, once asked for.
    last_math: Option<usize>,
}

/// The block phase over `text[start..]`.
pub(super) fn blocks(
    text: &str,
    start: usize,
    facts: &mut Facts,
    labels: &mut Labels,
    joined: &mut Joined,
) -> Leaves {
    let mut blocks = Blocks {
        text,
        facts,
        labels,
        joined,
        found: Leaves {
            leaves: Vec::with_capacity(text.len() / 64),
            lines: Vec::with_capacity(text.len() / 64),
        },
        containers: Vec::new(),
        open: OpenBlock::Nothing,
        no_break: 0,
        last_math: None,
    };
    let mut at = start;
    while at < text.len() {
        let line = Line::new(text.as_bytes(), at);
        at = line.next;
        blocks.line(line);
    }
    blocks.close(0);
    blocks.found
}

impl Blocks<'_> {
    fn line(&mut self, mut line: Line<'_>) {
        if self.adds_prose(&line) {
            return;
        }
        let mut depth = self.continued(&mut line);
        if depth < self.containers.len() && !matches!(self.open, OpenBlock::Paragraph { .. }) {
            self.close(depth);
        }
        if depth == self.containers.len() && self.verbatim_goes_on(&line) {
            return;
        }
        while !line.is_blank() {
            match self.start(&mut line, depth) {
                Start::Container => depth = self.containers.len(),
                Start::Leaf => return,
                Start::Text => break,
            }
        }
        self.add_text(&line, depth);
    }

    /// How many of the open containers the line continues; their markers are taken off it.
    fn continued(&mut self, line: &mut Line<'_>) -> usize {
        let stop = |container: &mut Container| !container.goes_on(line);
        self.containers.iter_mut().position(stop).unwrap_or(self.containers.len())
    }

    /// Closes the open leaf, and all containers but the first `depth`.
    pub(super) fn close(&mut self, depth: usize) {
        match std::mem::replace(&mut self.open, OpenBlock::Nothing) {
            OpenBlock::Nothing | OpenBlock::Table => {}
            OpenBlock::Paragraph { first, .. } => {
                if self.take_definitions(first) {
                    self.add_leaf(first);
                }
            }
            OpenBlock::Verbatim { kind, start, end } => {
                if let Verbatim::Html(_) = kind {
                    attributes::block(self.text, start, end, self.facts);
                }
                self.facts.verbatim.push(Span::new(start, end));
            }
        }
        self.containers.truncate(depth);
    }

    /// Adds the line to the block of code, HTML or math that is open, if it still belongs to it.
    fn verbatim_goes_on(&mut self, line: &Line<'_>) -> bool {
        let OpenBlock::Verbatim { kind, end, .. } = &mut self.open else { return false };
        let (belongs, is_last) = match kind {
            Verbatim::Indented if line.is_blank() => return true,
            Verbatim::Indented => (line.indent() >= 4, false),
            Verbatim::Fenced(fence) => (true, line.indent() < 4 && fence.closed_by(line.rest())),
            Verbatim::Html(HtmlBlock::ToBlank) => (!line.is_blank(), false),
            Verbatim::Html(html) => (true, html.ends_in(line.rest())),
            Verbatim::Math => match memmem::find(line.rest(), b"$$") {
                Some(at) => {
                    *end = line.first + at + 2;
                    let behind = *end;
                    self.close(self.containers.len());
                    self.open_paragraph(behind, line);
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

    /// Opens the block that begins with what is left of a line that is not blank.
    fn start(&mut self, line: &mut Line<'_>, depth: usize) -> Start {
        let in_paragraph = matches!(self.open, OpenBlock::Paragraph { .. });
        if line.indent() >= 4 {
            if in_paragraph {
                return Start::Text;
            }
            return self.open_verbatim(Verbatim::Indented, line.at, line, depth);
        }
        // Whether the line would continue the paragraph as its own, not as a lazy continuation.
        let continues = in_paragraph && depth == self.containers.len();
        let rest = line.rest();
        match rest[0] {
            b'#' => {
                if let Some(level) = starts::atx(rest) {
                    return self.atx(line, level, depth);
                }
            }
            b'`' | b'~' => {
                if let Some(fence) = Fence::open(rest) {
                    return self.open_verbatim(Verbatim::Fenced(fence), line.first, line, depth);
                }
            }
            b'$' if self.opens_math(line) => {
                return self.open_verbatim(Verbatim::Math, line.first, line, depth);
            }
            b'<' => {
                if let Some(html) = HtmlBlock::open(rest, in_paragraph) {
                    self.open_verbatim(Verbatim::Html(html), line.first, line, depth);
                    if html.ends_in(rest) {
                        self.close(self.containers.len());
                    }
                    return Start::Leaf;
                }
            }
            b'=' | b'-' if continues => {
                if let Some(level) = starts::setext(rest)
                    && self.setext(line, level)
                {
                    return Start::Leaf;
                }
            }
            _ => {}
        }
        if matches!(rest[0], b'-' | b'*' | b'_') && line.first >= self.no_break {
            match starts::thematic(rest) {
                Ok(()) => {
                    self.close(depth);
                    return Start::Leaf;
                }
                Err(at) => self.no_break = line.first + at,
            }
        }
        if matches!(rest[0], b'|' | b'-' | b':') && continues && self.opens_table(line) {
            return Start::Leaf;
        }
        if self.opens_container(line, depth) { Start::Container } else { Start::Text }
    }

    fn opens_container(&mut self, line: &mut Line<'_>, depth: usize) -> bool {
        let continues =
            matches!(self.open, OpenBlock::Paragraph { .. }) && depth == self.containers.len();
        let rest = line.rest();
        if depth >= DEPTH {
            return false;
        }
        let container = match rest[0] {
            b'>' => Container::quote(line),
            b'-' | b'*' | b'+' | b'0'..=b'9' => match Marker::read(rest) {
                // Only an item that begins with text, and with a bullet or 1, ends a paragraph.
                Some(marker) if continues && !marker.ends_paragraph(rest) => return false,
                Some(marker) => Container::item(line, marker.len),
                None => return false,
            },
            b'[' => match starts::footnote(rest) {
                Some(label) if rest.get(label.len() + 3) == Some(&b':') => {
                    let start = line.first;
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
    ) -> Start {
        self.close(depth);
        self.open = OpenBlock::Verbatim { kind, start, end: line.end };
        Start::Leaf
    }

    /// Whether the line opens a block of math: `$$` that is closed, but not on the same line. In a
    /// paragraph with an open `$$` it closes that.
    fn opens_math(&mut self, line: &Line<'_>) -> bool {
        let Some(rest) = line.rest().strip_prefix(b"$$") else { return false };
        let text = self.text.as_bytes();
        let last = *self.last_math.get_or_insert_with(|| {
            step(text.len() - line.first);
            let mut signs = memrchr_iter(b'$', &text[line.first..]).map(|at| line.first + at);
            signs.find(|at| text[at - 1] == b'$').map_or(0, |at| at - 1)
        });
        if last < line.end || memmem::find(rest, b"$$").is_some() {
            return false;
        }
        let OpenBlock::Paragraph { first, .. } = self.open else { return true };
        let signs = |line: &Span| memmem::find_iter(&text[line.range()], b"$$").count();
        self.found.lines[first..].iter().map(signs).sum::<usize>() % 2 == 0
    }
}
