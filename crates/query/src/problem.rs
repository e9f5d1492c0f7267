//! A problem of a query, with its place.

use std::cell::Cell;
use std::fmt;

use linkwright_text::Span;
use rustc_hash::FxHashSet;

/// A problem of a query: what is wrong, and where in the text of the query.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// The text that is wrong, in bytes of the query.
    pub span: Span,
    /// The message for the user.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Problem {
        Problem { span, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// The words of `known` that a user may have meant by `written`: `": did you mean …?"`, or nothing.
pub(crate) fn suggestion<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let folded = written.to_lowercase();
    let distance = |name: &str| strsim::osa_distance(&folded, &name.to_lowercase());
    let near = known.into_iter().map(|name| (distance(name), name)).min();
    match near {
        Some((distance, name)) if distance <= 2 && distance * 2 < name.len().max(2) => {
            format!(". Did you mean `{name}`?")
        }
        _ => String::new(),
    }
}

/// Maximum number of names of one query for which a similar one is searched: each search reads all names.
const MAX_SUGGESTIONS: usize = 100;

/// The names that a query can use.
pub(crate) struct KnownNames<'n> {
    names: FxHashSet<&'n str>,
    /// Number of searches for a similar name that remain.
    suggestions: Cell<usize>,
}

impl<'n> KnownNames<'n> {
    pub(crate) fn new(names: impl IntoIterator<Item = &'n str>) -> KnownNames<'n> {
        KnownNames { names: names.into_iter().collect(), suggestions: Cell::new(MAX_SUGGESTIONS) }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// See [`suggestion`]; nothing after very many names.
    pub(crate) fn suggestion(&self, written: &str) -> String {
        let Some(left) = self.suggestions.get().checked_sub(1) else { return String::new() };
        self.suggestions.set(left);
        suggestion(written, self.names.iter().copied())
    }
}
