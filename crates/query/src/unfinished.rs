//! An expression that is being typed: what can stand at its end.

use linkwright_text::Span;

use crate::base::{BaseNameKind, named_in_expr};
use crate::check::type_of;
use crate::expr::{BinaryOperator, Expr, ExprKind, is_name_part, parse};
use crate::value::Type;

/// What can stand at the end of an expression that is being typed, and the part of it that is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnfinishedExpr {
    /// What can stand there.
    pub slot: ExprSlot,
    /// What is typed of it, up to the end, in bytes of the expression.
    pub typed: Span,
}

/// What can stand somewhere in an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprSlot {
    /// A value: a property, a function, `file` and so on.
    Value,
    /// A field or function of values of this type; `None` if the type is not known.
    Member(Option<Type>),
    /// The name of a formula, after `formula.`.
    Formula,
    /// The name of a property, after `note.`.
    Property,
    /// Text in quotes.
    Text {
        /// The kind of the things that the text names.
        kind: Option<BaseNameKind>,
        /// The property that the text is compared with.
        compared: Option<String>,
        /// The quote.
        quote: char,
        /// Whether tags have to be written with their `#` here.
        with_hash: bool,
    },
}

/// What is inserted where the expression ends, so that something is there.
const PLACEHOLDER: &str = "x";

/// Returns what can stand at the end of `before`, the part of an expression before the cursor; `None`
/// behind a number or value, and in a regular expression.
#[must_use]
pub fn unfinished_expr(before: &str) -> Option<UnfinishedExpr> {
    let (open, quote) = open_marks(before)?;
    let name_start = before.trim_end_matches(is_name_part).len();
    let closing: String = open.iter().rev().collect();
    let quoted: String = quote.into_iter().collect();
    let end = before.len() + PLACEHOLDER.len();
    let source = format!("{before}{PLACEHOLDER}{quoted}{closing}");
    let expr = parse(&source).ok()?;
    let slot = match quote {
        Some(quote) => text_slot(&expr, &source, end, quote),
        None => name_slot(&expr, end)?,
    };
    let start = match &slot {
        ExprSlot::Text { quote, .. } => before.rfind(*quote)? + 1,
        _ => name_start,
    };
    Some(UnfinishedExpr { slot, typed: Span::new(start, before.len()) })
}

/// The marks that close what is open at the end of `before`, the outermost first, and the quote of the
/// text in which the end is.
fn open_marks(before: &str) -> Option<(Vec<char>, Option<char>)> {
    let (mut open, mut quote, mut escaped) = (Vec::new(), None, false);
    for c in before.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(end) if c == end => quote = None,
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some(c),
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => {
                    open.pop().filter(|it| *it == c)?;
                }
                _ => {}
            },
        }
    }
    (!escaped).then_some((open, quote))
}

/// The slot of the text in which `end` is.
fn text_slot(expr: &Expr, source: &str, end: usize, quote: char) -> ExprSlot {
    let is_around = |span: Span| span.range().start < end && end <= span.range().end;
    let names = named_in_expr(expr, source).into_iter();
    let kind = names.filter(|(_, span)| is_around(*span)).map(|(kind, _)| kind).next_back();
    let is_text = |expr: &Expr| matches!(expr.kind, ExprKind::String(_)) && is_around(expr.span);
    let (compared, with_hash) = compared(expr, &is_text);
    ExprSlot::Text { kind, compared, quote, with_hash }
}

/// The slot of the name that ends at `end`.
fn name_slot(expr: &Expr, end: usize) -> Option<ExprSlot> {
    // The span of a name in parentheses includes them.
    let is_around = |span: Span| span.range().start < end && end <= span.range().end;
    match &expr.kind {
        ExprKind::Name(_) if is_around(expr.span) => Some(ExprSlot::Value),
        ExprKind::Field { of, field } if is_around(field.span) => Some(match &of.kind {
            ExprKind::Name(name) if &**name == "formula" => ExprSlot::Formula,
            ExprKind::Name(name) if &**name == "note" => ExprSlot::Property,
            _ => ExprSlot::Member(type_of(of)),
        }),
        _ => expr.parts().into_iter().find_map(|part| name_slot(part, end)),
    }
}

/// The property that the text for which `is_text` is true is compared with, and whether it is compared
/// with tags that have a `#`.
fn compared(expr: &Expr, is_text: &dyn Fn(&Expr) -> bool) -> (Option<String>, bool) {
    let found = match &expr.kind {
        ExprKind::Binary {
            operator: BinaryOperator::Equal | BinaryOperator::NotEqual,
            left,
            right,
        } => match (is_text(left), is_text(right)) {
            (true, _) => Some(right),
            (_, true) => Some(left),
            _ => None,
        },
        ExprKind::Call { receiver: Some(receiver), function, arguments } => {
            let compares = matches!(&*function.text, "contains" | "containsAny" | "containsAll");
            Some(receiver).filter(|_| compares && arguments.iter().any(is_text))
        }
        _ => None,
    };
    if let Some(with) = found {
        let is_file = |of: &Expr| matches!(&of.kind, ExprKind::Name(name) if &**name == "file");
        let with_hash = matches!(&with.kind, ExprKind::Field { of, field } if &*field.text == "tags" && is_file(of));
        return (property_name(with), with_hash);
    }
    let inner = expr.parts().into_iter().map(|part| compared(part, is_text));
    inner.into_iter().find(|(name, with_hash)| name.is_some() || *with_hash).unwrap_or_default()
}

/// The name of the property that `expr` is: `status`, `note.status` or `note["status"]`.
fn property_name(expr: &Expr) -> Option<String> {
    let is_note = |of: &Expr| matches!(&of.kind, ExprKind::Name(name) if &**name == "note");
    match &expr.kind {
        ExprKind::Name(name) => Some(name.to_string()),
        ExprKind::Field { of, field } if is_note(of) => Some(field.text.to_string()),
        ExprKind::Index { of, index } if is_note(of) => match &index.kind {
            ExprKind::String(name) => Some(name.to_string()),
            _ => None,
        },
        // `status.lower() == "done"`
        ExprKind::Call { receiver: Some(receiver), arguments, .. } if arguments.is_empty() => {
            property_name(receiver)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(before: &str, expected: &str) {
        let shown = unfinished_expr(before).map_or_else(String::new, |found| {
            let typed = &before[found.typed];
            let slot = match found.slot {
                ExprSlot::Value => "value".to_owned(),
                ExprSlot::Member(None) => "member".to_owned(),
                ExprSlot::Member(Some(of)) => format!("member of {}", of.name()),
                ExprSlot::Formula => "formula".to_owned(),
                ExprSlot::Property => "property".to_owned(),
                ExprSlot::Text { kind, compared, quote, with_hash } => {
                    let kind = kind.map_or(String::new(), |kind| format!(" {kind:?}"));
                    let compared = compared.map_or(String::new(), |name| format!(" = {name}"));
                    let hash = if with_hash { " #" } else { "" };
                    format!("text {quote}{kind}{compared}{hash}")
                }
            };
            format!("{slot}: {typed}")
        });
        assert_eq!(shown, expected, "{before}");
    }

    #[test]
    fn the_end_of_an_expression_says_what_can_stand_there() {
        check("", "value: ");
        check("sta", "value: sta");
        check("a && (sta", "value: sta");
        check("file.", "member of file: ");
        check("file.hasT", "member of file: hasT");
        check("status.", "member: ");
        check("file.name.low", "member of string: low");
        check("(a + \"x\").", "member: ");
        check("\"x\".", "member of string: ");
        check("[1, 2].fil", "member of list: fil");
        check("date(\"2026-01-01\").", "member of date: ");
        check("formula.pr", "formula: pr");
        check("note.st", "property: st");
        check("if(a, file.", "member of file: ");
        check("[a, b].map(value.", "member: ");
        check("a == 1 || ", "value: ");
        check("1 + 2", "");
        check("a) b", "");
        check("a b", "");
        check("{a", "");
    }

    #[test]
    fn text_in_quotes_names_things() {
        check("link(\"Ti", "text \" Link: Ti");
        check("file.hasLink('", "text ' Link: ");
        check("file.hasTag(\"a\", \"bo", "text \" Tag: bo");
        check("file.inFolder(\"No", "text \" Folder: No");
        check("file.hasProperty(\"st", "text \" Property: st");
        check("file.folder == \"No", "text \" FolderPath: No");
        check("status == \"do", "text \" = status: do");
        check("\"do", "text \": do");
        check("note[\"isbn number\"] != 'x", "text ' = isbn number: x");
        check("status.lower() == \"do", "text \" = status: do");
        check("topics.containsAny(\"mo", "text \" = topics: mo");
        check("file.tags.contains(\"#bo", "text \" Tag #: #bo");
        check("tags.contains(\"bo", "text \" Tag = tags: bo");
        check("a == \"x\\", "");
    }

    proptest! {
        #[test]
        fn the_typed_part_ends_where_the_expression_does(
            parts in prop::collection::vec(prop::sample::select(&[
                "file", ".", "(", ")", "[", "]", "\"", "'", "\\", " ", "é", "==", "hasTag", "{", "/", "1", "note", "-",
            ][..]), 0..12)
        ) {
            let before = parts.concat();
            if let Some(found) = unfinished_expr(&before) {
                prop_assert_eq!(found.typed.range().end, before.len());
                prop_assert!(before.is_char_boundary(found.typed.range().start));
            }
        }
    }
}
