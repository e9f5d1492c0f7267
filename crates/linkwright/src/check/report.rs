//! What a check found, for the output formats.

use std::time::Duration;

use linkwright_project::Finding;
use linkwright_settings::Severity;

/// Counts of what was checked, and of what is reported.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) notes: usize,
    pub(super) links: usize,
    /// Links and embeds whose note, heading or block does not exist, reported or not.
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
    /// Sets the counts of findings.
    pub(super) fn count(&mut self, reported: &[Finding], hidden: &[Finding]) {
        let of = |level| reported.iter().filter(|finding| finding.severity == level).count();
        self.errors = of(Severity::Error);
        self.warnings = of(Severity::Warning);
        self.others = reported.len() - self.errors - self.warnings;
        self.hidden = hidden.len();
        let is_broken = |finding: &&Finding| finding.code.starts_with("broken-");
        let broken = reported.iter().filter(is_broken).count();
        self.other_problems = reported.len() - broken;
        self.broken = broken + hidden.iter().filter(is_broken).count();
    }
}

/// The codes of `findings` with their numbers, the most frequent first.
pub(super) fn statistics(findings: &[Finding]) -> Vec<(&'static str, usize)> {
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
