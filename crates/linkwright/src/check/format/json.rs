//! One JSON document, described in `docs/check.md`.

use std::io::{self, Write};

use linkwright_project::{Finding, TextPlace};
use serde_json::{Value, json};

use crate::check::report::{Reported, Summary, statistics};
use crate::style::severity;

/// The version of the format. It changes when a program that reads the format could break.
const VERSION: u32 = 1;

/// Writes all findings and the summary.
pub(in crate::check) fn document(
    out: &mut dyn Write,
    findings: &[Reported],
    summary: &Summary,
) -> io::Result<()> {
    write!(out, "{{\"version\":{VERSION},\"findings\":[")?;
    items(out, findings)?;
    writeln!(out, "\n],\"summary\":{}}}", counts(summary))
}

/// Writes the findings as the items of a list, each on a line of its own.
pub(super) fn items(out: &mut dyn Write, findings: &[Reported]) -> io::Result<()> {
    for (index, finding) in findings.iter().enumerate() {
        write!(out, "{}\n{}", if index > 0 { "," } else { "" }, finding.text)?;
    }
    Ok(())
}

/// Writes how many findings each code has, and the summary.
pub(in crate::check) fn statistic(
    out: &mut dyn Write,
    findings: &[Reported],
    summary: &Summary,
) -> io::Result<()> {
    let row = |(code, count)| json!({ "code": code, "count": count });
    let rows: Vec<Value> = statistics(findings).into_iter().map(row).collect();
    let summary = counts(summary);
    writeln!(out, "{}", json!({ "version": VERSION, "statistics": rows, "summary": summary }))
}

/// A finding in one line.
pub(in crate::check) fn finding(finding: &Finding) -> String {
    let related = finding
        .related
        .iter()
        .map(|(message, path, at)| json!({ "path": path, "at": place(at), "message": message }));
    let edit = |(at, text): &(TextPlace, String)| json!({ "at": span(at), "text": text });
    let fix = finding.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
        json!({ "title": fix.title, "safe": fix.is_safe, "edits": edits })
    });
    let value = json!({
        "path": finding.path, "at": place(&finding.place),
        "severity": severity(finding.severity).0, "code": finding.code,
        "message": finding.message, "related": related.collect::<Vec<_>>(),
        "fingerprint": finding.fingerprint, "fix": fix,
    });
    value.to_string()
}

fn place(place: &Option<TextPlace>) -> Option<Value> {
    place.as_ref().map(span)
}

fn span(TextPlace { span, start, end, .. }: &TextPlace) -> Value {
    json!({
        "line": start.0, "column": start.1, "endLine": end.0, "endColumn": end.1,
        "start": span.start, "end": span.end,
    })
}

fn counts(summary: &Summary) -> Value {
    json!({
        "notes": summary.notes, "links": summary.links, "broken": summary.broken,
        "errors": summary.errors, "warnings": summary.warnings, "others": summary.others,
        "notShown": summary.hidden,
        "milliseconds": u64::try_from(summary.took.as_millis()).unwrap_or(u64::MAX),
    })
}
