//! The names in an expression.

use linkwright_text::Span;

use super::kinds::{
    ExprScope, Named, compared_with, has_properties, is_bare_value, is_name, is_namespace,
    is_reserved, is_tags, is_wikilink, property_of,
};
use super::literal::{link_parts, name_in, places};
use super::{BaseNameForm, BaseNameKind};
use crate::expr::{BinaryOperator, Expr, ExprKind};

/// A name in an expression: see [`BaseName`](super::BaseName).
pub(super) struct ExprName<'e> {
    pub(super) kind: BaseNameKind,
    pub(super) name: &'e str,
    pub(super) of: Option<&'e str>,
    /// The place of the name in the source of the expression.
    pub(super) span: Span,
    pub(super) form: BaseNameForm,
}

/// Receives the names.
pub(super) type AddName<'a> = dyn FnMut(ExprName<'_>) + 'a;

/// Calls `add` for each name in `expr`, which was parsed from `source`.
pub(super) fn find_names(expr: &Expr, source: &str, scope: ExprScope, add: &mut AddName<'_>) {
    ExprNames { source, add }.find(expr, scope);
}

struct ExprNames<'s, 'a> {
    source: &'s str,
    add: &'s mut AddName<'a>,
}

impl ExprNames<'_, '_> {
    fn find(&mut self, expr: &Expr, scope: ExprScope) {
        match &expr.kind {
            ExprKind::Name(name) if is_reserved(name, scope) => {}
            ExprKind::Name(name) => {
                self.add_property(name, expr.span, BaseNameForm::Identifier);
            }
            ExprKind::Field { of, field } if has_properties(of) => {
                if !(is_name(of, "this") && &*field.text == "file") {
                    let of = self.source[of.span].to_owned();
                    let form = BaseNameForm::Field { whole: expr.span, of };
                    self.add_property(&field.text, field.span, form);
                }
            }
            ExprKind::Index { of, index } if has_properties(of) => {
                self.find_named(index, Some(Named::Thing(BaseNameKind::Property)), scope);
            }
            ExprKind::Field { of, field } if is_namespace(of) => {
                let of = self.source[of.span].to_owned();
                let form = BaseNameForm::Field { whole: expr.span, of };
                let (kind, name, span) = (BaseNameKind::Formula, &*field.text, field.span);
                (self.add)(ExprName { kind, name, of: None, span, form });
            }
            ExprKind::Index { of, index } if is_namespace(of) => {
                self.find_named(index, Some(Named::Thing(BaseNameKind::Formula)), scope);
            }
            ExprKind::String(text) if is_wikilink(expr) => {
                self.add_literal(expr, text, Named::Thing(BaseNameKind::Link));
            }
            ExprKind::Call { receiver, function, arguments } => {
                self.find_in_call(receiver.as_deref(), &function.text, arguments, scope);
            }
            ExprKind::Binary {
                operator: BinaryOperator::Equal | BinaryOperator::NotEqual,
                left,
                right,
            } => {
                self.find_named(left, compared_with(right, scope), scope);
                self.find_named(right, compared_with(left, scope), scope);
            }
            _ => expr.parts().into_iter().for_each(|part| self.find(part, scope)),
        }
    }

    fn find_in_call(
        &mut self,
        receiver: Option<&Expr>,
        function: &str,
        arguments: &[Expr],
        scope: ExprScope,
    ) {
        let contains = matches!(function, "contains" | "containsAny" | "containsAll");
        let thing = match (receiver, function) {
            (None, "link" | "file" | "image") | (Some(_), "hasLink" | "linksTo") => {
                Some(BaseNameKind::Link)
            }
            (Some(_), "inFolder") => Some(BaseNameKind::Folder),
            (Some(_), "hasTag") => Some(BaseNameKind::Tag),
            (Some(_), "hasProperty") => Some(BaseNameKind::Property),
            (Some(of), _) if contains && is_tags(of) => Some(BaseNameKind::Tag),
            _ => None,
        };
        let value = receiver.filter(|_| contains).and_then(|of| property_of(of, scope));
        let named = thing.map(Named::Thing).or_else(|| value.map(Named::ValueOf));
        // A second argument of `link` is a text to show.
        let has_many = contains || thing == Some(BaseNameKind::Tag);
        let inside = match (receiver, function) {
            (Some(_), "filter" | "map" | "reduce") => ExprScope::Items,
            _ => scope,
        };
        // `["A", "B"].contains(file.folder)`
        let searched = arguments.first().filter(|_| function == "contains");
        let searched = searched.and_then(|searched| compared_with(searched, scope));
        match receiver {
            Some(Expr { kind: ExprKind::List(items), .. }) if searched.is_some() => {
                items.iter().for_each(|item| self.find_named(item, searched, scope));
            }
            Some(receiver) => self.find(receiver, scope),
            None => {}
        }
        for (at, argument) in arguments.iter().enumerate() {
            self.find_named(argument, named.filter(|_| at == 0 || has_many), inside);
        }
    }

    /// Adds the name that `expr` is, if it is a literal that stands for something; else those in it.
    fn find_named(&mut self, expr: &Expr, named: Option<Named<'_>>, scope: ExprScope) {
        match (&expr.kind, named) {
            // A value that is a link follows the note.
            (ExprKind::String(_), Some(Named::ValueOf(_))) if is_wikilink(expr) => {
                self.find(expr, scope);
            }
            (ExprKind::String(text), Some(named)) => self.add_literal(expr, text, named),
            (_, Some(Named::ValueOf(property))) if is_bare_value(expr) => {
                let name = &self.source[expr.span];
                // The span of a value in parentheses includes them.
                if !name.starts_with('(') {
                    let (kind, form) = (BaseNameKind::Value, BaseNameForm::Bare);
                    let of = Some(property);
                    (self.add)(ExprName { kind, name, of, span: expr.span, form });
                }
            }
            _ => self.find(expr, scope),
        }
    }

    fn add_property(&mut self, name: &str, span: Span, form: BaseNameForm) {
        (self.add)(ExprName { kind: BaseNameKind::Property, name, of: None, span, form });
    }

    /// Adds the names in the string `expr` with the value `text`.
    fn add_literal(&mut self, expr: &Expr, text: &str, named: Named<'_>) {
        // A string in parentheses has a span that includes them.
        let quote = self.source[expr.span].chars().next();
        let Some(quote) = quote.filter(|quote| matches!(quote, '"' | '\'')) else { return };
        let inside = Span { start: expr.span.start + 1, end: expr.span.end - 1 };
        let escaped = self.source[inside] != *text;
        let places = if escaped { places(self.source, inside, text) } else { Vec::new() };
        let place = |at: u32| match escaped {
            true => places.get(at as usize).copied().unwrap_or(inside.end),
            false => inside.start + at,
        };
        let (kind, of) = match named {
            Named::Thing(kind) => (kind, None),
            Named::ValueOf(property) => (BaseNameKind::Value, Some(property)),
        };
        let mut add = |kind, of, name: Span| {
            let span = Span { start: place(name.start), end: place(name.end) };
            let form = BaseNameForm::Literal { quote };
            (self.add)(ExprName { kind, name: &text[name], of, span, form });
        };
        if kind != BaseNameKind::Link {
            return add(kind, of, name_in(text, kind));
        }
        let Some((path, subpath)) = link_parts(text) else { return };
        add(kind, None, path);
        if let Some(subpath) = subpath {
            add(BaseNameKind::Subpath, Some(&text[path]), subpath);
        }
    }
}
