//! The names in an expression.

use linkwright_text::Span;

use super::{BaseNameForm, BaseNameKind};
use crate::expr::{BinaryOperator, Expr, ExprKind};

/// Where an expression is, which decides the names of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ExprScope {
    /// In a filter or formula: it is evaluated for a row.
    Row,
    /// In a summary: it has `values`.
    Summary,
    /// In an argument of `filter`, `map` or `reduce`: it has `value`, `index` and `acc`.
    Items,
}

/// Receives a name: its kind, the name, its place in the expression, and its form.
pub(super) type AddName<'a> = dyn FnMut(BaseNameKind, &str, Span, BaseNameForm) + 'a;

/// Calls `add` for each name in `expr`, which was parsed from `source`.
pub(super) fn find_names(expr: &Expr, source: &str, scope: ExprScope, add: &mut AddName<'_>) {
    ExprNames { source, add }.find(expr, scope);
}

struct ExprNames<'s, 'a> {
    source: &'s str,
    add: &'s mut AddName<'a>,
}

/// Whether `expr` is sure to be a file.
fn is_file(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => &**name == "file",
        ExprKind::Field { field, .. } => &*field.text == "file",
        ExprKind::Call { receiver: None, function, .. } => &*function.text == "file",
        ExprKind::Call { receiver: Some(_), function, .. } => &*function.text == "asFile",
        _ => false,
    }
}

/// The field of a file that `expr` is.
fn file_field(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Field { of, field } if is_file(of) => Some(&field.text),
        _ => None,
    }
}

/// Whether `of.x` is the property `x` of a note.
fn has_properties(of: &Expr) -> bool {
    matches!(&of.kind, ExprKind::Name(name) if matches!(&**name, "note" | "this"))
        || file_field(of) == Some("properties")
}

/// What a string names that is compared with `expr`.
fn compared_kind(expr: &Expr) -> Option<BaseNameKind> {
    match file_field(expr)? {
        "path" => Some(BaseNameKind::Path),
        "name" => Some(BaseNameKind::FileName),
        "basename" => Some(BaseNameKind::Basename),
        "folder" => Some(BaseNameKind::Folder),
        _ => None,
    }
}

/// Whether `expr` is the list of a note's tags.
fn is_tags(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => &**name == "tags",
        ExprKind::Field { of, field } => {
            &*field.text == "tags" && (is_file(of) || has_properties(of))
        }
        _ => false,
    }
}

impl ExprNames<'_, '_> {
    fn find(&mut self, expr: &Expr, scope: ExprScope) {
        match &expr.kind {
            ExprKind::Name(name) => {
                if !is_reserved(name, scope) {
                    let form = BaseNameForm::Identifier;
                    (self.add)(BaseNameKind::Property, name, expr.span, form);
                }
            }
            ExprKind::Field { of, field } if has_properties(of) => {
                let is_this = matches!(&of.kind, ExprKind::Name(name) if &**name == "this");
                if !(is_this && &*field.text == "file") {
                    let of = self.source[of.span].to_owned();
                    let form = BaseNameForm::Field { whole: expr.span, of };
                    (self.add)(BaseNameKind::Property, &field.text, field.span, form);
                }
            }
            ExprKind::Index { of, index } if has_properties(of) => {
                if !self.add_literal(index, BaseNameKind::Property) {
                    self.find(index, scope);
                }
            }
            ExprKind::Field { of, .. } if is_namespace(of) => {}
            ExprKind::Index { of, index } if is_namespace(of) => {
                // The name of a formula, or an expression that computes it.
                if !matches!(index.kind, ExprKind::String(_)) {
                    self.find(index, scope);
                }
            }
            ExprKind::String(text) => {
                // Equal to a property that is such a link.
                let text = text.trim();
                if text.starts_with("[[") && text.ends_with("]]") {
                    self.add_literal(expr, BaseNameKind::Link);
                }
            }
            ExprKind::Call { receiver, function, arguments } => {
                self.find_in_call(receiver.as_deref(), &function.text, arguments, scope);
            }
            ExprKind::Binary {
                operator: BinaryOperator::Equal | BinaryOperator::NotEqual,
                left,
                right,
            } => {
                for (one, other) in [(left, right), (right, left)] {
                    let kind = compared_kind(other);
                    if !kind.is_some_and(|kind| self.add_literal(one, kind)) {
                        self.find(one, scope);
                    }
                }
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
        let kind = match (receiver, function) {
            (None, "link" | "file" | "image") | (Some(_), "hasLink" | "linksTo") => {
                Some(BaseNameKind::Link)
            }
            (Some(_), "inFolder") => Some(BaseNameKind::Folder),
            (Some(_), "hasTag") => Some(BaseNameKind::Tag),
            (Some(_), "hasProperty") => Some(BaseNameKind::Property),
            (Some(of), "contains" | "containsAny" | "containsAll") if is_tags(of) => {
                Some(BaseNameKind::Tag)
            }
            _ => None,
        };
        // Only tags can be many; a second argument of `link` is a text to show.
        let named = if kind == Some(BaseNameKind::Tag) { arguments.len() } else { 1 };
        let inside = match (receiver, function) {
            (Some(_), "filter" | "map" | "reduce") => ExprScope::Items,
            _ => scope,
        };
        if let Some(receiver) = receiver {
            // `["A", "B"].contains(file.folder)`
            let searched = arguments.first().filter(|_| function == "contains");
            match (&receiver.kind, searched.and_then(compared_kind)) {
                (ExprKind::List(items), Some(kind)) => {
                    for item in items {
                        if !self.add_literal(item, kind) {
                            self.find(item, scope);
                        }
                    }
                }
                _ => self.find(receiver, scope),
            }
        }
        for (at, argument) in arguments.iter().enumerate() {
            let kind = kind.filter(|_| at < named);
            if !kind.is_some_and(|kind| self.add_literal(argument, kind)) {
                self.find(argument, inside);
            }
        }
    }

    /// Adds the name in a string. Returns whether `expr` is a string.
    fn add_literal(&mut self, expr: &Expr, kind: BaseNameKind) -> bool {
        let ExprKind::String(text) = &expr.kind else { return false };
        let raw = &self.source[expr.span];
        // A string in parentheses has a span that includes them.
        let Some(quote) = raw.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            return true;
        };
        let Some(name) = name_in(text, kind) else { return true };
        let inside = Span { start: expr.span.start + 1, end: expr.span.end - 1 };
        let (before, after) = (&text[..name.range().start], &text[name.range().end..]);
        let name_text = &text[name];
        let form = |replaced, before: &str, after: &str| BaseNameForm::Literal {
            quote,
            replaced,
            before: before.to_owned(),
            after: after.to_owned(),
        };
        if self.source[inside] == **text {
            let span = Span { start: inside.start + name.start, end: inside.start + name.end };
            (self.add)(kind, name_text, span, form(span, "", ""));
        } else {
            (self.add)(kind, name_text, inside, form(inside, before, after));
        }
        true
    }
}

/// Whether a name is not that of a property.
fn is_reserved(name: &str, scope: ExprScope) -> bool {
    match name {
        "file" | "note" | "formula" | "this" => true,
        "values" => scope == ExprScope::Summary,
        "value" | "index" | "acc" => scope == ExprScope::Items,
        _ => false,
    }
}

/// Whether a name without quotes can stand for a property anywhere in an expression.
pub(super) fn is_safe_identifier(name: &str) -> bool {
    let is_reserved = [ExprScope::Row, ExprScope::Summary, ExprScope::Items]
        .into_iter()
        .any(|scope| is_reserved(name, scope));
    !is_reserved && is_identifier(name)
}

/// Whether `name` is one identifier of the expression language, and no value such as `true`.
pub(super) fn is_identifier(name: &str) -> bool {
    match crate::expr::parse(name) {
        Ok(Expr { kind: ExprKind::Name(read), .. }) => *read == *name,
        _ => false,
    }
}

fn is_namespace(of: &Expr) -> bool {
    matches!(&of.kind, ExprKind::Name(name) if &**name == "formula")
}

/// The place of the name in the text of a string.
fn name_in(text: &str, kind: BaseNameKind) -> Option<Span> {
    let trimmed = Span::new(0, text.len()).trimmed(text);
    let without = |marks: char| {
        let inside = text[trimmed].trim_start_matches(marks);
        let start = trimmed.range().end - inside.len();
        Span::new(start, start + inside.trim_end_matches(marks).len())
    };
    match kind {
        BaseNameKind::Path
        | BaseNameKind::FileName
        | BaseNameKind::Basename
        | BaseNameKind::Property => Some(Span::new(0, text.len())),
        BaseNameKind::Folder => Some(without('/')),
        BaseNameKind::Tag => {
            let tag = text[trimmed].trim_start_matches('#');
            Some(Span { start: trimmed.end - linkwright_text::to_offset(tag.len()), ..trimmed })
        }
        BaseNameKind::Link => link_path(text, trimmed),
    }
}

/// The place of the path in `Path`, `Path#Heading`, `[[Path#Heading|display]]` or `[display](Path)`.
fn link_path(text: &str, trimmed: Span) -> Option<Span> {
    let whole = &text[trimmed];
    let (mut start, mut path) = (trimmed.range().start, whole);
    if let Some(opened) = whole.strip_prefix("![[").or_else(|| whole.strip_prefix("[[")) {
        start += whole.len() - opened.len();
        path = opened.strip_suffix("]]")?;
        path = path.split_once('|').map_or(path, |(path, _)| path);
    } else if whole.starts_with('[') && whole.ends_with(')') {
        // A Markdown link has escapes of its own.
        return None;
    }
    path = path.split_once('#').map_or(path, |(path, _)| path);
    let is_url = path.contains("://");
    Some(Span::new(start, start + path.len()).trimmed(text))
        .filter(|span| !is_url && !span.is_empty())
}
