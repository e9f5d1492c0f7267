//! Functions of lists.

use super::row::{Function, FunctionBody, FunctionCall, Parameter, Special};
use crate::number::{from_count, to_whole};
use crate::value::{Type, Value};

const fn row(
    name: &'static str,
    parameters: &'static [Parameter],
    returns: Type,
    run: FunctionBody,
    summary: &'static str,
) -> Function {
    Function { receiver: Some(Type::List), name, parameters, returns, summary, run }
}

/// The rows of the table.
pub(super) const ROWS: &[Function] = &[
    row(
        "contains",
        &[Parameter::one("value", &[])],
        Type::Boolean,
        FunctionBody::Plain(|call| Ok(Value::Bool(contains(call, 0)?))),
        "Whether one of the items is this value.",
    ),
    row(
        "containsAll",
        &[Parameter::many("values", &[])],
        Type::Boolean,
        FunctionBody::Plain(|call| Ok(Value::Bool(count_contained(call)? == call.arguments.len()))),
        "Whether all of these values are items.",
    ),
    row(
        "containsAny",
        &[Parameter::many("values", &[])],
        Type::Boolean,
        FunctionBody::Plain(|call| Ok(Value::Bool(count_contained(call)? > 0))),
        "Whether one of these values is an item.",
    ),
    row(
        "filter",
        &[Parameter::one("condition", &[])],
        Type::List,
        FunctionBody::Special(Special::Filter),
        "The items for which an expression with `value` and `index` is true.",
    ),
    row(
        "flat",
        &[],
        Type::List,
        FunctionBody::Plain(|call| {
            let items = call.own_list().iter().flat_map(|item| match item {
                Value::List(items) => items.to_vec(),
                item => vec![item.clone()],
            });
            Ok(Value::list(items.collect()))
        }),
        "The items, and of items that are lists, theirs.",
    ),
    row(
        "isEmpty",
        &[],
        Type::Boolean,
        FunctionBody::Plain(|call| Ok(Value::Bool(call.receiver.is_empty()))),
        "Whether the list has no items.",
    ),
    row(
        "join",
        &[Parameter::one("separator", &[Type::String])],
        Type::String,
        FunctionBody::Plain(join),
        "The items as one text, with a separator between them.",
    ),
    row(
        "map",
        &[Parameter::one("expression", &[])],
        Type::List,
        FunctionBody::Special(Special::Map),
        "For each item, what an expression with `value` and `index` makes of it.",
    ),
    row(
        "mean",
        &[],
        Type::Number,
        FunctionBody::Plain(mean),
        "The mean of the numbers in the list; `null` if there are none.",
    ),
    row(
        "reduce",
        &[Parameter::one("expression", &[]), Parameter::one("start", &[])],
        Type::Any,
        FunctionBody::Special(Special::Reduce),
        "One value from all items: an expression with `value`, `index` and `acc` makes the next `acc`.",
    ),
    row(
        "reverse",
        &[],
        Type::List,
        FunctionBody::Plain(|call| {
            Ok(Value::list(call.own_list().iter().rev().cloned().collect()))
        }),
        "The items in reverse order.",
    ),
    row(
        "slice",
        &[Parameter::one("start", &[Type::Number]), Parameter::optional("end", &[Type::Number])],
        Type::List,
        FunctionBody::Plain(|call| {
            let (start, end) = slice_range(call, call.own_list().len());
            let items = call.own_list().get(start..end).unwrap_or_default();
            Ok(Value::list(items.to_vec()))
        }),
        "The items from one index up to, but not including, another. Negative ones count from the end.",
    ),
    row(
        "sort",
        &[],
        Type::List,
        FunctionBody::Plain(|call| {
            let mut items = call.own_list().to_vec();
            let rounds = items.len().max(1).ilog2() as usize;
            call.cx.step_over(call.receiver, rounds)?;
            items.sort_by(|a, b| call.cx.sort_order(a, b));
            Ok(Value::list(items))
        }),
        "The items from the smallest to the largest.",
    ),
    row(
        "unique",
        &[],
        Type::List,
        FunctionBody::Plain(|call| Ok(Value::list(call.cx.unique(call.own_list())))),
        "The items, each only once.",
    ),
];

fn contains(call: &FunctionCall<'_>, at: usize) -> Result<bool, String> {
    let wanted = call.argument(at);
    for item in call.own_list() {
        call.cx.step_over(wanted, 1)?;
        if call.cx.equals(item, wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count_contained(call: &FunctionCall<'_>) -> Result<usize, String> {
    let mut count = 0;
    for at in 0..call.arguments.len() {
        count += usize::from(contains(call, at)?);
    }
    Ok(count)
}

fn join(call: &FunctionCall<'_>) -> Result<Value, String> {
    let separator = call.text(0);
    call.cx.step(separator.len().saturating_mul(call.own_list().len()))?;
    let items: Vec<_> = call.own_list().iter().map(|item| call.cx.text(item)).collect();
    Ok(Value::string(items.join(&*separator)))
}

fn mean(call: &FunctionCall<'_>) -> Result<Value, String> {
    let numbers: Vec<f64> = call
        .own_list()
        .iter()
        .filter_map(|item| match item {
            Value::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let count = from_count(numbers.len());
    Ok(if numbers.is_empty() {
        Value::Null
    } else {
        Value::Number(numbers.iter().sum::<f64>() / count)
    })
}

/// The indices that the arguments `start` and `end` of `slice` mean, for so many items.
pub(super) fn slice_range(call: &FunctionCall<'_>, count: usize) -> (usize, usize) {
    let index = |number: f64| {
        let whole = to_whole(number);
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let from_start = if whole < 0 { whole.saturating_add(count) } else { whole };
        usize::try_from(from_start.clamp(0, count)).unwrap_or_default()
    };
    let start = index(call.number(0).unwrap_or(0.0));
    let end = call.number(1).map_or(count, index);
    (start, end.max(start))
}
