//! Comparing values.

use std::cmp::Ordering;

use linkwright_syntax::fold;
use linkwright_vault::FileId;
use rustc_hash::FxHashSet;

use super::Context;
use crate::date::Date;
use crate::value::{LinkValue, Type, Value};

impl Context<'_> {
    /// Whether two values are equal. Links and files are if they stand for the same file; links that
    /// resolve to nothing, if they are written alike. Text equals a date or a link that is written so.
    pub(crate) fn equals(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| self.equals(a, b))
            }
            (Value::Object(a), Value::Object(b)) => {
                let has = |(key, value): &(_, Value)| {
                    b.iter()
                        .any(|(other, other_value)| other == key && self.equals(value, other_value))
                };
                a.len() == b.len() && a.iter().all(has)
            }
            (Value::Date(a), Value::Date(b)) => a.at == b.at,
            (Value::Date(date), Value::String(text)) | (Value::String(text), Value::Date(date)) => {
                Date::read_in(text, &self.zone).is_some_and(|other| other.at == date.at)
            }
            (Value::Duration(a), Value::Duration(b)) => a.total() == b.total(),
            (Value::Link(a), Value::Link(b)) => {
                let files = (self.resolve(a), self.resolve(b));
                match files {
                    (None, None) => a.target == b.target,
                    (a, b) => a == b,
                }
            }
            (Value::Link(link), Value::File(file)) | (Value::File(file), Value::Link(link)) => {
                self.resolve(link) == Some(*file)
            }
            (Value::Link(link), Value::String(text)) | (Value::String(text), Value::Link(link)) => {
                let other = LinkValue::of_text(text, link.source);
                other.target == link.target || *text == self.text(&Value::Link(link.clone()))
            }
            (a, b) => a == b,
        }
    }

    /// How two values compare; `None` if values of these types have no order.
    pub(crate) fn compare(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::String(a), Value::String(b)) => Some(compare_text(a, b)),
            (Value::Date(a), Value::Date(b)) => Some(a.at.cmp(&b.at)),
            (Value::Date(date), Value::String(text)) => {
                Some(date.at.cmp(&Date::read_in(text, &self.zone)?.at))
            }
            (Value::String(text), Value::Date(date)) => {
                Some(Date::read_in(text, &self.zone)?.at.cmp(&date.at))
            }
            (Value::Duration(a), Value::Duration(b)) => a.total().partial_cmp(&b.total()),
            (Value::Link(_) | Value::File(_), Value::Link(_) | Value::File(_)) => {
                Some(compare_text(&self.sort_text(a), &self.sort_text(b)))
            }
            (Value::List(a), Value::List(b)) => {
                let pairs = a.iter().zip(b.iter()).map(|(a, b)| self.sort_order(a, b));
                let first = pairs.into_iter().find(|order| *order != Ordering::Equal);
                Some(first.unwrap_or_else(|| a.len().cmp(&b.len())))
            }
            _ => None,
        }
    }

    /// The order of any two values in a sorted list: of one type as they compare, else by type. Empty
    /// values are last. It is a total order.
    pub(crate) fn sort_order(&self, a: &Value, b: &Value) -> Ordering {
        let rank = |value: &Value| match value.value_type() {
            Type::Null => (1, Type::Null),
            Type::File => (0, Type::Link),
            kind => (0, kind),
        };
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
            (Value::Duration(a), Value::Duration(b)) => a.total().total_cmp(&b.total()),
            _ if rank(a) != rank(b) => rank(a).cmp(&rank(b)),
            _ => {
                let by_text = || compare_text(&self.text(a), &self.text(b));
                self.compare(a, b).unwrap_or_else(by_text)
            }
        }
    }

    /// The items, each only once. Values of different types differ here, except links and files.
    pub(crate) fn unique(&self, items: &[Value]) -> Vec<Value> {
        let mut seen = FxHashSet::default();
        items.iter().filter(|item| seen.insert(self.identity(item))).cloned().collect()
    }

    /// Text that only equal values share.
    pub(crate) fn identity(&self, value: &Value) -> String {
        let of_file = |file: FileId| format!("file {file:?}");
        match value {
            Value::File(file) => of_file(*file),
            Value::Link(link) => match self.resolve(link) {
                Some(file) => of_file(file),
                None => format!("link {}", link.target),
            },
            Value::Date(date) => format!("date {}", date.at),
            Value::Duration(duration) => format!("duration {}", duration.total()),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.identity(item)).collect();
                format!("list {items:?}")
            }
            value => format!("{} {}", value.value_type().name(), self.text(value)),
        }
    }

    /// The text that decides the order of a link or file.
    fn sort_text(&self, value: &Value) -> std::sync::Arc<str> {
        match value {
            Value::Link(link) => link.display.clone().unwrap_or_else(|| link.target.clone()),
            value => self.text(value),
        }
    }
}

/// Compares text without regard to case, then with it.
pub(crate) fn compare_text(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        let (lower_a, lower_b) = (a.bytes().map(lower), b.bytes().map(lower));
        return lower_a.cmp(lower_b).then_with(|| a.cmp(b));
    }
    fold(a).cmp(&fold(b)).then_with(|| a.cmp(b))
}
