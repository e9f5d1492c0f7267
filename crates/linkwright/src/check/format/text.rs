//! Text for people, in the format of a compiler.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;

use crate::check::report::{Reported, Summary, statistics};
use crate::excerpt::{Excerpt, printable};
use crate::paths::shown_path;
use crate::style::{BOLD, Colors, DIM, FormattedDuration, GOOD, count, severity, thousands};

/// A finding in the format of a compiler: the position and the message, then the line with carets, then
/// related places.
pub(in crate::check) fn finding(finding: &Finding, colors: Colors, width: usize) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_finding(&mut out, finding, colors, width);
    out
}

fn write_finding(out: &mut String, finding: &Finding, colors: Colors, width: usize) -> fmt::Result {
    let (word, color) = severity(finding.severity);
    let [color, bold, dim] = [color, BOLD, DIM].map(|style| colors.of(style));
    let at = position(&finding.path, finding.place.as_ref());
    let (code, message) = (finding.code, printable(&finding.message));
    writeln!(out, "{bold}{at}{bold:#}: {color}{word}[{code}]{color:#}: {message}")?;
    if let Some(place) = &finding.place {
        let number = place.start.0.to_string();
        let gutter = number.len().max(4);
        let excerpt =
            Excerpt::new(&place.line, place.marked.clone(), width.saturating_sub(gutter + 3));
        let Excerpt { before, marked, after } = &excerpt;
        let carets = excerpt.carets();
        writeln!(out, "{dim}{number:>gutter$} |{dim:#} {before}{color}{marked}{color:#}{after}")?;
        writeln!(out, "{dim}{:>gutter$} |{dim:#} {color}{carets}{color:#}", "")?;
    }
    for (message, path, place) in &finding.related {
        let at = position(path, place.as_ref());
        writeln!(out, "{dim}{:>4} ={dim:#} {at}: {}", "", printable(message))?;
    }
    Ok(())
}

/// Formats a place as `path:line:column`, or as the path alone, with the separators of the platform.
fn position(path: &str, place: Option<&TextPlace>) -> String {
    let mut at = printable(&shown_path(path));
    if let Some(place) = place {
        let (line, column) = place.start;
        // Writing to a string does not fail.
        let _ = write!(at, ":{line}:{column}");
    }
    at
}

/// Writes how many findings each code has.
pub(in crate::check) fn counts(
    out: &mut dyn Write,
    findings: &[Reported],
    colors: Colors,
) -> io::Result<()> {
    let bold = colors.of(BOLD);
    for (code, count) in statistics(findings) {
        writeln!(out, "{bold}{:>8}{bold:#}  {code}", thousands(count))?;
    }
    Ok(())
}

/// Writes the summary in one line, and another one if findings are hidden.
pub(in crate::check) fn summary(
    out: &mut dyn Write,
    summary: &Summary,
    colors: Colors,
) -> io::Result<()> {
    let (_, warning) = severity(Severity::Warning);
    let [warning, good, dim] = [warning, GOOD, DIM].map(|style| colors.of(style));
    let checked = format!(
        "{}, {}",
        count(summary.notes, "note", "notes"),
        count(summary.links, "link", "links")
    );
    let broken = match summary.broken {
        0 => format!("{good}none broken{good:#}"),
        n => format!("{warning}{} broken{warning:#}", thousands(n)),
    };
    let mut more = String::new();
    if summary.other_problems > 0 {
        more += &format!(", {}", count(summary.other_problems, "other problem", "other problems"));
    }
    writeln!(out, "{checked}, {broken}{more}; took {}", FormattedDuration(summary.took))?;
    if summary.hidden > 0 {
        let hidden = count(summary.hidden, "less severe finding", "less severe findings");
        writeln!(out, "{dim}{hidden} not shown; use `--severity hint` to show them{dim:#}")?;
    }
    Ok(())
}
