//! Expressions in YAML, and how their spans become spans of the file.

use linkwright_syntax::frontmatter::{QuoteStyle, Yaml, YamlKind};
use linkwright_text::{Span, to_offset};

use crate::expr::{Expr, parse};
use crate::problem::Problem;

/// An expression in a base. Its spans are those of its text without quotes and escapes.
#[derive(Clone, PartialEq, Debug)]
pub struct ExprInFile {
    /// The expression.
    pub expr: Expr,
    /// The place of the scalar, including quotes.
    pub span: Span,
    offsets: Offsets,
}

/// Where the bytes of a scalar's value are in the file.
#[derive(Clone, PartialEq, Debug)]
enum Offsets {
    /// They follow each other from here.
    From(u32),
    /// Each has a place of its own; the last one is the end.
    Each(Box<[u32]>),
    /// They are somewhere in the scalar.
    Unknown,
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
        let offsets = offsets(text, yaml.span, value, *quote);
        match parse(value) {
            Ok(expr) => Ok(ExprInFile { expr, span: yaml.span, offsets }),
            Err(problem) => {
                let span = in_file(&offsets, yaml.span, problem.span);
                Err(Problem { span, ..problem })
            }
        }
    }

    /// A problem of the expression, with its place in the file.
    pub(super) fn locate(&self, problem: Problem) -> Problem {
        Problem { span: in_file(&self.offsets, self.span, problem.span), ..problem }
    }
}

fn offsets(text: &str, span: Span, value: &str, quote: QuoteStyle) -> Offsets {
    let marks = u32::from(matches!(quote, QuoteStyle::Single | QuoteStyle::Double));
    if span.len() < 2 * marks {
        return Offsets::Unknown;
    }
    let inside = Span { start: span.start + marks, end: span.end - marks };
    let raw = &text[inside];
    if raw == value {
        return Offsets::From(inside.start);
    }
    let mut places: Vec<u32> = Vec::with_capacity(value.len() + 1);
    let mut rest = raw;
    for c in value.chars() {
        let at = inside.end - to_offset(rest.len());
        places.extend((0..to_offset(c.len_utf8())).map(|byte| at + byte));
        let escaped = match quote {
            QuoteStyle::Single if c == '\'' => rest.strip_prefix("''"),
            QuoteStyle::Double if matches!(c, '"' | '\\') => {
                rest.strip_prefix('\\').and_then(|rest| rest.strip_prefix(c))
            }
            _ => None,
        };
        match escaped.or_else(|| rest.strip_prefix(c)) {
            Some(after) => rest = after,
            None => return Offsets::Unknown,
        }
    }
    places.push(inside.end - to_offset(rest.len()));
    match rest.is_empty() {
        true => Offsets::Each(places.into()),
        false => Offsets::Unknown,
    }
}

fn in_file(offsets: &Offsets, whole: Span, span: Span) -> Span {
    let place = |offset: u32| match offsets {
        Offsets::From(start) => Some(start + offset),
        Offsets::Each(places) => places.get(offset as usize).copied(),
        Offsets::Unknown => None,
    };
    match (place(span.start), place(span.end)) {
        (Some(start), Some(end)) => Span { start, end: end.max(start) },
        _ => whole,
    }
}
