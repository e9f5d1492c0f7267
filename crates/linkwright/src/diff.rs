//! Unified diffs of texts, with the changed part of each line emphasised.

use std::io::{self, Write};
use std::ops::Range;

use linkwright_project::{HunkPart, LineDiff};

use crate::excerpt::{Excerpt, printable};
use crate::style::{ADDED, BOLD, Colors, DIM, REMOVED, STEP};

/// The colours of a diff, and the limits on its size.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    /// Without colours, the text is not changed: what looks like a colour belongs to a note.
    pub(crate) colors: Colors,
    /// Lines of context around a change.
    pub(crate) context: usize,
    /// Maximum number of columns in a line; `None` for whole lines, which `patch` can read.
    pub(crate) width: Option<usize>,
    /// Maximum number of lines.
    pub(crate) lines: usize,
}

/// Writes the diff of one file. Returns the number of lines that were left out.
pub(crate) fn diff(
    out: &mut dyn Write,
    (old_path, old): (&str, &str),
    (new_path, new): (&str, &str),
    extent: Extent,
) -> io::Result<usize> {
    let [bold, step] = [BOLD, STEP].map(|style| extent.colors.of(style));
    writeln!(out, "{bold}--- {}{bold:#}", printable(old_path))?;
    writeln!(out, "{bold}+++ {}{bold:#}", printable(new_path))?;
    let mut left = extent.lines;
    let mut left_out = 0;
    for hunk in LineDiff::new(old, new).hunks(extent.context) {
        if left > 0 {
            writeln!(out, "{step}{}{step:#}", hunk.header())?;
        }
        for (kind, line, marked) in hunk.parts.iter().flat_map(lines) {
            if left == 0 {
                left_out += 1;
                continue;
            }
            left -= 1;
            write_line(out, kind, without_line_feed(line), marked, extent)?;
            if extent.width.is_none() && !line.ends_with('\n') {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(left_out)
}

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Same,
    Removed,
    Added,
}

/// The lines of a part of a hunk, each with the bytes that differ from the line that it replaces, or that
/// replaces it.
fn lines<'d, 't: 'd>(
    part: &HunkPart<'d, 't>,
) -> impl Iterator<Item = (LineKind, &'t str, Range<usize>)> + use<'d, 't> {
    let compared = |kind, lines: &'d [&'t str], others: &'d [&'t str]| {
        lines.iter().enumerate().map(move |(at, line)| {
            let differing = others
                .get(at)
                .map(|other| differing(without_line_feed(line), without_line_feed(other)));
            (kind, *line, differing.unwrap_or_default())
        })
    };
    let (same, removed, added): (&[&str], &[&str], &[&str]) = match *part {
        HunkPart::Same(same) => (same, &[], &[]),
        HunkPart::Changed { removed, added } => (&[], removed, added),
    };
    compared(LineKind::Same, same, &[])
        .chain(compared(LineKind::Removed, removed, added))
        .chain(compared(LineKind::Added, added, removed))
}

fn without_line_feed(line: &str) -> &str {
    line.strip_suffix('\n').unwrap_or(line)
}

/// The part of `line` between the beginning and the end that it shares with `other`, in bytes.
fn differing(line: &str, other: &str) -> Range<usize> {
    let same = |(a, b): &(char, char)| a == b;
    let length = |(a, _): (char, char)| a.len_utf8();
    let start = line.chars().zip(other.chars()).take_while(same).map(length).sum();
    let (line, other) = (&line[start..], &other[start..]);
    let end: usize = line.chars().rev().zip(other.chars().rev()).take_while(same).map(length).sum();
    start..start + line.len() - end
}

fn write_line(
    out: &mut dyn Write,
    kind: LineKind,
    line: &str,
    marked: Range<usize>,
    extent: Extent,
) -> io::Result<()> {
    let (sign, style) = match kind {
        LineKind::Same => (' ', DIM),
        LineKind::Removed => ('-', REMOVED),
        LineKind::Added => ('+', ADDED),
    };
    let [strong, style] = [style.bold().underline(), style].map(|style| extent.colors.of(style));
    match extent.width {
        Some(width) => {
            let line = line.trim_end_matches('\r');
            let Excerpt { before, marked, after } =
                Excerpt::new(line, marked, width.saturating_sub(1));
            if marked.is_empty() {
                writeln!(out, "{style}{sign}{before}{after}{style:#}")
            } else {
                writeln!(
                    out,
                    "{style}{sign}{before}{style:#}{strong}{marked}{strong:#}{style}{after}{style:#}"
                )
            }
        }
        // `patch` accepts an empty line of context without the leading space.
        None if kind == LineKind::Same && line.is_empty() => writeln!(out),
        None => writeln!(out, "{style}{sign}{line}{style:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn shown(old: &str, new: &str, extent: Extent) -> String {
        let mut out = Vec::new();
        let left_out = diff(&mut out, ("a.md", old), ("b.md", new), extent).unwrap();
        format!("{}[{left_out} left out]\n", String::from_utf8(out).unwrap())
    }

    #[test]
    fn patch_applies_a_diff_of_whole_lines() {
        let extent = Extent { colors: Colors::Off, context: 1, width: None, lines: usize::MAX };
        let shown = shown("a\n\nold [[x]]\n\nb", "a\n\nnew [[x]]\n\nB", extent);
        expect![[r"
            --- a.md
            +++ b.md
            @@ -2,4 +2,4 @@

            -old [[x]]
            +new [[x]]

            -b
            \ No newline at end of file
            +B
            \ No newline at end of file
            [0 left out]
        "]]
        .assert_eq(&shown);
    }

    #[test]
    fn a_long_line_is_cut_around_the_difference() {
        let line = |name: &str| format!("{0}[[{name}]] {0}\n", "some more words ".repeat(9));
        let extent = Extent { colors: Colors::Off, context: 0, width: Some(40), lines: 2 };
        let (old, new) = (line("Old") + &line("x"), line("New") + &line("y"));
        expect![[r#"
            --- a.md
            +++ b.md
            @@ -1,2 +1,2 @@
            -…re words [[Old]] some more words some…
            -…re words [[x]] some more words some m…
            [2 left out]
        "#]]
        .assert_eq(&shown(&old, &new, extent));
    }

    #[test]
    fn the_difference_excludes_the_common_start_and_end() {
        let differs = |line: &str, other: &str| line[differing(line, other)].to_owned();
        assert_eq!(differs("see [[Old]].", "see [[New]]."), "Old");
        assert_eq!(differs("aXa", "aa"), "X");
        assert_eq!(differs("aa", "aXa"), "");
        assert_eq!(differs("é", "è"), "é");
        assert_eq!(differs("same", "same"), "");
    }
}
