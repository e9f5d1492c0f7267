//! `overrides`: other severities for the notes in some folders.

use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::{DiagnosticCode, Severity};

/// Severities for the files that match patterns.
#[derive(Clone, Debug)]
pub struct SeverityOverride {
    patterns: Vec<String>,
    matcher: Gitignore,
    pub(crate) severities: BTreeMap<DiagnosticCode, Severity>,
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
    pub(crate) fn matches(&self, path: &str) -> bool {
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
