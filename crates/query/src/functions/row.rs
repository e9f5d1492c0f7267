//! A row of the table of functions.

use std::sync::Arc;

use linkwright_vault::FileId;

use crate::context::Context;
use crate::date::Date;
use crate::value::{Type, Value};

/// A function of the expression language.
#[derive(Debug)]
pub struct Function {
    /// The type of the values that have the function; `None` for a global function.
    pub receiver: Option<Type>,
    /// The name.
    pub name: &'static str,
    /// The parameters, in order.
    pub parameters: &'static [Parameter],
    /// The type of the result.
    pub returns: Type,
    /// What the function does, in one line.
    pub summary: &'static str,
    pub(crate) run: FunctionBody,
}

impl Function {
    /// A function of the values of type `receiver`.
    pub(super) const fn method(
        receiver: Type,
        name: &'static str,
        parameters: &'static [Parameter],
        returns: Type,
        run: fn(&FunctionCall<'_>) -> Result<Value, String>,
        summary: &'static str,
    ) -> Function {
        let run = FunctionBody::Plain(run);
        Function { receiver: Some(receiver), name, parameters, returns, summary, run }
    }
}

/// A parameter of a [`Function`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// The types that it takes; empty for any.
    pub types: &'static [Type],
    /// How often it has to be given.
    pub count: Count,
}

/// How often a parameter has to be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// Once.
    One,
    /// Once or not at all.
    Optional,
    /// Once or more often.
    Many,
}

/// How a function runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FunctionBody {
    /// With the values of its arguments. The error is a message for the user.
    Plain(fn(&FunctionCall<'_>) -> Result<Value, String>),
    /// Its arguments are only evaluated when they are needed, and perhaps more than once.
    Special(Special),
}

/// A function that the evaluation knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Special {
    If,
    Filter,
    Map,
    Reduce,
}

/// A call of a function.
pub(crate) struct FunctionCall<'a> {
    pub(crate) cx: &'a Context<'a>,
    /// The file that the expression is evaluated for.
    pub(crate) file: FileId,
    /// The value before the dot; `Null` for a global function.
    pub(crate) receiver: &'a Value,
    /// The arguments. Their number and their types are checked.
    pub(crate) arguments: &'a [Value],
}

impl FunctionCall<'_> {
    /// The argument at `at`; `Null` if it was left out.
    pub(crate) fn argument(&self, at: usize) -> &Value {
        self.arguments.get(at).unwrap_or(&Value::Null)
    }

    /// The argument at `at` as text.
    pub(crate) fn text(&self, at: usize) -> Arc<str> {
        self.cx.text(self.argument(at))
    }

    /// The argument at `at` as a number; `None` if it was left out.
    pub(crate) fn number(&self, at: usize) -> Option<f64> {
        match self.argument(at) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text of the receiver.
    pub(crate) fn own_text(&self) -> Arc<str> {
        self.cx.text(self.receiver)
    }

    /// The receiver as a number.
    pub(crate) fn own_number(&self) -> f64 {
        match self.receiver {
            Value::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// The items of the receiver.
    pub(crate) fn own_list(&self) -> &[Value] {
        match self.receiver {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The receiver as a date.
    pub(crate) fn own_date(&self) -> Date {
        match self.receiver {
            Value::Date(date) => *date,
            _ => self.cx.now,
        }
    }
}

impl Parameter {
    pub(super) const fn one(name: &'static str, types: &'static [Type]) -> Parameter {
        Parameter { name, types, count: Count::One }
    }

    pub(super) const fn optional(name: &'static str, types: &'static [Type]) -> Parameter {
        Parameter { name, types, count: Count::Optional }
    }

    pub(super) const fn many(name: &'static str, types: &'static [Type]) -> Parameter {
        Parameter { name, types, count: Count::Many }
    }

    /// Whether a value of this type can be given. Links, HTML, images and icons are text, too.
    pub(crate) fn takes(&self, given: Type) -> bool {
        let is_text = matches!(given, Type::Link | Type::Html | Type::Image | Type::Icon);
        self.types.is_empty()
            || self.types.contains(&given)
            || (is_text && self.types.contains(&Type::String))
    }

    /// The types, for messages and signatures: `string | regexp`.
    pub(crate) fn type_names(&self) -> String {
        let names: Vec<_> = self.types.iter().map(|kind| kind.name()).collect();
        if names.is_empty() { Type::Any.name().to_owned() } else { names.join(" | ") }
    }
}

impl Function {
    /// The signature: `string.slice(start: number, end?: number): string`.
    #[must_use]
    pub fn signature(&self) -> String {
        let parameters: Vec<_> = self
            .parameters
            .iter()
            .map(|it| match it.count {
                Count::One => format!("{}: {}", it.name, it.type_names()),
                Count::Optional => format!("{}?: {}", it.name, it.type_names()),
                Count::Many => format!("...{}: {}", it.name, it.type_names()),
            })
            .collect();
        let receiver = self.receiver.map_or(String::new(), |kind| format!("{}.", kind.name()));
        let (name, returns) = (self.name, self.returns.name());
        format!("{receiver}{name}({}): {returns}", parameters.join(", "))
    }

    /// The parameter that takes the argument at `at`.
    pub(crate) fn parameter(&self, at: usize) -> Option<&Parameter> {
        let many = || self.parameters.last().filter(|last| last.count == Count::Many);
        self.parameters.get(at).or_else(many)
    }

    /// Checks the number of arguments.
    ///
    /// # Errors
    /// A message for the user.
    pub(crate) fn check_count(&self, given: usize) -> Result<(), String> {
        let required = self.parameters.iter().filter(|it| it.count != Count::Optional).count();
        let most = match self.parameters.last() {
            Some(last) if last.count == Count::Many => usize::MAX,
            _ => self.parameters.len(),
        };
        if (required..=most).contains(&given) {
            return Ok(());
        }
        let (name, signature) = (self.name, self.signature());
        let wrong = if given < required { "too few" } else { "too many" };
        Err(format!("{wrong} arguments for `{name}`: `{signature}`"))
    }
}
