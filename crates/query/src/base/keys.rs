//! The keys of bases: one table for each kind of map, with a line on each.

use crate::problem::suggestion;

/// A key of a base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BaseKey {
    /// The key.
    pub name: &'static str,
    /// What it is for, in one line.
    pub summary: &'static str,
}

const fn key(name: &'static str, summary: &'static str) -> BaseKey {
    BaseKey { name, summary }
}

/// The keys of a base.
pub const BASE_KEYS: &[BaseKey] = &[
    key("filters", "Which files all views have."),
    key("formulas", "Values that are computed for each file, by name."),
    key("properties", "How properties are shown."),
    key("summaries", "Summaries of this base: expressions with `values`, by name."),
    key("views", "The views: each shows the files in its own way."),
];

/// The keys of a view.
pub const VIEW_KEYS: &[BaseKey] = &[
    key("type", "How the view shows the files: `table`, `cards` or `list`."),
    key("name", "The name of the view."),
    key("filters", "Which files the view has, of those that the base has."),
    key("order", "The properties that are shown, in order."),
    key("sort", "The properties that sort the rows, the most important first."),
    key("limit", "Maximum number of rows."),
    key("groupBy", "Rows with the same value of this property are shown as a group."),
    key("summaries", "The summaries below columns, by property."),
];

/// The keys of a filter that is not an expression.
pub const FILTER_KEYS: &[BaseKey] = &[
    key("and", "Files for which all of these are true."),
    key("or", "Files for which one of these is true."),
    key("not", "Files for which none of these is true."),
];

/// The keys of `sort` and `groupBy`.
pub const SORT_KEYS: &[BaseKey] = &[
    key("property", "The property."),
    key("direction", "`ASC`, which is the default, or `DESC`."),
];

/// What is wrong with `key` in a map that has the keys `known`, if it looks misspelled or is a key of another
/// map, as after a wrong indent. Plugins add keys of their own.
pub(super) fn unknown_key(key: &str, known: &[BaseKey]) -> Option<String> {
    let is_in = |keys: &[BaseKey]| keys.iter().any(|it| it.name == key);
    if known != SORT_KEYS && is_in(FILTER_KEYS) {
        return Some(format!("`{key}` belongs below `filters`: indent it more"));
    }
    if known == BASE_KEYS && is_in(VIEW_KEYS) {
        return Some(format!("`{key}` belongs to a view: put it into an item below `views`"));
    }
    if known == VIEW_KEYS && is_in(BASE_KEYS) {
        return Some(format!("`{key}` belongs to the base, not to a view: do not indent it"));
    }
    let near = suggestion(key, known.iter().map(|it| it.name));
    (!near.is_empty()).then(|| format!("unknown key `{key}`{near}"))
}
