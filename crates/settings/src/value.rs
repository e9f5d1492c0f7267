//! A value of TOML or JSON, with the spans that TOML gives.

use linkwright_text::Span;
use toml::de::{DeTable, DeValue};

/// A value in a source.
pub(crate) struct SourceValue {
    pub(crate) value: SettingValue,
    /// The place of the value, in bytes; `None` in JSON.
    pub(crate) span: Option<Span>,
}

pub(crate) enum SettingValue {
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

impl SettingValue {
    /// A short description for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            SettingValue::Null => "null".into(),
            SettingValue::Bool(value) => value.to_string(),
            SettingValue::Integer(value) => value.to_string(),
            SettingValue::String(value) => format!("{value:?}"),
            SettingValue::List(_) => "a list".into(),
            SettingValue::Table(_) => "a table".into(),
            SettingValue::Other(value) => value.clone(),
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

fn from_toml_value(value: &DeValue<'_>) -> SettingValue {
    match value {
        DeValue::Boolean(value) => SettingValue::Bool(*value),
        DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
            Ok(value) => SettingValue::Integer(value),
            Err(_) => SettingValue::Other(value.as_str().into()),
        },
        DeValue::String(value) => SettingValue::String(value.as_ref().into()),
        DeValue::Float(value) => SettingValue::Other(value.as_str().into()),
        DeValue::Datetime(value) => SettingValue::Other(value.to_string()),
        DeValue::Array(values) => SettingValue::List(values.iter().map(with_span).collect()),
        DeValue::Table(table) => SettingValue::Table(from_toml(table)),
    }
}

pub(crate) fn from_json(value: &serde_json::Value) -> SettingValue {
    match value {
        serde_json::Value::Null => SettingValue::Null,
        serde_json::Value::Bool(value) => SettingValue::Bool(*value),
        serde_json::Value::Number(value) => match value.as_i64() {
            Some(value) => SettingValue::Integer(value),
            None => SettingValue::Other(value.to_string()),
        },
        serde_json::Value::String(value) => SettingValue::String(value.clone()),
        serde_json::Value::Array(values) => {
            let item = |value| SourceValue { value: from_json(value), span: None };
            SettingValue::List(values.iter().map(item).collect())
        }
        serde_json::Value::Object(fields) => {
            let entry = |(key, value): (&String, &serde_json::Value)| SettingEntry {
                key: key.clone(),
                key_span: None,
                given: SourceValue { value: from_json(value), span: None },
            };
            SettingValue::Table(fields.iter().map(entry).collect())
        }
    }
}
