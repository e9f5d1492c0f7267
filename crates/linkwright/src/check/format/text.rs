//! Text for people, in the format of a compiler.

use std::fmt::Write as _;
use std::io::{self, Write};

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;

use crate::check::report::{Summary, statistics};
use crate::excerpt::{Excerpt, printable};
use crate::paths::shown_path;
use crate::style::{BOLD, DIM, FormattedDuration, GOOD, count, severity, thousands};

/// Writes the findings, each in the format of a compiler: the position and the message, then the
/// line with carets, then related places.
pub(in crate::check) fn findings(
    out: &mut dyn Write,
    findings: &[Finding],
    width: usize,
) -> io::Result<()> {
    findings.iter().try_for_each(|it| finding(out, it, width))
}

fn finding(out: &mut dyn Write, finding: &Finding, width: usize) -> io::Result<()> {
    let (word, color) = severity(finding.severity);
    let at = position(&finding.path, finding.place.as_ref());
    let (code, message) = (finding.code, printable(&finding.message));
    writeln!(out, "{BOLD}{at}{BOLD:#}: {color}{word}[{code}]{color:#}: {message}")?;
    if let Some(place) = &finding.place {
        let number = place.start.0.to_string();
        let gutter = number.len().max(4);
        let excerpt =
            Excerpt::new(&place.line, place.marked.clone(), width.saturating_sub(gutter + 3));
        let Excerpt { before, marked, after } = &excerpt;
        let carets = excerpt.carets();
        writeln!(out, "{DIM}{number:>gutter$} |{DIM:#} {before}{color}{marked}{color:#}{after}")?;
        writeln!(out, "{DIM}{:>gutter$} |{DIM:#} {color}{carets}{color:#}", "")?;
    }
    for (message, path, place) in &finding.related {
        let at = position(path, place.as_ref());
        writeln!(out, "{DIM}{:>4} ={DIM:#} {at}: {}", "", printable(message))?;
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
pub(in crate::check) fn counts(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for (code, count) in statistics(findings) {
        writeln!(out, "{BOLD}{:>8}{BOLD:#}  {code}", thousands(count))?;
    }
    Ok(())
}

/// Writes the summary in one line, and another one if findings are hidden.
pub(in crate::check) fn summary(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    let checked = format!(
        "{}, {}",
        count(summary.notes, "note", "notes"),
        count(summary.links, "link", "links")
    );
    let broken = match summary.broken {
        0 => format!("{GOOD}none broken{GOOD:#}"),
        n => {
            let (_, color) = severity(Severity::Warning);
            format!("{color}{} broken{color:#}", thousands(n))
        }
    };
    let mut more = String::new();
    if summary.other_problems > 0 {
        more += &format!(", {}", count(summary.other_problems, "other problem", "other problems"));
    }
    writeln!(out, "{checked}, {broken}{more}; took {}", FormattedDuration(summary.took))?;
    if summary.hidden > 0 {
        let hidden = count(summary.hidden, "less severe finding", "less severe findings");
        writeln!(out, "{DIM}{hidden} not shown; use `--severity hint` to show them{DIM:#}")?;
    }
    Ok(())
}
