//! `overrides`: other severities for the notes in some folders.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::{DiagnosticCode, Settings, Severity};

/// Severities for the files that match patterns.
#[derive(Clone, Debug)]
pub struct SeverityOverride {
    patterns: Vec<String>,
    matcher: Gitignore,
    severities: BTreeMap<DiagnosticCode, Severity>,
}

impl SeverityOverride {
    /// Severities for the files that match `patterns`, which are in `.gitignore` syntax and
    /// relative to the root. An invalid pattern matches nothing.
    #[must_use]
    pub fn new(
        patterns: Vec<String>,
        severities: BTreeMap<DiagnosticCode, Severity>,
    ) -> SeverityOverride {
        let mut builder = GitignoreBuilder::new("");
        for pattern in &patterns {
            let _ = builder.add_line(None, pattern);
        }
        let matcher = builder.build().unwrap_or_else(|_| Gitignore::empty());
        SeverityOverride { patterns, matcher, severities }
    }

    /// Whether a pattern matches the file at `path`, relative to the root, or a folder around it.
    fn matches(&self, path: &str) -> bool {
        let path = Path::new(path);
        path.is_relative() && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
    }
}

impl PartialEq for SeverityOverride {
    fn eq(&self, other: &SeverityOverride) -> bool {
        (&self.patterns, &self.severities) == (&other.patterns, &other.severities)
    }
}

impl Eq for SeverityOverride {}

/// Checks a pattern.
///
/// # Errors
/// If it is invalid, or matches nothing.
pub(crate) fn check_pattern(pattern: &str) -> Result<(), String> {
    let mut builder = GitignoreBuilder::new("");
    let matcher = builder.add_line(None, pattern).and_then(|builder| builder.build());
    match matcher {
        Ok(matcher) if matcher.is_empty() => Err("it matches nothing".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

impl Settings {
    /// The severities of all codes in the note at `path`, relative to the root: a later override
    /// takes precedence over an earlier one, and that over `diagnostics`.
    #[must_use]
    pub fn severities_in(&self, path: &str) -> Cow<'_, BTreeMap<DiagnosticCode, Severity>> {
        let mut severities = Cow::Borrowed(&self.severities);
        for it in self.overrides.iter().filter(|it| it.matches(path)) {
            severities.to_mut().extend(it.severities.iter().map(|(code, level)| (*code, *level)));
        }
        severities
    }

    /// Whether the diagnostic `code` is off in every note.
    #[must_use]
    pub fn is_off(&self, code: DiagnosticCode) -> bool {
        let overrides = self.overrides.iter().filter_map(|it| it.severities.get(&code));
        overrides.copied().chain([self.severity(code)]).all(|severity| severity == Severity::Off)
    }
}
