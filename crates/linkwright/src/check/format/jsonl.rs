//! One JSON value a line: a finding as in the format `json`.

use std::io::{self, Write};

use linkwright_project::Finding;

use super::json;

/// Writes a line for each finding.
pub(in crate::check) fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    findings.iter().try_for_each(|finding| writeln!(out, "{}", json::value(finding)))
}
