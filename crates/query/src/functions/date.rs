//! Functions of dates.

use linkwright_settings::moment;

use super::row::{Function, Parameter};
use crate::value::{Type, Value};

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::Date,
        "date",
        &[],
        Type::Date,
        |call| Ok(Value::Date(call.own_date().without_time())),
        "The date without its time.",
    ),
    Function::method(
        Type::Date,
        "format",
        &[Parameter::one("format", &[Type::String])],
        Type::String,
        |call| Ok(Value::string(moment::format(call.own_date().at, &call.text(0)))),
        "The date in a format of Moment.js, such as `YYYY-MM-DD`.",
    ),
    Function::method(
        Type::Date,
        "isEmpty",
        &[],
        Type::Boolean,
        |_| Ok(Value::Bool(false)),
        "`false`: a date is never empty.",
    ),
    Function::method(
        Type::Date,
        "relative",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_date().relative_to(call.cx.now))),
        "How far from now the date is, in words: `3 days ago`.",
    ),
    Function::method(
        Type::Date,
        "time",
        &[],
        Type::String,
        |call| Ok(Value::string(call.own_date().at.strftime("%H:%M:%S").to_string())),
        "The time as text: `23:59:59`.",
    ),
];
