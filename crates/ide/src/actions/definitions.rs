//! Fixes for undefined footnotes and for unused definitions.

use linkwright_syntax::{Footnote, fold, scan};
use linkwright_text::{
    Edit, Span, apply_edits, count_line_endings, line_ending_near, line_start, next_line_start,
};

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;

/// Offers an empty footnote definition at the end of the note.
pub(super) fn offer_undefined(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let is_reported = |footnote: &&Footnote| footnote.span == diagnostic.span;
    let Some(footnote) = note.facts.footnotes.iter().find(is_reported) else { return };
    let label = &text[footnote.label];
    let body = text.trim_end_matches(['\n', '\r', ' ', '\t']);
    let eol = line_ending_near(text, body.len());
    let last_line = line_start(text, body.len());
    // Definitions stand together. A blank line separates them from the text above.
    let follows_definition = note
        .facts
        .footnotes
        .iter()
        .any(|other| other.is_definition && other.span.range().start == last_line);
    let missing_break = if text.ends_with(['\n', '\r']) { "" } else { eol };
    let has_blank_line = follows_definition || count_line_endings(&text[body.len()..]) > 1;
    let blank_line = if has_blank_line { "" } else { eol };
    let at = if follows_definition { next_line_start(text, body.len()) } else { text.len() };
    let insert = format!("{missing_break}{blank_line}[^{label}]: {eol}");
    let edit = Edit::new(Span::new(at, at), insert);
    let is_definition_after = apply_edits(text, std::slice::from_ref(&edit)).is_ok_and(|after| {
        scan(&after)
            .footnotes
            .iter()
            .any(|other| other.is_definition && fold(&after[other.label.range()]) == fold(label))
    });
    if is_definition_after {
        let title = format!("Define the footnote `{label}`");
        ctx.add_fix(diagnostic, true, title, Operation::Edit(vec![edit]));
    }
}

/// Offers to remove an unused definition. A footnote is removed with all of its paragraphs.
pub(super) fn offer_unused(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let start = diagnostic.span.range().start;
    let line = line_start(text, start);
    if !text[line..start].trim_start_matches(' ').is_empty() {
        return;
    }
    let footnote = note.facts.footnotes.iter().find(|footnote| footnote.span == diagnostic.span);
    let mut end = next_line_start(text, diagnostic.span.range().end);
    let name = match footnote {
        Some(footnote) => {
            end = footnote_end(text, end);
            format!("footnote `{}`", &text[footnote.label])
        }
        None => {
            let label = note.facts.labels.iter().find(|label| label.span == diagnostic.span);
            let Some(label) = label else { return };
            format!("definition of `{}`", &text[label.label])
        }
    };
    let title = format!("Remove the unused {name}");
    let edit = Edit::delete(Span::new(line, end));
    ctx.add_fix(diagnostic, false, title, Operation::Edit(vec![edit]));
}

/// Returns where a footnote ends, given the `end` of its first line. The rest of its first paragraph,
/// and indented lines after blank ones, belong to the footnote.
fn footnote_end(text: &str, mut end: usize) -> usize {
    let mut at = end;
    let mut after_blank = false;
    while at < text.len() {
        let next = next_line_start(text, at);
        let line = &text[at..next];
        let indented = line.starts_with("    ") || line.starts_with('\t');
        let starts_block = line.trim_start().starts_with(['[', '#', '-', '*', '+', '>', '|', '`']);
        match line.trim().is_empty() {
            true => after_blank = true,
            false if indented || !after_blank && !starts_block => {
                after_blank = false;
                end = next;
            }
            false => break,
        }
        at = next;
    }
    end
}
