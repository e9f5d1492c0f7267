//! Values as text.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Context;
use crate::number;
use crate::value::{LinkValue, Value};

impl Context<'_> {
    /// The value as text, as `toString()` gives it and a table shows it.
    #[must_use]
    pub fn text(&self, value: &Value) -> Arc<str> {
        match value {
            Value::Null => "".into(),
            Value::Bool(value) => value.to_string().into(),
            Value::Number(number) => number::to_text(*number).into(),
            Value::String(text) | Value::Shown(_, text) => text.clone(),
            Value::Date(date) => date.text().into(),
            Value::Duration(duration) => duration.text().into(),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.text(item)).collect();
                items.join(", ").into()
            }
            Value::Object(_) => {
                let mut json = String::new();
                self.write_json(value, &mut json);
                json.into()
            }
            Value::Link(link) => link_text(link).into(),
            Value::File(file) => self.vault.get(*file).map_or("", |file| &file.path).into(),
            Value::Regexp(pattern) => pattern.to_string().into(),
        }
    }

    /// Writes an object or a list as JSON; other values are strings in it, unless JSON has them.
    fn write_json(&self, value: &Value, json: &mut String) {
        match value {
            Value::Null => json.push_str("null"),
            Value::Bool(_) | Value::Number(_) => json.push_str(&self.text(value)),
            Value::List(items) => {
                json.push('[');
                for (at, item) in items.iter().enumerate() {
                    json.push_str(if at > 0 { "," } else { "" });
                    self.write_json(item, json);
                }
                json.push(']');
            }
            Value::Object(entries) => {
                json.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    json.push_str(if at > 0 { "," } else { "" });
                    write_string(key, json);
                    json.push(':');
                    self.write_json(value, json);
                }
                json.push('}');
            }
            value => write_string(&self.text(value), json),
        }
    }
}

fn write_string(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

/// The link as it is written.
fn link_text(link: &LinkValue) -> String {
    let target = &link.target;
    match &link.display {
        Some(display) if link.is_url() => format!("[{display}]({target})"),
        None if link.is_url() => target.to_string(),
        Some(display) => format!("[[{target}|{display}]]"),
        None => format!("[[{target}]]"),
    }
}
