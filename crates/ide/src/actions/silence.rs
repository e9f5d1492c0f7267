//! Fixes for comments that silence findings.

use linkwright_text::{Edit, Span, line_end, line_start, next_line_start};

use super::{ActionContext, Operation};
use crate::diagnostics::{Diagnostic, nearest_code};

/// Offers the code that was probably meant in a comment.
pub(super) fn offer_code(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let Some(code) = nearest_code(&ctx.text[diagnostic.span]) else { return };
    let title = format!("Replace with `{}`", code.name());
    let edit = Edit::new(diagnostic.span, code.name());
    ctx.add_fix(diagnostic, true, title, Operation::Edit(vec![edit]));
}

/// Offers to remove a code that silences nothing, or the comment if it has no other.
pub(super) fn offer_removal(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let (span, text) = (diagnostic.span, ctx.text);
    let mut suppressions = ctx.indexed.facts().suppressions.iter();
    let Some(suppression) = suppressions.find(|it| it.comment.covers(span)) else { return };
    let place = suppression.codes.iter().position(|code| *code == span);
    let (title, edit) = match (place, &*suppression.codes) {
        (Some(0), [_, next, ..]) => {
            (format!("Remove `{}`", &text[span]), Span { start: span.start, end: next.start })
        }
        (Some(place @ 1..), codes) => {
            let previous = codes[place - 1];
            (format!("Remove `{}`", &text[span]), Span { start: previous.end, end: span.end })
        }
        _ => ("Remove the comment".to_owned(), with_space(text, suppression.comment)),
    };
    ctx.add_fix(diagnostic, true, title, Operation::Edit(vec![Edit::delete(edit)]));
}

/// The comment with the space before it; its whole line if nothing else is in it.
fn with_space(text: &str, comment: Span) -> Span {
    let (start, end) = (comment.range().start, comment.range().end);
    let line = line_start(text, start);
    let before = text[line..start].trim_end_matches([' ', '\t']);
    match before.is_empty() && text[end..line_end(text, end)].trim().is_empty() {
        true => Span::new(line, next_line_start(text, end)),
        false => Span::new(line + before.len(), end),
    }
}
