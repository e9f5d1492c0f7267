//! Functions of dates.

use linkwright_settings::moment;

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
        receiver: Some(Type::Date),
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
        "date",
        &[],
        Type::Date,
        |call| Ok(Value::Date(call.own_date().without_time())),
        "The date without its time.",
    ),
    row(
        "format",
        &[Parameter::one("format", &[Type::String])],
        Type::String,
        |call| Ok(Value::string(moment::format(call.own_date().at, &call.text(0)))),
        "The date in a format of Moment.js, such as `YYYY-MM-DD`.",
    ),
    row(
        "isEmpty",
        &[],
        Type::Boolean,
        |_| Ok(Value::Bool(false)),
        "`false`: a date is never empty.",
    ),
    row(
        "relative",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_date().relative_to(call.cx.now))),
        "How far from now the date is, in words: `3 days ago`.",
    ),
    row(
        "time",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_date().at.strftime("%H:%M:%S").to_string())),
        "The time as text: `23:59:59`.",
    ),
];
