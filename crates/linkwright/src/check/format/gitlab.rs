//! GitLab's Code Quality report.

use std::io::{self, Write};

use linkwright_project::Finding;
use linkwright_settings::Severity;
use serde_json::json;

/// Writes a list with all findings.
pub(in crate::check) fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    write!(out, "[")?;
    for (index, finding) in findings.iter().enumerate() {
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
        write!(out, "{}\n{issue}", if index > 0 { "," } else { "" })?;
    }
    writeln!(out, "\n]")
}
