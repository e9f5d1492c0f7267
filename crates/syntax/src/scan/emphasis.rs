//! Emphasis by the rules of CommonMark and GitHub: which `*`, `_` and `~` are markup.

use super::steps::step;

/// A delimiter run of CommonMark: a sequence of `*`, `_` or `~`.
#[derive(Clone, Copy)]
pub(super) struct DelimiterRun {
    byte: u8,
    len: usize,
    /// The number of delimiters that are not matched yet. Those that stay unmatched are text.
    pub(super) remaining: usize,
    can_open: bool,
    can_close: bool,
    /// Whether the run has been matched already.
    is_processed: bool,
}

impl DelimiterRun {
    /// A run of `len` times `byte` between two characters; `None` at the start or end of the text.
    pub(super) fn new(
        byte: u8,
        len: usize,
        before: Option<char>,
        after: Option<char>,
    ) -> DelimiterRun {
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_punct = |c: Option<char>| c.is_some_and(is_punctuation);
        let left_flanking =
            !is_space(after) && (!is_punct(after) || is_space(before) || is_punct(before));
        let right_flanking =
            !is_space(before) && (!is_punct(before) || is_space(after) || is_punct(after));
        let (can_open, can_close) = match byte {
            b'_' => (
                left_flanking && (!right_flanking || is_punct(before)),
                right_flanking && (!left_flanking || is_punct(after)),
            ),
            b'~' if len > 2 => (false, false),
            _ => (left_flanking, right_flanking),
        };
        DelimiterRun { byte, len, remaining: len, can_open, can_close, is_processed: false }
    }

    /// The number of delimiters in the run.
    pub(super) fn len(self) -> usize {
        self.len
    }

    /// Whether `self` can open the emphasis that `closer` closes.
    fn matches_closer(self, closer: DelimiterRun) -> bool {
        if self.byte != closer.byte {
            return false;
        }
        if self.byte == b'~' {
            return self.len == closer.len;
        }
        // The "rule of 3" of CommonMark.
        let is_ambiguous =
            (self.can_open && self.can_close) || (closer.can_open && closer.can_close);
        let is_multiple_of_three = (self.len + closer.len).is_multiple_of(3)
            && !(self.len.is_multiple_of(3) && closer.len.is_multiple_of(3));
        !(is_ambiguous && is_multiple_of_three)
    }
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    // Every character that is not a letter, number, mark, whitespace or control character.
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !unicode_normalization::char::is_combining_mark(c)
        && !c.is_control()
}

/// Matches openers and closers in `runs[from..]`, which belong to one text. Afterwards
/// [`DelimiterRun::remaining`] of each run is the number of delimiters that are text.
///
/// Linear: a failed search for an opener is not repeated.
pub(super) fn match_delimiters(runs: &mut [DelimiterRun], from: usize) {
    let mut open: Vec<usize> = Vec::new();
    // No opener is below these indices, by the byte of the closer, whether it can also open, and
    // its length modulo 3.
    let mut openers_bottoms = [[[from; 3]; 2]; 3];
    for at in from..runs.len() {
        if runs[at].is_processed {
            continue;
        }
        let kind = match runs[at].byte {
            b'*' => 0,
            b'_' => 1,
            _ => 2,
        };
        while runs[at].can_close && runs[at].remaining > 0 {
            let closer = runs[at];
            let openers_bottom =
                &mut openers_bottoms[kind][usize::from(closer.can_open)][closer.len % 3];
            let above = open.iter().rev().take_while(|&&opener| opener >= *openers_bottom);
            let (mut looked, mut found) = (0, None);
            for &opener in above {
                looked += 1;
                if runs[opener].matches_closer(closer) {
                    found = Some(looked - 1);
                    break;
                }
            }
            step(looked + 1);
            let Some(found) = found else {
                *openers_bottom = at;
                break;
            };
            open.truncate(open.len() - found);
            let Some(&opener) = open.last() else { break };
            let taken = match closer.byte {
                b'~' => closer.len,
                _ => 1 + usize::from(runs[opener].remaining > 1 && closer.remaining > 1),
            };
            runs[opener].remaining -= taken;
            runs[at].remaining -= taken;
            if runs[opener].remaining == 0 {
                open.pop();
            }
        }
        if runs[at].can_open && runs[at].remaining > 0 {
            open.push(at);
        }
    }
    runs[from..].iter_mut().for_each(|run| run.is_processed = true);
}
