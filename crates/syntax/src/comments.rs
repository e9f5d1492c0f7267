//! Obsidian's comments, `%%…%%`, and comments that silence findings.

use linkwright_text::{Span, line_end, line_start, next_line_start, to_offset};
use memchr::memmem;

use crate::{Facts, Suppression, SuppressionScope};

/// The comments of a note, including their `%%` marks. Marks in frontmatter, code, math and HTML do
/// not count, and a comment that is never closed is not a comment.
#[must_use]
pub fn percent_comments(facts: &Facts, text: &str) -> Vec<Span> {
    let mut comments = Vec::new();
    let body_start = facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end);
    let mut opened_at = None;
    let mut next = 0;
    for (at, _) in text.match_indices("%%") {
        let at = to_offset(at);
        if at < body_start || at < next || verbatim_at(facts, at).is_some() {
            continue;
        }
        next = at + 2;
        match opened_at.take() {
            Some(start) => comments.push(Span { start, end: next }),
            None => opened_at = Some(at),
        }
    }
    comments
}

fn verbatim_at(facts: &Facts, at: u32) -> Option<Span> {
    let index = facts.verbatim.partition_point(|span| span.end <= at);
    facts.verbatim.get(index).copied().filter(|span| span.contains(at))
}

/// How a comment that silences findings begins.
const MARKER: &str = "linkwright-disable";

/// What follows [`MARKER`] in a comment about the next line.
const NEXT_LINE: &str = "-next-line";

/// The comments that silence findings. `facts` are the other facts of `text`.
pub(crate) fn suppressions(text: &str, facts: &Facts) -> Vec<Suppression> {
    let mut found = Vec::new();
    let (mut next, mut has_read_percent) = (0, false);
    for at in memmem::find_iter(text.as_bytes(), MARKER) {
        let at = to_offset(at);
        if at < next {
            continue;
        }
        if facts.bases.iter().any(|base| base.contains(at)) {
            if let Some(comment) = yaml_comment(text, at as usize) {
                found.extend(suppression(
                    text,
                    comment,
                    Span { start: comment.start + 1, ..comment },
                ));
                next = comment.end;
            }
            continue;
        }
        match verbatim_at(facts, at) {
            Some(verbatim) => {
                // Other spans are code and math.
                if text[verbatim].starts_with('<') {
                    add_from_html(text, verbatim, &mut found);
                }
                next = verbatim.end;
            }
            None if !has_read_percent => {
                has_read_percent = true;
                for comment in percent_comments(facts, text) {
                    let inside = Span { start: comment.start + 2, end: comment.end - 2 };
                    found.extend(suppression(text, comment, inside));
                }
            }
            None => {}
        }
    }
    found.sort_by_key(|suppression| suppression.comment.start);
    find_lines(text, &mut found);
    found
}

/// Sets the lines that `found`, sorted by start, silence. Reads each line once, however many comments
/// it has.
fn find_lines(text: &str, found: &mut [Suppression]) {
    let line_at = |at: usize| Span::new(line_start(text, at), line_end(text, at));
    let (mut own, mut last, mut next) = (None::<Span>, None::<Span>, Span::empty(0));
    for Suppression { comment, word, scope, .. } in found {
        let SuppressionScope::Line(silenced) = scope else { continue };
        *silenced = if text[*word].ends_with(NEXT_LINE) {
            let cached = last.filter(|line| line.touches(comment.end));
            let line = cached.unwrap_or_else(|| line_at(comment.range().end));
            if cached.is_none() {
                let start = next_line_with_text(text, line.range().end);
                next = Span::new(start, line_end(text, start));
            }
            last = Some(line);
            next
        } else {
            let cached = own.filter(|line| line.touches(comment.start));
            *own.insert(cached.unwrap_or_else(|| line_at(comment.range().start)))
        };
    }
}

/// The comment of YAML that begins with the word at `at`, up to the end of its line.
fn yaml_comment(text: &str, at: usize) -> Option<Span> {
    let before = text[line_start(text, at)..at].trim_end();
    let rest = before.strip_suffix('#')?;
    let start = text[..at].rfind('#')?;
    let is_comment = rest.is_empty() || rest.ends_with([' ', '\t']);
    is_comment.then(|| Span::new(start, line_end(text, at)))
}

/// Adds those among the comments in `html`.
fn add_from_html(text: &str, html: Span, found: &mut Vec<Suppression>) {
    let (mut at, end) = (html.range().start, html.range().end);
    let find = |mark: &str, from: usize| Some(from + text[from..end].find(mark)?);
    while let Some(start) = find("<!--", at) {
        let Some(close) = find("-->", start + 4) else { return };
        at = close + 3;
        found.extend(suppression(text, Span::new(start, at), Span::new(start + 4, close)));
    }
}

/// Reads a comment with the text `inside`, but not yet its line. `None` if it is not about findings.
fn suppression(text: &str, comment: Span, inside: Span) -> Option<Suppression> {
    let mut words = words(text, inside);
    let word = words.next().filter(|word| text[*word].starts_with(MARKER))?;
    let scope = match text[word].strip_prefix(MARKER) {
        // The line is found later.
        Some("-line" | NEXT_LINE) => SuppressionScope::Line(comment),
        Some("-file") => SuppressionScope::File,
        _ => SuppressionScope::Unknown,
    };
    let codes = words.take_while(|word| &text[*word] != "--").collect();
    Some(Suppression { comment, word, scope, codes })
}

/// The start of the first line after that of `at` that is not blank. The markers of quotes do not
/// count as text.
fn next_line_with_text(text: &str, at: usize) -> usize {
    let mut start = next_line_start(text, at);
    while start < text.len() {
        let line = &text[start..line_end(text, start)];
        if !line.trim_start_matches([' ', '\t', '>']).is_empty() {
            break;
        }
        start = next_line_start(text, start);
    }
    start
}

/// The words in `span`, between blanks and commas.
fn words(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let separates = |c: char| c.is_whitespace() || c == ',';
    let mut at = span.range().start;
    text[span].split(separates).filter_map(move |word| {
        let start = at;
        at = start + word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then(|| Span::new(start, start + word.len()))
    })
}

#[cfg(test)]
mod tests;
