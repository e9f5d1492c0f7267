//! The part of a base at a place.

use linkwright_text::Span;

use super::located::ExprInFile;
use super::schema::{Base, Filter};
use crate::check::type_of;
use crate::expr::{Expr, ExprKind};
use crate::fields::{Field, field};
use crate::functions::{Function, global, method, methods};

/// A part of an expression of a base.
#[derive(Clone, Copy, Debug)]
pub enum BasePart<'b> {
    /// The name of a function in a call. Several functions may have the name if the type of the value
    /// before the dot is not known.
    Functions(&'static str, Option<&'static Function>),
    /// The name of a field.
    Field(&'static Field),
    /// The name of a formula.
    Formula(&'b str),
    /// The name of a property of notes.
    Property(&'b str),
}

impl Base {
    /// The expressions of the base: filters, formulas and summaries.
    pub fn expressions(&self) -> impl Iterator<Item = &ExprInFile> {
        let filters = self.views.iter().map(|view| &view.filters).chain([&self.filters]);
        let tests = filters.flatten().flat_map(Filter::tests);
        tests.chain(self.formulas.iter().chain(&self.summaries).map(|it| &it.expression))
    }

    /// The part of an expression at `offset` of the file, with its place.
    #[must_use]
    pub fn part_at(&self, offset: u32) -> Option<(Span, BasePart<'_>)> {
        let is_around = |span: Span| span.start <= offset && offset <= span.end;
        let located = self.expressions().find(|it| is_around(it.span))?;
        part_in(located, &located.expr, offset)
    }
}

fn part_in<'b>(
    located: &'b ExprInFile,
    expr: &'b Expr,
    offset: u32,
) -> Option<(Span, BasePart<'b>)> {
    let around = |part: Span| {
        located.in_file(part).filter(|span| span.start <= offset && offset <= span.end)
    };
    let is =
        |of: &Expr, wanted: &str| matches!(&of.kind, ExprKind::Name(name) if **name == *wanted);
    match &expr.kind {
        ExprKind::Call { receiver, function, .. } => {
            if let Some(span) = around(function.span) {
                let name = &*function.text;
                let found = match receiver.as_deref().map(type_of) {
                    None => global(name),
                    Some(Some(receiver)) => method(receiver, name),
                    Some(None) => {
                        let named = methods(None).find(|it| it.name == name)?;
                        return Some((span, BasePart::Functions(named.name, None)));
                    }
                };
                return found.map(|it| (span, BasePart::Functions(it.name, Some(it))));
            }
        }
        ExprKind::Field { of, field: name } => {
            if let Some(span) = around(name.span) {
                let part = match type_of(of) {
                    _ if is(of, "formula") => Some(BasePart::Formula(&name.text)),
                    _ if is(of, "note") => Some(BasePart::Property(&name.text)),
                    Some(kind) => field(kind, &name.text).map(BasePart::Field),
                    None => None,
                };
                return part.map(|part| (span, part));
            }
        }
        ExprKind::Index { of, index } if is(of, "formula") || is(of, "note") => {
            if let (ExprKind::String(name), Some(span)) = (&index.kind, around(index.span)) {
                let part = match is(of, "formula") {
                    true => BasePart::Formula(name),
                    false => BasePart::Property(name),
                };
                return Some((span, part));
            }
        }
        ExprKind::Name(name) => {
            let is_property = !matches!(
                &**name,
                "file" | "note" | "formula" | "this" | "value" | "index" | "acc"
            );
            let span = around(expr.span).filter(|_| is_property)?;
            return Some((span, BasePart::Property(name)));
        }
        _ => {}
    }
    expr.parts().into_iter().find_map(|part| part_in(located, part, offset))
}
