//! Code spans and math.

use linkwright_text::Span;
use memchr::{memchr, memmem};

use super::super::starts::run_len;
use super::super::steps::step;
use super::{Inline, InlineBuffers, RenderAs};

impl Inline<'_> {
    /// At a backtick: a code span, or text.
    pub(super) fn code(&mut self, at: usize) -> usize {
        let len = run_len(&self.text.as_bytes()[at..], b'`');
        match self.code_end(at + len, len) {
            Some(end) => self.add_code(at, end, len),
            None => at + len,
        }
    }

    /// The end of the code span that closes with `len` backticks at or after `from`.
    fn code_end(&mut self, from: usize, len: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let InlineBuffers { runs, .. } = &mut *self.buffers;
        if self.backticks_indexed && runs.get(&len).is_none_or(|last| *last < from) {
            return None;
        }
        let mut next = from;
        while let Some(skipped) = memchr(b'`', &bytes[next..]) {
            step(skipped);
            next += skipped;
            let found = run_len(&bytes[next..], b'`');
            if found == len {
                return Some(next + found);
            }
            next += found;
        }
        step(bytes.len() - next);
        runs.clear();
        let mut next = from;
        while let Some(skipped) = memchr(b'`', &bytes[next..]) {
            next += skipped;
            let found = run_len(&bytes[next..], b'`');
            runs.insert(found, next);
            next += found;
        }
        self.backticks_indexed = true;
        None
    }

    /// At a `$`: inline or display math, or text.
    pub(super) fn math(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let len = run_len(&bytes[at..], b'$');
        let end = match len {
            1 => self.math_end(at + 1),
            2 => self.display_math_end(at + 2),
            _ => None,
        };
        match end {
            Some(end) => {
                self.record_rendering(Span::new(at, end), RenderAs::Literal);
                self.add_verbatim(at, end)
            }
            None => at + len,
        }
    }

    /// The end of inline math. It is on one line, has no space after the opening and before the
    /// closing `$`, and is not followed by a digit.
    fn math_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if start < self.no_math_before || bytes.get(start).is_none_or(u8::is_ascii_whitespace) {
            return None;
        }
        let mut at = start;
        while let Some(b) = bytes.get(at).filter(|b| !matches!(b, b'\n' | b'\r')) {
            match b {
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
                b'$' if at > start
                    && !bytes[at - 1].is_ascii_whitespace()
                    && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) =>
                {
                    step(at - start);
                    return Some(at + 1);
                }
                _ => {}
            }
            at += 1;
        }
        step(at - start);
        self.no_math_before = at;
        None
    }

    /// The end of display math, after its closing `$$`.
    fn display_math_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if start < self.no_display_math_before {
            return None;
        }
        let end = memmem::find(&bytes[start..], b"$$").map(|at| start + at + 2);
        step(end.unwrap_or(bytes.len()) - start);
        if end.is_none() {
            self.no_display_math_before = bytes.len();
        }
        end
    }
}
