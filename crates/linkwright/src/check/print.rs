//! The output formats of `linkwright check`.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;
use serde_json::json;

use crate::excerpt::{Excerpt, printable};
use crate::style::{BOLD, DIM, GOOD, Took, count, severity};

/// Counts of what was checked and found.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) notes: usize,
    pub(super) links: usize,
    /// Links and embeds whose note, heading or block does not exist.
    pub(super) broken: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Findings that are less severe than the lowest severity to show.
    pub(super) hidden: usize,
    pub(super) took: Duration,
}

impl Summary {
    /// Sets the counts of errors, warnings and broken links.
    pub(super) fn count(&mut self, findings: &[Finding]) {
        let of = |level| findings.iter().filter(|finding| finding.severity == level).count();
        self.errors = of(Severity::Error);
        self.warnings = of(Severity::Warning);
        self.broken = findings.iter().filter(|finding| finding.code.starts_with("broken-")).count();
    }
}

/// Writes a finding in the format of a compiler: the position and the message, then the line with
/// carets, then related places.
pub(super) fn finding_text(
    out: &mut impl Write,
    finding: &Finding,
    width: usize,
) -> io::Result<()> {
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

/// Formats a place as `path:line:column`, or as the path alone.
fn position(path: &str, place: Option<&TextPlace>) -> String {
    let mut at = printable(path);
    if let Some(place) = place {
        let (line, column) = place.start;
        // Writing to a string does not fail.
        let _ = write!(at, ":{line}:{column}");
    }
    at
}

/// Writes the summary in one line, and another one if findings are hidden.
pub(super) fn summary_text(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    let checked = format!(
        "{}, {}",
        count(summary.notes, "note", "notes"),
        count(summary.links, "link", "links")
    );
    let broken = match summary.broken {
        0 => format!("{GOOD}none broken{GOOD:#}"),
        n => {
            let (_, color) = severity(Severity::Warning);
            format!("{color}{} broken{color:#}", crate::style::thousands(n))
        }
    };
    let mut more = String::new();
    let others = (summary.errors + summary.warnings).saturating_sub(summary.broken);
    if others > 0 {
        more += &format!(", {}", count(others, "other problem", "other problems"));
    }
    writeln!(out, "{checked}, {broken}{more}; took {}", Took(summary.took))?;
    if summary.hidden > 0 {
        let hidden = count(summary.hidden, "lesser finding", "lesser findings");
        writeln!(out, "{DIM}{hidden} not shown; use `--severity hint` to show them{DIM:#}")?;
    }
    Ok(())
}

/// Writes one JSON document with all findings and the summary.
pub(super) fn json(
    out: &mut impl Write,
    findings: &[&Finding],
    summary: &Summary,
) -> io::Result<()> {
    let place = |place: &Option<TextPlace>| {
        place.as_ref().map(|place| {
            json!({
                "line": place.start.0, "column": place.start.1,
                "endLine": place.end.0, "endColumn": place.end.1,
                "start": place.span.start, "end": place.span.end,
            })
        })
    };
    write!(out, "{{\"findings\":[")?;
    for (index, finding) in findings.iter().enumerate() {
        let related: Vec<_> = finding
            .related
            .iter()
            .map(|(message, path, at)| json!({ "path": path, "at": place(at), "message": message }))
            .collect();
        let finding = json!({
            "path": finding.path, "at": place(&finding.place),
            "severity": severity(finding.severity).0, "code": finding.code,
            "message": finding.message, "related": related,
        });
        write!(out, "{}\n{finding}", if index > 0 { "," } else { "" })?;
    }
    let summary = json!({
        "notes": summary.notes, "links": summary.links, "broken": summary.broken,
        "errors": summary.errors, "warnings": summary.warnings, "notShown": summary.hidden,
        "milliseconds": u64::try_from(summary.took.as_millis()).unwrap_or(u64::MAX),
    });
    writeln!(out, "\n],\"summary\":{summary}}}")
}

/// Writes a finding as an annotation for a GitHub workflow.
pub(super) fn github_annotation(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "notice",
    };
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let path = property(&finding.path);
    write!(out, "::{level} file={path}")?;
    if let Some(TextPlace { start, end, .. }) = &finding.place {
        write!(out, ",line={},endLine={}", start.0, end.0)?;
        if start.0 == end.0 {
            write!(out, ",col={},endColumn={}", start.1, end.1)?;
        }
    }
    writeln!(out, ",title={}::{}", finding.code, escape(&finding.message))
}
