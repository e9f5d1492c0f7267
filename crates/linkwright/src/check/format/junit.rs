//! JUnit's XML, which most CI servers read: a suite for each file, a failed test for each finding.

use std::fmt;
use std::io::{self, Write};

use linkwright_project::Finding;

use crate::check::report::{Reported, Summary};
use crate::style::severity;

/// Writes all findings. Without any, there is one suite with one test that passed.
pub(in crate::check) fn document(
    out: &mut dyn Write,
    findings: &[Reported],
    summary: &Summary,
) -> io::Result<()> {
    let seconds = summary.took.as_secs_f64();
    let (tests, failures) = (findings.len().max(1), findings.len());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"linkwright\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
         time=\"{seconds:.3}\">"
    )?;
    if findings.is_empty() {
        writeln!(
            out,
            "  <testsuite name=\"linkwright\" tests=\"1\" failures=\"0\" errors=\"0\">\n    \
             <testcase classname=\"linkwright\" name=\"check\"/>\n  </testsuite>"
        )?;
    }
    for of_file in findings.chunk_by(|one, other| one.path == other.path) {
        let (path, count) = (Escaped(&of_file[0].path), of_file.len());
        writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">"
        )?;
        of_file.iter().try_for_each(|test| out.write_all(test.text.as_bytes()))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The failed test of a finding.
pub(in crate::check) fn test(finding: &Finding) -> String {
    let (path, message) = (Escaped(&finding.path), Escaped(&finding.message));
    let (code, severity) = (finding.code, severity(finding.severity).0);
    let at = finding.place.as_ref().map(|place| format!(":{}:{}", place.start.0, place.start.1));
    let at = at.unwrap_or_default();
    format!(
        "    <testcase classname=\"{path}\" name=\"{code}{at}\">\n      \
         <failure type=\"{code}\" message=\"{message}\">\
         {path}{at}: {severity}[{code}]: {message}</failure>\n    </testcase>\n"
    )
}

/// Text in XML: escaped, and without the characters that XML cannot hold.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' => f.write_str("&#9;")?,
                '\n' => f.write_str("&#10;")?,
                '\r' => f.write_str("&#13;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c if c < ' ' => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn text_is_escaped() {
        let text = "a & <b> \"c\"\n\u{1}\u{ffff}é";
        let escaped = "a &amp; &lt;b&gt; &quot;c&quot;&#10;\u{fffd}\u{fffd}é";
        assert_eq!(Escaped(text).to_string(), escaped);
    }
}
