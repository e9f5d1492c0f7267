//! Functions of any value.

use super::row::{Function, FunctionBody, FunctionCall, Parameter};
use crate::value::{Type, Value};

const fn row(
    name: &'static str,
    parameters: &'static [Parameter],
    returns: Type,
    run: fn(&FunctionCall<'_>) -> Result<Value, String>,
    summary: &'static str,
) -> Function {
    Function {
        receiver: Some(Type::Any),
        name,
        parameters,
        returns,
        summary,
        run: FunctionBody::Plain(run),
    }
}

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    row(
        "isTruthy",
        &[],
        Type::Boolean,
        |call| Ok(Value::Bool(call.receiver.is_truthy())),
        "Whether the value counts as true.",
    ),
    row(
        "isType",
        &[Parameter::one("type", &[Type::String])],
        Type::Boolean,
        is_type,
        "Whether the value is of this type: `\"string\"`, `\"number\"`, `\"list\"`, …",
    ),
    row(
        "toString",
        &[],
        Type::String,
        |call| Ok(Value::String(call.own_text())),
        "The value as text.",
    ),
];

fn is_type(call: &FunctionCall<'_>) -> Result<Value, String> {
    let name = call.text(0);
    let names = || Type::ALL.into_iter().filter(|kind| *kind != Type::Any).map(Type::name);
    if !names().any(|known| known == &*name) {
        let known: Vec<_> = names().collect();
        return Err(format!("unknown type `{name}`. The types are: {}", known.join(", ")));
    }
    Ok(Value::Bool(call.receiver.value_type().name() == &*name))
}
