//! What the parts of an expression stand for.

use super::BaseNameKind;
use crate::expr::{Expr, ExprKind, UnaryOperator, parse};

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

/// What a string stands for.
#[derive(Clone, Copy)]
pub(super) enum Named<'e> {
    /// The name of such a thing.
    Thing(BaseNameKind),
    /// A value of the property.
    ValueOf(&'e str),
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
pub(super) fn has_properties(of: &Expr) -> bool {
    is_name(of, "note") || is_name(of, "this") || file_field(of) == Some("properties")
}

/// What a string stands for that is compared with `expr`.
pub(super) fn compared_with(expr: &Expr, scope: ExprScope) -> Option<Named<'_>> {
    let thing = match file_field(expr) {
        Some("path") => Some(BaseNameKind::Path),
        Some("name") => Some(BaseNameKind::FileName),
        Some("basename") => Some(BaseNameKind::Basename),
        Some("folder") => Some(BaseNameKind::FolderPath),
        _ => None,
    };
    thing.map(Named::Thing).or_else(|| property_of(expr, scope).map(Named::ValueOf))
}

/// The name of the property that `expr` is. `list(topics)` is `topics`.
pub(super) fn property_of(expr: &Expr, scope: ExprScope) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(&**name).filter(|name| !is_reserved(name, scope)),
        ExprKind::Field { of, field } if has_properties(of) => {
            Some(&*field.text).filter(|field| !(is_name(of, "this") && *field == "file"))
        }
        ExprKind::Index { of, index } if has_properties(of) => match &index.kind {
            ExprKind::String(name) => Some(name),
            _ => None,
        },
        ExprKind::Call { receiver: None, function, arguments } if &*function.text == "list" => {
            arguments.first().and_then(|of| property_of(of, scope))
        }
        _ => None,
    }
}

pub(super) fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(it) if &**it == name)
}

/// Whether `expr` is a number or a boolean.
pub(super) fn is_bare_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Bool(_) => true,
        ExprKind::Unary { operator: UnaryOperator::Negate, operand } => {
            matches!(operand.kind, ExprKind::Number(_))
        }
        _ => false,
    }
}

/// Whether `expr` is a string that is a wikilink, which is equal to a property with that link.
pub(super) fn is_wikilink(expr: &Expr) -> bool {
    let ExprKind::String(text) = &expr.kind else { return false };
    let text = text.trim();
    text.starts_with("[[") && text.ends_with("]]")
}

/// Whether `expr` is the list of a note's tags.
pub(super) fn is_tags(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => &**name == "tags",
        ExprKind::Field { of, field } => {
            &*field.text == "tags" && (is_file(of) || has_properties(of))
        }
        _ => false,
    }
}

/// Whether a name is not that of a property.
pub(super) fn is_reserved(name: &str, scope: ExprScope) -> bool {
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
    match parse(name) {
        Ok(Expr { kind: ExprKind::Name(read), .. }) => *read == *name,
        _ => false,
    }
}

pub(super) fn is_namespace(of: &Expr) -> bool {
    is_name(of, "formula")
}
