//! Links, images and footnotes: all markup with brackets.

use linkwright_text::Span;

use super::super::destination::{parse_inline_target, parse_label};
use super::super::starts::footnote_label;
use super::super::wikilink::parse_wikilink;
use super::{Inline, RenderAs};
use crate::{Footnote, Link, ReferenceLabel};

/// An open bracket. A `]` may complete it to a link or image.
pub(super) struct Bracket {
    at: usize,
    is_image: bool,
    /// Whether there is another bracket inside, so that the text is not a label.
    has_brackets: bool,
    /// Whether there is a link inside, so that this cannot become a link.
    is_inactive: bool,
    /// The number of tags found before the bracket.
    tags_before: usize,
}

impl Inline<'_> {
    /// Whether the `!` of an embed is before `at`.
    fn is_embed(&self, at: usize) -> bool {
        at > self.start && self.text.as_bytes()[at - 1] == b'!' && self.escape_end != at
    }

    /// At a `[`: adds a wikilink or a footnote, or opens a bracket.
    pub(super) fn open_bracket(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        if let Some(open) = self.buffers.brackets.last_mut() {
            open.has_brackets = true;
        }
        if bytes.get(at + 1) == Some(&b'[')
            && let Some(link) = parse_wikilink(self.text, at)
        {
            return self.add_wikilink(at, link);
        }
        if let Some(label) = footnote_label(&bytes[at..]) {
            let end = at + label.len() + 3;
            if parse_inline_target(self.text, end).is_none() {
                self.facts.footnotes.push(Footnote {
                    span: Span::new(at, end),
                    label: Span::new(at + 2, end - 1),
                    is_definition: false,
                });
                self.record_rendering(Span::new(at, end), RenderAs::Literal);
                self.markup_end = end;
                return end;
            }
        }
        self.buffers.brackets.push(Bracket {
            at,
            is_image: self.is_embed(at),
            has_brackets: false,
            is_inactive: false,
            tags_before: self.facts.tags.len(),
        });
        at + 1
    }

    /// Adds a wikilink at `at`, or the Markdown link whose text it is. Returns the offset after it.
    fn add_wikilink(&mut self, at: usize, link: Link) -> usize {
        let end = link.span.end as usize;
        let is_embed = self.is_embed(at);
        let start = at - usize::from(is_embed);
        if let Some((destination, end)) = parse_inline_target(self.text, end)
            && !destination.raw.is_empty()
        {
            // `[[7]](https://…)` is a Markdown link with the text `[7]`.
            let text = Span::new(at + 1, link.span.end as usize - 1);
            self.record_link_rendering(Span::new(start, end), text, is_embed);
            let link = destination.to_link(self.text, Span::new(start, end), Some(text));
            self.facts.links.extend(link.map(|link| Link { is_embed, place: self.place, ..link }));
            self.deactivate_brackets();
            self.markup_end = end;
            return end;
        }
        let span = Span::new(start, end);
        self.facts.links.push(Link { span, is_embed, place: self.place, ..link });
        self.record_rendering(span, RenderAs::Literal);
        self.markup_end = end;
        end
    }

    fn record_link_rendering(&mut self, span: Span, text: Span, is_image: bool) {
        self.record_rendering(
            span,
            if is_image { RenderAs::Hidden } else { RenderAs::Link { text } },
        );
    }

    /// At a `]`: closes the last open bracket. It is a link or image if a destination or a defined
    /// label follows, or if it is a defined label itself.
    pub(super) fn close_bracket(&mut self, at: usize) -> usize {
        let Some(open) = self.buffers.brackets.pop() else { return at + 1 };
        if open.is_inactive {
            return at + 1;
        }
        let start = open.at - usize::from(open.is_image);
        let text = Span::new(open.at + 1, at);
        let end = if let Some((destination, end)) = parse_inline_target(self.text, at + 1) {
            let link = destination.to_link(self.text, Span::new(start, end), Some(text));
            let (is_embed, place) = (open.is_image, self.place);
            self.facts.links.extend(link.map(|link| Link { is_embed, place, ..link }));
            end
        } else if let Some((label, end)) = self.reference(&open, at) {
            let text = (label != text).then_some(text);
            let span = Span::new(start, end);
            let (is_definition, is_comment) = (false, false);
            self.facts.labels.push(ReferenceLabel { span, label, text, is_definition, is_comment });
            end
        } else {
            self.add_mistake(open.at, at);
            return at + 1;
        };
        self.record_link_rendering(Span::new(start, end), text, open.is_image);
        if open.is_image {
            self.facts.tags.truncate(open.tags_before);
        } else {
            self.deactivate_brackets();
        }
        self.markup_end = end;
        end
    }

    /// The defined label of the reference whose first `]` is at `close`, and the end of the
    /// reference: `[text][label]`, `[label][]`, `[label]`.
    fn reference(&self, open: &Bracket, close: usize) -> Option<(Span, usize)> {
        if self.labels.is_empty() {
            return None;
        }
        let bytes = self.text.as_bytes();
        let (label, end) = match parse_label(bytes, close + 1) {
            Some(label) => (label, label.end as usize + 1),
            None if open.has_brackets || close - open.at > 1000 => return None,
            None if bytes[close + 1..].starts_with(b"[]") => {
                (Span::new(open.at + 1, close), close + 3)
            }
            None => (Span::new(open.at + 1, close), close + 1),
        };
        self.labels.contains(&self.text[label]).then_some((label, end))
    }

    /// Deactivates all open brackets except those of images, because a link cannot contain a link.
    fn deactivate_brackets(&mut self) {
        for open in self.buffers.brackets.iter_mut().rev().filter(|open| !open.is_image) {
            if std::mem::replace(&mut open.is_inactive, true) {
                break;
            }
        }
    }
}
