//! Global functions.

use std::sync::Arc;

use super::row::{Function, FunctionBody, FunctionCall, Parameter, Special};
use crate::date::{Date, Duration};
use crate::number;
use crate::value::{LinkValue, Shown, Type, Value};

const fn row(
    name: &'static str,
    parameters: &'static [Parameter],
    returns: Type,
    run: fn(&FunctionCall<'_>) -> Result<Value, String>,
    summary: &'static str,
) -> Function {
    Function { receiver: None, name, parameters, returns, summary, run: FunctionBody::Plain(run) }
}

const PATH: &[Type] = &[Type::String, Type::Link, Type::File];

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    row(
        "date",
        &[Parameter::one("date", &[Type::String, Type::Date, Type::Number])],
        Type::Date,
        date,
        "The date in a text: `YYYY-MM-DD`, perhaps with a time.",
    ),
    row(
        "duration",
        &[Parameter::one("value", &[Type::String, Type::Duration])],
        Type::Duration,
        duration,
        "The duration in a text: `2 weeks`, `1h 30m`.",
    ),
    row(
        "escapeHTML",
        &[Parameter::one("html", &[Type::String])],
        Type::String,
        |call| Ok(escape_html(&call.text(0))),
        "The text with the special characters of HTML escaped.",
    ),
    row(
        "file",
        &[Parameter::one("path", PATH)],
        Type::File,
        |call| {
            Ok(call.cx.file_of(call.argument(0), Some(call.file)).map_or(Value::Null, Value::File))
        },
        "The file with this path or name, or that a link leads to.",
    ),
    row(
        "html",
        &[Parameter::one("html", &[Type::String])],
        Type::Html,
        |call| Ok(Value::Shown(Shown::Html, call.text(0))),
        "Text that an app shows as HTML.",
    ),
    row(
        "icon",
        &[Parameter::one("name", &[Type::String])],
        Type::Icon,
        |call| Ok(Value::Shown(Shown::Icon, call.text(0))),
        "The icon with this name.",
    ),
    Function {
        receiver: None,
        name: "if",
        parameters: &[
            Parameter::one("condition", &[]),
            Parameter::one("then", &[]),
            Parameter::optional("otherwise", &[]),
        ],
        returns: Type::Any,
        summary: "One value if a condition is true, and another one, or `null`, if not.",
        run: FunctionBody::Special(Special::If),
    },
    row(
        "image",
        &[Parameter::one("path", PATH)],
        Type::Image,
        |call| Ok(Value::Shown(Shown::Image, call.text(0))),
        "The image with this path or URL.",
    ),
    row(
        "link",
        &[Parameter::one("path", PATH), Parameter::optional("display", &[])],
        Type::Link,
        link,
        "A link to a path, name or URL, perhaps with a text to show.",
    ),
    row(
        "list",
        &[Parameter::one("element", &[])],
        Type::List,
        |call| match call.argument(0) {
            list @ Value::List(_) => Ok(list.clone()),
            value => Ok(Value::list(vec![value.clone()])),
        },
        "A list as it is, and any other value as a list of one item.",
    ),
    row(
        "max",
        &[Parameter::many("values", &[Type::Number])],
        Type::Number,
        |call| Ok(extreme(call, f64::max)),
        "The largest of the numbers.",
    ),
    row(
        "min",
        &[Parameter::many("values", &[Type::Number])],
        Type::Number,
        |call| Ok(extreme(call, f64::min)),
        "The smallest of the numbers.",
    ),
    row("now", &[], Type::Date, |call| Ok(Value::Date(call.cx.now)), "The date and time of now."),
    row(
        "number",
        &[Parameter::one("input", &[])],
        Type::Number,
        to_number,
        "A value as a number; of a date, the milliseconds since 1970.",
    ),
    row(
        "random",
        &[],
        Type::Number,
        |call| Ok(Value::Number(call.cx.random())),
        "A random number from 0 to 1.",
    ),
    row(
        "today",
        &[],
        Type::Date,
        |call| Ok(Value::Date(call.cx.now.without_time())),
        "The date of today, without a time.",
    ),
];

fn date(call: &FunctionCall<'_>) -> Result<Value, String> {
    Ok(Value::Date(match call.argument(0) {
        Value::Date(date) => *date,
        Value::Number(number) => {
            let timestamp = jiff::Timestamp::from_millisecond(number::to_whole(*number));
            Date::of(timestamp.map_err(|_| "this is no date")?, &call.cx.zone)
        }
        _ => {
            let text = call.text(0);
            let wrong =
                || format!("`{text}` is not a date such as `2026-11-29` or `2026-11-29 10:40`");
            Date::read_in(&text, &call.cx.zone).ok_or_else(wrong)?
        }
    }))
}

fn duration(call: &FunctionCall<'_>) -> Result<Value, String> {
    if let duration @ Value::Duration(_) = call.argument(0) {
        return Ok(duration.clone());
    }
    let text = call.text(0);
    let wrong = || format!("`{text}` is not a duration such as `1d` or `2 weeks`");
    Duration::read(&text).map(Value::Duration).ok_or_else(wrong)
}

fn escape_html(text: &str) -> Value {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    Value::string(escaped)
}

fn link(call: &FunctionCall<'_>) -> Result<Value, String> {
    let display = call.arguments.get(1).filter(|display| !display.is_empty());
    let display: Option<Arc<str>> = display.map(|display| call.cx.text(display));
    let link = match call.argument(0) {
        Value::Link(link) => LinkValue::clone(link),
        Value::File(_) => {
            LinkValue { target: call.text(0), display: None, source: Some(call.file) }
        }
        _ => LinkValue::of_text(&call.text(0), Some(call.file)),
    };
    Ok(Value::Link(Arc::new(LinkValue { display: display.or(link.display.clone()), ..link })))
}

/// The first of the numbers by `better`.
fn extreme(call: &FunctionCall<'_>, better: fn(f64, f64) -> f64) -> Value {
    let numbers = (0..call.arguments.len()).filter_map(|at| call.number(at));
    numbers.reduce(better).map_or(Value::Null, Value::Number)
}

fn to_number(call: &FunctionCall<'_>) -> Result<Value, String> {
    Ok(Value::Number(match call.argument(0) {
        Value::Number(number) => *number,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Date(date) => date.since_epoch(&call.cx.zone),
        Value::Duration(duration) => duration.total(),
        Value::String(text) => {
            number::from_text(text).ok_or_else(|| format!("`{text}` is not a number"))?
        }
        value => return Err(format!("{} has no number", value.value_type().with_article())),
    }))
}
