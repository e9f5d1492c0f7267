//! Reviewdog's rdjson. Its columns count bytes of UTF-8.

use std::io::{self, Write};

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;
use serde_json::{Value, json};

use super::json::items;
use super::links::{REPOSITORY, page};
use crate::check::report::Reported;

/// Writes a document with all diagnostics.
pub(in crate::check) fn document(out: &mut dyn Write, diagnostics: &[Reported]) -> io::Result<()> {
    let source = json!({ "name": "linkwright", "url": REPOSITORY });
    write!(out, "{{\"source\":{source},\"diagnostics\":[")?;
    items(out, diagnostics)?;
    writeln!(out, "\n]}}")
}

/// The diagnostic of a finding.
pub(in crate::check) fn diagnostic(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Information | Severity::Hint | Severity::Off => "INFO",
    };
    let mut diagnostic = json!({
        "message": finding.message,
        "location": location(&finding.path, finding.place.as_ref()),
        "severity": severity,
        "code": { "value": finding.code, "url": page(finding.code) },
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|(message, path, place)| {
            json!({ "message": message, "location": location(path, place.as_ref()) })
        })
        .collect();
    if !related.is_empty() {
        diagnostic["related_locations"] = related.into();
    }
    if let Some(fix) = &finding.fix {
        let suggestion =
            |(place, text): &(TextPlace, String)| json!({ "range": range(place), "text": text });
        diagnostic["suggestions"] = fix.edits.iter().map(suggestion).collect();
    }
    diagnostic.to_string()
}

fn location(path: &str, place: Option<&TextPlace>) -> Value {
    match place {
        Some(place) => json!({ "path": path, "range": range(place) }),
        None => json!({ "path": path }),
    }
}

fn range(TextPlace { start, end, byte_columns, .. }: &TextPlace) -> Value {
    json!({
        "start": { "line": start.0, "column": byte_columns.0 },
        "end": { "line": end.0, "column": byte_columns.1 },
    })
}
