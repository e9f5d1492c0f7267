//! Paragraphs, headings and tables: what the block phase does with running text.

use linkwright_text::Span;

use super::blocks::{Blocks, Leaf, OpenBlock, Start};
use super::definitions::definitions;
use super::line::Line;
use super::starts;
use super::tables;
use crate::key::{block_id, heading_id, heading_without_block_id};
use crate::{BlockId, Fragment, FragmentKind, Heading};

/// The bytes with which a line can begin that is more than prose.
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
    /// Adds a line of prose, by far the most frequent kind, without asking what it could be:
    /// outside of containers, in no block but a paragraph, begun with a byte that begins nothing.
    pub(super) fn adds_prose(&mut self, line: &Line<'_>) -> bool {
        let plain = self.containers.is_empty()
            && self.text.as_bytes().get(line.start).is_some_and(|b| !STARTS[*b as usize]);
        match (&mut self.open, self.found.lines.last_mut()) {
            (OpenBlock::Paragraph { last_line, .. }, Some(last)) if plain => {
                *last_line = line.start;
                *last = Span::new(last.start as usize, line.next);
            }
            (OpenBlock::Nothing, _) if plain => self.open_paragraph(line.start, line),
            _ => return false,
        }
        true
    }

    /// Adds a line that opened nothing: to the paragraph or table, or as a new paragraph.
    pub(super) fn add_text(&mut self, line: &Line<'_>, depth: usize) {
        let is_block_id = || block_id(self.text[line.first..line.end].trim_end()) == Some(0);
        match &mut self.open {
            OpenBlock::Paragraph { last_line, .. } if !line.is_blank() => {
                *last_line = line.first;
                self.add_line(line.first, line);
            }
            // A block id alone below a table is the table's.
            OpenBlock::Table if !line.is_blank() && !is_block_id() => {
                self.add_row(line.first, line.end);
            }
            _ => {
                self.close(depth);
                self.open_paragraph(line.first, line);
            }
        }
    }

    /// Opens a paragraph with what stands on the line from `start` on, unless that is blank.
    pub(super) fn open_paragraph(&mut self, start: usize, line: &Line<'_>) {
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        if !self.text.as_bytes()[start..line.end].iter().all(blank) {
            self.open = OpenBlock::Paragraph { first: self.found.lines.len(), last_line: start };
            self.found.lines.push(Span::new(start, line.next));
        }
    }

    /// Adds a line to the open paragraph: to its last span if only space stands between them.
    fn add_line(&mut self, start: usize, line: &Line<'_>) {
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        match self.found.lines.last_mut() {
            Some(last) if self.text.as_bytes()[last.end as usize..start].iter().all(blank) => {
                *last = Span::new(last.start as usize, line.next);
            }
            _ => self.found.lines.push(Span::new(start, line.next)),
        }
    }

    /// Takes the definitions off the start of the paragraph; whether anything is left of it.
    pub(super) fn take_definitions(&mut self, first: usize) -> bool {
        let lines = &mut self.found.lines;
        let Some(Span { start, end }) = lines.get(first).copied() else { return false };
        if self.text.as_bytes()[start as usize] != b'[' {
            return true;
        }
        if lines.len() == first + 1 {
            let text = &self.text[..end as usize];
            let rest = definitions(text, start as usize, self.facts, self.labels);
            lines[first] = Span::new(rest, end as usize);
            if rest == end as usize {
                lines.pop();
            }
        } else {
            self.joined.fill(self.text, &lines[first..]);
            let rest = definitions(&self.joined.text, 0, &mut self.joined.facts, self.labels);
            self.joined.give(self.facts);
            if rest == self.joined.text.len() {
                lines.truncate(first);
            } else {
                let (line, start) = self.joined.place(rest as u32);
                lines.drain(first..first + line);
                lines[first].start = start;
            }
        }
        lines.len() > first
    }

    /// Adds the lines from `first` on as a leaf, with the block id it may end in.
    pub(super) fn add_leaf(&mut self, first: usize) {
        let lines = first..self.found.lines.len();
        if let Some(last) = self.found.lines[lines.clone()].last() {
            let text = self.text[*last].trim_end();
            if let Some(caret) = block_id(text) {
                let start = last.start as usize;
                self.facts
                    .block_ids
                    .push(BlockId { span: Span::new(start + caret + 1, start + text.len()) });
            }
        }
        self.found.leaves.push(Leaf { lines, row: false });
    }

    pub(super) fn atx(&mut self, line: &Line<'_>, level: u8, depth: usize) -> Start {
        self.close(depth);
        let (start, end) = starts::atx_text(line.rest(), level);
        let text = Span::new(line.first + start, line.first + end);
        self.heading(Span::new(line.start, line.end), text, level);
        if !text.is_empty() {
            self.found.lines.push(text);
            self.add_leaf(self.found.lines.len() - 1);
        }
        Start::Leaf
    }

    /// Makes a heading of the open paragraph, unless it holds nothing but definitions.
    pub(super) fn setext(&mut self, line: &Line<'_>, level: u8) -> bool {
        let OpenBlock::Paragraph { first, .. } = self.open else { return false };
        self.open = OpenBlock::Nothing;
        if !self.take_definitions(first) {
            return false;
        }
        let lines = &self.found.lines[first..];
        let start = lines[0].start as usize;
        let end = lines[lines.len() - 1].end as usize;
        let text = Span::new(start, start + self.text[start..end].trim_end().len());
        let indent = |b: &u8| !matches!(b, b' ' | b'\t');
        let before = &self.text.as_bytes()[..start];
        let line_start = before.iter().rposition(indent).map_or(0, |at| at + 1);
        self.heading(Span::new(line_start, line.end), text, level);
        self.add_leaf(first);
        true
    }

    /// Notes a heading, and the id that it is given. Those in quotes, lists and footnotes are none
    /// (`docs/semantics.md §3`), except for GitHub's slugs.
    fn heading(&mut self, span: Span, text: Span, level: u8) {
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

    /// Whether the line is the delimiter row of a table whose header is the paragraph's last
    /// line. The lines before that stay a paragraph.
    pub(super) fn opens_table(&mut self, line: &Line<'_>) -> bool {
        let OpenBlock::Paragraph { first, last_line } = self.open else { return false };
        let Some(columns) = tables::columns(&self.text[line.first..line.end]) else { return false };
        let header_end = self.found.lines.last().map_or(last_line, |last| last.end as usize);
        let header = Span::new(last_line, header_end);
        let piped = |span: Span| self.text[span].contains('|');
        if !piped(header) && !piped(Span::new(line.first, line.end))
            || tables::cells(self.text, last_line, header_end).count() != columns
        {
            return false;
        }
        self.open = OpenBlock::Nothing;
        match self.found.lines.last_mut() {
            Some(last) if (last.start as usize) < last_line => last.end = header.start,
            _ => drop(self.found.lines.pop()),
        }
        if self.found.lines.len() > first && self.take_definitions(first) {
            self.add_leaf(first);
        }
        self.add_row(last_line, header_end);
        self.open = OpenBlock::Table;
        true
    }

    fn add_row(&mut self, start: usize, end: usize) {
        let lines = self.found.lines.len()..self.found.lines.len() + 1;
        self.found.lines.push(Span::new(start, end));
        self.found.leaves.push(Leaf { lines, row: true });
    }
}
