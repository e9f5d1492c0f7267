//! Annotations for a GitHub workflow.

use std::io::{self, Write};

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;

/// Writes an annotation for each finding.
pub(in crate::check) fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    findings.iter().try_for_each(|it| annotation(out, it))
}

fn annotation(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
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
