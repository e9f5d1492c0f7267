//! Which files `userIgnoreFilters` names (`docs/semantics.md §2`).

use regex::Regex;

/// The filters, ready to be asked about many paths.
#[derive(Default)]
pub(crate) struct Ignored {
    prefixes: Vec<String>,
    patterns: Vec<Regex>,
}

impl Ignored {
    /// A filter is `/regex/`, or the beginning of a path. One that is no regular expression names
    /// nothing.
    pub(crate) fn of(filters: &[String]) -> Ignored {
        let mut ignored = Ignored::default();
        for filter in filters {
            match filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
                Some(pattern) => ignored.patterns.extend(Regex::new(pattern)),
                None => ignored.prefixes.push(filter.clone()),
            }
        }
        ignored
    }

    /// Whether a filter names the file at `path`.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| path.starts_with(&**prefix))
            || self.patterns.iter().any(|pattern| pattern.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_beginning_or_an_expression() {
        let ignored = Ignored::of(&["Archive/".into(), "/\\.draft\\.md$/".into(), "/(/".into()]);
        assert!(ignored.covers("Archive/a.md"));
        assert!(!ignored.covers("b/Archive/a.md"));
        assert!(ignored.covers("b/a.draft.md"));
        assert!(!ignored.covers("b/a.draft.md.txt"));
    }
}
