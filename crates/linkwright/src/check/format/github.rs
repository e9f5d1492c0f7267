//! Annotations for a GitHub workflow.

use linkwright_project::{Finding, TextPlace};
use linkwright_settings::Severity;

/// The annotation of a finding, in one line.
pub(in crate::check) fn annotation(finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "notice",
    };
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let path = property(&finding.path);
    let mut at = String::new();
    if let Some(TextPlace { start, end, .. }) = &finding.place {
        at = format!(",line={},endLine={}", start.0, end.0);
        if start.0 == end.0 {
            at += &format!(",col={},endColumn={}", start.1, end.1);
        }
    }
    let (code, message) = (finding.code, escape(&finding.message));
    format!("::{level} file={path}{at},title={code}::{message}")
}
