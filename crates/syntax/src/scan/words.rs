//! Renders the text of a heading as plain text, without markup.

use std::cell::RefCell;

use linkwright_text::Span;

use super::definitions::DefinedLabels;
use super::emphasis::{DelimiterRun, match_delimiters};
use super::inline::{InlineBuffers, RenderAs, inline};
use crate::link::decode_entities;
use crate::{Facts, LinkPlace};

/// Renders the headings of one note as plain text, like GitHub: without the markup of emphasis,
/// links, code, escapes and HTML, with decoded character references, and without images. Wikilinks
/// stay as they are, because GitHub does not support them.
#[derive(Default)]
pub struct HeadingRenderer {
    labels: DefinedLabels,
    scratch: RefCell<(Facts, InlineBuffers)>,
}

impl HeadingRenderer {
    /// A renderer for a note that defines these link reference labels.
    pub fn new<'l>(labels: impl IntoIterator<Item = &'l str>) -> HeadingRenderer {
        let mut renderer = HeadingRenderer::default();
        labels.into_iter().for_each(|label| renderer.labels.insert(label));
        renderer
    }

    /// Renders the raw text of a heading. Linear in its length.
    #[must_use]
    pub fn render(&self, raw: &str) -> String {
        let is_markup = |b: u8| b"\\`$<[&*_~\n\r".contains(&b);
        if !raw.bytes().any(is_markup) {
            return raw.to_owned();
        }
        let (facts, buffers) = &mut *self.scratch.borrow_mut();
        buffers.renderings = Some(std::mem::take(&mut buffers.renderings).unwrap_or_default());
        inline(raw, 0, LinkPlace::Body, &self.labels, facts, buffers);
        let mut renderings = buffers.renderings.take().unwrap_or_default();
        renderings.sort_by_key(|(span, _)| span.start);
        let plain = RenderedText::render(raw, &renderings);
        renderings.clear();
        buffers.renderings = Some(renderings);
        *facts = Facts::default();
        plain
    }
}

/// The text rendered so far.
struct RenderedText<'t> {
    raw: &'t str,
    text: String,
    /// The delimiter runs that may be emphasis.
    runs: Vec<DelimiterRun>,
    /// The offset of each run in `text`.
    run_offsets: Vec<usize>,
}

impl<'t> RenderedText<'t> {
    fn render(raw: &'t str, renderings: &[(Span, RenderAs)]) -> String {
        let text = String::with_capacity(raw.len());
        let mut rendered = RenderedText { raw, text, runs: Vec::new(), run_offsets: Vec::new() };
        // For each open link: the end of its text, the end of the link, and its first run.
        let mut open: Vec<(usize, usize, usize)> = Vec::new();
        let mut at = 0;
        for (span, rendering) in renderings {
            let (start, end) = (span.start as usize, span.end as usize);
            while let Some((text_end, link_end, first)) = open.pop_if(|(end, ..)| *end <= start) {
                rendered.push_text(at, text_end);
                match_delimiters(&mut rendered.runs, first);
                at = at.max(link_end);
            }
            if start < at {
                continue;
            }
            rendered.push_text(at, start);
            at = end;
            match *rendering {
                RenderAs::Hidden => {}
                RenderAs::Literal => rendered.text.push_str(&raw[start..end]),
                RenderAs::Code { ticks } => rendered.push_code(&raw[start + ticks..end - ticks]),
                RenderAs::Link { text } => {
                    at = text.start as usize;
                    open.push((text.end as usize, end, rendered.runs.len()));
                }
            }
        }
        while let Some((text_end, link_end, first)) = open.pop() {
            rendered.push_text(at, text_end);
            match_delimiters(&mut rendered.runs, first);
            at = at.max(link_end);
        }
        rendered.push_text(at, raw.len());
        rendered.finish()
    }

    /// Adds text whose only markup is emphasis, line endings and character references.
    fn push_text(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let rest = &self.raw[at..end];
            let plain = rest.find(['*', '_', '~', '&', '\n', '\r']).unwrap_or(rest.len());
            self.text.push_str(&rest[..plain]);
            at += plain;
            let rest = &rest[plain..];
            let Some(&byte) = rest.as_bytes().first() else { break };
            at += match byte {
                b'*' | b'_' | b'~' => self.push_delimiter_run(at, byte, end),
                b'&' => self.push_reference(rest),
                _ => {
                    self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
                    self.text.push('\n');
                    rest.len() - rest.trim_start().len()
                }
            };
        }
    }

    fn push_delimiter_run(&mut self, at: usize, byte: u8, end: usize) -> usize {
        let len = self.raw.as_bytes()[at..end].iter().take_while(|b| **b == byte).count();
        let (before, after) = (&self.raw[..at], &self.raw[at + len..]);
        self.runs.push(DelimiterRun::new(
            byte,
            len,
            before.chars().next_back(),
            after.chars().next(),
        ));
        self.run_offsets.push(self.text.len());
        self.text.push_str(&self.raw[at..at + len]);
        len
    }

    /// Adds the character of the reference `&name;`, or the `&` if it is not a reference. Returns
    /// the number of bytes read.
    fn push_reference(&mut self, rest: &str) -> usize {
        let len = rest.bytes().take(34).position(|b| b == b';').map_or(1, |at| at + 1);
        self.text.push_str(&decode_entities(&rest[..len]));
        len
    }

    /// Adds the content of a code span. Line endings become spaces, and one space at each end is
    /// removed.
    fn push_code(&mut self, inside: &str) {
        let code = inside.replace("\r\n", " ").replace(['\n', '\r'], " ");
        let stripped = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
        let is_blank = code.trim_matches(' ').is_empty();
        self.text.push_str(stripped.filter(|_| !is_blank).unwrap_or(&code));
    }

    /// The rendered text, without the delimiters of emphasis.
    fn finish(mut self) -> String {
        match_delimiters(&mut self.runs, 0);
        let mut plain = String::with_capacity(self.text.len());
        let mut at = 0;
        for (run, offset) in self.runs.iter().zip(self.run_offsets) {
            plain.push_str(&self.text[at..offset + run.remaining]);
            at = offset + run.len();
        }
        plain.push_str(&self.text[at..]);
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(raw: &str) -> String {
        HeadingRenderer::new(["ref", "Two Words"]).render(raw)
    }

    #[test]
    fn emphasis_is_removed_and_other_characters_stay() {
        assert_eq!(rendered("plain"), "plain");
        assert_eq!(rendered("_a_ *b* __c__ **d** ***e*** ~~f~~ ~g~"), "a b c d e f g");
        assert_eq!(rendered("snake_case_name 2*3*4 a_b"), "snake_case_name 234 a_b");
        assert_eq!(rendered("_a *b_ c*"), "a *b c*");
        assert_eq!(rendered("__init__.py and _x"), "init.py and _x");
        assert_eq!(rendered("*a _b* c_"), "a _b c_");
        assert_eq!(rendered("**a*b"), "**a*b");
        assert_eq!(rendered("(_a_)_b_ a_b_"), "(a)b a_b_");
        assert_eq!(rendered("*foo**bar*"), "foo**bar");
        assert_eq!(rendered("_[a_b](c)_ _[x_](y)"), "a_b _x_");
    }

    #[test]
    fn links_are_rendered_as_their_text_and_images_are_left_out() {
        assert_eq!(rendered("[a *b*](c_d_e.md \"t\") x"), "a b x");
        assert_eq!(rendered("![alt](a.png) T"), " T");
        assert_eq!(rendered("[![alt](a.png) b](c) d"), " b d");
        assert_eq!(
            rendered("[a][ref] [ref] [Two  words][] [no] [a][no]"),
            "a ref Two  words [no] [a][no]"
        );
        assert_eq!(rendered("![a][ref]x"), "x");
        assert_eq!(rendered("[[a_b|c]] d [^1]"), "[[a_b|c]] d [^1]");
        assert_eq!(
            rendered("<https://e.org/a_b_> https://e.org/_a_"),
            "https://e.org/a_b_ https://e.org/_a_"
        );
    }

    #[test]
    fn code_escapes_html_and_character_references_are_rendered() {
        assert_eq!(rendered("`` a`_b_ `` \\_c\\_ \\*"), "a`_b_ _c_ *");
        assert_eq!(rendered("<b>a</b><!-- c --> d<br/>"), "a d");
        assert_eq!(rendered("a &amp; b &eacute;&#8212;&#x41; &no; & &"), "a & b é—A &no; & &");
        assert_eq!(rendered("$a_b$ c_d_"), "$a_b$ c_d_");
        assert_eq!(rendered("one  \n  two"), "one\ntwo");
    }

    #[test]
    fn rendering_is_linear() {
        use super::super::steps::count_steps;
        for unit in
            ["_a", "*", "a* ", "_a*b", "[", "[a](", "&a", "<a b='", "~a~", "`", "**a*", "![a]"]
        {
            let work = |n: usize| {
                let raw = unit.repeat(n);
                count_steps(|| drop(rendered(&raw))) / raw.len()
            };
            assert!(work(8_000) <= 2 * work(1_000) + 8, "{unit}");
        }
    }
}
