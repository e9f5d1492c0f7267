//! The words that a line of Markdown shows, without its markup.

use std::cell::RefCell;

use linkwright_text::Span;

use super::definitions::Labels;
use super::emphasis::{Run, pair};
use super::inline::{InlineMemory, Piece, inline};
use crate::link::decode_entities;
use crate::{Facts, LinkPlace};

/// Reads the words that headings of one note show, as GitHub renders them: emphasis, links, code,
/// escapes, HTML and its references to characters resolved, images left out. A wikilink is what it
/// is there: text.
#[derive(Default)]
pub struct HeadingRenderer {
    labels: Labels,
    scratch: RefCell<(Facts, InlineMemory)>,
}

impl HeadingRenderer {
    /// For a note that defines these reference labels.
    pub fn new<'l>(labels: impl IntoIterator<Item = &'l str>) -> HeadingRenderer {
        let mut renderer = HeadingRenderer::default();
        labels.into_iter().for_each(|label| renderer.labels.define(label));
        renderer
    }

    /// The words of a heading, from its raw text; linear in its length.
    #[must_use]
    pub fn render(&self, raw: &str) -> String {
        let is_markup = |b: u8| b"\\`$<[&*_~\n\r".contains(&b);
        if !raw.bytes().any(is_markup) {
            return raw.to_owned();
        }
        let (facts, memory) = &mut *self.scratch.borrow_mut();
        memory.pieces = Some(std::mem::take(&mut memory.pieces).unwrap_or_default());
        inline(raw, 0, LinkPlace::Body, &self.labels, facts, memory);
        let mut pieces = memory.pieces.take().unwrap_or_default();
        pieces.sort_by_key(|(span, _)| span.start);
        let words = ShownText::of(raw, &pieces);
        pieces.clear();
        memory.pieces = Some(pieces);
        *facts = Facts::default();
        words
    }
}

/// What is shown so far.
struct ShownText<'t> {
    raw: &'t str,
    text: String,
    /// The runs that may be emphasis, and where in `text` each was written.
    runs: Vec<Run>,
    places: Vec<usize>,
}

impl<'t> ShownText<'t> {
    fn of(raw: &'t str, pieces: &[(Span, Piece)]) -> String {
        let text = String::with_capacity(raw.len());
        let mut shown = ShownText { raw, text, runs: Vec::new(), places: Vec::new() };
        // Where the text of an open link ends, where the link does, and its first run.
        let mut open: Vec<(usize, usize, usize)> = Vec::new();
        let mut at = 0;
        for (span, piece) in pieces {
            let (start, end) = (span.start as usize, span.end as usize);
            while let Some((text_end, link_end, first)) = open.pop_if(|(end, ..)| *end <= start) {
                shown.prose(at, text_end);
                pair(&mut shown.runs, first);
                at = at.max(link_end);
            }
            if start < at {
                continue;
            }
            shown.prose(at, start);
            at = end;
            match *piece {
                Piece::Hidden => {}
                Piece::Literal => shown.text.push_str(&raw[start..end]),
                Piece::Code { ticks } => shown.code(&raw[start + ticks..end - ticks]),
                Piece::Link { text } => {
                    at = text.start as usize;
                    open.push((text.end as usize, end, shown.runs.len()));
                }
            }
        }
        while let Some((text_end, link_end, first)) = open.pop() {
            shown.prose(at, text_end);
            pair(&mut shown.runs, first);
            at = at.max(link_end);
        }
        shown.prose(at, raw.len());
        shown.done()
    }

    /// Adds text that holds no markup but emphasis, line ends, and references to characters.
    fn prose(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let rest = &self.raw[at..end];
            let plain = rest.find(['*', '_', '~', '&', '\n', '\r']).unwrap_or(rest.len());
            self.text.push_str(&rest[..plain]);
            at += plain;
            let rest = &rest[plain..];
            let Some(&byte) = rest.as_bytes().first() else { break };
            at += match byte {
                b'*' | b'_' | b'~' => self.run(at, byte, end),
                b'&' => self.reference(rest),
                _ => {
                    self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
                    self.text.push('\n');
                    rest.len() - rest.trim_start().len()
                }
            };
        }
    }

    fn run(&mut self, at: usize, byte: u8, end: usize) -> usize {
        let len = self.raw.as_bytes()[at..end].iter().take_while(|b| **b == byte).count();
        let (before, behind) = (&self.raw[..at], &self.raw[at + len..]);
        self.runs.push(Run::new(byte, len, before.chars().next_back(), behind.chars().next()));
        self.places.push(self.text.len());
        self.text.push_str(&self.raw[at..at + len]);
        len
    }

    /// Adds the character that `&name;` says, or the `&`.
    fn reference(&mut self, rest: &str) -> usize {
        let len = rest.bytes().take(34).position(|b| b == b';').map_or(1, |at| at + 1);
        self.text.push_str(&decode_entities(&rest[..len]));
        len
    }

    /// Adds what a code span holds: line ends are blanks, and one blank at each edge goes.
    fn code(&mut self, inside: &str) {
        let code = inside.replace("\r\n", " ").replace(['\n', '\r'], " ");
        let padded = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
        let blank = code.trim_matches(' ').is_empty();
        self.text.push_str(padded.filter(|_| !blank).unwrap_or(&code));
    }

    /// The text without the emphasis.
    fn done(mut self) -> String {
        pair(&mut self.runs, 0);
        let mut words = String::with_capacity(self.text.len());
        let mut at = 0;
        for (run, place) in self.runs.iter().zip(self.places) {
            words.push_str(&self.text[at..place + run.left]);
            at = place + run.len();
        }
        words.push_str(&self.text[at..]);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(raw: &str) -> String {
        HeadingRenderer::new(["ref", "Two Words"]).render(raw)
    }

    #[test]
    fn emphasis_goes_and_other_marks_stay() {
        assert_eq!(words("plain"), "plain");
        assert_eq!(words("_a_ *b* __c__ **d** ***e*** ~~f~~ ~g~"), "a b c d e f g");
        assert_eq!(words("snake_case_name 2*3*4 a_b"), "snake_case_name 234 a_b");
        assert_eq!(words("_a *b_ c*"), "a *b c*");
        assert_eq!(words("__init__.py and _x"), "init.py and _x");
        assert_eq!(words("*a _b* c_"), "a _b c_");
        assert_eq!(words("**a*b"), "**a*b");
        assert_eq!(words("(_a_)_b_ a_b_"), "(a)b a_b_");
        assert_eq!(words("*foo**bar*"), "foo**bar");
        assert_eq!(words("_[a_b](c)_ _[x_](y)"), "a_b _x_");
    }

    #[test]
    fn links_show_their_text_and_images_nothing() {
        assert_eq!(words("[a *b*](c_d_e.md \"t\") x"), "a b x");
        assert_eq!(words("![alt](a.png) T"), " T");
        assert_eq!(words("[![alt](a.png) b](c) d"), " b d");
        assert_eq!(
            words("[a][ref] [ref] [Two  words][] [no] [a][no]"),
            "a ref Two  words [no] [a][no]"
        );
        assert_eq!(words("![a][ref]x"), "x");
        assert_eq!(words("[[a_b|c]] d [^1]"), "[[a_b|c]] d [^1]");
        assert_eq!(
            words("<https://e.org/a_b_> https://e.org/_a_"),
            "https://e.org/a_b_ https://e.org/_a_"
        );
    }

    #[test]
    fn code_escapes_html_and_references() {
        assert_eq!(words("`` a`_b_ `` \\_c\\_ \\*"), "a`_b_ _c_ *");
        assert_eq!(words("<b>a</b><!-- c --> d<br/>"), "a d");
        assert_eq!(words("a &amp; b &eacute;&#8212;&#x41; &no; & &"), "a & b é—A &no; & &");
        assert_eq!(words("$a_b$ c_d_"), "$a_b$ c_d_");
        assert_eq!(words("one  \n  two"), "one\ntwo");
    }

    #[test]
    fn words_are_read_in_linear_time() {
        use super::super::steps::counted;
        for unit in
            ["_a", "*", "a* ", "_a*b", "[", "[a](", "&a", "<a b='", "~a~", "`", "**a*", "![a]"]
        {
            let work = |n: usize| {
                let raw = unit.repeat(n);
                counted(|| drop(words(&raw))) / raw.len()
            };
            assert!(work(8_000) <= 2 * work(1_000) + 8, "{unit}");
        }
    }
}
