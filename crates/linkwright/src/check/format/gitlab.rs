//! GitLab's Code Quality report.

use std::io::{self, Write};

use linkwright_project::Finding;
use linkwright_settings::Severity;
use serde_json::json;

use super::json::items;
use crate::check::report::Reported;

/// The issue of a finding.
pub(in crate::check) fn issue(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Information | Severity::Hint | Severity::Off => "info",
    };
    let lines = finding.place.as_ref().map_or((1, 1), |place| (place.start.0, place.end.0));
    let issue = json!({
        "type": "issue", "check_name": finding.code, "description": finding.message,
        "severity": severity, "fingerprint": finding.fingerprint,
        "location": { "path": finding.path, "lines": { "begin": lines.0, "end": lines.1 } },
    });
    issue.to_string()
}

/// Writes a list of all issues.
pub(in crate::check) fn list(out: &mut dyn Write, issues: &[Reported]) -> io::Result<()> {
    write!(out, "[")?;
    items(out, issues)?;
    writeln!(out, "\n]")
}
