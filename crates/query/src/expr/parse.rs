//! Parses expressions.

use std::sync::Arc;

use linkwright_text::Span;

use super::token::{ExprToken, ExprTokenKind, tokens};
use super::tree::{BinaryOperator, Expr, ExprKind, Name, UnaryOperator};
use crate::problem::Problem;

/// Maximum nesting depth of an expression.
const MAX_DEPTH: usize = 64;

/// Maximum height of the tree. A long row of operators makes a high tree too.
const MAX_HEIGHT: usize = 100;

/// Parses an expression.
///
/// # Errors
/// The first problem, with its place.
pub fn parse(text: &str) -> Result<Expr, Problem> {
    let mut parser = ExprParser { tokens: tokens(text)?, at: 0, depth: 0, height: 0 };
    let expr = parser.parse_binary(0)?;
    match parser.peek() {
        ExprTokenKind::End => Ok(expr),
        _ => Err(parser.unexpected("an operator or the end of the expression")),
    }
}

struct ExprParser {
    tokens: Vec<ExprToken>,
    at: usize,
    depth: usize,
    /// The height of the tree that was parsed last.
    height: usize,
}

impl ExprParser {
    fn token(&self) -> &ExprToken {
        &self.tokens[self.at]
    }

    fn peek(&self) -> &ExprTokenKind {
        &self.token().kind
    }

    fn span(&self) -> Span {
        self.token().span
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), ExprTokenKind::Mark(it) if *it == mark)
    }

    /// Whether `mark` is next; if so, skips it.
    fn skip(&mut self, mark: &str) -> bool {
        let is_next = self.is_mark(mark);
        if is_next {
            self.advance();
        }
        is_next
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let found = match self.peek() {
            ExprTokenKind::Name(name) => format!("found `{name}`"),
            ExprTokenKind::Number(number) => format!("found `{}`", crate::number::to_text(*number)),
            ExprTokenKind::String(_) => "found text in quotes".to_owned(),
            ExprTokenKind::Regexp(pattern) => format!("found `{pattern}`"),
            ExprTokenKind::Mark(mark) => format!("found `{mark}`"),
            ExprTokenKind::End => "found the end".to_owned(),
        };
        Problem::new(self.span(), format!("expected {expected}, {found}"))
    }

    /// The end of the token before the next one.
    fn last_end(&self) -> u32 {
        self.at.checked_sub(1).map_or(0, |at| self.tokens[at].span.end)
    }

    fn from(&self, start: u32) -> Span {
        Span { start, end: self.last_end() }
    }

    /// Goes one level deeper.
    fn enter(&mut self) -> Result<(), Problem> {
        self.depth += 1;
        match self.depth > MAX_DEPTH {
            true => Err(Problem::new(self.span(), "the expression is nested too deeply")),
            false => Ok(()),
        }
    }

    /// Records that a tree was made of parts. `part` is the height of the highest one.
    fn grow(&mut self, part: usize) -> Result<(), Problem> {
        self.height = part + 1;
        match self.height > MAX_HEIGHT {
            true => Err(Problem::new(self.span(), "the expression is too long")),
            false => Ok(()),
        }
    }

    /// Operands with operators that bind more strongly than `limit`.
    fn parse_binary(&mut self, limit: u8) -> Result<Expr, Problem> {
        self.enter()?;
        let start = self.span().start;
        let mut left = self.parse_unary()?;
        while let ExprTokenKind::Mark(mark) = *self.peek()
            && let Some(&(_, operator, power)) =
                BinaryOperator::ALL.iter().find(|(symbol, ..)| *symbol == mark)
            && power > limit
        {
            let height = self.height;
            self.advance();
            let right = self.parse_binary(power)?;
            self.grow(height.max(self.height))?;
            let (left_box, right) = (Box::new(left), Box::new(right));
            let kind = ExprKind::Binary { operator, left: left_box, right };
            left = Expr { span: self.from(start), kind };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn parse_unary(&mut self) -> Result<Expr, Problem> {
        let start = self.span().start;
        let operator = match self.peek() {
            ExprTokenKind::Mark("!") => UnaryOperator::Not,
            ExprTokenKind::Mark("-") => UnaryOperator::Negate,
            _ => return self.parse_postfix(),
        };
        self.enter()?;
        self.advance();
        let operand = Box::new(self.parse_unary()?);
        self.grow(self.height)?;
        self.depth -= 1;
        let kind = match (operator, &operand.kind) {
            (UnaryOperator::Negate, ExprKind::Number(number)) => ExprKind::Number(-number),
            _ => ExprKind::Unary { operator, operand },
        };
        Ok(Expr { span: self.from(start), kind })
    }

    /// A value, and the fields, indices and calls after it.
    fn parse_postfix(&mut self) -> Result<Expr, Problem> {
        let start = self.span().start;
        let mut expr = self.parse_primary()?;
        loop {
            let height = self.height;
            self.height = 0;
            let kind = if self.skip(".") {
                let field = self.parse_name("the name of a field or function after the `.`")?;
                let of = Box::new(expr);
                match self.is_mark("(") {
                    true => {
                        let arguments = self.parse_arguments()?;
                        ExprKind::Call { receiver: Some(of), function: field, arguments }
                    }
                    false => ExprKind::Field { of, field },
                }
            } else if self.is_mark("[") {
                let open = self.span();
                self.advance();
                let index = Box::new(self.parse_binary(0)?);
                self.close("]", open)?;
                ExprKind::Index { of: Box::new(expr), index }
            } else {
                self.height = height;
                return Ok(expr);
            };
            self.grow(height.max(self.height))?;
            expr = Expr { span: self.from(start), kind };
        }
    }

    fn parse_name(&mut self, expected: &str) -> Result<Name, Problem> {
        let ExprTokenKind::Name(text) = self.peek().clone() else {
            return Err(self.unexpected(expected));
        };
        let span = self.span();
        self.advance();
        Ok(Name { span, text })
    }

    fn close(&mut self, mark: &str, open: Span) -> Result<(), Problem> {
        if self.skip(mark) {
            return Ok(());
        }
        match self.peek() {
            ExprTokenKind::End => Err(Problem::new(open, format!("no `{mark}` closes this"))),
            _ => Err(self.unexpected(&format!("`,` or `{mark}`"))),
        }
    }

    fn parse_arguments(&mut self) -> Result<Vec<Expr>, Problem> {
        let open = self.span();
        self.advance();
        self.parse_items(")", open)
    }

    /// Expressions between commas, up to `end`. A comma may follow the last one.
    fn parse_items(&mut self, end: &str, open: Span) -> Result<Vec<Expr>, Problem> {
        let mut items = Vec::new();
        let mut height = 0;
        while !self.is_mark(end) && *self.peek() != ExprTokenKind::End {
            items.push(self.parse_binary(0)?);
            height = height.max(self.height);
            if !self.skip(",") {
                break;
            }
        }
        self.close(end, open)?;
        self.grow(height)?;
        Ok(items)
    }

    fn parse_primary(&mut self) -> Result<Expr, Problem> {
        let ExprToken { span, kind } = self.token().clone();
        self.height = 0;
        let kind = match kind {
            ExprTokenKind::Number(number) => ExprKind::Number(number),
            ExprTokenKind::String(text) => ExprKind::String(text),
            ExprTokenKind::Regexp(pattern) => ExprKind::Regexp(pattern),
            ExprTokenKind::Name(name) => return self.parse_named(span, name),
            ExprTokenKind::Mark("(") => {
                self.advance();
                let inside = self.parse_binary(0)?;
                self.close(")", span)?;
                return Ok(Expr { span: self.from(span.start), kind: inside.kind });
            }
            ExprTokenKind::Mark("[") => {
                self.advance();
                let items = self.parse_items("]", span)?;
                return Ok(Expr { span: self.from(span.start), kind: ExprKind::List(items) });
            }
            ExprTokenKind::Mark("{") => return self.parse_object(span),
            ExprTokenKind::Mark(_) | ExprTokenKind::End => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(Expr { span, kind })
    }

    fn parse_named(&mut self, span: Span, name: Arc<str>) -> Result<Expr, Problem> {
        self.advance();
        if self.is_mark("(") {
            let arguments = self.parse_arguments()?;
            let function = Name { span, text: name };
            let kind = ExprKind::Call { receiver: None, function, arguments };
            return Ok(Expr { span: self.from(span.start), kind });
        }
        let kind = match &*name {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            _ => ExprKind::Name(name),
        };
        Ok(Expr { span, kind })
    }

    fn parse_object(&mut self, open: Span) -> Result<Expr, Problem> {
        self.advance();
        let mut entries = Vec::new();
        let mut height = 0;
        while !self.is_mark("}") && *self.peek() != ExprTokenKind::End {
            let ExprToken { span, kind } = self.token().clone();
            let (ExprTokenKind::Name(text) | ExprTokenKind::String(text)) = kind else {
                return Err(self.unexpected("a key"));
            };
            self.advance();
            if !self.skip(":") {
                return Err(self.unexpected("`:` after the key"));
            }
            entries.push((Name { span, text }, self.parse_binary(0)?));
            height = height.max(self.height);
            if !self.skip(",") {
                break;
            }
        }
        self.close("}", open)?;
        self.grow(height)?;
        Ok(Expr { span: self.from(open.start), kind: ExprKind::Object(entries) })
    }
}

#[cfg(test)]
mod tests;
