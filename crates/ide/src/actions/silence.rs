//! Comments that silence findings: writes them, and fixes those with mistakes.

use linkwright_query::Base;
use linkwright_syntax::{Facts, Suppression, SuppressionScope, scan_file};
use linkwright_text::{
    Edit, Span, apply_edits, bom_len, line_end, line_ending_near, line_start, next_line_start,
};

use super::{ActionContext, Operation};
use crate::diagnostics::{Diagnostic, DiagnosticCode, nearest_code};

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

/// Offers a comment that silences `diagnostic`: at the end of its line, or on a line above it if the line
/// would not be the same with a comment. If neither is possible, one that silences its code in the note.
pub(super) fn offer_comment(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let (code, text, facts) = (diagnostic.code, ctx.text, ctx.indexed.facts());
    let on_line = format!("Silence `{}` on this line", code.name());
    let in_note = format!("Silence `{}` in this note", code.name());
    if ctx.titles.contains(&on_line) || ctx.titles.contains(&in_note) {
        return;
    }
    let path = &ctx.vault.file(ctx.note).path;
    let silences = |edit: &Edit| is_silenced((path, text), facts, diagnostic, edit);
    // YAML has no comments of this kind.
    let is_in_frontmatter =
        facts.frontmatter.as_deref().is_some_and(|yaml| yaml.span.covers(diagnostic.span));
    let found = match code {
        // A comment cannot silence the report on itself.
        DiagnosticCode::InvalidSuppression | DiagnosticCode::UnusedSuppression => None,
        DiagnosticCode::InvalidBase => {
            let edit = code_in_line(text, facts, diagnostic);
            let edit = edit.unwrap_or_else(|| comment_above(text, facts, diagnostic));
            Some(edit).filter(silences).map(|edit| (on_line, edit))
        }
        _ if code == DiagnosticCode::OrphanNote || is_in_frontmatter => {
            Some(comment_in_note(text, facts, code)).filter(silences).map(|edit| (in_note, edit))
        }
        _ => {
            let in_line = comment_in_line(text, facts, diagnostic).filter(silences);
            let on_line_edit =
                in_line.or_else(|| Some(comment_above(text, facts, diagnostic)).filter(silences));
            on_line_edit.map(|edit| (on_line, edit)).or_else(|| {
                let edit = Some(comment_in_note(text, facts, code)).filter(silences);
                edit.map(|edit| (in_note, edit))
            })
        }
    };
    if let Some((title, edit)) = found {
        ctx.add_fix(diagnostic, false, title, Operation::Edit(vec![edit]));
    }
}

/// A comment in the form of the last one in the note; an HTML comment if there is none. In a base, a comment
/// of YAML.
fn comment(text: &str, facts: &Facts, words: &str, code: DiagnosticCode) -> String {
    if code == DiagnosticCode::InvalidBase {
        return format!("# linkwright-disable-{words} {}", code.name());
    }
    let is_percent = |it: &Suppression| text[it.comment].starts_with('%');
    let (open, close) = match facts.suppressions.last().is_some_and(is_percent) {
        true => ("%%", "%%"),
        false => ("<!--", "-->"),
    };
    format!("{open} linkwright-disable-{words} {} {close}", code.name())
}

/// The line of `diagnostic`.
fn line_of(text: &str, diagnostic: &Diagnostic) -> Span {
    let at = diagnostic.span.range().start;
    Span::new(line_start(text, at), line_end(text, at))
}

/// Another code in the comment about the line, if there is one.
fn code_in_line(text: &str, facts: &Facts, diagnostic: &Diagnostic) -> Option<Edit> {
    let line = line_of(text, diagnostic);
    let is_about_line = |it: &&Suppression| it.scope == SuppressionScope::Line(line);
    let last = facts.suppressions.iter().find(is_about_line)?.codes.last()?;
    Some(Edit::insert(last.end, format!(" {}", diagnostic.code.name())))
}

/// Another code in the comment about the line; else a comment at the end of the line. It stands before
/// a block id, the last pipe of a table, and a backslash that breaks the line.
fn comment_in_line(text: &str, facts: &Facts, diagnostic: &Diagnostic) -> Option<Edit> {
    if let Some(edit) = code_in_line(text, facts, diagnostic) {
        return Some(edit);
    }
    let line = line_of(text, diagnostic);
    let start = line.range().start;
    let block_id = facts.block_ids.iter().find(|id| line.covers(id.span));
    let end = block_id.map_or(line.range().end, |id| id.span.range().start - 1);
    let mut kept = text[start..end].trim_end();
    let row = kept.trim_start_matches([' ', '\t', '>']);
    if row.starts_with('|') && row.len() > 1 && !kept.ends_with("\\|") {
        kept = kept.strip_suffix('|').unwrap_or(kept).trim_end();
    }
    kept = kept.strip_suffix('\\').unwrap_or(kept).trim_end();
    let comment = comment(text, facts, "line", diagnostic.code);
    let end = start + kept.len();
    (!kept.is_empty()).then(|| Edit::new(Span::new(end, end), format!(" {comment}")))
}

/// A comment on a line above, in the same quote.
fn comment_above(text: &str, facts: &Facts, diagnostic: &Diagnostic) -> Edit {
    let at = diagnostic.span.range().start;
    let start = line_start(text, at).max(bom_len(text));
    let line = &text[start..line_end(text, at)];
    let quote = &line[..line.len() - line.trim_start_matches([' ', '\t', '>']).len()];
    let comment = comment(text, facts, "next-line", diagnostic.code);
    let eol = line_ending_near(text, at);
    Edit::new(Span::new(start, start), format!("{quote}{comment}{eol}"))
}

/// A comment about the whole note, below the frontmatter.
fn comment_in_note(text: &str, facts: &Facts, code: DiagnosticCode) -> Edit {
    let start = facts.frontmatter.as_deref().map_or(bom_len(text), |yaml| yaml.span.range().end);
    let eol = line_ending_near(text, start);
    let is_in_line = facts.frontmatter.is_some() && !text[..start].ends_with(['\n', '\r']);
    let before = if is_in_line { eol } else { "" };
    let comment = comment(text, facts, "file", code);
    Edit::new(Span::new(start, start), format!("{before}{comment}{eol}"))
}

/// Whether `edit` silences the diagnostic and changes nothing else that the file says.
fn is_silenced(
    (path, text): (&str, &str),
    facts: &Facts,
    diagnostic: &Diagnostic,
    edit: &Edit,
) -> bool {
    let Ok(after) = apply_edits(text, [edit]) else { return false };
    let read = scan_file(path, &after);
    let headings = |text: &str, facts: &Facts| -> Vec<String> {
        facts.headings.iter().map(|heading| text[heading.text].to_owned()).collect()
    };
    let says_the_same = read.links.len() == facts.links.len()
        && read.tags.len() == facts.tags.len()
        && read.block_ids.len() == facts.block_ids.len()
        && headings(&after, &read) == headings(text, facts)
        && base_mistakes(&after, &read) == base_mistakes(text, facts)
        && read.frontmatter.is_some() == facts.frontmatter.is_some();
    let moved = if edit.span.start <= diagnostic.span.start { edit.insert.len() } else { 0 };
    let start = diagnostic.span.range().start + moved;
    let names_code = |it: &Suppression| {
        it.codes.iter().any(|code| after.as_str()[*code] == *diagnostic.code.name())
    };
    let is_about_it = |it: &Suppression| match it.scope {
        SuppressionScope::Line(line) => (line.range().start..=line.range().end).contains(&start),
        SuppressionScope::File => true,
        SuppressionScope::Unknown => false,
    };
    says_the_same && read.suppressions.iter().any(|it| is_about_it(it) && names_code(it))
}

/// The messages of the mistakes in the bases of a file.
fn base_mistakes(text: &str, facts: &Facts) -> Vec<String> {
    let mistakes = facts.bases.iter().flat_map(|base| Base::parse(text, *base).problems);
    mistakes.map(|problem| problem.message).collect()
}
