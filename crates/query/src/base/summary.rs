//! Summaries: one value from all values of a column.

use std::cmp::Ordering;

use linkwright_vault::FileId;

use super::rows::RowProblems;
use super::schema::Formula;
use crate::context::Context;
use crate::date::Duration;
use crate::eval::{Evaluation, NoFormulas};
use crate::number::from_count;
use crate::value::{Type, Value};

/// A summary that every base has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BaseSummary {
    /// The name.
    pub name: &'static str,
    /// The types of the values that it takes; empty for any.
    pub types: &'static [Type],
    /// What it gives, in one line.
    pub summary: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Average,
    Min,
    Max,
    Sum,
    Range,
    Median,
    Stddev,
    Earliest,
    Latest,
    Checked,
    Unchecked,
    Empty,
    Filled,
    Unique,
}

const NUMBER: &[Type] = &[Type::Number];
const DATE: &[Type] = &[Type::Date];

/// The summaries that every base has.
pub const SUMMARIES: &[BaseSummary] = &[
    row("Average", Kind::Average, NUMBER, "The mean of the numbers."),
    row("Min", Kind::Min, NUMBER, "The smallest number."),
    row("Max", Kind::Max, NUMBER, "The largest number."),
    row("Sum", Kind::Sum, NUMBER, "The sum of the numbers."),
    row(
        "Range",
        Kind::Range,
        &[Type::Number, Type::Date],
        "The largest number minus the smallest, or the time from the earliest date to the latest.",
    ),
    row("Median", Kind::Median, NUMBER, "The number in the middle."),
    row("Stddev", Kind::Stddev, NUMBER, "The standard deviation of the numbers."),
    row("Earliest", Kind::Earliest, DATE, "The earliest date."),
    row("Latest", Kind::Latest, DATE, "The latest date."),
    row("Checked", Kind::Checked, &[Type::Boolean], "How many values are `true`."),
    row("Unchecked", Kind::Unchecked, &[Type::Boolean], "How many values are `false`."),
    row("Empty", Kind::Empty, &[], "How many values are empty."),
    row("Filled", Kind::Filled, &[], "How many values are not empty."),
    row("Unique", Kind::Unique, &[], "How many different values there are."),
];

const fn row(
    name: &'static str,
    kind: Kind,
    types: &'static [Type],
    summary: &'static str,
) -> BaseSummary {
    BaseSummary { name, types, summary, kind }
}

/// The value of the summary `name`: that of `custom`, if the base defines it, else the one that every base
/// has. `file` is the first file of the result.
pub(super) fn summarize(
    cx: &Context<'_>,
    custom: Option<&Formula>,
    name: &str,
    values: Vec<Value>,
    file: Option<FileId>,
    problems: &RowProblems,
) -> Value {
    if let Some(Formula { expression, .. }) = custom {
        let Some(file) = file else { return Value::Null };
        cx.start(file);
        let evaluation = Evaluation::new(cx, file, &NoFormulas, 0);
        let mut evaluation = evaluation.with_local("values", Value::list(values));
        return evaluation.eval(&expression.expr).unwrap_or_else(|problem| {
            problems.add(expression.locate(problem));
            Value::Null
        });
    }
    let summary = SUMMARIES.iter().find(|summary| summary.name == name);
    summary.map_or(Value::Null, |summary| summary.of(cx, &values))
}

impl BaseSummary {
    fn of(&self, cx: &Context<'_>, values: &[Value]) -> Value {
        let count = |test: &dyn Fn(&Value) -> bool| {
            Value::Number(from_count(values.iter().filter(|value| test(value)).count()))
        };
        match self.kind {
            Kind::Checked => count(&|value| *value == Value::Bool(true)),
            Kind::Unchecked => count(&|value| *value == Value::Bool(false)),
            Kind::Empty => count(&Value::is_empty),
            Kind::Filled => count(&|value| !value.is_empty()),
            Kind::Unique => {
                let filled: Vec<_> = values.iter().filter(|it| !it.is_empty()).cloned().collect();
                Value::Number(from_count(cx.unique(&filled).len()))
            }
            Kind::Earliest => extreme(cx, values, Ordering::Less),
            Kind::Latest => extreme(cx, values, Ordering::Greater),
            _ => self.of_numbers(cx, values),
        }
    }

    fn of_numbers(&self, cx: &Context<'_>, values: &[Value]) -> Value {
        let mut numbers: Vec<f64> = values
            .iter()
            .filter_map(|value| match value {
                Value::Number(number) if !number.is_nan() => Some(*number),
                _ => None,
            })
            .collect();
        numbers.sort_by(f64::total_cmp);
        let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else {
            return if self.kind == Kind::Range { range_of_dates(cx, values) } else { Value::Null };
        };
        let count = from_count(numbers.len());
        let sum: f64 = numbers.iter().sum();
        let mean = sum / count;
        Value::Number(match self.kind {
            Kind::Min => first,
            Kind::Max => last,
            Kind::Sum => sum,
            Kind::Range => last - first,
            Kind::Median => {
                let middle = numbers.len() / 2;
                match numbers.len() % 2 {
                    0 => f64::midpoint(numbers[middle - 1], numbers[middle]),
                    _ => numbers[middle],
                }
            }
            Kind::Stddev => {
                let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
                (squares / count).sqrt()
            }
            _ => mean,
        })
    }
}

/// The earliest or latest date.
fn extreme(cx: &Context<'_>, values: &[Value], wanted: Ordering) -> Value {
    let dates = values.iter().filter(|value| value.value_type() == Type::Date);
    let better = |a, b| if cx.compare(b, a) == Some(wanted) { b } else { a };
    dates.reduce(better).cloned().unwrap_or(Value::Null)
}

fn range_of_dates(cx: &Context<'_>, values: &[Value]) -> Value {
    match (extreme(cx, values, Ordering::Greater), extreme(cx, values, Ordering::Less)) {
        (Value::Date(latest), Value::Date(earliest)) => {
            Value::Duration(Duration { months: 0.0, milliseconds: latest.since(earliest) })
        }
        _ => Value::Null,
    }
}
