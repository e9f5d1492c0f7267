//! The values of the properties of notes.

use std::sync::Arc;

use linkwright_settings::PropertyType;
use linkwright_syntax::fold;
use linkwright_vault::FileId;

use super::Context;
use crate::date::Date;
use crate::properties::{NoteProperty, NotePropertyValue, Properties};
use crate::value::{Entries, LinkValue, Value, to_nfc};

/// The properties of a note, each with its value once it was asked for.
#[derive(Clone)]
pub(super) struct LastNote {
    note: FileId,
    properties: Option<Arc<Properties>>,
    values: Vec<Option<Value>>,
}

impl Context<'_> {
    /// The properties of a file as the entries of an object; none for a file that is not a note.
    pub(crate) fn properties(&self, file: FileId) -> Entries {
        self.with_properties(file, |properties, values| {
            let value = |(at, property): (usize, &NoteProperty)| {
                let value = values[at].get_or_insert_with(|| self.top_value(file, property));
                (property.name.as_str().into(), value.clone())
            };
            Arc::new(properties.iter().enumerate().map(value).collect())
        })
    }

    /// The property of a file with this name. If no name is spelled so, case does not matter.
    pub(crate) fn property(&self, file: FileId, name: &str) -> Value {
        self.with_properties(file, |properties, values| {
            let spelled = properties.iter().position(|property| property.name == name);
            let folded = || {
                let name = fold(name);
                properties.iter().position(|property| fold(&property.name) == name)
            };
            let Some(at) = spelled.or_else(folded) else { return Value::Null };
            values[at].get_or_insert_with(|| self.top_value(file, &properties[at])).clone()
        })
    }

    /// Calls `get` with the properties of a file, and with those of their values that are known already.
    fn with_properties<R>(
        &self,
        file: FileId,
        get: impl FnOnce(&[NoteProperty], &mut [Option<Value>]) -> R,
    ) -> R {
        let mut last = self.last_note.borrow_mut();
        let known = last.take().filter(|last| last.note == file);
        let LastNote { properties, values, .. } = last.insert(known.unwrap_or_else(|| {
            let note = self.vault.note(file);
            let has_any = note.is_some_and(|note| note.facts.frontmatter.is_some());
            let properties = has_any.then(|| self.source.properties(file)).flatten();
            let values = vec![None; properties.as_ref().map_or(0, |it| it.len())];
            LastNote { note: file, properties, values }
        }));
        get(properties.as_ref().map_or(&[], |properties| properties), values)
    }

    /// The value of a property of a note. Obsidian may have given it a type.
    fn top_value(&self, file: FileId, property: &NoteProperty) -> Value {
        let types = &self.vault.settings().property_types;
        let kind = match types.is_empty() {
            true => None,
            false => types.get(&*fold(&property.name)),
        };
        match (kind, self.typed(file, &property.value), &property.value) {
            (Some(PropertyType::Text), Value::Date(_), NotePropertyValue::Text(text)) => {
                Value::string(text.as_str())
            }
            (Some(PropertyType::Date), Value::Date(date), _) => Value::Date(date.without_time()),
            (Some(PropertyType::DateTime), Value::Date(date), _) => {
                Value::Date(Date { has_time: true, ..date })
            }
            (_, value, _) => value,
        }
    }

    /// The value of a property. Text that is a date or a link, as a whole, is one.
    fn typed(&self, file: FileId, value: &NotePropertyValue) -> Value {
        match value {
            NotePropertyValue::Null => Value::Null,
            NotePropertyValue::Bool(value) => Value::Bool(*value),
            NotePropertyValue::Number(value) => Value::Number(*value),
            NotePropertyValue::Text(text) => match Date::read(text) {
                Some(date) => Value::Date(date),
                None => {
                    let text = to_nfc(text.as_str().into());
                    match LinkValue::whole(&text, Some(file)) {
                        Some(link) => Value::Link(Arc::new(link)),
                        None => Value::String(text),
                    }
                }
            },
            NotePropertyValue::List(items) => {
                Value::list(items.iter().map(|item| self.typed(file, item)).collect())
            }
            NotePropertyValue::Map(entries) => {
                let entry = |entry: &NoteProperty| {
                    (entry.name.as_str().into(), self.typed(file, &entry.value))
                };
                Value::Object(Arc::new(entries.iter().map(entry).collect()))
            }
        }
    }
}
