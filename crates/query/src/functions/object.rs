//! Functions of objects and of regular expressions.

use super::row::{Function, FunctionCall, Parameter};
use crate::value::{Type, Value};

/// The rows of objects.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::Object,
        "isEmpty",
        &[],
        Type::Boolean,
        |call| Ok(Value::Bool(call.receiver.is_empty())),
        "Whether the object has no keys.",
    ),
    Function::method(
        Type::Object,
        "keys",
        &[],
        Type::List,
        |call| {
            Ok(Value::list(
                entries(call).iter().map(|(key, _)| Value::string(key.clone())).collect(),
            ))
        },
        "The keys of the object, in order.",
    ),
    Function::method(
        Type::Object,
        "values",
        &[],
        Type::List,
        |call| Ok(Value::list(entries(call).iter().map(|(_, value)| value.clone()).collect())),
        "The values of the object, in order.",
    ),
];

/// The rows of regular expressions.
pub(super) const REGEXP_ROWS: &[Function] = &[Function::method(
    Type::Regexp,
    "matches",
    &[Parameter::one("value", &[Type::String])],
    Type::Boolean,
    |call| {
        let text = call.text(0);
        call.cx.step(text.len())?;
        match call.receiver {
            Value::Regexp(pattern) => {
                call.cx.step(pattern.cost(text.len()))?;
                Ok(Value::Bool(pattern.is_match(&text)))
            }
            _ => Ok(Value::Null),
        }
    },
    "Whether the regular expression matches a part of the text.",
)];

fn entries<'a>(call: &'a FunctionCall<'_>) -> &'a [(std::sync::Arc<str>, Value)] {
    match call.receiver {
        Value::Object(entries) => entries,
        _ => &[],
    }
}
