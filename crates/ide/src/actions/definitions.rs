//! Footnotes that nothing defines, and definitions that nothing uses.

use linkwright_syntax::{Footnote, fold, scan};
use linkwright_text::{
    Edit, Span, apply_edits, count_line_endings, line_ending_near, line_start, next_line_start,
};

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;

/// ActionContext an empty definition at the end of the note.
pub(super) fn undefined(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let of_finding = |footnote: &&Footnote| footnote.span == finding.span;
    let Some(footnote) = note.facts.footnotes.iter().find(of_finding) else { return };
    let label = &text[footnote.label];
    let body = text.trim_end_matches(['\n', '\r', ' ', '\t']);
    let eol = line_ending_near(text, body.len());
    let last = line_start(text, body.len());
    let is_definition = |other: &Footnote| other.is_definition && other.span.range().start == last;
    // Definitions stand together, and apart from what is before them.
    let joined = note.facts.footnotes.iter().any(is_definition);
    let missing = if text.ends_with(['\n', '\r']) { "" } else { eol };
    let blank = if joined || count_line_endings(&text[body.len()..]) > 1 { "" } else { eol };
    let at = if joined { next_line_start(text, body.len()) } else { text.len() };
    let edit = Edit::new(Span::new(at, at), format!("{missing}{blank}[^{label}]: {eol}"));
    let defines = apply_edits(text, std::slice::from_ref(&edit)).is_ok_and(|after| {
        let is_it = |other: &Footnote| {
            other.is_definition && fold(&after[other.label.range()]) == fold(label)
        };
        scan(&after).footnotes.iter().any(is_it)
    });
    if defines {
        let title = format!("Define the footnote `{label}`");
        ctx.add_fix((finding.code, finding.span), true, title, Operation::Edit(vec![edit]));
    }
}

/// ActionContext to remove a definition, of a footnote with all that belongs to it.
pub(super) fn unused(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let start = finding.span.range().start;
    let line = line_start(text, start);
    if !text[line..start].trim_start_matches(' ').is_empty() {
        return;
    }
    let footnote = note.facts.footnotes.iter().find(|footnote| footnote.span == finding.span);
    let mut end = next_line_start(text, finding.span.range().end);
    let what = match footnote {
        Some(footnote) => {
            end = footnote_end(text, end);
            format!("footnote `{}`", &text[footnote.label])
        }
        None => {
            let label = note.facts.labels.iter().find(|label| label.span == finding.span);
            let Some(label) = label else { return };
            format!("label `{}`", &text[label.label])
        }
    };
    let edit = Edit::delete(Span::new(line, end));
    ctx.add_fix(
        (finding.code, finding.span),
        false,
        format!("Remove the {what}"),
        Operation::Edit(vec![edit]),
    );
}

/// Where the footnote ends whose first line ends at `end`: the lines of its paragraph, and
/// indented ones behind blank ones, are part of it.
fn footnote_end(text: &str, mut end: usize) -> usize {
    let mut at = end;
    let mut blank = false;
    while at < text.len() {
        let next = next_line_start(text, at);
        let line = &text[at..next];
        let indented = line.starts_with("    ") || line.starts_with('\t');
        let begins = line.trim_start().starts_with(['[', '#', '-', '*', '+', '>', '|', '`']);
        match line.trim().is_empty() {
            true => blank = true,
            false if indented || !blank && !begins => {
                blank = false;
                end = next;
            }
            false => break,
        }
        at = next;
    }
    end
}
