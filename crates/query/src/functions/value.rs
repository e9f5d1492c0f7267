//! Functions of any value.

use super::row::{Function, FunctionCall, Parameter};
use crate::value::{Type, Value};

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::Any,
        "isTruthy",
        &[],
        Type::Boolean,
        |call| Ok(Value::Bool(call.receiver.is_truthy())),
        "Whether the value counts as true.",
    ),
    Function::method(
        Type::Any,
        "isType",
        &[Parameter::one("type", &[Type::String])],
        Type::Boolean,
        is_type,
        "Whether the value is of this type: `\"string\"`, `\"number\"`, `\"list\"`, …",
    ),
    Function::method(
        Type::Any,
        "toString",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_text())),
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
