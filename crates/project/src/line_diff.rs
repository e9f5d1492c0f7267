//! The lines in which two texts differ.

use std::fmt::{self, Display};
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// The lines of two texts, and which of them differ. A line contains its line feed, if it has one.
#[derive(Debug)]
pub struct LineDiff<'t> {
    old: Vec<&'t str>,
    new: Vec<&'t str>,
    /// The lines that differ, in order: in the old text, and in the new one.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

/// Changes that are close to each other, with the lines around them. It is displayed as in a unified diff.
#[derive(Debug)]
pub struct Hunk<'d, 't> {
    /// Lines that are the same, and changed ones, in order.
    pub parts: Vec<HunkPart<'d, 't>>,
    old: Range<usize>,
    new: Range<usize>,
}

/// Lines of a hunk.
#[derive(Debug)]
pub enum HunkPart<'d, 't> {
    /// Lines that both texts have.
    Same(&'d [&'t str]),
    /// Lines of the old text, and the lines of the new text in their place. One of them may be empty.
    Changed {
        /// The lines of the old text.
        removed: &'d [&'t str],
        /// The lines of the new text.
        added: &'d [&'t str],
    },
}

impl<'t> LineDiff<'t> {
    /// Compares two texts. Takes time in proportion to their length, also if all lines differ.
    #[must_use]
    pub fn new(old: &'t str, new: &'t str) -> LineDiff<'t> {
        let input = InternedInput::new(old, new);
        let mut diff = Diff::compute(Algorithm::Histogram, &input);
        diff.postprocess_lines(&input);
        let lines = |range: Range<u32>| range.start as usize..range.end as usize;
        LineDiff {
            old: old.split_inclusive('\n').collect(),
            new: new.split_inclusive('\n').collect(),
            changes: diff.hunks().map(|hunk| (lines(hunk.before), lines(hunk.after))).collect(),
        }
    }

    /// The changes, each with at most `context` lines before and after it.
    pub fn hunks(&self, context: usize) -> impl Iterator<Item = Hunk<'_, 't>> {
        let close = move |(before, _): &(Range<usize>, _), (after, _): &(Range<usize>, _)| {
            after.start - before.end <= 2 * context
        };
        self.changes.chunk_by(close).map(move |changes| self.hunk(changes, context))
    }

    fn hunk(&self, changes: &[(Range<usize>, Range<usize>)], context: usize) -> Hunk<'_, 't> {
        let ((first_old, first_new), (last_old, last_new)) =
            (&changes[0], &changes[changes.len() - 1]);
        let before = context.min(first_old.start);
        let after = context.min(self.old.len() - last_old.end);
        let old = first_old.start - before..last_old.end + after;
        let new = first_new.start - before..last_new.end + after;
        let mut parts = Vec::new();
        let mut at = old.start;
        for (removed, added) in changes {
            parts.push(HunkPart::Same(&self.old[at..removed.start]));
            let (removed_lines, added) = (&self.old[removed.clone()], &self.new[added.clone()]);
            parts.push(HunkPart::Changed { removed: removed_lines, added });
            at = removed.end;
        }
        parts.push(HunkPart::Same(&self.old[at..old.end]));
        Hunk { parts, old, new }
    }
}

impl Hunk<'_, '_> {
    /// The first line of the hunk in a unified diff, with the numbers of its lines.
    #[must_use]
    pub fn header(&self) -> String {
        let lines = |range: &Range<usize>| match range.len() {
            // Of no lines, the line before them is named.
            0 => format!("{},0", range.start),
            1 => (range.start + 1).to_string(),
            len => format!("{},{len}", range.start + 1),
        };
        format!("@@ -{} +{} @@", lines(&self.old), lines(&self.new))
    }
}

impl Display for Hunk<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.header())?;
        let mut write = |sign: char, lines: &[&str]| {
            lines.iter().try_for_each(|line| match line.strip_suffix('\n') {
                Some(line) => writeln!(f, "{sign}{line}"),
                None => writeln!(f, "{sign}{line}\n\\ No newline at end of file"),
            })
        };
        for part in &self.parts {
            match part {
                HunkPart::Same(lines) => write(' ', lines)?,
                HunkPart::Changed { removed, added } => {
                    write('-', removed)?;
                    write('+', added)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn shown(old: &str, new: &str, context: usize) -> String {
        LineDiff::new(old, new).hunks(context).map(|hunk| hunk.to_string()).collect()
    }

    #[test]
    fn changes_that_are_close_share_a_hunk() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
        expect![[r"
            @@ -1,5 +1,4 @@
             a
            -b
             c
            -d
            +D
             e
            @@ -8 +7,2 @@
             h
            +i
        "]]
        .assert_eq(&shown(old, "a\nc\nD\ne\nf\ng\nh\ni\n", 1));
        expect![[r"
            @@ -2 +1,0 @@
            -b
            @@ -4 +3 @@
            -d
            +D
            @@ -8,0 +8 @@
            +i
        "]]
        .assert_eq(&shown(old, "a\nc\nD\ne\nf\ng\nh\ni\n", 0));
    }

    #[test]
    fn a_missing_line_feed_at_the_end_is_shown() {
        expect![[r"
            @@ -1,2 +1,2 @@
             a
            -b
            \ No newline at end of file
            +b
        "]]
        .assert_eq(&shown("a\nb", "a\nb\n", 1));
        assert_eq!(shown("a\nb", "a\nb", 1), "");
    }

    #[test]
    fn a_text_from_nothing_and_to_nothing() {
        assert_eq!(shown("", "a\n", 3), "@@ -0,0 +1 @@\n+a\n");
        assert_eq!(shown("a\nb\n", "", 3), "@@ -1,2 +0,0 @@\n-a\n-b\n");
        assert_eq!(shown("", "", 3), "");
    }

    /// Applies a diff as `patch` does.
    fn applied(old: &str, new: &str, context: usize) -> String {
        let (lines, diff) =
            (old.split_inclusive('\n').collect::<Vec<_>>(), LineDiff::new(old, new));
        let (mut out, mut at) = (String::new(), 0);
        for hunk in diff.hunks(context) {
            out.extend(lines[at..hunk.old.start].iter().copied());
            assert_eq!(out.split_inclusive('\n').count(), hunk.new.start);
            at = hunk.old.start;
            for part in &hunk.parts {
                let (old, new) = match *part {
                    HunkPart::Same(same) => (same, same),
                    HunkPart::Changed { removed, added } => (removed, added),
                };
                assert_eq!(&lines[at..at + old.len()], old);
                at += old.len();
                out.extend(new.iter().copied());
            }
            assert_eq!(at, hunk.old.end);
            assert_eq!(out.split_inclusive('\n').count(), hunk.new.end);
        }
        out.extend(lines[at..].iter().copied());
        out
    }

    #[test]
    fn the_hunks_make_the_new_text_of_the_old_one() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..2000 {
            let mut text = || {
                let lines = (0..rng.usize(..12)).map(|_| ["a", "b", "c", ""][rng.usize(..4)]);
                let mut text = lines.collect::<Vec<_>>().join("\n");
                text.push_str(["", "\n"][rng.usize(..2)]);
                text
            };
            let (old, new) = (text(), text());
            for context in 0..4 {
                assert_eq!(applied(&old, &new, context), new, "{old:?}");
            }
        }
    }
}
