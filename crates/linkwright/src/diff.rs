//! Changes of texts as a unified diff, with what changed within a line emphasised.

use std::io::{self, Write};
use std::ops::Range;

use similar::{ChangeTag, TextDiff};

use crate::excerpt::{Excerpt, printable};
use crate::style::{ADDED, BOLD, DIM, REMOVED, STEP};

/// How much of a diff is written.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    /// Lines of context around a change.
    pub(crate) context: usize,
    /// At most so many columns a line; `None` is whole lines, which `patch` understands.
    pub(crate) width: Option<usize>,
    /// At most so many lines of it.
    pub(crate) lines: usize,
}

/// Writes what became of one file; how many lines were left out.
pub(crate) fn diff(
    out: &mut dyn Write,
    (old_path, old): (&str, &str),
    (new_path, new): (&str, &str),
    extent: Extent,
) -> io::Result<usize> {
    writeln!(out, "{BOLD}--- {}{BOLD:#}", printable(old_path))?;
    writeln!(out, "{BOLD}+++ {}{BOLD:#}", printable(new_path))?;
    let diff = TextDiff::from_lines(old, new);
    let mut left = extent.lines;
    let mut left_out = 0;
    for hunk in diff.unified_diff().context_radius(extent.context).iter_hunks() {
        if left == 0 {
            left_out += hunk.ops().iter().map(|op| diff.iter_changes(op).count()).sum::<usize>();
            continue;
        }
        writeln!(out, "{STEP}{}{STEP:#}", hunk.header())?;
        for op in hunk.ops() {
            for change in diff.iter_inline_changes(op) {
                if left == 0 {
                    left_out += 1;
                    continue;
                }
                left -= 1;
                let (line, emphasised) = line_of(change.values());
                write_line(out, change.tag(), &line, emphasised, extent.width)?;
                if extent.width.is_none() && change.missing_newline() {
                    writeln!(out, "\\ No newline at end of file")?;
                }
            }
        }
    }
    Ok(left_out)
}

/// A line from its pieces, without its line end, and what of it changed: from the first emphasised
/// piece to the last.
fn line_of(pieces: &[(bool, &str)]) -> (String, Option<Range<usize>>) {
    let mut line = String::new();
    let mut emphasised: Option<Range<usize>> = None;
    for (emphasis, piece) in pieces {
        let start = line.len();
        line.push_str(piece);
        if *emphasis {
            let first = emphasised.map_or(start, |range| range.start);
            emphasised = Some(first..line.len());
        }
    }
    line.truncate(line.trim_end_matches('\n').len());
    let emphasised = emphasised.map(|range| range.start.min(line.len())..range.end.min(line.len()));
    (line, emphasised)
}

fn write_line(
    out: &mut dyn Write,
    tag: ChangeTag,
    line: &str,
    emphasised: Option<Range<usize>>,
    width: Option<usize>,
) -> io::Result<()> {
    let (sign, style) = match tag {
        ChangeTag::Equal => (' ', DIM),
        ChangeTag::Delete => ('-', REMOVED),
        ChangeTag::Insert => ('+', ADDED),
    };
    let marked = emphasised.unwrap_or(0..0);
    let strong = style.bold().underline();
    match width {
        Some(width) => {
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
        // An empty line of context needs no blank: `patch` knows.
        None if tag == ChangeTag::Equal && line.is_empty() => writeln!(out),
        None => writeln!(out, "{style}{sign}{line}{style:#}"),
    }
}
