//! Links, images and footnotes, from their brackets.

use linkwright_text::Span;

use super::super::destination::{inline_target, label};
use super::super::starts::footnote;
use super::super::wikilink::wikilink;
use super::{Inline, Piece};
use crate::{Footnote, Link, ReferenceLabel};

/// An opening bracket that a `]` may make a link or image of.
pub(super) struct Bracket {
    at: usize,
    image: bool,
    /// Another bracket opened behind it, so what it holds is no label.
    holds_brackets: bool,
    /// A link has closed inside it, so it opens none.
    inactive: bool,
    /// How many tags were found before it.
    tags: usize,
}

impl Inline<'_> {
    /// Whether an embed's `!` stands before `at`.
    fn is_embed(&self, at: usize) -> bool {
        at > self.start && self.text.as_bytes()[at - 1] == b'!' && self.escape != at
    }

    /// At a `[`: a wikilink, a footnote, or a bracket that stays open.
    pub(super) fn open_bracket(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        if let Some(open) = self.memory.brackets.last_mut() {
            open.holds_brackets = true;
        }
        if bytes.get(at + 1) == Some(&b'[')
            && let Some(link) = wikilink(self.text, at)
        {
            return self.wikilink(at, link);
        }
        if let Some(label) = footnote(&bytes[at..]) {
            let end = at + label.len() + 3;
            if inline_target(self.text, end).is_none() {
                self.facts.footnotes.push(Footnote {
                    span: Span::new(at, end),
                    label: Span::new(at + 2, end - 1),
                    is_definition: false,
                });
                self.shown(Span::new(at, end), Piece::Literal);
                self.markup = end;
                return end;
            }
        }
        self.memory.brackets.push(Bracket {
            at,
            image: self.is_embed(at),
            holds_brackets: false,
            inactive: false,
            tags: self.facts.tags.len(),
        });
        at + 1
    }

    fn wikilink(&mut self, at: usize, link: Link) -> usize {
        let end = link.span.end as usize;
        let is_embed = self.is_embed(at);
        let start = at - usize::from(is_embed);
        if let Some((destination, end)) = inline_target(self.text, end)
            && !destination.written.is_empty()
        {
            // `[[7]](https://…)`: a Markdown link whose text is `[7]`.
            let text = Span::new(at + 1, link.span.end as usize - 1);
            self.shown_link(Span::new(start, end), text, is_embed);
            let link = destination.link(self.text, Span::new(start, end), Some(text));
            self.facts.links.extend(link.map(|link| Link { is_embed, place: self.place, ..link }));
            self.close_links();
            self.markup = end;
            return end;
        }
        let span = Span::new(start, end);
        self.facts.links.push(Link { span, is_embed, place: self.place, ..link });
        self.shown(span, Piece::Literal);
        self.markup = end;
        end
    }

    fn shown_link(&mut self, span: Span, text: Span, image: bool) {
        self.shown(span, if image { Piece::Hidden } else { Piece::Link { text } });
    }

    /// At a `]`: closes the last open bracket, as a link or image if a destination or a defined
    /// label says so.
    pub(super) fn close_bracket(&mut self, at: usize) -> usize {
        let Some(open) = self.memory.brackets.pop() else { return at + 1 };
        if open.inactive {
            return at + 1;
        }
        let start = open.at - usize::from(open.image);
        let text = Span::new(open.at + 1, at);
        let end = if let Some((destination, end)) = inline_target(self.text, at + 1) {
            let link = destination.link(self.text, Span::new(start, end), Some(text));
            let (is_embed, place) = (open.image, self.place);
            self.facts.links.extend(link.map(|link| Link { is_embed, place, ..link }));
            end
        } else if let Some((label, end)) = self.reference(&open, at) {
            let text = (label != text).then_some(text);
            let span = Span::new(start, end);
            let (is_definition, is_comment) = (false, false);
            self.facts.labels.push(ReferenceLabel { span, label, text, is_definition, is_comment });
            end
        } else {
            self.mistake(open.at, at);
            return at + 1;
        };
        self.shown_link(Span::new(start, end), text, open.image);
        if open.image {
            self.facts.tags.truncate(open.tags);
        } else {
            self.close_links();
        }
        self.markup = end;
        end
    }

    /// The label that the brackets ending at `close` refer to, and where the reference ends:
    /// `[text][label]`, `[label][]`, `[label]`.
    fn reference(&self, open: &Bracket, close: usize) -> Option<(Span, usize)> {
        if self.labels.is_empty() {
            return None;
        }
        let bytes = self.text.as_bytes();
        let (label, end) = match label(bytes, close + 1) {
            Some(label) => (label, label.end as usize + 1),
            None if open.holds_brackets || close - open.at > 1000 => return None,
            None if bytes[close + 1..].starts_with(b"[]") => {
                (Span::new(open.at + 1, close), close + 3)
            }
            None => (Span::new(open.at + 1, close), close + 1),
        };
        self.labels.defines(&self.text[label]).then_some((label, end))
    }

    /// No link holds another: the brackets open around one that has closed open none.
    fn close_links(&mut self) {
        for open in self.memory.brackets.iter_mut().rev().filter(|open| !open.image) {
            if std::mem::replace(&mut open.inactive, true) {
                break;
            }
        }
    }
}
