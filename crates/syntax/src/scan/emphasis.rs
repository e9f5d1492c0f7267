//! Emphasis, as CommonMark and GitHub read it: which `*`, `_` and `~` are markup.

use super::steps::step;

/// A run of one such character.
#[derive(Clone, Copy)]
pub(super) struct Run {
    byte: u8,
    len: usize,
    /// How many of them are no markup, as far as is known.
    pub(super) left: usize,
    opens: bool,
    closes: bool,
    /// It has met all that it can.
    done: bool,
}

impl Run {
    /// The run of `len` times `byte` between two characters.
    pub(super) fn new(byte: u8, len: usize, before: Option<char>, behind: Option<char>) -> Run {
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let mark = |c: Option<char>| c.is_some_and(is_punctuation);
        let left = !space(behind) && (!mark(behind) || space(before) || mark(before));
        let right = !space(before) && (!mark(before) || space(behind) || mark(behind));
        let (opens, closes) = match byte {
            b'_' => (left && (!right || mark(before)), right && (!left || mark(behind))),
            b'~' if len > 2 => (false, false),
            _ => (left, right),
        };
        Run { byte, len, left: len, opens, closes, done: false }
    }

    /// How many characters it has.
    pub(super) fn len(self) -> usize {
        self.len
    }

    /// Whether `self` opens what `closer` closes.
    fn pairs_with(self, closer: Run) -> bool {
        let both = (self.opens && self.closes) || (closer.opens && closer.closes);
        let odd = (self.len + closer.len).is_multiple_of(3)
            && !(self.len.is_multiple_of(3) && closer.len.is_multiple_of(3));
        self.byte == closer.byte
            && if self.byte == b'~' { self.len == closer.len } else { !(both && odd) }
    }
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    // Whatever is neither a letter, a number, a mark nor a space.
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !unicode_normalization::char::is_combining_mark(c)
        && !c.is_control()
}

/// Finds the pairs among `runs[from..]`, which share a text: `left` of each is then what is shown.
///
/// Linear: what has been looked for in vain is not looked for again.
pub(super) fn pair(runs: &mut [Run], from: usize) {
    let mut open: Vec<usize> = Vec::new();
    // By byte, whether the closer opens too, and its length: below this no opener is.
    let mut floors = [[[from; 3]; 2]; 3];
    for at in from..runs.len() {
        if runs[at].done {
            continue;
        }
        let kind = match runs[at].byte {
            b'*' => 0,
            b'_' => 1,
            _ => 2,
        };
        while runs[at].closes && runs[at].left > 0 {
            let closer = runs[at];
            let floor = &mut floors[kind][usize::from(closer.opens)][closer.len % 3];
            let above = open.iter().rev().take_while(|&&opener| opener >= *floor);
            let (mut looked, mut found) = (0, None);
            for &opener in above {
                looked += 1;
                if runs[opener].pairs_with(closer) {
                    found = Some(looked - 1);
                    break;
                }
            }
            step(looked + 1);
            let Some(found) = found else {
                *floor = at;
                break;
            };
            open.truncate(open.len() - found);
            let Some(&opener) = open.last() else { break };
            let taken = match closer.byte {
                b'~' => closer.len,
                _ => 1 + usize::from(runs[opener].left > 1 && closer.left > 1),
            };
            runs[opener].left -= taken;
            runs[at].left -= taken;
            if runs[opener].left == 0 {
                open.pop();
            }
        }
        if runs[at].opens && runs[at].left > 0 {
            open.push(at);
        }
    }
    runs[from..].iter_mut().for_each(|run| run.done = true);
}
