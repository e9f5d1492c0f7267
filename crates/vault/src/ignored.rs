//! The files that `userIgnoreFilters` matches (`docs/semantics.md §2`).

use regex::Regex;

use crate::Vault;

/// The compiled filters.
#[derive(Default)]
pub(crate) struct IgnoreFilters {
    prefixes: Vec<String>,
    patterns: Vec<Regex>,
}

impl IgnoreFilters {
    /// Compiles filters: each is `/regex/` or a prefix of a path. An invalid regular expression
    /// matches nothing.
    pub(crate) fn new(filters: &[String]) -> IgnoreFilters {
        let mut ignored = IgnoreFilters::default();
        for filter in filters {
            match filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
                Some(pattern) => ignored.patterns.extend(Regex::new(pattern)),
                None => ignored.prefixes.push(filter.clone()),
            }
        }
        ignored
    }

    /// Whether a filter matches `path`.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| path.starts_with(&**prefix))
            || self.patterns.iter().any(|pattern| pattern.is_match(path))
    }
}

impl Vault {
    /// Says of a path whether `userIgnoreFilters` hides its file from searches.
    pub fn ignored_paths(&self) -> impl Fn(&str) -> bool + use<> {
        let filters = IgnoreFilters::new(&self.settings.ignore_filters);
        move |path| filters.matches(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_prefix_or_a_regular_expression() {
        let filters =
            IgnoreFilters::new(&["Archive/".into(), "/\\.draft\\.md$/".into(), "/(/".into()]);
        assert!(filters.matches("Archive/a.md"));
        assert!(!filters.matches("b/Archive/a.md"));
        assert!(filters.matches("b/a.draft.md"));
        assert!(!filters.matches("b/a.draft.md.txt"));
    }
}
