//! Evaluates expressions. Every evaluation ends: its steps, its depth and the sizes of values are bounded.

mod call;
mod operators;

pub(crate) use call::{no_function, unknown_global};

use std::sync::Arc;

use linkwright_text::Span;
use linkwright_vault::FileId;

use crate::context::Context;
use crate::expr::{Expr, ExprKind, Name};
use crate::fields::{FIELDS, field};
use crate::problem::{Problem, suggestion};
use crate::value::{Type, Value};

/// Maximum depth of an evaluation, formulas that use other formulas included.
const MAX_DEPTH: usize = 200;

/// The formulas that an expression can use.
pub(crate) trait Formulas {
    /// The value of the formula `name` for the current file; `None` if there is no such formula. The
    /// error is a message for the user.
    fn value(&self, name: &str, depth: usize) -> Option<Result<Value, String>>;
}

/// No formulas.
pub(crate) struct NoFormulas;

impl Formulas for NoFormulas {
    fn value(&self, _: &str, _: usize) -> Option<Result<Value, String>> {
        None
    }
}

/// Evaluates an expression for a file.
///
/// # Errors
/// A value of the wrong type, an unknown name, or too many steps, with its place.
pub fn evaluate(expr: &Expr, cx: &Context<'_>, file: FileId) -> Result<Value, Problem> {
    cx.start(file);
    Evaluation::new(cx, file, &NoFormulas, 0).eval(expr)
}

/// The evaluation of an expression for one file.
pub(crate) struct Evaluation<'a> {
    cx: &'a Context<'a>,
    file: FileId,
    formulas: &'a dyn Formulas,
    /// `value`, `index`, `acc` and `values`, the innermost last.
    locals: Vec<(&'static str, Value)>,
    depth: usize,
}

impl<'a> Evaluation<'a> {
    /// An evaluation for `file`, which starts at the depth of what asks for it.
    pub(crate) fn new(
        cx: &'a Context<'a>,
        file: FileId,
        formulas: &'a dyn Formulas,
        depth: usize,
    ) -> Evaluation<'a> {
        Evaluation { cx, file, formulas, locals: Vec::new(), depth }
    }

    /// Gives the expression a name of its own, such as `values`.
    pub(crate) fn with_local(mut self, name: &'static str, value: Value) -> Evaluation<'a> {
        self.locals.push((name, value));
        self
    }

    /// The value of `expr`.
    ///
    /// # Errors
    /// See [`evaluate`].
    pub(crate) fn eval(&mut self, expr: &Expr) -> Result<Value, Problem> {
        let at = |message: String| Problem::new(expr.span, message);
        self.cx.step(0).map_err(at)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Problem::new(expr.span, "the expression is nested too deeply"));
        }
        let value = self.eval_kind(expr)?;
        self.depth -= 1;
        Ok(value)
    }

    fn eval_kind(&mut self, expr: &Expr) -> Result<Value, Problem> {
        match &expr.kind {
            ExprKind::Null => Ok(Value::Null),
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Number(number) => Ok(Value::Number(*number)),
            ExprKind::String(text) => Ok(Value::string(text.clone())),
            ExprKind::Regexp(pattern) => Ok(Value::Regexp(pattern.clone())),
            ExprKind::List(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| self.eval(item)).collect();
                self.made(Value::list(items?), expr.span)
            }
            ExprKind::Object(entries) => {
                let mut object: Vec<(Arc<str>, Value)> = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let value = self.eval(value)?;
                    match object.iter_mut().find(|(known, _)| *known == key.text) {
                        Some((_, known)) => *known = value,
                        None => object.push((key.text.clone(), value)),
                    }
                }
                self.made(Value::Object(Arc::new(object)), expr.span)
            }
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Field { of, field } => match &of.kind {
                ExprKind::Name(name) if self.is_namespace(name) => {
                    self.in_namespace(name, &field.text, field.span)
                }
                _ => {
                    let of = self.eval(of)?;
                    self.field(&of, field)
                }
            },
            ExprKind::Index { of, index } => {
                let key = self.eval(index)?;
                if let ExprKind::Name(name) = &of.kind
                    && self.is_namespace(name)
                    && let Value::String(key) = &key
                {
                    return self.in_namespace(name, key, index.span);
                }
                let of = self.eval(of)?;
                if let Value::String(_) = of {
                    self.cx.step_over(&of, 1).map_err(|it| Problem::new(expr.span, it))?;
                }
                index_value(&of, &key).map_err(|message| Problem::new(index.span, message))
            }
            ExprKind::Call { receiver, function, arguments } => {
                self.call(receiver.as_deref(), function, arguments, expr.span)
            }
            ExprKind::Unary { operator, operand } => {
                let value = self.eval(operand)?;
                operators::unary(*operator, &value)
                    .map_err(|message| Problem::new(operand.span, message))
            }
            ExprKind::Binary { operator, left, right } => {
                let first = self.eval(left)?;
                if let Some(decided) = operators::decided_by_first(*operator, &first) {
                    return Ok(decided);
                }
                let second = self.eval(right)?;
                let cx = self.cx;
                let at = |message| Problem::new(expr.span, message);
                cx.step_over(&first, 1).and_then(|()| cx.step_over(&second, 1)).map_err(at)?;
                operators::binary(cx, *operator, &first, &second)
                    .map_err(|message| Problem::new(expr.span, message))
            }
        }
    }

    /// A value that was made of others, after a look at its size.
    fn made(&self, value: Value, span: Span) -> Result<Value, Problem> {
        self.cx.step_for(&value).map_err(|message| Problem::new(span, message))?;
        Ok(value)
    }

    fn local(&self, name: &str) -> Option<&Value> {
        self.locals.iter().rev().find(|(local, _)| *local == name).map(|(_, value)| value)
    }

    /// Whether `name.x` is the property, formula or file `x` and not a field of a value.
    fn is_namespace(&self, name: &str) -> bool {
        matches!(name, "note" | "formula" | "this") && self.local(name).is_none()
    }

    fn name(&self, name: &str, span: Span) -> Result<Value, Problem> {
        if let Some(value) = self.local(name) {
            return Ok(value.clone());
        }
        match name {
            "file" => Ok(Value::File(self.file)),
            "note" => Ok(Value::Object(self.cx.properties(self.file))),
            "this" => Ok(self.cx.this.map_or(Value::Null, Value::File)),
            "formula" => Err(Problem::new(span, "write `formula.` and the name of a formula")),
            _ => Ok(self.cx.property(self.file, name)),
        }
    }

    /// `note.key`, `formula.key` or `this.key`.
    fn in_namespace(&self, name: &str, key: &str, span: Span) -> Result<Value, Problem> {
        match name {
            "note" => Ok(self.cx.property(self.file, key)),
            "this" => Ok(match (self.cx.this, key) {
                (None, _) => Value::Null,
                (Some(this), "file") => Value::File(this),
                (Some(this), key) => self.cx.property(this, key),
            }),
            _ => match self.formulas.value(key, self.depth) {
                Some(value) => value.map_err(|message| Problem::new(span, message)),
                None => Err(Problem::new(span, format!("no formula is named `{key}`"))),
            },
        }
    }

    fn field(&self, of: &Value, name: &Name) -> Result<Value, Problem> {
        match of {
            Value::Null => Ok(Value::Null),
            Value::Object(entries) => Ok(entry(entries, &name.text)),
            of => match field(of.value_type(), &name.text) {
                Some(field) => {
                    let value = field.get(self.cx, of);
                    let visited = if let Value::String(_) = of { of } else { &value };
                    let steps = self.cx.step_over(visited, 1);
                    steps.map(|()| value).map_err(|message| Problem::new(name.span, message))
                }
                None => Err(Problem::new(name.span, no_field(of.value_type(), &name.text))),
            },
        }
    }
}

/// The message for a field that values of this type do not have.
pub(crate) fn no_field(of: Type, name: &str) -> String {
    let known = FIELDS.iter().filter(|field| field.receiver == of).map(|field| field.name);
    let near = suggestion(name, known);
    let call = match crate::functions::method(of, name) {
        Some(_) => format!(". It is a function: write `{name}()`"),
        None => near,
    };
    format!("{} has no field `{name}`{call}", of.with_article())
}

fn entry(entries: &[(Arc<str>, Value)], key: &str) -> Value {
    entries
        .iter()
        .find(|(known, _)| **known == *key)
        .map_or(Value::Null, |(_, value)| value.clone())
}

/// `of[key]`; `null` for an index or key that does not exist.
fn index_value(of: &Value, key: &Value) -> Result<Value, String> {
    let position = |number: f64| {
        let whole = number >= 0.0 && number.fract() == 0.0;
        whole.then(|| usize::try_from(crate::number::to_whole(number)).ok()).flatten()
    };
    match (of, key) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::List(items), Value::Number(number)) => {
            let item = position(*number).and_then(|at| items.get(at));
            Ok(item.cloned().unwrap_or(Value::Null))
        }
        (Value::String(text), Value::Number(number)) => {
            let found = position(*number).and_then(|at| text.chars().nth(at));
            Ok(found.map_or(Value::Null, |c| Value::string(c.encode_utf8(&mut [0; 4]) as &str)))
        }
        (Value::Object(entries), Value::String(key)) => Ok(entry(entries, key)),
        (Value::List(_) | Value::String(_), key) => {
            Err(format!("an index is a number, not {}", key.value_type().with_article()))
        }
        (Value::Object(_), key) => {
            Err(format!("a key is a string, not {}", key.value_type().with_article()))
        }
        (of, _) => Err(format!("{} has no items", of.value_type().with_article())),
    }
}
