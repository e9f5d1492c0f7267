//! A base that is being typed: what can stand at the cursor.
//!
//! YAML that is being typed is seldom valid, so only the lines up to the cursor are read, by their
//! indents.

use linkwright_syntax::frontmatter::QuoteStyle;
use linkwright_text::Span;

use super::keys::{BASE_KEYS, BaseKey, FILTER_KEYS, SORT_KEYS, VIEW_KEYS};

/// What can stand at the end of a base that is being typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnfinishedBase {
    /// What can stand there.
    pub slot: BaseSlot,
    /// The scalar up to the end, without an opening quote, in bytes of the base.
    pub typed: Span,
    /// The quotes of the scalar.
    pub style: QuoteStyle,
}

/// What can stand somewhere in a base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseSlot {
    /// One of these keys.
    Key(&'static [BaseKey]),
    /// A property that is a key.
    PropertyKey,
    /// A property.
    Property,
    /// A property, or one of the keys of a sort.
    Sort,
    /// An expression.
    Expression,
    /// An expression, or one of the keys of a filter.
    Filter,
    /// The type of a view.
    ViewType,
    /// `ASC` or `DESC`.
    Direction,
    /// The name of a summary.
    Summary,
}

/// A part of a line that later lines can be below.
#[derive(Clone, Copy)]
pub(super) enum Parent<'t> {
    /// A dash.
    Item,
    Key(&'t str),
}

/// Returns what can stand at the end of `before`, the part of a base before the cursor.
#[must_use]
pub fn unfinished_base(before: &str) -> Option<UnfinishedBase> {
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let (above, line) = before.split_at(line_start);
    if line.contains('\t') {
        return None;
    }
    let (mut parents, content) = parents_of(line, above);
    let rest = &line[content..];
    let (slot, start) = match split_key(rest) {
        Some((key, value)) => {
            parents.push(Parent::Key(key));
            let start = rest.len() - value.len();
            (value_slot(&parents, value)?, content + start)
        }
        None => (content_slot(&parents)?, content),
    };
    let mut typed = Span::new(line_start + start, before.len());
    if matches!(slot, BaseSlot::Property) && before[typed].starts_with('[') {
        let item = before[typed].rfind(['[', ',']).map_or(0, |at| at + 1);
        let item = typed.range().start + item;
        typed = Span::new(before.len() - before[item..].trim_start().len(), before.len());
    }
    let style = match before[typed].chars().next() {
        Some('\'') => QuoteStyle::Single,
        Some('"') => QuoteStyle::Double,
        _ => QuoteStyle::Plain,
    };
    if style != QuoteStyle::Plain {
        typed.start += 1;
        if is_closed(&before[typed], style) {
            return None;
        }
    }
    Some(UnfinishedBase { slot, typed, style })
}

/// Whether the text after an opening quote contains the closing one.
fn is_closed(text: &str, style: QuoteStyle) -> bool {
    match style {
        QuoteStyle::Single => text.matches('\'').count() % 2 == 1,
        QuoteStyle::Double => {
            let mut escaped = false;
            text.chars().any(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            })
        }
        _ => false,
    }
}

/// `key` and `value` of `key: value`. The key has no quotes and brackets.
fn split_key(rest: &str) -> Option<(&str, &str)> {
    let (key, value) = rest.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains(['"', '\'', '(', '[', '{', '#']);
    let ends = value.is_empty() || value.starts_with(' ');
    (is_key && ends).then(|| (key.trim_end(), value.trim_start()))
}

/// The parts of a line that can be parents, each with its column, and the column of what follows the
/// dashes.
fn parts(line: &str) -> (Vec<(usize, Parent<'_>)>, usize) {
    let mut parts = Vec::new();
    let mut at = line.len() - line.trim_start_matches(' ').len();
    while let Some(rest) = line[at..].strip_prefix("- ") {
        parts.push((at, Parent::Item));
        at = line.len() - rest.trim_start_matches(' ').len();
    }
    (parts, at)
}

/// The parents of what follows the dashes in `line`, the outermost first, and its column. `above` are the
/// lines before.
fn parents_of<'t>(line: &'t str, above: &'t str) -> (Vec<Parent<'t>>, usize) {
    let (own, content) = parts(line);
    let mut parents = Vec::new();
    // A part that is further to the left is a parent. A dash may be as far left as the key above it.
    let (mut key_limit, mut item_limit) = (content, content);
    let mut add = |column: usize, part: Parent<'t>| match part {
        Parent::Key(_) if column < key_limit => {
            (key_limit, item_limit) = (column, column);
            parents.push(part);
        }
        Parent::Item if column < item_limit => {
            (key_limit, item_limit) = (column + 1, column);
            parents.push(part);
        }
        _ => {}
    };
    own.into_iter().rev().for_each(|(column, part)| add(column, part));
    for line in above.split(['\n', '\r']).rev() {
        let is_blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        if is_blank || line.contains('\t') {
            continue;
        }
        let (mut found, content) = parts(line);
        found.extend(split_key(&line[content..]).map(|(key, _)| (content, Parent::Key(key))));
        found.into_iter().rev().for_each(|(column, part)| add(column, part));
    }
    parents.reverse();
    (parents, content)
}

/// The names of `parents`; a dash is `-`.
fn names<'t>(parents: &[Parent<'t>]) -> Vec<&'t str> {
    let name = |part: &Parent<'t>| match part {
        Parent::Item => "-",
        Parent::Key(key) => key,
    };
    parents.iter().map(name).collect()
}

/// Whether the last of these is a place for a filter, below `filters`.
fn is_filter(path: &[&str]) -> bool {
    path.iter().all(|name| matches!(*name, "and" | "or" | "not" | "-"))
}

/// What can stand where no key is on the line.
pub(super) fn content_slot(parents: &[Parent<'_>]) -> Option<BaseSlot> {
    match names(parents).as_slice() {
        [] => Some(BaseSlot::Key(BASE_KEYS)),
        ["filters", path @ ..] | ["views", "-", "filters", path @ ..]
            if is_filter(path) && path.last().is_none_or(|last| *last == "-") =>
        {
            Some(BaseSlot::Filter)
        }
        ["formulas" | "summaries", _] => Some(BaseSlot::Expression),
        ["properties"] | ["views", "-", "summaries"] => Some(BaseSlot::PropertyKey),
        ["properties", _] => Some(BaseSlot::Key(DISPLAY_KEYS)),
        ["views", "-"] => Some(BaseSlot::Key(VIEW_KEYS)),
        ["views", "-", "order", "-"] => Some(BaseSlot::Property),
        ["views", "-", "sort", "-"] => Some(BaseSlot::Sort),
        ["views", "-", "groupBy"] => Some(BaseSlot::Key(SORT_KEYS)),
        _ => None,
    }
}

/// What can stand behind a key, the last of `parents`.
pub(super) fn value_slot(parents: &[Parent<'_>], value: &str) -> Option<BaseSlot> {
    match names(parents).as_slice() {
        ["filters", path @ ..] | ["views", "-", "filters", path @ ..] if is_filter(path) => {
            Some(BaseSlot::Expression)
        }
        ["formulas" | "summaries", _] => Some(BaseSlot::Expression),
        ["views", "-", "type"] => Some(BaseSlot::ViewType),
        ["views", "-", "groupBy"]
        | ["views", "-", "groupBy", "property"]
        | ["views", "-", "sort", "-", "property"] => Some(BaseSlot::Property),
        ["views", "-", "order"] if value.starts_with('[') => Some(BaseSlot::Property),
        ["views", "-", "groupBy" | "sort", .., "direction"] => Some(BaseSlot::Direction),
        ["views", "-", "summaries", _] => Some(BaseSlot::Summary),
        _ => None,
    }
}

const DISPLAY_KEYS: &[BaseKey] =
    &[BaseKey { name: "displayName", summary: "The name that is shown." }];

impl BaseSlot {
    /// The keys that can stand there.
    #[must_use]
    pub fn keys(self) -> &'static [BaseKey] {
        match self {
            BaseSlot::Key(keys) => keys,
            BaseSlot::Sort => SORT_KEYS,
            BaseSlot::Filter => FILTER_KEYS,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(before: &str, expected: &str) {
        let shown = unfinished_base(before).map_or_else(String::new, |found| {
            let slot = match found.slot {
                BaseSlot::Key(keys) => format!("key {}", keys[0].name),
                slot => format!("{slot:?}"),
            };
            format!("{slot}: {}", &before[found.typed])
        });
        assert_eq!(shown, expected, "{before}");
    }

    #[test]
    fn the_place_in_a_base_says_what_can_stand_there() {
        check("", "key filters: ");
        check("fil", "key filters: fil");
        check("filters: file.", "Expression: file.");
        check("filters: 'file.", "Expression: file.");
        check("filters: 'a' ", "");
        check("filters:\n  and:\n    - file.", "Filter: file.");
        check("filters:\n  and:\n  - file.", "Filter: file.");
        check("filters:\n  an", "Filter: an");
        check("filters:\n  and:\n    - or:\n        - \"a == ", "Filter: a == ");
        check("filters:\n  and:\n    - a\n    - not: b", "Expression: b");
        check("formulas:\n  price: pri", "Expression: pri");
        check("formulas:\n  pri", "");
        check("properties:\n  sta", "PropertyKey: sta");
        check("properties:\n  status:\n    d", "key displayName: d");
        check("views:\n  - ty", "key type: ty");
        check("views:\n- type: table\n  na", "key type: na");
        check("views:\n  - type: ta", "ViewType: ta");
        check("views:\n  - type: table\n    order:\n      - file.", "Property: file.");
        check("views:\n  - type: table\n    order:\n    - file.name\n    - s", "Property: s");
        check("views:\n  - order: [file.name, sta", "Property: sta");
        check("views:\n  - sort:\n      - pro", "Sort: pro");
        check("views:\n  - sort:\n      - property: a\n        direction: D", "Direction: D");
        check("views:\n  - groupBy: st", "Property: st");
        check("views:\n  - groupBy:\n      property: st", "Property: st");
        check("views:\n  - summaries:\n      pri", "PropertyKey: pri");
        check("views:\n  - summaries:\n      price: Su", "Summary: Su");
        check("views:\n  - type: table\n    filters:\n      or:\n        - a\n  - ", "key type: ");
        check("views:\n  - type: table\nfil", "key filters: fil");
        check("# x\n\nfilters:\n\n  # y\n  and:\n    - a", "Filter: a");
    }

    proptest! {
        #[test]
        fn the_typed_part_ends_where_the_base_does(
            parts in prop::collection::vec(prop::sample::select(&[
                "filters", ":", " ", "\n", "- ", "  ", "and", "é", "\"", "'", "[", "views", "order", "\\", "\t", "\r",
            ][..]), 0..16)
        ) {
            let before = parts.concat();
            if let Some(found) = unfinished_base(&before) {
                prop_assert_eq!(found.typed.range().end, before.len());
                prop_assert!(before.is_char_boundary(found.typed.range().start));
            }
        }
    }
}
