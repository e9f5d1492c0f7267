//! The output format of the tour.

use std::io::{self, Write};
use std::time::Duration;

use crate::excerpt::{Excerpt, columns, cut_end, fit, printable};
use crate::style::{BOLD, CODE, DIM, FormattedDuration, GOOD, STEP};

/// Prints the tour line by line, as it happens.
pub(super) struct Show<'a> {
    out: &'a mut dyn Write,
    /// The width of the output in columns.
    pub(super) width: usize,
    step: usize,
}

impl<'a> Show<'a> {
    pub(super) fn new(out: &'a mut dyn Write, width: usize) -> Show<'a> {
        Show { out, width: width.min(110), step: 0 }
    }

    /// Prints the title of the tour.
    pub(super) fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{BOLD}{title}{BOLD:#}")
    }

    /// Prints the heading of the next step.
    pub(super) fn step(&mut self, title: &str) -> io::Result<()> {
        self.step += 1;
        let rule = "─".repeat(self.width.saturating_sub(columns(title) + 5));
        writeln!(self.out, "\n{STEP}{}  {title}{STEP:#} {DIM}{rule}{DIM:#}", self.step)
    }

    /// Prints a sentence, wrapped to the width.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        for line in wrap(text, self.width.saturating_sub(3)) {
            writeln!(self.out, "   {line}")?;
        }
        Ok(())
    }

    /// Prints a message that the editor sends.
    pub(super) fn sent(&mut self, method: &str) -> io::Result<()> {
        writeln!(self.out, "   {DIM}→ {method}{DIM:#}")
    }

    /// Prints the server's answer, and how long it took.
    pub(super) fn got(&mut self, what: &str, took: Duration) -> io::Result<()> {
        let took = FormattedDuration(took);
        writeln!(self.out, "   {GOOD}←{GOOD:#} {what} {DIM}in{DIM:#} {BOLD}{took}{BOLD:#}")
    }

    /// Prints a line of a note with a byte range of it marked. With a `note`, the marked part is
    /// also underlined, and the note stands below.
    pub(super) fn line(
        &mut self,
        line: &str,
        marked: std::ops::Range<usize>,
        note: Option<(&str, anstyle::Style)>,
    ) -> io::Result<()> {
        let excerpt = Excerpt::new(line, marked, self.width.saturating_sub(9));
        let Excerpt { before, marked, after } = &excerpt;
        let style = note.map_or(CODE, |(_, style)| style);
        writeln!(self.out, "     {DIM}│{DIM:#} {before}{style}{marked}{style:#}{after}")?;
        if let Some((note, style)) = note {
            writeln!(self.out, "     {DIM}│{DIM:#} {style}{}{style:#}", excerpt.carets())?;
            for line in wrap(&printable(note), self.width.saturating_sub(7)) {
                writeln!(self.out, "     {DIM}│{DIM:#} {style}{line}{style:#}")?;
            }
        }
        Ok(())
    }

    /// Prints a list of suggestions, each with its label and detail. The chosen one is marked.
    pub(super) fn list(&mut self, rows: &[(String, String)], chosen: usize) -> io::Result<()> {
        let room = self.width.saturating_sub(10);
        let widest = rows.iter().map(|(label, _)| columns(label)).max().unwrap_or(0);
        let left = widest.min(room * 3 / 5);
        for (index, (label, detail)) in rows.iter().enumerate() {
            let (mark, style) = if index == chosen { ("›", CODE) } else { (" ", DIM) };
            let label = fit(label, left);
            let detail = cut_end(&printable(detail), room - left);
            writeln!(self.out, "     {style}{mark} {label}{style:#}  {DIM}{detail}{DIM:#}")?;
        }
        Ok(())
    }

    /// The output, for everything that has no method here.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        self.out
    }
}

/// Breaks `text` at spaces into lines of at most `width` columns. A longer word gets a line of its
/// own.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a longerthanthat b", 5), ["a", "longerthanthat", "b"]);
        assert_eq!(wrap("日本 日本", 6), ["日本", "日本"]);
    }
}
