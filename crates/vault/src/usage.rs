//! How often each key and value is used in the frontmatter of all notes.

use linkwright_syntax::frontmatter::{Frontmatter, KeyKind, QuoteStyle, unescape};
use linkwright_text::Span;
use rustc_hash::FxHashMap;

use crate::{Note, Vault};

/// The number of uses of each frontmatter key and value, as written.
///
/// It is built on first use. Each later change updates it, at a cost that does not grow with the
/// vault.
#[derive(Default, Debug)]
pub struct PropertyUsage {
    keys: FxHashMap<Box<str>, Property>,
}

/// Number of uses by word; words without uses are removed.
type UseCounts = FxHashMap<Box<str>, u32>;

#[derive(Default, Debug)]
struct Property {
    notes: u32,
    values: UseCounts,
}

impl PropertyUsage {
    pub(crate) fn new(vault: &Vault) -> PropertyUsage {
        let mut usage = PropertyUsage::default();
        vault.notes().for_each(|(_, note)| usage.add(note));
        usage
    }

    /// The frontmatter keys and the number of notes that have each; in no order.
    pub fn keys(&self) -> impl Iterator<Item = (&str, u32)> {
        self.keys.iter().map(|(key, property)| (&**key, property.notes))
    }

    /// The values of `key`, alone or in a list, and the number of uses of each; in no order. Values
    /// longer than 64 bytes and values without a letter, such as dates, are left out, and so are
    /// all values of keys with a meaning of their own, such as `aliases`.
    pub fn values(&self, key: &str) -> impl Iterator<Item = (&str, u32)> {
        let values = self.keys.get(key).map(|property| &property.values);
        values.into_iter().flatten().map(|(value, count)| (&**value, *count))
    }

    pub(crate) fn add(&mut self, note: &Note) {
        for (key, values) in properties(note) {
            if !self.keys.contains_key(key) {
                self.keys.insert(key.into(), Property::default());
            }
            let property = self.keys.get_mut(key).expect("the key was just inserted");
            property.notes += 1;
            values.for_each(|value| increment(&mut property.values, value));
        }
    }

    pub(crate) fn remove(&mut self, note: &Note) {
        for (key, values) in properties(note) {
            let Some(property) = self.keys.get_mut(key) else { continue };
            property.notes -= 1;
            values.for_each(|value| decrement(&mut property.values, value));
            if property.notes == 0 {
                self.keys.remove(key);
            }
        }
    }

    /// All keys and values as text, in no order.
    pub(crate) fn dump(&self) -> Vec<String> {
        let values = self.keys().flat_map(|(key, notes)| {
            let values = self.values(key);
            let values = values.map(move |(value, count)| format!("{key:?}: {value:?} {count}×"));
            values.chain([format!("key {key:?} {notes}×")])
        });
        values.collect()
    }
}

fn increment(counts: &mut UseCounts, word: &str) {
    match counts.get_mut(word) {
        Some(count) => *count += 1,
        None => drop(counts.insert(word.into(), 1)),
    }
}

fn decrement(counts: &mut UseCounts, word: &str) {
    match counts.get_mut(word) {
        Some(1) => drop(counts.remove(word)),
        Some(count) => *count -= 1,
        None => {}
    }
}

/// The keys of a note and the values of each, from the text that [`encode_properties`] made.
fn properties(note: &Note) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    lines(note).filter(|(key, _)| !key.is_empty())
}

/// As [`properties`], with an empty key for each that has no use in a list.
fn lines(note: &Note) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    note.properties.split_terminator('\n').filter_map(|line| {
        let mut words = line.split('\t');
        Some((words.next()?, words))
    })
}

impl Note {
    /// The top-level keys of the frontmatter, as written, without quotes; in order.
    pub fn property_keys(&self) -> impl Iterator<Item = &str> {
        properties(self).map(|(key, _)| key)
    }

    /// The same as [`property_keys`](Note::property_keys), each with its place, including quotes.
    pub fn located_property_keys(&self) -> impl Iterator<Item = (&str, Span)> {
        let keys = self.facts.frontmatter.iter().flat_map(|frontmatter| &frontmatter.keys);
        let located = lines(self).zip(keys).map(|((key, _), fact)| (key, fact.span));
        located.filter(|(key, _)| !key.is_empty())
    }
}

/// Maximum length in bytes of a value that is likely to be used again.
const MAX_VALUE_BYTES: usize = 64;

/// The top-level keys of the frontmatter, one per line, each followed by its values that are worth
/// suggesting, with a tab before each value. A key that does not fit in a line has an empty one.
pub(crate) fn encode_properties(text: &str, frontmatter: Option<&Frontmatter>) -> Box<str> {
    let mut encoded = String::new();
    for key in frontmatter.into_iter().flat_map(|frontmatter| &frontmatter.keys) {
        let (name, _) = unquote(&text[key.span]);
        if name.is_empty() || name.contains(['\n', '\t']) {
            encoded.push('\n');
            continue;
        }
        encoded.push_str(&name);
        if key.kind == KeyKind::Other {
            for value in values(&text[key.value]) {
                let (value, _) = unquote(value);
                let is_reusable = value.len() <= MAX_VALUE_BYTES
                    && value.contains(char::is_alphabetic)
                    && !value.contains(['\n', '\t'])
                    && !value.contains("[[");
                if is_reusable {
                    encoded.push('\t');
                    encoded.push_str(&value);
                }
            }
        }
        encoded.push('\n');
    }
    encoded.as_str().into()
}

/// The top-level keys of the frontmatter of the note `text`, with the values of each: the value itself, or
/// the items of its list, without quotes. A value that is nested deeper has none.
pub fn read_properties<'t>(
    text: &'t str,
    frontmatter: &'t Frontmatter,
) -> impl Iterator<Item = (String, Vec<String>)> + 't {
    frontmatter.keys.iter().map(|key| {
        let (name, _) = unquote(&text[key.span]);
        let values =
            values(&text[key.value]).into_iter().map(|value| unquote(value).0.into_owned());
        (name.into_owned(), values.filter(|value| !value.is_empty()).collect())
    })
}

/// The scalars of a value as written: the value itself, or the items of its list.
fn values(value: &str) -> Vec<&str> {
    let item = |line: &'_ str| -> bool { line.trim_start().starts_with("- ") };
    if let Some(list) = value.strip_prefix('[') {
        return list.trim_end().trim_end_matches(']').split(',').map(str::trim).collect();
    }
    if value.starts_with("- ") {
        let items = value.lines().filter(|line| item(line));
        return items.map(|line| strip_comment(line.trim_start()[2..].trim())).collect();
    }
    let nested = value.contains('\n') || value.starts_with(['{', '|', '>', '&', '*', '!']);
    if nested { Vec::new() } else { vec![strip_comment(value.trim())] }
}

/// A scalar without the comment after it.
fn strip_comment(scalar: &str) -> &str {
    match scalar.split_once(" #") {
        Some((scalar, _)) if !scalar.starts_with(['"', '\'']) => scalar.trim_end(),
        _ => scalar,
    }
}

/// The content of a scalar, and its quotes.
fn unquote(scalar: &str) -> (std::borrow::Cow<'_, str>, QuoteStyle) {
    for (mark, quote) in [('"', QuoteStyle::Double), ('\'', QuoteStyle::Single)] {
        let inside = scalar.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inside) = inside {
            return (unescape(inside, quote), quote);
        }
    }
    (scalar.into(), QuoteStyle::Plain)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::Change;
    use linkwright_settings::Settings;

    fn apply(vault: &mut Vault, path: &str, text: &str) {
        vault.apply(Change::Note { path, text });
    }

    fn sorted<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Vec<(&'a str, u32)> {
        let mut words: Vec<_> = words.collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn properties_have_a_value_or_a_list() {
        let text = "---\na: b c # d\n'e': [f, \"g, h\"]\ni:\n  - j\n  - \"[[k]]\"\nl: 2026-11-22\nm:\n---\n";
        let facts = linkwright_syntax::scan(text);
        let yaml = facts.frontmatter.expect("there is one");
        let shown: Vec<_> = read_properties(text, &yaml)
            .map(|(key, values)| format!("{key}: {}", values.join("|")))
            .collect();
        assert_eq!(shown, ["a: b c", "e: f|\"g|h\"", "i: j|[[k]]", "l: 2026-11-22", "m: "]);
    }

    #[test]
    fn keys_and_values_are_counted_and_updated() {
        let mut vault = Vault::new(Settings::default());
        let one = "---\nstatus: draft # for now\ntopics: [a b, \"c\"]\nup: '[[x]]'\ncreated: 2026-11-22\naliases: [z]\n---\n";
        apply(&mut vault, "a.md", one);
        let keys = [("aliases", 1), ("created", 1), ("status", 1), ("topics", 1), ("up", 1)];
        assert_eq!(sorted(vault.property_usage().keys()), keys);
        assert_eq!(sorted(vault.property_usage().values("status")), [("draft", 1)]);
        assert_eq!(sorted(vault.property_usage().values("topics")), [("a b", 1), ("c", 1)]);
        assert_eq!(sorted(vault.property_usage().values("up")), []);
        assert_eq!(sorted(vault.property_usage().values("created")), []);
        assert_eq!(sorted(vault.property_usage().values("aliases")), []);

        apply(&mut vault, "b.md", "---\ntopics:\n  - 'a b'\n  - it''s\n---\n");
        assert_eq!(
            sorted(vault.property_usage().values("topics")),
            [("a b", 2), ("c", 1), ("it''s", 1)]
        );

        apply(&mut vault, "a.md", "---\nstatus: done\n---\n");
        assert_eq!(sorted(vault.property_usage().values("status")), [("done", 1)]);
        vault.apply(Change::Remove { path: "b.md" });
        assert_eq!(sorted(vault.property_usage().keys()), [("status", 1)]);
    }
}
