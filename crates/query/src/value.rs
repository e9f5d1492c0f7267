//! The values of expressions.

use std::sync::Arc;

use linkwright_vault::FileId;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::date::{Date, Duration};
use crate::pattern::Pattern;

/// The value of an expression.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value: a property that the note does not have, or that is empty.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    String(Arc<str>),
    /// A date, or a date with a time.
    Date(Date),
    /// A length of time.
    Duration(Duration),
    /// A list.
    List(Arc<Vec<Value>>),
    /// Keys with values, in order.
    Object(Entries),
    /// A link.
    Link(Arc<LinkValue>),
    /// A file of the vault.
    File(FileId),
    /// A regular expression.
    Regexp(Arc<Pattern>),
    /// HTML, an image or an icon: what an app shows in some way of its own.
    Shown(Shown, Arc<str>),
}

/// The entries of an object, in order.
pub type Entries = Arc<Vec<(Arc<str>, Value)>>;

/// How an app shows a [`Value::Shown`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// As HTML.
    Html,
    /// As an image with this path or URL.
    Image,
    /// As an icon with this name.
    Icon,
}

/// A link.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkValue {
    /// The path and subpath, as written, or a URL.
    pub target: Arc<str>,
    /// The text that the link shows, if it has one of its own.
    pub display: Option<Arc<str>>,
    /// The file that the link is in, from which it resolves.
    pub source: Option<FileId>,
}

/// The type of a [`Value`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Type {
    /// Any type, in the table of functions.
    Any,
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// Text.
    String,
    /// A date, or a date with a time.
    Date,
    /// A length of time.
    Duration,
    /// A list.
    List,
    /// Keys with values.
    Object,
    /// A link.
    Link,
    /// A file.
    File,
    /// A regular expression.
    Regexp,
    /// HTML.
    Html,
    /// An image.
    Image,
    /// An icon.
    Icon,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 15] = [
        Type::Any,
        Type::Null,
        Type::Boolean,
        Type::Number,
        Type::String,
        Type::Date,
        Type::Duration,
        Type::List,
        Type::Object,
        Type::Link,
        Type::File,
        Type::Regexp,
        Type::Html,
        Type::Image,
        Type::Icon,
    ];

    /// The name, as `isType` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Type::Any => "any",
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Number => "number",
            Type::String => "string",
            Type::Date => "date",
            Type::Duration => "duration",
            Type::List => "list",
            Type::Object => "object",
            Type::Link => "link",
            Type::File => "file",
            Type::Regexp => "regexp",
            Type::Html => "html",
            Type::Image => "image",
            Type::Icon => "icon",
        }
    }

    /// The name with its article, for messages: `a number`.
    pub(crate) fn with_article(self) -> String {
        let name = self.name();
        match self {
            Type::Any => "a value".to_owned(),
            Type::Null => "nothing".to_owned(),
            _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
            _ => format!("a {name}"),
        }
    }
}

/// The text in NFC.
pub(crate) fn to_nfc(text: Arc<str>) -> Arc<str> {
    match text.is_ascii() || is_nfc(&text) {
        true => text,
        false => text.nfc().collect::<String>().into(),
    }
}

impl Value {
    /// Text as a value, in NFC: some systems write the names of files in NFD.
    #[must_use]
    pub fn string(text: impl Into<Arc<str>>) -> Value {
        Value::String(to_nfc(text.into()))
    }

    pub(crate) fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }

    /// The type of the value.
    #[must_use]
    pub fn value_type(&self) -> Type {
        match self {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Boolean,
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::Date(_) => Type::Date,
            Value::Duration(_) => Type::Duration,
            Value::List(_) => Type::List,
            Value::Object(_) => Type::Object,
            Value::Link(_) => Type::Link,
            Value::File(_) => Type::File,
            Value::Regexp(_) => Type::Regexp,
            Value::Shown(Shown::Html, _) => Type::Html,
            Value::Shown(Shown::Image, _) => Type::Image,
            Value::Shown(Shown::Icon, _) => Type::Icon,
        }
    }

    /// Whether the value counts as true: not `null`, `false`, 0, NaN, empty text, an empty list or an
    /// empty object.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Bool(value) => *value,
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Date(_) | Value::Duration(_) | Value::Regexp(_) => true,
            value => !value.is_empty(),
        }
    }

    /// Whether the value is `null`, empty text, an empty list or an empty object.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::String(text) | Value::Shown(_, text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// Takes from `left` what the value weighs: 1, and more for long text and for what is in it. Returns
    /// whether enough was left, and the value is nested at most `depth` deep.
    pub(crate) fn weigh(&self, depth: usize, left: &mut usize) -> bool {
        let weight = match self {
            Value::String(text) | Value::Shown(_, text) => 1 + text.len() / 16,
            _ => 1,
        };
        if depth == 0 || *left < weight {
            return false;
        }
        *left -= weight;
        match self {
            Value::List(items) => items.iter().all(|item| item.weigh(depth - 1, left)),
            Value::Object(entries) => entries.iter().all(|(_, value)| value.weigh(depth - 1, left)),
            _ => true,
        }
    }
}
