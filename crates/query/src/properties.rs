//! The property values of a note, read from its frontmatter.

use linkwright_syntax::Frontmatter;
use linkwright_syntax::frontmatter::{CoreScalar, Yaml, YamlKind, parse_yaml};
use linkwright_vault::read_properties as read_strings;
use rustc_hash::FxHashSet;

/// The properties of a note, in the order of the frontmatter.
pub type Properties = Vec<NoteProperty>;

/// A property of a note.
#[derive(Clone, PartialEq, Debug)]
pub struct NoteProperty {
    /// The name, as written, without quotes.
    pub name: String,
    /// The value.
    pub value: NotePropertyValue,
}

/// The value of a property as YAML has it. Dates and links are text here.
#[derive(Clone, PartialEq, Debug)]
pub enum NotePropertyValue {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<NotePropertyValue>),
    /// Entries of a map.
    Map(Vec<NoteProperty>),
}

impl NotePropertyValue {
    /// The value as text. The items of a list are joined by commas.
    pub(crate) fn text(&self) -> String {
        match self {
            NotePropertyValue::Null => String::new(),
            NotePropertyValue::Bool(value) => value.to_string(),
            NotePropertyValue::Number(value) => crate::number::to_text(*value),
            NotePropertyValue::Text(text) => text.clone(),
            NotePropertyValue::List(items) => {
                items.iter().map(NotePropertyValue::text).collect::<Vec<_>>().join(", ")
            }
            NotePropertyValue::Map(entries) => {
                let entry =
                    |entry: &NoteProperty| format!("{}: {}", entry.name, entry.value.text());
                entries.iter().map(entry).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// Reads the properties of a note with this text and frontmatter. Where the YAML is not valid, what can
/// be read of it counts, as text.
#[must_use]
pub fn read_properties(text: &str, frontmatter: Option<&Frontmatter>) -> Properties {
    let Some(frontmatter) = frontmatter else { return Vec::new() };
    match parse_yaml(text, frontmatter.yaml) {
        Ok((Some(Yaml { kind: YamlKind::Map(entries), .. }), _)) => properties(&entries),
        Ok(_) => Vec::new(),
        Err(_) => {
            let property = |(name, mut values): (String, Vec<String>)| {
                let value = match values.len() {
                    0 => NotePropertyValue::Null,
                    1 => NotePropertyValue::Text(values.remove(0)),
                    _ => NotePropertyValue::List(
                        values.into_iter().map(NotePropertyValue::Text).collect(),
                    ),
                };
                NoteProperty { name, value }
            };
            read_strings(text, frontmatter).map(property).collect()
        }
    }
}

/// The entries of a map. Of duplicate keys, the first counts.
fn properties(entries: &[(Yaml, Yaml)]) -> Properties {
    let mut properties: Properties = Vec::with_capacity(entries.len());
    let mut seen = FxHashSet::default();
    for (key, value) in entries {
        let YamlKind::Scalar { value: name, .. } = &key.kind else { continue };
        if seen.insert(name) {
            properties.push(NoteProperty { name: name.clone(), value: value_of(value) });
        }
    }
    properties
}

fn value_of(yaml: &Yaml) -> NotePropertyValue {
    match (&yaml.kind, yaml.core()) {
        (YamlKind::List(items), _) => NotePropertyValue::List(items.iter().map(value_of).collect()),
        (YamlKind::Map(entries), _) => NotePropertyValue::Map(properties(entries)),
        (_, Some(CoreScalar::Bool(value))) => NotePropertyValue::Bool(value),
        (_, Some(CoreScalar::Number(value))) => NotePropertyValue::Number(value),
        (_, Some(CoreScalar::String(value))) => NotePropertyValue::Text(value.trim().to_owned()),
        (_, Some(CoreScalar::Null) | None) => NotePropertyValue::Null,
    }
}
