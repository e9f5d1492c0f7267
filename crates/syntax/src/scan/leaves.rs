//! The part of the block phase for leaf blocks with text: paragraphs, headings and tables.

use linkwright_text::Span;

use super::blocks::{BlockStart, Blocks, Leaf, OpenBlock};
use super::definitions::parse_definitions;
use super::line::Line;
use super::starts;
use super::tables;
use crate::key::{block_id_caret, heading_id, heading_without_block_id};
use crate::{BlockId, Fragment, FragmentKind, Heading};

/// The bytes with which a line can start that is not just a line of a paragraph.
const STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    let bytes = b" \t\r\n>#`~$<=-*_+0123456789[|:";
    let mut n = 0;
    while n < bytes.len() {
        starts[bytes[n] as usize] = true;
        n += 1;
    }
    starts
};

impl Blocks<'_> {
    /// A fast path for a plain line of a paragraph, by far the most frequent kind: outside of
    /// containers, in a paragraph or in no block, and starting with a byte that starts no block.
    /// Returns whether the line was added.
    pub(super) fn try_add_prose(&mut self, line: &Line<'_>) -> bool {
        let is_plain = self.containers.is_empty()
            && self.text.as_bytes().get(line.start).is_some_and(|b| !STARTS[*b as usize]);
        match (&mut self.open, self.leaves.lines.last_mut()) {
            (OpenBlock::Paragraph { last_line, .. }, Some(last)) if is_plain => {
                *last_line = line.start;
                *last = Span::new(last.start as usize, line.next);
            }
            (OpenBlock::Nothing, _) if is_plain => self.open_paragraph(line.start, line),
            _ => return false,
        }
        true
    }

    /// Adds a line that opened no block: to the open paragraph or table, or as a new paragraph.
    pub(super) fn add_text(&mut self, line: &Line<'_>, depth: usize) {
        let is_block_id =
            || block_id_caret(self.text[line.content_start..line.end].trim_end()) == Some(0);
        match &mut self.open {
            OpenBlock::Paragraph { last_line, .. } if !line.is_blank() => {
                *last_line = line.content_start;
                self.add_line(line.content_start, line);
            }
            // A block id on its own line below a table belongs to the table.
            OpenBlock::Table if !line.is_blank() && !is_block_id() => {
                self.add_row(line.content_start, line.end);
            }
            _ => {
                self.close(depth);
                self.open_paragraph(line.content_start, line);
            }
        }
    }

    /// Opens a paragraph with the text of the line from `start` on, unless that is blank.
    pub(super) fn open_paragraph(&mut self, start: usize, line: &Line<'_>) {
        let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
        if !self.text.as_bytes()[start..line.end].iter().all(is_blank) {
            self.open =
                OpenBlock::Paragraph { first_span: self.leaves.lines.len(), last_line: start };
            self.leaves.lines.push(Span::new(start, line.next));
        }
    }

    /// Adds a line to the open paragraph: to its last span if there is only space between them.
    fn add_line(&mut self, start: usize, line: &Line<'_>) {
        let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
        match self.leaves.lines.last_mut() {
            Some(last) if self.text.as_bytes()[last.end as usize..start].iter().all(is_blank) => {
                *last = Span::new(last.start as usize, line.next);
            }
            _ => self.leaves.lines.push(Span::new(start, line.next)),
        }
    }

    /// Removes the definitions from the start of the paragraph. Returns whether any text is left.
    pub(super) fn take_definitions(&mut self, first_span: usize) -> bool {
        let lines = &mut self.leaves.lines;
        let Some(Span { start, end }) = lines.get(first_span).copied() else { return false };
        if self.text.as_bytes()[start as usize] != b'[' {
            return true;
        }
        if lines.len() == first_span + 1 {
            let text = &self.text[..end as usize];
            let rest = parse_definitions(text, start as usize, self.facts, self.labels);
            lines[first_span] = Span::new(rest, end as usize);
            if rest == end as usize {
                lines.pop();
            }
        } else {
            self.joined.join(self.text, &lines[first_span..]);
            let rest = parse_definitions(&self.joined.text, 0, &mut self.joined.facts, self.labels);
            self.joined.move_facts_to(self.facts);
            if rest == self.joined.text.len() {
                lines.truncate(first_span);
            } else {
                let (line, start) = self.joined.note_offset(rest as u32);
                lines.drain(first_span..first_span + line);
                lines[first_span].start = start;
            }
        }
        lines.len() > first_span
    }

    /// Adds the lines from `first_span` on as a leaf block, with a block id at its end.
    pub(super) fn add_leaf(&mut self, first_span: usize) {
        let lines = first_span..self.leaves.lines.len();
        if let Some(last) = self.leaves.lines[lines.clone()].last() {
            let text = self.text[*last].trim_end();
            if let Some(caret) = block_id_caret(text) {
                let start = last.start as usize;
                self.facts
                    .block_ids
                    .push(BlockId { span: Span::new(start + caret + 1, start + text.len()) });
            }
        }
        self.leaves.leaves.push(Leaf { lines, is_table_row: false });
    }

    pub(super) fn add_atx_heading(
        &mut self,
        line: &Line<'_>,
        level: u8,
        depth: usize,
    ) -> BlockStart {
        self.close(depth);
        let (start, end) = starts::atx_content(line.rest(), level);
        let text = Span::new(line.content_start + start, line.content_start + end);
        self.add_heading(Span::new(line.start, line.end), text, level);
        if !text.is_empty() {
            self.leaves.lines.push(text);
            self.add_leaf(self.leaves.lines.len() - 1);
        }
        BlockStart::Leaf
    }

    /// Turns the open paragraph into a heading. Returns false if it has only definitions.
    pub(super) fn make_setext_heading(&mut self, line: &Line<'_>, level: u8) -> bool {
        let OpenBlock::Paragraph { first_span, .. } = self.open else { return false };
        self.open = OpenBlock::Nothing;
        if !self.take_definitions(first_span) {
            return false;
        }
        let lines = &self.leaves.lines[first_span..];
        let start = lines[0].start as usize;
        let end = lines[lines.len() - 1].end as usize;
        let text = Span::new(start, start + self.text[start..end].trim_end().len());
        let is_not_space = |b: &u8| !matches!(b, b' ' | b'\t');
        let before = &self.text.as_bytes()[..start];
        let line_start = before.iter().rposition(is_not_space).map_or(0, |at| at + 1);
        self.add_heading(Span::new(line_start, line.end), text, level);
        self.add_leaf(first_span);
        true
    }

    /// Adds a heading and its explicit id. A heading in a quote, list or footnote is only a fragment
    /// target, because GitHub gives it a slug (`docs/semantics.md §3`).
    fn add_heading(&mut self, span: Span, text: Span, level: u8) {
        if !self.containers.is_empty() {
            self.facts.fragments.push(Fragment { span: text, kind: FragmentKind::Heading });
            return;
        }
        self.facts.headings.push(Heading { span, text, level });
        if let Some(id) = heading_id(heading_without_block_id(&self.text[text])) {
            let start = text.start as usize;
            let span = Span::new(start + id.start, start + id.end);
            self.facts.fragments.push(Fragment { span, kind: FragmentKind::HeadingId });
        }
    }

    /// Opens a table if the line is a delimiter row and the last line of the paragraph is a header.
    /// The lines before the header stay a paragraph. Returns whether a table was opened.
    pub(super) fn try_open_table(&mut self, line: &Line<'_>) -> bool {
        let OpenBlock::Paragraph { first_span, last_line } = self.open else { return false };
        let Some(columns) = tables::delimiter_columns(&self.text[line.content_start..line.end])
        else {
            return false;
        };
        let header_end = self.leaves.lines.last().map_or(last_line, |last| last.end as usize);
        let header = Span::new(last_line, header_end);
        let has_pipe = |span: Span| self.text[span].contains('|');
        if !has_pipe(header) && !has_pipe(Span::new(line.content_start, line.end))
            || tables::cells(self.text, last_line, header_end).count() != columns
        {
            return false;
        }
        self.open = OpenBlock::Nothing;
        match self.leaves.lines.last_mut() {
            Some(last) if (last.start as usize) < last_line => last.end = header.start,
            _ => drop(self.leaves.lines.pop()),
        }
        if self.leaves.lines.len() > first_span && self.take_definitions(first_span) {
            self.add_leaf(first_span);
        }
        self.add_row(last_line, header_end);
        self.open = OpenBlock::Table;
        true
    }

    fn add_row(&mut self, start: usize, end: usize) {
        let lines = self.leaves.lines.len()..self.leaves.lines.len() + 1;
        self.leaves.lines.push(Span::new(start, end));
        self.leaves.leaves.push(Leaf { lines, is_table_row: true });
    }
}
