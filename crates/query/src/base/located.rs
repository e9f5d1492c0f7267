//! Expressions in YAML, and how their spans become spans of the file.

use linkwright_syntax::frontmatter::{Yaml, YamlKind};
use linkwright_text::Span;

use super::scalar::ScalarOffsets;
use crate::expr::{Expr, parse};
use crate::problem::Problem;

/// An expression in a base. Its spans are those of its text without quotes and escapes.
#[derive(Clone, PartialEq, Debug)]
pub struct ExprInFile {
    /// The expression.
    pub expr: Expr,
    /// The place of the scalar, including quotes.
    pub span: Span,
    offsets: ScalarOffsets,
}

impl ExprInFile {
    /// Parses the expression in a scalar of `text`.
    ///
    /// # Errors
    /// The first problem, with its place in `text`.
    pub(super) fn parse(text: &str, yaml: &Yaml) -> Result<ExprInFile, Problem> {
        let YamlKind::Scalar { value, quote } = &yaml.kind else {
            return Err(Problem::new(yaml.span, "expected an expression as text"));
        };
        let offsets = ScalarOffsets::of(text, yaml.span, value, *quote);
        match parse(value) {
            Ok(expr) => Ok(ExprInFile { expr, span: yaml.span, offsets }),
            Err(problem) => {
                let span = offsets.in_file(problem.span).unwrap_or(yaml.span);
                Err(Problem { span, ..problem })
            }
        }
    }

    /// A problem of the expression, with its place in the file.
    pub(super) fn locate(&self, problem: Problem) -> Problem {
        Problem { span: self.in_file(problem.span).unwrap_or(self.span), ..problem }
    }

    /// The place in the file of a part of the expression; `None` if it is unknown.
    #[must_use]
    pub fn in_file(&self, part: Span) -> Option<Span> {
        self.offsets.in_file(part)
    }
}
