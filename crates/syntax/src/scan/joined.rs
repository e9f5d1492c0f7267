//! A leaf whose lines stand behind quote markers, without the markers.

use linkwright_text::Span;

use crate::{Facts, Link};

/// The lines of a leaf joined to one string, and where each came from. Kept and refilled.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) text: String,
    /// What was found in it, in its own offsets.
    pub(super) facts: Facts,
    /// Of each line, where it starts in `text`, and where in the note.
    starts: Vec<(u32, u32)>,
}

impl Joined {
    pub(super) fn fill(&mut self, note: &str, lines: &[Span]) {
        self.text.clear();
        self.starts.clear();
        for line in lines {
            self.starts.push((self.text.len() as u32, line.start));
            self.text.push_str(&note[*line]);
        }
    }

    /// Which line the byte at `offset` is on, and where it stands in the note.
    pub(super) fn place(&self, offset: u32) -> (usize, u32) {
        let line = self.starts.partition_point(|start| start.0 <= offset).saturating_sub(1);
        let (joined, note) = self.starts[line];
        (line, note + (offset - joined))
    }

    /// A span in the note: an end stays with the byte before it.
    fn note(&self, span: Span) -> Span {
        let start = self.place(span.start).1;
        match span.is_empty() {
            true => Span::empty(start),
            false => Span { start, end: self.place(span.end - 1).1 + 1 },
        }
    }

    /// Hands over what was found, in the note's offsets.
    pub(super) fn give(&mut self, to: &mut Facts) {
        let mut found = std::mem::take(&mut self.facts);
        to.links.extend(found.links.drain(..).map(|link| Link {
            span: self.note(link.span),
            path: self.note(link.path),
            subpath: link.subpath.map(|span| self.note(span)),
            display: link.display.map(|span| self.note(span)),
            ..link
        }));
        for mut label in found.labels.drain(..) {
            label.span = self.note(label.span);
            label.label = self.note(label.label);
            label.text = label.text.map(|span| self.note(span));
            to.labels.push(label);
        }
        for mut footnote in found.footnotes.drain(..) {
            footnote.span = self.note(footnote.span);
            footnote.label = self.note(footnote.label);
            to.footnotes.push(footnote);
        }
        for mut tag in found.tags.drain(..) {
            tag.span = self.note(tag.span);
            to.tags.push(tag);
        }
        for mut mistake in found.mistakes.drain(..) {
            mistake.span = self.note(mistake.span);
            to.mistakes.push(mistake);
        }
        for mut fragment in found.fragments.drain(..) {
            fragment.span = self.note(fragment.span);
            to.fragments.push(fragment);
        }
        to.verbatim.extend(found.verbatim.drain(..).map(|span| self.note(span)));
        self.facts = found;
    }
}
