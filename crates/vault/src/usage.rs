//! What notes say in their frontmatter, and how often: its keys and their values.

use linkwright_syntax::frontmatter::{Frontmatter, KeyKind, QuoteStyle, unescape};
use rustc_hash::FxHashMap;

use crate::{Note, Vault};

/// How often each key and value is used, each as it is written.
///
/// Made when it is first asked for, and kept in step from then on, at a cost that does not grow
/// with the vault.
#[derive(Default, Debug)]
pub struct PropertyUsage {
    keys: FxHashMap<Box<str>, Property>,
}

/// How often each of several words is used. What is used no more is not there.
type UseCounts = FxHashMap<Box<str>, u32>;

#[derive(Default, Debug)]
struct Property {
    notes: u32,
    values: UseCounts,
}

impl PropertyUsage {
    pub(crate) fn of(vault: &Vault) -> PropertyUsage {
        let mut usage = PropertyUsage::default();
        vault.notes().for_each(|(_, note)| usage.add(note));
        usage
    }

    /// The keys of frontmatter, and how many notes have each; in no order.
    pub fn keys(&self) -> impl Iterator<Item = (&str, u32)> {
        self.keys.iter().map(|(key, property)| (&**key, property.notes))
    }

    /// The values that stand under `key`, alone or in a list, and how often; in no order. Left out
    /// are those that are longer than 64 bytes or hold no letter, as dates, and those under keys
    /// that mean something here.
    pub fn values(&self, key: &str) -> impl Iterator<Item = (&str, u32)> {
        let values = self.keys.get(key).map(|property| &property.values);
        values.into_iter().flatten().map(|(value, count)| (&**value, *count))
    }

    pub(crate) fn add(&mut self, note: &Note) {
        for (key, values) in properties(note) {
            if !self.keys.contains_key(key) {
                self.keys.insert(key.into(), Property::default());
            }
            let property = self.keys.get_mut(key).expect("it was just put there");
            property.notes += 1;
            values.for_each(|value| count(&mut property.values, value));
        }
    }

    pub(crate) fn remove(&mut self, note: &Note) {
        for (key, values) in properties(note) {
            let Some(property) = self.keys.get_mut(key) else { continue };
            property.notes -= 1;
            values.for_each(|value| discount(&mut property.values, value));
            if property.notes == 0 {
                self.keys.remove(key);
            }
        }
    }

    /// Everything, in an order of its own.
    pub(crate) fn dump(&self) -> Vec<String> {
        let values = self.keys().flat_map(|(key, notes)| {
            let values = self.values(key);
            let values = values.map(move |(value, count)| format!("{key:?}: {value:?} {count}×"));
            values.chain([format!("key {key:?} {notes}×")])
        });
        values.collect()
    }
}

fn count(tally: &mut UseCounts, word: &str) {
    match tally.get_mut(word) {
        Some(count) => *count += 1,
        None => drop(tally.insert(word.into(), 1)),
    }
}

fn discount(tally: &mut UseCounts, word: &str) {
    match tally.get_mut(word) {
        Some(1) => drop(tally.remove(word)),
        Some(count) => *count -= 1,
        None => {}
    }
}

/// The keys of a note and the values under each, see [`written`].
fn properties(note: &Note) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    note.properties.split_terminator('\n').filter_map(|line| {
        let mut words = line.split('\t');
        Some((words.next()?, words))
    })
}

/// The longest value, in bytes, that is likely to be written again.
const LONGEST: usize = 64;

/// The top-level keys of the frontmatter, a line each, and behind each the values that are worth
/// being proposed, with a tab before every one.
pub(crate) fn written(text: &str, frontmatter: Option<&Frontmatter>) -> Box<str> {
    let mut written = String::new();
    for key in frontmatter.into_iter().flat_map(|frontmatter| &frontmatter.keys) {
        let (name, _) = unquoted(&text[key.span]);
        if name.is_empty() || name.contains(['\n', '\t']) {
            continue;
        }
        written.push_str(&name);
        if key.kind == KeyKind::Other {
            for value in values(&text[key.value]) {
                let (value, _) = unquoted(value);
                let worth = value.len() <= LONGEST
                    && value.contains(char::is_alphabetic)
                    && !value.contains(['\n', '\t'])
                    && !value.contains("[[");
                if worth {
                    written.push('\t');
                    written.push_str(&value);
                }
            }
        }
        written.push('\n');
    }
    written.as_str().into()
}

/// The scalars of a value as they are written: its own, or those of its list.
fn values(value: &str) -> Vec<&str> {
    let item = |line: &'_ str| -> bool { line.trim_start().starts_with("- ") };
    if let Some(list) = value.strip_prefix('[') {
        return list.trim_end().trim_end_matches(']').split(',').map(str::trim).collect();
    }
    if value.starts_with("- ") {
        let items = value.lines().filter(|line| item(line));
        return items.map(|line| uncommented(line.trim_start()[2..].trim())).collect();
    }
    let nested = value.contains('\n') || value.starts_with(['{', '|', '>', '&', '*', '!']);
    if nested { Vec::new() } else { vec![uncommented(value.trim())] }
}

/// A scalar without the comment behind it.
fn uncommented(scalar: &str) -> &str {
    match scalar.split_once(" #") {
        Some((scalar, _)) if !scalar.starts_with(['"', '\'']) => scalar.trim_end(),
        _ => scalar,
    }
}

/// What a scalar says, and how it is quoted.
fn unquoted(scalar: &str) -> (std::borrow::Cow<'_, str>, QuoteStyle) {
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
    use linkwright_syntax::scan;

    use super::*;
    use crate::{Change, Settings};

    fn apply(vault: &mut Vault, path: &str, text: &str) {
        vault.apply(Change::Note { path, text, facts: scan(text) });
    }

    fn sorted<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Vec<(&'a str, u32)> {
        let mut words: Vec<_> = words.collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn keys_and_values_are_counted_and_kept_in_step() {
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
