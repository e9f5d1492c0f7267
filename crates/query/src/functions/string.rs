//! Functions of text.

mod replace;

use super::row::{Function, FunctionCall, Parameter};
use crate::number::{from_count, to_whole};
use crate::pattern::Pattern;
use crate::value::{Type, Value};

const TEXT: &[Type] = &[Type::String];
const PATTERN: &[Type] = &[Type::String, Type::Regexp];

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::String,
        "contains",
        &[Parameter::one("value", TEXT)],
        Type::Boolean,
        |call| Ok(Value::Bool(contains(call, 0))),
        "Whether the text contains another text.",
    ),
    Function::method(
        Type::String,
        "containsAll",
        &[Parameter::many("values", TEXT)],
        Type::Boolean,
        |call| Ok(Value::Bool((0..call.arguments.len()).all(|at| contains(call, at)))),
        "Whether the text contains all of these texts.",
    ),
    Function::method(
        Type::String,
        "containsAny",
        &[Parameter::many("values", TEXT)],
        Type::Boolean,
        |call| Ok(Value::Bool((0..call.arguments.len()).any(|at| contains(call, at)))),
        "Whether the text contains one of these texts.",
    ),
    Function::method(
        Type::String,
        "endsWith",
        &[Parameter::one("query", TEXT)],
        Type::Boolean,
        |call| Ok(Value::Bool(call.own_text().ends_with(&*call.text(0)))),
        "Whether the text ends with another text.",
    ),
    Function::method(
        Type::String,
        "isEmpty",
        &[],
        Type::Boolean,
        |call| Ok(Value::Bool(call.receiver.is_empty())),
        "Whether the text has no characters.",
    ),
    Function::method(
        Type::String,
        "lower",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_text().to_lowercase())),
        "The text in lower case.",
    ),
    Function::method(
        Type::String,
        "repeat",
        &[Parameter::one("count", &[Type::Number])],
        Type::String,
        repeat,
        "The text, so many times.",
    ),
    Function::method(
        Type::String,
        "replace",
        &[Parameter::one("pattern", PATTERN), Parameter::one("replacement", TEXT)],
        Type::String,
        replace::replace,
        "The text with a pattern replaced: every time for text and with the flag `g`, else once.",
    ),
    Function::method(
        Type::String,
        "reverse",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_text().chars().rev().collect::<String>())),
        "The characters in reverse order.",
    ),
    Function::method(
        Type::String,
        "slice",
        &[Parameter::one("start", &[Type::Number]), Parameter::optional("end", &[Type::Number])],
        Type::String,
        slice,
        "The characters from one index up to, but not including, another. Negative ones count from the end.",
    ),
    Function::method(
        Type::String,
        "split",
        &[Parameter::one("separator", PATTERN), Parameter::optional("n", &[Type::Number])],
        Type::List,
        split,
        "The parts of the text between separators; with a number, only the first ones.",
    ),
    Function::method(
        Type::String,
        "startsWith",
        &[Parameter::one("query", TEXT)],
        Type::Boolean,
        |call| Ok(Value::Bool(call.own_text().starts_with(&*call.text(0)))),
        "Whether the text starts with another text.",
    ),
    Function::method(
        Type::String,
        "title",
        &[],
        Type::String,
        |call| Ok(Value::string(title(&call.own_text()))),
        "The text with every word in upper case at its start.",
    ),
    Function::method(
        Type::String,
        "trim",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_text().trim())),
        "The text without blanks at its ends.",
    ),
];

fn contains(call: &FunctionCall<'_>, at: usize) -> bool {
    call.own_text().contains(&*call.text(at))
}

fn repeat(call: &FunctionCall<'_>) -> Result<Value, String> {
    let count = call.number(0).unwrap_or(0.0);
    if count < 0.0 || count.is_nan() {
        return Err("the count of `repeat` is a number from 0".to_owned());
    }
    let text = call.own_text();
    let count = usize::try_from(to_whole(count)).unwrap_or(usize::MAX);
    call.cx.step(text.len().saturating_mul(count))?;
    Ok(Value::string(text.repeat(if text.is_empty() { 0 } else { count })))
}

fn slice(call: &FunctionCall<'_>) -> Result<Value, String> {
    let text = call.own_text();
    call.cx.step(text.len())?;
    let (start, end) = super::list::slice_range(call, text.chars().count());
    Ok(Value::string(text.chars().skip(start).take(end.saturating_sub(start)).collect::<String>()))
}

fn split(call: &FunctionCall<'_>) -> Result<Value, String> {
    let text = call.own_text();
    call.cx.step(16 * text.len())?;
    let most = call
        .number(1)
        .map_or(usize::MAX, |most| usize::try_from(to_whole(most)).unwrap_or_default());
    let parts: Vec<&str> = match call.argument(0) {
        Value::Regexp(pattern) => split_by(call, pattern, &text, most)?,
        _ => match &*call.text(0) {
            "" => text.split("").filter(|part| !part.is_empty()).take(most).collect(),
            separator => text.split(separator).take(most).collect(),
        },
    };
    Ok(Value::list(parts.into_iter().map(Value::string).collect()))
}

/// The text with the first letter of each word in upper case, and the others as they are.
/// The parts of `text` between what `pattern` matches. Each search for the next one can go to the end of the text.
fn split_by<'t>(
    call: &FunctionCall<'_>,
    pattern: &Pattern,
    text: &'t str,
    most: usize,
) -> Result<Vec<&'t str>, String> {
    let mut parts = Vec::new();
    let mut left = text.len();
    for part in pattern.regex().split(text).take(most) {
        call.cx.step(pattern.cost(left))?;
        left = left.saturating_sub(part.len());
        parts.push(part);
    }
    Ok(parts)
}

fn title(text: &str) -> String {
    let mut title = String::with_capacity(text.len());
    let mut in_word = false;
    for c in text.chars() {
        match in_word {
            true => title.push(c),
            false => title.extend(c.to_uppercase()),
        }
        in_word = c.is_alphanumeric() || (in_word && matches!(c, '\'' | '’'));
    }
    title
}

/// The number of characters of a text.
pub(crate) fn length(text: &str) -> Value {
    Value::Number(from_count(text.chars().count()))
}
