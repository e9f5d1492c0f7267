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
        // A line can be very long, and what is too far from the marked part does not matter.
        let before = end_of(&line[..start], width);
        let [marked, after] = [&line[start..end], &line[end..]].map(|text| start_of(text, width));
        Excerpt::fit(before, marked, after, width)
    }

    /// The excerpt of the line that has these parts, which are printable.
    fn fit(before: String, marked: String, after: String, width: usize) -> Excerpt {
        let [before_needs, marked_needs, after_needs] =
            [&before, &marked, &after].map(|it| columns(it));
        if before_needs + marked_needs + after_needs <= width {
            return Excerpt { before, marked, after };
        }
        // The marked part gets its columns first; a third of the remaining ones shows the text
        // before it. A marked part that is too wide is cut, and nothing after it is shown.
        let room = width * 3 / 4;
        let (marked, after, after_needs) = match marked_needs > room {
            true => (cut_end(&marked, room), String::new(), 0),
            false => (marked, after, after_needs),
        };
        let left = width - columns(&marked);
        let before_room = (left / 3).max(left - after_needs.min(left));
        let before = match before_needs > before_room {
            true => cut_start(&before, before_room),
            false => before,
        };
        let left = left - columns(&before);
        let after = if after_needs > left { cut_end(&after, left) } else { after };
        Excerpt { before, marked, after }
    }

    /// A line with carets under the marked part; one caret if it is empty.
    pub(crate) fn carets(&self) -> String {
        let under = "^".repeat(columns(&self.marked).max(1));
        format!("{}{under}", " ".repeat(columns(&self.before)))
    }
}

/// Whether `text` is only ASCII characters that can be printed. It looks at all of them at once, because most
/// texts are plain.
fn is_plain(text: &[u8]) -> bool {
    text.iter().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'))
}

/// The width of `text` on a terminal, in columns.
pub(crate) fn columns(text: &str) -> usize {
    if is_plain(text.as_bytes()) {
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
    if is_plain(text.as_bytes()) {
        return text.to_owned();
    }
    text.chars().map(printable_char).collect()
}

fn printable_char(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The beginning of `text`, printable: all of it, or more than `width` columns.
fn start_of(text: &str, width: usize) -> String {
    let start = &text.as_bytes()[..text.len().min(width.saturating_add(1))];
    if is_plain(start) {
        return text[..start.len()].to_owned();
    }
    more_than(text.chars(), width).collect()
}

/// The end of `text`, printable: all of it, or more than `width` columns.
fn end_of(text: &str, width: usize) -> String {
    let end = &text.as_bytes()[text.len().saturating_sub(width.saturating_add(1))..];
    if is_plain(end) {
        return text[text.len() - end.len()..].to_owned();
    }
    let backwards: Vec<char> = more_than(text.chars().rev(), width).collect();
    backwards.into_iter().rev().collect()
}

/// The first of `chars`, printable, that have more than `width` columns together, or all.
fn more_than(chars: impl Iterator<Item = char>, width: usize) -> impl Iterator<Item = char> {
    let mut used = 0;
    chars.map(printable_char).take_while(move |c| {
        let is_needed = used <= width;
        used += c.width().unwrap_or(0);
        is_needed
    })
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
    fn what_is_far_from_the_marked_part_does_not_matter() {
        let signs =
            ["a", "\u{e9}", "e\u{301}", "\u{65e5}", "\t", "\u{1b}", "\u{202e}", "ab\u{301}c"];
        let counts = [(0, 1, 40), (40, 1, 0), (9, 9, 9), (40, 40, 40), (3, 0, 3), (30, 2, 30)];
        for (index, sign) in signs.iter().enumerate() {
            let other = signs[(index + 3) % signs.len()];
            for (before, marked, after) in counts {
                let parts = [sign.repeat(before), other.repeat(marked), sign.repeat(after)];
                let (start, line) = (parts[0].len(), parts.concat());
                let marked = start..start + parts[1].len();
                for width in (0..40).chain([usize::MAX]) {
                    let [before, marked_text, after] = parts.each_ref().map(|part| printable(part));
                    let whole = Excerpt::fit(before, marked_text, after, width);
                    assert_eq!(
                        Excerpt::new(&line, marked.clone(), width),
                        whole,
                        "{line:?} {width}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_empty_marked_part_gets_one_caret() {
        assert_eq!(Excerpt::new("ab", 1..1, 10).carets(), " ^");
        assert_eq!(Excerpt::new("ab", 7..9, 10).carets(), "  ^");
    }
}
