//! A value of TOML or JSON, with the spans that TOML gives.

use linkwright_text::Span;
use toml::de::{DeTable, DeValue};

/// A value in a source.
pub(crate) struct SourceValue {
    pub(crate) value: Value,
    /// The place of the value, in bytes; `None` in JSON.
    pub(crate) span: Option<Span>,
}

pub(crate) enum Value {
    /// JSON's null, which is treated like an absent key.
    Null,
    Bool(bool),
    Integer(i64),
    String(String),
    List(Vec<SourceValue>),
    Table(Vec<SettingEntry>),
    /// The text of a value that no setting accepts, such as a fraction or a date.
    Other(String),
}

pub(crate) struct SettingEntry {
    pub(crate) key: String,
    pub(crate) key_span: Option<Span>,
    pub(crate) given: SourceValue,
}

impl Value {
    /// A short description for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::String(value) => format!("{value:?}"),
            Value::List(_) => "a list".into(),
            Value::Table(_) => "a table".into(),
            Value::Other(value) => value.clone(),
        }
    }
}

pub(crate) fn from_toml(table: &DeTable<'_>) -> Vec<SettingEntry> {
    let entry = |(key, given): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| SettingEntry {
        key: String::from(std::borrow::Cow::as_ref(key.get_ref())),
        key_span: Some(key.span().into()),
        given: with_span(given),
    };
    let mut entries: Vec<SettingEntry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_span);
    entries
}

fn with_span(given: &toml::Spanned<DeValue<'_>>) -> SourceValue {
    SourceValue { value: from_toml_value(given.get_ref()), span: Some(given.span().into()) }
}

fn from_toml_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
            Ok(value) => Value::Integer(value),
            Err(_) => Value::Other(value.as_str().into()),
        },
        DeValue::String(value) => Value::String(value.as_ref().into()),
        DeValue::Float(value) => Value::Other(value.as_str().into()),
        DeValue::Datetime(value) => Value::Other(value.to_string()),
        DeValue::Array(values) => Value::List(values.iter().map(with_span).collect()),
        DeValue::Table(table) => Value::Table(from_toml(table)),
    }
}

pub(crate) fn from_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(value) => match value.as_i64() {
            Some(value) => Value::Integer(value),
            None => Value::Other(value.to_string()),
        },
        serde_json::Value::String(value) => Value::String(value.clone()),
        serde_json::Value::Array(values) => {
            let item = |value| SourceValue { value: from_json(value), span: None };
            Value::List(values.iter().map(item).collect())
        }
        serde_json::Value::Object(fields) => {
            let entry = |(key, value): (&String, &serde_json::Value)| SettingEntry {
                key: key.clone(),
                key_span: None,
                given: SourceValue { value: from_json(value), span: None },
            };
            Value::Table(fields.iter().map(entry).collect())
        }
    }
}
