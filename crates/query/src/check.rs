//! Finds mistakes in expressions without evaluating them: unknown functions, fields and formulas, wrong
//! numbers of arguments, and wrong types where they are known.

use crate::eval::{no_field, no_function, unknown_global};
use crate::expr::{BinaryOperator, Expr, ExprKind, Name, UnaryOperator};
use crate::fields::field;
use crate::functions::{Function, FunctionBody, global, is_method, method};
use crate::problem::{KnownNames, Problem};
use crate::value::Type;

/// Returns the mistakes in `expr`. `formulas` are the names of the formulas that it can use.
pub(crate) fn check(expr: &Expr, formulas: &KnownNames<'_>) -> Vec<Problem> {
    let mut checker = Checker { formulas, problems: Vec::new() };
    checker.check(expr);
    checker.problems
}

/// The type of the value of `expr`, if it is known without evaluating.
pub(crate) fn type_of(expr: &Expr) -> Option<Type> {
    Checker { formulas: &KnownNames::new([]), problems: Vec::new() }.check(expr)
}

struct Checker<'f> {
    formulas: &'f KnownNames<'f>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    /// Checks `expr` and returns the type of its value, if it is known.
    fn check(&mut self, expr: &Expr) -> Option<Type> {
        match &expr.kind {
            ExprKind::Bool(_) => Some(Type::Boolean),
            ExprKind::Number(_) => Some(Type::Number),
            ExprKind::String(_) => Some(Type::String),
            ExprKind::Regexp(_) => Some(Type::Regexp),
            ExprKind::Null => None,
            ExprKind::List(items) => {
                for item in items {
                    self.check(item);
                }
                Some(Type::List)
            }
            ExprKind::Object(entries) => {
                for (_, value) in entries {
                    self.check(value);
                }
                Some(Type::Object)
            }
            ExprKind::Name(name) => match &**name {
                "file" => Some(Type::File),
                "note" => Some(Type::Object),
                _ => None,
            },
            ExprKind::Field { of, field } => self.check_field(of, field),
            ExprKind::Index { of, index } => {
                if let (ExprKind::Name(name), ExprKind::String(key)) = (&of.kind, &index.kind)
                    && &**name == "formula"
                {
                    self.check_formula(&Name { span: index.span, text: key.clone() });
                    return None;
                }
                if !matches!(&of.kind, ExprKind::Name(name) if &**name == "formula") {
                    self.check(of);
                }
                self.check(index);
                None
            }
            ExprKind::Call { receiver, function, arguments } => {
                self.check_call(expr, receiver.as_deref(), function, arguments)
            }
            ExprKind::Unary { operator, operand } => {
                let kind = self.check(operand);
                match operator {
                    UnaryOperator::Not => Some(Type::Boolean),
                    UnaryOperator::Negate => kind,
                }
            }
            ExprKind::Binary { operator, left, right } => {
                let (left, right) = (self.check(left), self.check(right));
                self.check_operator(expr, *operator, left, right)
            }
        }
    }

    fn check_formula(&mut self, name: &Name) {
        if !self.formulas.contains(&name.text) {
            let near = self.formulas.suggestion(&name.text);
            let message = format!("no formula is named `{}`{near}", name.text);
            self.problems.push(Problem::new(name.span, message));
        }
    }

    fn check_field(&mut self, of: &Expr, name: &Name) -> Option<Type> {
        match &of.kind {
            ExprKind::Name(namespace) if &**namespace == "formula" => {
                self.check_formula(name);
                return None;
            }
            ExprKind::Name(namespace) if &**namespace == "this" => {
                return (&*name.text == "file").then_some(Type::File);
            }
            ExprKind::Name(namespace) if &**namespace == "note" => return None,
            _ => {}
        }
        let of = self.check(of)?;
        if of == Type::Object {
            return None;
        }
        match field(of, &name.text) {
            Some(field) => Some(field.kind),
            None => {
                self.problems.push(Problem::new(name.span, no_field(of, &name.text)));
                None
            }
        }
    }

    fn check_call(
        &mut self,
        call: &Expr,
        receiver: Option<&Expr>,
        name: &Name,
        arguments: &[Expr],
    ) -> Option<Type> {
        let own = receiver.map(|receiver| self.check(receiver));
        let given: Vec<Option<Type>> = arguments.iter().map(|it| self.check(it)).collect();
        let function = match own {
            None => global(&name.text).ok_or_else(|| unknown_global(&name.text)),
            Some(Some(own)) => method(own, &name.text).ok_or_else(|| no_function(own, &name.text)),
            Some(None) if is_method(&name.text) => return None,
            Some(None) => Err(no_function(Type::Any, &name.text)),
        };
        match function {
            Ok(function) => {
                self.check_arguments(call, function, arguments, &given);
                Some(function.returns).filter(|returns| *returns != Type::Any)
            }
            Err(message) => {
                self.problems.push(Problem::new(name.span, message));
                None
            }
        }
    }

    fn check_arguments(
        &mut self,
        call: &Expr,
        function: &Function,
        arguments: &[Expr],
        given: &[Option<Type>],
    ) {
        if let Err(message) = function.check_count(arguments.len()) {
            self.problems.push(Problem::new(call.span, message));
            return;
        }
        if let FunctionBody::Special(_) = function.run {
            return;
        }
        for (at, (argument, given)) in arguments.iter().zip(given).enumerate() {
            if let (Some(parameter), Some(given)) = (function.parameter(at), given)
                && !parameter.takes(*given)
            {
                let message = format!(
                    "`{}` takes {} as `{}`, not {}",
                    function.name,
                    parameter.type_names().replace(" | ", " or "),
                    parameter.name,
                    given.with_article()
                );
                self.problems.push(Problem::new(argument.span, message));
            }
        }
    }

    fn check_operator(
        &mut self,
        expr: &Expr,
        operator: BinaryOperator,
        left: Option<Type>,
        right: Option<Type>,
    ) -> Option<Type> {
        let wrong = |left: Type, right: Type| match operator {
            BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => {
                let is_wrong = |kind: Type| !matches!(kind, Type::Number | Type::Duration);
                is_wrong(left) || is_wrong(right)
            }
            BinaryOperator::Subtract => {
                matches!(
                    left,
                    Type::String | Type::Boolean | Type::List | Type::Object | Type::File
                )
            }
            _ => false,
        };
        if let (Some(left), Some(right)) = (left, right)
            && wrong(left, right)
        {
            let (left, right) = (left.with_article(), right.with_article());
            let message = format!("`{}` cannot have {left} and {right}", operator.symbol());
            self.problems.push(Problem::new(expr.span, message));
        }
        match operator {
            BinaryOperator::Add => match (left?, right?) {
                (Type::Number, Type::Number) => Some(Type::Number),
                (Type::Date, _) => Some(Type::Date),
                (Type::String, _) | (Type::Number, Type::String) => Some(Type::String),
                _ => None,
            },
            BinaryOperator::Subtract => match (left?, right?) {
                (Type::Number, Type::Number) | (Type::Date, Type::Date) => Some(Type::Number),
                (Type::Date, Type::Duration) => Some(Type::Date),
                _ => None,
            },
            BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => left,
            _ => Some(Type::Boolean),
        }
    }
}
