//! The text of a leaf block whose lines have container markers between them.

use linkwright_text::Span;

use crate::{Facts, Link};

/// The lines of a leaf block joined to one string without the markers, with a map back to the note.
/// Reused for every such block.
#[derive(Default)]
pub(super) struct JoinedLines {
    pub(super) text: String,
    /// The facts found in `text`, with offsets in `text`.
    pub(super) facts: Facts,
    /// The start of each line, in `text` and in the note.
    starts: Vec<(u32, u32)>,
}

impl JoinedLines {
    /// Replaces the text by the given lines of `note`.
    pub(super) fn join(&mut self, note: &str, lines: &[Span]) {
        self.text.clear();
        self.starts.clear();
        for line in lines {
            self.starts.push((self.text.len() as u32, line.start));
            self.text.push_str(&note[*line]);
        }
    }

    /// The line of the byte at `offset`, and its offset in the note.
    pub(super) fn note_offset(&self, offset: u32) -> (usize, u32) {
        let line = self.starts.partition_point(|start| start.0 <= offset).saturating_sub(1);
        let (joined, note) = self.starts[line];
        (line, note + (offset - joined))
    }

    /// The span in the note of `span`. Its end is right after the last byte, before any marker.
    fn note_span(&self, span: Span) -> Span {
        let start = self.note_offset(span.start).1;
        match span.is_empty() {
            true => Span::empty(start),
            false => Span { start, end: self.note_offset(span.end - 1).1 + 1 },
        }
    }

    /// Moves the facts to `to`, with offsets in the note.
    pub(super) fn move_facts_to(&mut self, to: &mut Facts) {
        let mut found = std::mem::take(&mut self.facts);
        to.links.extend(found.links.drain(..).map(|link| Link {
            span: self.note_span(link.span),
            path: self.note_span(link.path),
            subpath: link.subpath.map(|span| self.note_span(span)),
            display: link.display.map(|span| self.note_span(span)),
            ..link
        }));
        for mut label in found.labels.drain(..) {
            label.span = self.note_span(label.span);
            label.label = self.note_span(label.label);
            label.text = label.text.map(|span| self.note_span(span));
            to.labels.push(label);
        }
        for mut footnote in found.footnotes.drain(..) {
            footnote.span = self.note_span(footnote.span);
            footnote.label = self.note_span(footnote.label);
            to.footnotes.push(footnote);
        }
        for mut tag in found.tags.drain(..) {
            tag.span = self.note_span(tag.span);
            to.tags.push(tag);
        }
        for mut mistake in found.mistakes.drain(..) {
            mistake.span = self.note_span(mistake.span);
            to.mistakes.push(mistake);
        }
        for mut fragment in found.fragments.drain(..) {
            fragment.span = self.note_span(fragment.span);
            to.fragments.push(fragment);
        }
        to.verbatim.extend(found.verbatim.drain(..).map(|span| self.note_span(span)));
        self.facts = found;
    }
}
