//! Tags (`docs/semantics.md §5`).

use linkwright_text::Span;
use memchr::memrchr;

use super::super::steps::step;
use super::Inline;
use crate::Tag;

/// For each of `* _ ~ =`, the first offset in the leaf block where it could open emphasis, and the
/// last offset of the byte. Computed on first use.
#[derive(Default)]
pub(super) struct EmphasisBounds([Option<(usize, usize)>; 4]);

impl Inline<'_> {
    /// At a `#`: adds a tag, if one can start here and it has a body.
    pub(super) fn tag(&mut self, at: usize) -> usize {
        let body = at + 1;
        let end = body + tag_len(&self.text[body..]);
        if end == body || !self.can_start_tag(at) {
            return end;
        }
        if self.text.as_bytes()[body..end].iter().all(u8::is_ascii_digit) {
            return end;
        }
        self.facts.tags.push(Tag { span: Span::new(body, end), in_frontmatter: false });
        self.markup_end = end;
        end
    }

    /// Whether a tag can start at `at`: at the start of the block, after whitespace or after markup.
    fn can_start_tag(&mut self, at: usize) -> bool {
        if at == self.start || at == self.markup_end {
            return true;
        }
        let before = &self.text[self.start..at];
        match before.as_bytes()[before.len() - 1] {
            b'%' => before.ends_with("%%") && self.escape_end + 1 < at,
            byte @ (b'*' | b'_' | b'~' | b'=') => {
                self.escape_end != at && self.is_emphasis(at, byte)
            }
            byte if byte.is_ascii() => byte.is_ascii_whitespace(),
            _ => before.chars().next_back().is_some_and(char::is_whitespace),
        }
    }

    /// Whether the run of `byte` before `at` opens or closes emphasis. An estimate from the first
    /// and the last such byte of the leaf block, so that it needs no full parse.
    fn is_emphasis(&mut self, at: usize, byte: u8) -> bool {
        let bytes = self.text.as_bytes();
        let run = bytes[self.start..at].iter().rev().take(4).take_while(|b| **b == byte).count();
        if run > 3 || (matches!(byte, b'~' | b'=') && run != 2) {
            return false;
        }
        let opens = at - run;
        let after_word = |at: usize| {
            at > self.start && (bytes[at - 1].is_ascii_alphanumeric() || !bytes[at - 1].is_ascii())
        };
        let slot = match byte {
            b'*' => 0,
            b'_' => 1,
            b'~' => 2,
            _ => 3,
        };
        let (first, last) = *self.emphasis.0[slot].get_or_insert_with(|| {
            step(bytes.len() - self.start);
            let first = (self.start..bytes.len()).find(|at| {
                let before_word = |b: &u8| !b.is_ascii_whitespace() && *b != byte;
                bytes[*at] == byte
                    && (*at == self.start || bytes[at - 1] != b'\\')
                    && bytes
                        .get(at + 1 + usize::from(bytes.get(at + 1) == Some(&byte)))
                        .is_some_and(before_word)
                    && (byte != b'_' || !after_word(*at))
            });
            let last = memrchr(byte, &bytes[self.start..]).map(|at| self.start + at);
            (first.unwrap_or(bytes.len()), last.unwrap_or(self.start))
        });
        first < opens || (last > at && !after_word(opens))
    }
}

/// The length of the tag body at the start of `text`, in bytes.
fn tag_len(text: &str) -> usize {
    let len = text.find(ends_tag).unwrap_or(text.len());
    step(len + 1);
    len
}

/// Whether a character ends a tag: whitespace, ASCII punctuation except `_ - /`, and the general
/// and supplemental punctuation blocks of Unicode, which include the zero-width joiner.
fn ends_tag(c: char) -> bool {
    match c {
        '_' | '-' | '/' => false,
        '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}' => true,
        _ => c.is_ascii_punctuation() || c.is_whitespace(),
    }
}
