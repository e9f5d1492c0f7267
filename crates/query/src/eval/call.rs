//! Calls of functions.

use linkwright_text::Span;

use super::Evaluation;
use crate::expr::{Expr, Name};
use crate::functions::{
    Count, Function, FunctionBody, FunctionCall, Special, global, global_names, is_method, method,
    method_names,
};
use crate::problem::{Problem, suggestion};
use crate::value::{Type, Value};

impl Evaluation<'_> {
    pub(super) fn call(
        &mut self,
        receiver: Option<&Expr>,
        name: &Name,
        arguments: &[Expr],
        span: Span,
    ) -> Result<Value, Problem> {
        let own = receiver.map(|receiver| self.eval(receiver)).transpose()?;
        let function = match &own {
            None => global(&name.text).ok_or_else(|| unknown_global(&name.text)),
            Some(Value::Null) => match method(Type::Any, &name.text) {
                Some(function) => Ok(function),
                None if &*name.text == "isEmpty" => return Ok(Value::Bool(true)),
                // Any other function of a value that is not there gives none either.
                None if is_method(&name.text) => return Ok(Value::Null),
                None => Err(no_function(Type::Null, &name.text)),
            },
            Some(own) => method(own.value_type(), &name.text)
                .ok_or_else(|| no_function(own.value_type(), &name.text)),
        };
        let function = function.map_err(|message| Problem::new(name.span, message))?;
        let wrong = |message: String| Problem::new(span, message);
        function.check_count(arguments.len()).map_err(wrong)?;
        let own = own.unwrap_or(Value::Null);
        match function.run {
            FunctionBody::Special(special) => self.special(special, &own, arguments, span),
            FunctionBody::Plain(run) => {
                let Some(values) = self.arguments(function, arguments)? else {
                    return Ok(Value::Null);
                };
                let (cx, file) = (self.cx, self.file);
                let visited = std::iter::once(&own).chain(&values);
                for value in visited {
                    cx.step_over(value, 1).map_err(wrong)?;
                }
                let call = FunctionCall { cx, file, receiver: &own, arguments: &values };
                let result = run(&call).map_err(wrong)?;
                let bytes = match &result {
                    Value::List(items) => 16 * items.len(),
                    Value::String(text) | Value::Shown(_, text) => text.len(),
                    _ => 0,
                };
                cx.step(bytes).map_err(wrong)?;
                Ok(result)
            }
        }
    }

    /// The values of the arguments, with their types checked; `None` if one that is needed is `null`.
    /// Of arguments that can be given many times, those that are `null` are left out.
    fn arguments(
        &mut self,
        function: &Function,
        arguments: &[Expr],
    ) -> Result<Option<Vec<Value>>, Problem> {
        let mut values = Vec::with_capacity(arguments.len());
        for (at, argument) in arguments.iter().enumerate() {
            let value = self.eval(argument)?;
            let Some(parameter) = function.parameter(at) else { continue };
            if value == Value::Null && !parameter.types.is_empty() {
                match parameter.count {
                    Count::One => return Ok(None),
                    Count::Optional => values.push(value),
                    Count::Many => {}
                }
                continue;
            }
            if !parameter.takes(value.value_type()) {
                let message = format!(
                    "`{}` takes {} as `{}`, not {}",
                    function.name,
                    parameter.type_names().replace(" | ", " or "),
                    parameter.name,
                    value.value_type().with_article()
                );
                return Err(Problem::new(argument.span, message));
            }
            values.push(value);
        }
        Ok(Some(values))
    }

    fn special(
        &mut self,
        special: Special,
        own: &Value,
        arguments: &[Expr],
        span: Span,
    ) -> Result<Value, Problem> {
        let [first, rest @ ..] = arguments else { return Ok(Value::Null) };
        if special == Special::If {
            let chosen = if self.eval(first)?.is_truthy() { rest.first() } else { rest.get(1) };
            return chosen.map_or(Ok(Value::Null), |chosen| self.eval(chosen));
        }
        let Value::List(items) = own else { return Ok(Value::Null) };
        let mut acc = match (special, rest.first()) {
            (Special::Reduce, Some(start)) => self.eval(start)?,
            _ => Value::Null,
        };
        let mut made = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let outer = self.locals.len();
            self.locals.push(("value", item.clone()));
            self.locals.push(("index", Value::Number(crate::number::from_count(index))));
            if special == Special::Reduce {
                self.locals.push(("acc", acc.clone()));
            }
            let result = self.eval(first);
            self.locals.truncate(outer);
            match special {
                Special::Filter => {
                    if result?.is_truthy() {
                        made.push(item.clone());
                    }
                }
                Special::Reduce => acc = result?,
                Special::Map | Special::If => made.push(result?),
            }
        }
        match special {
            Special::Reduce => Ok(acc),
            _ => self.made(Value::list(made), span),
        }
    }
}

/// The message for a global function that does not exist.
pub(crate) fn unknown_global(name: &str) -> String {
    if is_method(name) {
        return format!("`{name}` is a function of a value: write `value.{name}(…)`");
    }
    format!("unknown function `{name}`{}", suggestion(name, global_names()))
}

/// The message for a function that values of this type do not have.
pub(crate) fn no_function(receiver: Type, name: &str) -> String {
    if crate::fields::field(receiver, name).is_some() {
        return format!("`{name}` is a field, not a function: write it without brackets");
    }
    if !is_method(name) {
        return format!("unknown function `{name}`{}", suggestion(name, method_names(None)));
    }
    let near = suggestion(name, method_names(Some(receiver)));
    format!("{} has no function `{name}`{near}", receiver.with_article())
}
