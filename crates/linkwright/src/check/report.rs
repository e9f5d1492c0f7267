//! What a check found, for the output formats.

use std::time::Duration;

use linkwright_settings::Severity;

/// A finding that is reported, as text in the output format. It is made on the thread that checks the note:
/// there can be very many.
pub(super) struct Reported {
    /// The path of the file, as the output has it.
    pub(super) path: String,
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) fingerprint: String,
    pub(super) text: String,
}

/// Counts of what was checked, and of what is reported.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) notes: usize,
    pub(super) links: usize,
    /// Links and embeds whose note, heading or block does not exist, also if their severity is too low to be
    /// reported. Those that an option or a baseline leaves out do not count.
    pub(super) broken: usize,
    /// Reported findings about other things.
    pub(super) other_problems: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Findings of lesser severities that are reported.
    pub(super) others: usize,
    /// Findings that are less severe than the lowest severity that is reported.
    pub(super) hidden: usize,
    pub(super) took: Duration,
    /// Messages about the paths in which nothing could be checked.
    pub(super) unchecked: Vec<String>,
    /// What the user can do about many findings at once.
    pub(super) advice: Vec<String>,
}

impl Summary {
    /// Counts a finding that is not reported.
    pub(super) fn hide(&mut self, code: &str) {
        self.hidden += 1;
        self.broken += usize::from(is_broken(code));
    }

    /// Counts the findings that are reported.
    pub(super) fn count(&mut self, reported: &[Reported]) {
        let of = |level| reported.iter().filter(|finding| finding.severity == level).count();
        self.errors = of(Severity::Error);
        self.warnings = of(Severity::Warning);
        self.others = reported.len() - self.errors - self.warnings;
        let broken = reported.iter().filter(|finding| is_broken(finding.code)).count();
        self.other_problems = reported.len() - broken;
        self.broken += broken;
    }
}

fn is_broken(code: &str) -> bool {
    code.starts_with("broken-")
}

/// The codes of `findings` with their numbers, the most frequent first.
pub(super) fn statistics(findings: &[Reported]) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, count)) => *count += 1,
            None => counts.push((finding.code, 1)),
        }
    }
    counts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    counts
}
