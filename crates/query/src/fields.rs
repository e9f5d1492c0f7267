//! The fields of values: one table, with the type and a line on each.

use linkwright_vault::FileId;
use rustc_hash::FxHashSet;

use crate::context::Context;
use crate::date::Date;
use crate::functions::length;
use crate::number::{from_count, from_whole};
use crate::value::{Type, Value};

/// A field of the values of a type.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The type of the values that have the field.
    pub receiver: Type,
    /// The name.
    pub name: &'static str,
    /// The type of the field.
    pub kind: Type,
    /// What the field has, in one line.
    pub summary: &'static str,
    get: Get,
}

/// How a field is got.
#[derive(Clone, Copy, Debug)]
enum Get {
    OfDate(fn(Date) -> i64),
    OfFile(fn(&Context<'_>, FileId) -> Value),
    Length,
}

const fn of_date(name: &'static str, summary: &'static str, get: fn(Date) -> i64) -> Field {
    Field { receiver: Type::Date, name, kind: Type::Number, summary, get: Get::OfDate(get) }
}

const fn of_file(
    name: &'static str,
    kind: Type,
    summary: &'static str,
    get: fn(&Context<'_>, FileId) -> Value,
) -> Field {
    Field { receiver: Type::File, name, kind, summary, get: Get::OfFile(get) }
}

const fn length_of(receiver: Type, summary: &'static str) -> Field {
    Field { receiver, name: "length", kind: Type::Number, summary, get: Get::Length }
}

/// All fields, by the type that they belong to.
pub const FIELDS: &[Field] = &[
    of_date("year", "The year.", |date| date.at.year().into()),
    of_date("month", "The month, from 1 to 12.", |date| date.at.month().into()),
    of_date("day", "The day of the month.", |date| date.at.day().into()),
    of_date("hour", "The hour, from 0 to 23.", |date| date.at.hour().into()),
    of_date("minute", "The minute, from 0 to 59.", |date| date.at.minute().into()),
    of_date("second", "The second, from 0 to 59.", |date| date.at.second().into()),
    of_date("millisecond", "The millisecond, from 0 to 999.", |date| date.at.millisecond().into()),
    length_of(Type::String, "The number of characters."),
    length_of(Type::List, "The number of items."),
    of_file("backlinks", Type::List, "The files that link to the file.", |cx, file| {
        cx.backlinks(file)
    }),
    of_file("basename", Type::String, "The file name without its extension.", |cx, file| {
        Value::string(stem_and_extension(cx, file).0)
    }),
    of_file("ctime", Type::Date, "When the file was created.", |cx, file| {
        date(cx, cx.stamp(file).and_then(|stamp| stamp.created))
    }),
    of_file("embeds", Type::List, "The embeds of the note.", |cx, file| {
        Value::list(cx.links_of(file, true))
    }),
    of_file("ext", Type::String, "The extension of the file, without a dot.", |cx, file| {
        Value::string(stem_and_extension(cx, file).1)
    }),
    of_file("file", Type::File, "The file itself.", |_, file| Value::File(file)),
    of_file(
        "folder",
        Type::String,
        "The path of the folder; empty in the vault's own.",
        |cx, file| Value::string(cx.vault.get(file).map_or("", |file| file.folder())),
    ),
    of_file("links", Type::List, "The links of the note, except its embeds.", |cx, file| {
        Value::list(cx.links_of(file, false))
    }),
    of_file("mtime", Type::Date, "When the file was last changed.", |cx, file| {
        date(cx, cx.stamp(file).and_then(|stamp| stamp.modified))
    }),
    of_file("name", Type::String, "The file name, with its extension.", |cx, file| {
        Value::string(cx.vault.get(file).map_or("", |file| file.file_name()))
    }),
    of_file("path", Type::String, "The path from the vault's folder.", |cx, file| {
        cx.vault.get(file).map_or(Value::Null, |file| Value::string(&*file.path))
    }),
    of_file("properties", Type::Object, "The properties of the note.", |cx, file| {
        Value::Object(cx.properties(file))
    }),
    of_file("size", Type::Number, "The size of the file in bytes.", |cx, file| {
        let size = cx.stamp(file).map(|stamp| i64::try_from(stamp.size).unwrap_or(i64::MAX));
        size.map_or(Value::Null, |size| Value::Number(from_whole(size)))
    }),
    of_file("tags", Type::List, "The tags of the note, each with its `#`.", tags),
];

/// The fields of values of the type `receiver`, or of any. Links are text, too.
pub fn fields_of(receiver: Option<Type>) -> impl Iterator<Item = &'static Field> {
    let receiver = receiver.map(|it| if it == Type::Link { Type::String } else { it });
    FIELDS.iter().filter(move |field| receiver.is_none_or(|receiver| field.receiver == receiver))
}

/// The field `name` of values of this type.
pub(crate) fn field(receiver: Type, name: &str) -> Option<&'static Field> {
    fields_of(Some(receiver)).find(|field| field.name == name)
}

impl Field {
    /// The value of the field; `null` for a value of another type.
    pub(crate) fn get(&self, cx: &Context<'_>, of: &Value) -> Value {
        match (self.get, of) {
            (Get::OfDate(get), Value::Date(date)) => Value::Number(from_whole(get(*date))),
            (Get::OfFile(get), Value::File(file)) => get(cx, *file),
            (Get::Length, Value::List(items)) => Value::Number(from_count(items.len())),
            (Get::Length, value) => length(&cx.text(value)),
            _ => Value::Null,
        }
    }
}

fn date(cx: &Context<'_>, timestamp: Option<jiff::Timestamp>) -> Value {
    timestamp.map_or(Value::Null, |timestamp| Value::Date(Date::of(timestamp, &cx.zone)))
}

/// The file name before its last dot, and the extension after it. A dot at the start is part of the name.
fn stem_and_extension<'v>(cx: &Context<'v>, file: FileId) -> (&'v str, &'v str) {
    let name = cx.vault.get(file).map_or("", |file| file.file_name());
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// The tags in the order of the note, each once.
fn tags(cx: &Context<'_>, file: FileId) -> Value {
    let mut seen = FxHashSet::default();
    let tags = cx.vault.tags_of(file).map(|(tag, _)| format!("#{}", tag.trim_start_matches('#')));
    Value::list(tags.filter(|tag| seen.insert(tag.clone())).map(Value::string).collect())
}
