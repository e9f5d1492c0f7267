//! One line of a note, cut to a width, with a part of it marked.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

/// A part of a line that is safe to print: without tabs and control characters, and not wider than
/// the given width.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Excerpt {
    /// The text before the marked part.
    pub(crate) before: String,
    /// The marked part.
    pub(crate) marked: String,
    /// The text after the marked part.
    pub(crate) after: String,
}

const CUT: &str = "…";

impl Excerpt {
    /// The excerpt of `line` that shows `marked`, a byte range of `line`, in at most `width`
    /// columns. `…` stands for the parts of the line that were cut off.
    pub(crate) fn new(line: &str, marked: Range<usize>, width: usize) -> Excerpt {
        let end = marked.end.min(line.len());
        let start = marked.start.min(end);
        let (before, marked, after) = (&line[..start], &line[start..end], &line[end..]);
        let [before, marked, after] = [before, marked, after].map(printable);

        let whole = columns(&before) + columns(&marked) + columns(&after);
        if whole <= width {
            return Excerpt { before, marked, after };
        }
        // The marked part gets its columns first; a third of the remaining ones shows the text
        // before it. A marked part that is too wide is cut, and nothing after it is shown.
        let (marked, after) = match width * 3 / 4 {
            room if columns(&marked) > room => (cut_end(&marked, room), String::new()),
            _ => (marked, after),
        };
        let left = width - columns(&marked);
        let after_needs = columns(&after).min(left);
        let before = cut_start(&before, (left / 3).max(left - after_needs));
        let after = cut_end(&after, left - columns(&before));
        Excerpt { before, marked, after }
    }

    /// A line with carets under the marked part; one caret if it is empty.
    pub(crate) fn carets(&self) -> String {
        let under = "^".repeat(columns(&self.marked).max(1));
        format!("{}{under}", " ".repeat(columns(&self.before)))
    }
}

/// Whether `text` is only ASCII characters that can be printed. It looks at all of them at once, because most
/// lines are long and plain.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'))
}

/// The width of `text` on a terminal, in columns.
pub(crate) fn columns(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `text`, padded with spaces or cut to exactly `width` columns.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let text = cut_end(&printable(text), width);
    let pad = width - columns(&text);
    text + &" ".repeat(pad)
}

/// `text` with tabs as spaces, and with `\u{fffd}` for characters that would move the cursor or
/// change the direction of the line.
pub(crate) fn printable(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let show = |c: char| match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(show).collect()
}

/// The beginning of `text` that fits in `width` columns.
pub(crate) fn cut_end(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = take(text.chars(), width.saturating_sub(1));
    if width > 0 {
        kept.push_str(CUT);
    }
    kept
}

/// The end of `text` that fits in `width` columns.
fn cut_start(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let backwards = take(text.chars().rev(), width.saturating_sub(1));
    let cut = if width > 0 { CUT } else { "" };
    cut.chars().chain(backwards.chars().rev()).collect()
}

fn take(chars: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, marked: &str, width: usize) -> String {
        let start = line.find(marked).expect("the marked part is on the line");
        let excerpt = Excerpt::new(line, start..start + marked.len(), width);
        let text = format!("{}{}{}", excerpt.before, excerpt.marked, excerpt.after);
        assert!(columns(&text) <= width);
        format!("{text}\n{}", excerpt.carets())
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(shown("see [[x]] here", "[[x]]", 20), "see [[x]] here\n    ^^^^^");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let line = "0123456789 0123456789 [[x]] 0123456789 0123456789";
        assert_eq!(shown(line, "[[x]]", 20), "…789 [[x]] 01234567…\n     ^^^^^");
        assert_eq!(shown(line, "0123456789", 20), "0123456789 01234567…\n^^^^^^^^^^");
        let end = "0123456789 0123456789 [[x]]";
        assert_eq!(shown(end, "[[x]]", 20), "…89 0123456789 [[x]]\n               ^^^^^");
    }

    #[test]
    fn a_marked_part_wider_than_the_terminal_is_cut() {
        let line = "a word [[0123456789]] more";
        assert_eq!(shown(line, "[[0123456789]]", 12), "…d [[012345…\n   ^^^^^^^^^");
    }

    #[test]
    fn wide_characters_take_two_columns_and_accents_none() {
        assert_eq!(shown("日本 [[x]]", "[[x]]", 20), "日本 [[x]]\n     ^^^^^");
        assert_eq!(shown("e\u{301} [[x]]", "[[x]]", 20), "e\u{301} [[x]]\n  ^^^^^");
    }

    #[test]
    fn control_characters_are_not_printed() {
        let shown = shown("\t\u{1b}[2J\u{202e}[[x]]", "[[x]]", 40);
        assert_eq!(shown, " \u{fffd}[2J\u{fffd}[[x]]\n      ^^^^^");
    }

    #[test]
    fn an_empty_marked_part_gets_one_caret() {
        assert_eq!(Excerpt::new("ab", 1..1, 10).carets(), " ^");
        assert_eq!(Excerpt::new("ab", 7..9, 10).carets(), "  ^");
    }
}
