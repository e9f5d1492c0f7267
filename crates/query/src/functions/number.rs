//! Functions of numbers.

use super::row::{Function, FunctionCall, Parameter};
use crate::value::{Type, Value};

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::Number,
        "abs",
        &[],
        Type::Number,
        |call| Ok(Value::Number(call.own_number().abs())),
        "The number without its sign.",
    ),
    Function::method(
        Type::Number,
        "ceil",
        &[],
        Type::Number,
        |call| Ok(Value::Number(call.own_number().ceil())),
        "The next whole number that is not smaller.",
    ),
    Function::method(
        Type::Number,
        "floor",
        &[],
        Type::Number,
        |call| Ok(Value::Number(call.own_number().floor())),
        "The next whole number that is not larger.",
    ),
    Function::method(
        Type::Number,
        "isEmpty",
        &[],
        Type::Boolean,
        |_| Ok(Value::Bool(false)),
        "`false`: a number is there. A missing one is `null`, for which it is `true`.",
    ),
    Function::method(
        Type::Number,
        "round",
        &[Parameter::optional("digits", &[Type::Number])],
        Type::Number,
        round,
        "The nearest whole number, or the nearest one with so many decimal places.",
    ),
    Function::method(
        Type::Number,
        "toFixed",
        &[Parameter::one("precision", &[Type::Number])],
        Type::String,
        to_fixed,
        "The number as text with so many decimal places.",
    ),
];

/// Halves are rounded up, as in JavaScript.
fn round(call: &FunctionCall<'_>) -> Result<Value, String> {
    let number = call.own_number();
    let digits = call.number(0).unwrap_or(0.0).trunc().clamp(-100.0, 100.0);
    let rounded = match digits {
        0.0 => (number + 0.5).floor(),
        _ => {
            let factor = 10f64.powf(digits);
            (number * factor + 0.5).floor() / factor
        }
    };
    // Past 2⁵³ there are no decimal places, and the factor may be too large.
    let is_exact = number.abs() >= 9e15 || !rounded.is_finite();
    Ok(Value::Number(if is_exact { number } else { rounded }))
}

fn to_fixed(call: &FunctionCall<'_>) -> Result<Value, String> {
    let digits = call.number(0).unwrap_or(0.0);
    if !(0.0..=100.0).contains(&digits) {
        return Err("the precision of `toFixed` is a number from 0 to 100".to_owned());
    }
    let number = call.own_number();
    if !number.is_finite() {
        return Ok(Value::String(call.own_text()));
    }
    let digits = usize::try_from(crate::number::to_whole(digits)).unwrap_or_default();
    let text = format!("{number:.digits$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    Ok(Value::string(if is_zero { text.trim_start_matches('-') } else { &text }))
}
