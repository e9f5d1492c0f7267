//! The second half of a search: what the text of a file decides.

use std::cell::OnceCell;
use std::cmp::Ordering;

use linkwright_syntax::Facts;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use super::Search;
use super::decide::{Names, is_in_names, is_in_path, matches_string, matches_tag};
use super::tree::{Comparison, Matcher, Place, SearchNode, SearchNodeKind};
use super::units::Units;
use crate::date::Date;
use crate::properties::{NoteProperty, NotePropertyValue, Properties, read_properties};

impl Search {
    /// Whether a note or canvas with this text is found. `text` has to be the one that the vault has
    /// indexed. It may be run for several files at once.
    #[must_use]
    pub fn matches_text(&self, vault: &Vault, file: FileId, text: &str) -> bool {
        let (Some(root), Some(entry)) = (&self.root, vault.get(file)) else { return false };
        let Some(note) = &entry.note else { return false };
        let names = Names { vault, file, entry };
        let units = Units::new(text, &note.facts);
        let found =
            SearchedFile { names, text, facts: &note.facts, units, properties: OnceCell::new() };
        found.matches(root, None)
    }
}

/// A file whose text is searched.
struct SearchedFile<'t> {
    names: Names<'t>,
    text: &'t str,
    facts: &'t Facts,
    units: Units<'t>,
    properties: OnceCell<Properties>,
}

impl SearchedFile<'_> {
    /// Whether `node` matches in `part` of the text, or in the whole file with its path.
    fn matches(&self, node: &SearchNode, part: Option<Span>) -> bool {
        match &node.kind {
            SearchNodeKind::Text(matcher) => match part {
                Some(part) => matcher.is_match(&self.text[part]),
                None => matcher.is_match(self.text) || is_in_path(matcher, self.names),
            },
            SearchNodeKind::All(nodes) => nodes.iter().all(|node| self.matches(node, part)),
            SearchNodeKind::Any(nodes) => nodes.iter().any(|node| self.matches(node, part)),
            SearchNodeKind::Not(node) => !self.matches(node, part),
            SearchNodeKind::In(place, node) => self.matches_in(*place, node, part),
            SearchNodeKind::Property(name, value) => self.has_property(name, value.as_deref()),
            SearchNodeKind::Compare(..) | SearchNodeKind::Null => false,
        }
    }

    fn matches_in(&self, place: Place, node: &SearchNode, part: Option<Span>) -> bool {
        let whole = Span::new(0, self.text.len());
        let within = part.unwrap_or(whole);
        match place {
            Place::Content => self.matches(node, Some(within)),
            Place::Tag if part.is_some() => matches_string(node, &|matcher: &Matcher| {
                let tags = self.facts.tags.iter().filter(|tag| within.covers(tag.span));
                tags.map(|tag| &self.text[tag.span]).any(|tag| matches_tag(matcher, tag))
            }),
            Place::FileName | Place::Path | Place::Tag => is_in_names(place, node, self.names),
            // Blocks and tasks are only looked for where the text has all the words.
            _ if !implies_whole(node) || self.matches(node, Some(within)) => {
                let any = |mut units: &mut dyn Iterator<Item = Span>| {
                    Iterator::any(&mut units, |unit| self.matches(node, Some(unit)))
                };
                if implies_whole(node) && matches!(place, Place::Line | Place::Block) {
                    let in_line = match needed(node) {
                        Some(word) => any(&mut self.units.lines_with(word, within)),
                        None => any(&mut *self.units.of(Place::Line, within)),
                    };
                    // The block tree takes long. A line is in one block, and a block in one passage.
                    if in_line || place == Place::Line || !any(&mut self.units.passages(within)) {
                        return in_line;
                    }
                }
                any(&mut *self.units.of(place, within))
            }
            _ => false,
        }
    }

    fn has_property(&self, name: &SearchNode, value: Option<&SearchNode>) -> bool {
        let yaml = self.facts.frontmatter.as_deref();
        let properties = self.properties.get_or_init(|| read_properties(self.text, yaml));
        properties.iter().any(|property| {
            matches_string(name, &|matcher| matcher.is_match(&property.name))
                && value.is_none_or(|value| passes(value, property))
        })
    }
}

/// Whether the whole text matches if one of its parts does: nothing in `node` is excluded, and no regular
/// expression looks at the ends of the text.
fn implies_whole(node: &SearchNode) -> bool {
    match &node.kind {
        SearchNodeKind::Text(matcher) => !matcher.looks_at_ends,
        SearchNodeKind::All(nodes) | SearchNodeKind::Any(nodes) => nodes.iter().all(implies_whole),
        SearchNodeKind::In(_, node) => implies_whole(node),
        SearchNodeKind::Property(..) => true,
        SearchNodeKind::Not(_) | SearchNodeKind::Compare(..) | SearchNodeKind::Null => false,
    }
}

/// What has to match wherever `node` does, the longest such word; `None` if nothing has to.
fn needed(node: &SearchNode) -> Option<&Matcher> {
    match &node.kind {
        SearchNodeKind::Text(matcher) => Some(matcher),
        SearchNodeKind::All(nodes) => {
            let needed = nodes.iter().filter_map(needed);
            needed.max_by_key(|matcher| matcher.pattern.source().len())
        }
        _ => None,
    }
}

/// Whether a value of a property passes a test. A list passes if one of its items does.
fn passes(test: &SearchNode, property: &NoteProperty) -> bool {
    match &property.value {
        NotePropertyValue::List(items) if !matches!(test.kind, SearchNodeKind::Null) => {
            items.iter().any(|item| passes_value(test, item))
        }
        value => passes_value(test, value),
    }
}

fn passes_value(test: &SearchNode, value: &NotePropertyValue) -> bool {
    match &test.kind {
        SearchNodeKind::Null => *value == NotePropertyValue::Null,
        SearchNodeKind::Compare(comparison, with) => compares(value, *comparison, with),
        SearchNodeKind::Not(test) => !passes_value(test, value),
        SearchNodeKind::All(tests) => tests.iter().all(|test| passes_value(test, value)),
        SearchNodeKind::Any(tests) => tests.iter().any(|test| passes_value(test, value)),
        SearchNodeKind::Text(matcher) if is_null_word(matcher) => *value == NotePropertyValue::Null,
        _ => {
            let text = value.text();
            *value != NotePropertyValue::Null
                && matches_string(test, &|matcher| matcher.is_match(&text))
        }
    }
}

/// Whether this is the word `null`, as in `[status:null OR done]`.
fn is_null_word(matcher: &Matcher) -> bool {
    !matcher.whole && matcher.pattern.to_string().trim_end_matches(['i', '/']) == "/null"
}

/// Whether a value compares as a number, or as a date, with `with`. Any other value does not.
fn compares(value: &NotePropertyValue, comparison: Comparison, with: &str) -> bool {
    let order = match value {
        NotePropertyValue::Number(number) => {
            with.parse().ok().and_then(|with: f64| number.partial_cmp(&with))
        }
        NotePropertyValue::Text(text) => match (Date::read(text), Date::read(with)) {
            (Some(date), Some(with)) => Some(date.at.cmp(&with.at)),
            _ => {
                let numbers = text.trim().parse::<f64>().ok().zip(with.parse::<f64>().ok());
                numbers.and_then(|(number, with)| number.partial_cmp(&with))
            }
        },
        _ => None,
    };
    order.is_some_and(|order| match comparison {
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    })
}
