//! Operators.

use std::cmp::Ordering;

use crate::context::Context;
use crate::date::{Date, Duration};
use crate::expr::{BinaryOperator, UnaryOperator};
use crate::value::Value;

/// The value of an operator before its operand.
pub(super) fn unary(operator: UnaryOperator, value: &Value) -> Result<Value, String> {
    match (operator, value) {
        (UnaryOperator::Not, value) => Ok(Value::Bool(!value.is_truthy())),
        (UnaryOperator::Negate, Value::Null) => Ok(Value::Null),
        (UnaryOperator::Negate, Value::Number(number)) => Ok(Value::Number(-number)),
        (UnaryOperator::Negate, Value::Duration(duration)) => {
            Ok(Value::Duration(duration.times(-1.0)))
        }
        (UnaryOperator::Negate, value) => {
            Err(format!("`-` needs a number, not {}", value.value_type().with_article()))
        }
    }
}

/// The value of `&&` or `||` if the first operand decides it.
pub(super) fn decided_by_first(operator: BinaryOperator, first: &Value) -> Option<Value> {
    match operator {
        BinaryOperator::And if !first.is_truthy() => Some(Value::Bool(false)),
        BinaryOperator::Or if first.is_truthy() => Some(Value::Bool(true)),
        _ => None,
    }
}

/// The value of an operator between its operands.
pub(super) fn binary(
    cx: &Context<'_>,
    operator: BinaryOperator,
    a: &Value,
    b: &Value,
) -> Result<Value, String> {
    match operator {
        BinaryOperator::And | BinaryOperator::Or => Ok(Value::Bool(b.is_truthy())),
        BinaryOperator::Equal => Ok(Value::Bool(cx.equals(a, b))),
        BinaryOperator::NotEqual => Ok(Value::Bool(!cx.equals(a, b))),
        BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => compare(cx, operator, a, b),
        BinaryOperator::Add => add(cx, a, b),
        BinaryOperator::Subtract => subtract(a, b),
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => {
            multiply(operator, a, b)
        }
    }
}

/// What is missing compares with nothing: the result is `false`.
fn compare(
    cx: &Context<'_>,
    operator: BinaryOperator,
    a: &Value,
    b: &Value,
) -> Result<Value, String> {
    let order = match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (a, b) => Some(cx.compare(a, b).ok_or_else(|| {
            let (a, b) = (a.value_type().with_article(), b.value_type().with_article());
            format!("`{}` cannot compare {a} with {b}", operator.symbol())
        })?),
    };
    Ok(Value::Bool(order.is_some_and(|order| match operator {
        BinaryOperator::Less => order == Ordering::Less,
        BinaryOperator::LessOrEqual => order != Ordering::Greater,
        BinaryOperator::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })))
}

fn add(cx: &Context<'_>, a: &Value, b: &Value) -> Result<Value, String> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok(Value::Number(a + b)),
        (Value::Date(date), Value::Duration(duration)) => later(*date, *duration),
        (Value::Date(date), Value::String(text)) => later(*date, read_duration(text)?),
        (Value::Duration(a), Value::Duration(b)) => Ok(Value::Duration(a.plus(*b))),
        (Value::Duration(a), Value::String(text)) => {
            Ok(Value::Duration(a.plus(read_duration(text)?)))
        }
        // Text with anything makes text. What is missing is empty text then.
        (Value::String(_), _) | (_, Value::String(_)) => {
            let (a, b) = (cx.text(a), cx.text(b));
            cx.step(a.len() + b.len())?;
            Ok(Value::string([&*a, &*b].concat()))
        }
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Link(_) | Value::Shown(..), _) | (_, Value::Link(_) | Value::Shown(..)) => {
            let (a, b) = (cx.text(a), cx.text(b));
            cx.step(a.len() + b.len())?;
            Ok(Value::string([&*a, &*b].concat()))
        }
        (a, b) => Err(cannot("+", "add", a, b)),
    }
}

fn subtract(a: &Value, b: &Value) -> Result<Value, String> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok(Value::Number(a - b)),
        (Value::Date(a), Value::Date(b)) => Ok(Value::Number(a.since(*b))),
        (Value::Date(date), Value::Duration(duration)) => later(*date, duration.times(-1.0)),
        (Value::Date(date), Value::String(text)) => match Date::read(text) {
            Some(other) => Ok(Value::Number(date.since(other))),
            None => later(*date, read_duration(text)?.times(-1.0)),
        },
        (Value::Duration(a), Value::Duration(b)) => Ok(Value::Duration(a.plus(b.times(-1.0)))),
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (a, b) => Err(cannot("-", "subtract", a, b)),
    }
}

fn multiply(operator: BinaryOperator, a: &Value, b: &Value) -> Result<Value, String> {
    match (operator, a, b) {
        (_, Value::Null, _) | (_, _, Value::Null) => Ok(Value::Null),
        (BinaryOperator::Multiply, Value::Number(a), Value::Number(b)) => Ok(Value::Number(a * b)),
        (BinaryOperator::Divide, Value::Number(a), Value::Number(b)) => Ok(Value::Number(a / b)),
        (BinaryOperator::Remainder, Value::Number(a), Value::Number(b)) => Ok(Value::Number(a % b)),
        (BinaryOperator::Multiply, Value::Duration(a), Value::Number(b)) => {
            Ok(Value::Duration(a.times(*b)))
        }
        (BinaryOperator::Divide, Value::Duration(a), Value::Number(b)) => {
            Ok(Value::Duration(a.times(1.0 / b)))
        }
        (BinaryOperator::Multiply, Value::Number(_), Value::Duration(_)) => {
            Err("write the duration on the left of the number: `duration(\"1d\") * 2`".to_owned())
        }
        (operator, a, b) => {
            let verb = match operator {
                BinaryOperator::Multiply => "multiply",
                BinaryOperator::Divide => "divide",
                _ => "take the remainder of",
            };
            Err(cannot(operator.symbol(), verb, a, b))
        }
    }
}

fn later(date: Date, duration: Duration) -> Result<Value, String> {
    let late = || "the date is outside the years -9999 to 9999".to_owned();
    date.plus(duration).map(Value::Date).ok_or_else(late)
}

fn read_duration(text: &str) -> Result<Duration, String> {
    Duration::read(text).ok_or_else(|| {
        format!(
            "`{text}` is not a duration such as `1d` or `2 weeks`. To make text of a date, use \
             `toString()`"
        )
    })
}

fn cannot(symbol: &str, verb: &str, a: &Value, b: &Value) -> String {
    let (a, b) = (a.value_type().with_article(), b.value_type().with_article());
    format!("`{symbol}` cannot {verb} {a} and {b}")
}
