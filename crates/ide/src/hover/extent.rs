//! How far what is shown of a note reaches.

use linkwright_text::{Span, bom_len, narrow};

use super::ShownPart;

/// What of `text` is shown: whole lines, and no more than `longest` bytes.
pub(super) fn extent(text: &str, shown: ShownPart, longest: u32) -> Span {
    let clamp = |at: u32| {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = match shown {
        ShownPart::Span(span) => (clamp(span.start), clamp(span.end)),
        ShownPart::From(start) => (clamp(start), text.len()),
        ShownPart::FromLine(at) => {
            let at = clamp(at);
            (text[..at].rfind('\n').map_or(0, |line| line + 1), text.len())
        }
        ShownPart::Block(at) => block(text, clamp(at)),
        ShownPart::Footnote(start) => footnote(text, clamp(start)),
    };
    let start = start.max(bom_len(text));
    let whole = &text[start..end.max(start)];
    let most = clamp(narrow(start).saturating_add(longest)).saturating_sub(start);
    if whole.len() <= most {
        return Span::new(start, start + whole.len());
    }
    let line = whole[..most].rfind('\n').unwrap_or(most);
    Span::new(start, start + line)
}

/// The block around `at`: of a list the item with what is indented below it, else the lines up to
/// empty ones; of an id that stands alone the block above it.
fn block(text: &str, at: usize) -> (usize, usize) {
    let (start, end) = lines_around(text, at);
    let above = text[..start].trim_end().len();
    if text[start..].starts_with('^') && above > 0 {
        return lines_around(text, above);
    }
    let line = text[..at].rfind('\n').map_or(start, |line| line + 1).max(start);
    let mut item = line;
    while item > start && indent(&text[item..]).is_none() {
        item = text[..item - 1].rfind('\n').map_or(start, |line| line + 1).max(start);
    }
    let Some(depth) = indent(&text[item..end]) else { return (start, end) };
    let mut stop = item;
    for line in text[item..end].split_inclusive('\n') {
        if stop > item && indent(line).is_some_and(|other| other <= depth) {
            break;
        }
        stop += line.len();
    }
    (item, stop)
}

/// How far a list item is indented that begins here; `None` where none does.
fn indent(line: &str) -> Option<usize> {
    let item = line.trim_start_matches([' ', '\t']);
    let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = match digits.len() < item.len() {
        true => digits.strip_prefix(['.', ')']),
        false => item.strip_prefix(['-', '*', '+']),
    };
    marker.is_some_and(|rest| rest.starts_with([' ', '\t'])).then(|| line.len() - item.len())
}

/// The lines around `at` up to empty ones.
fn lines_around(text: &str, at: usize) -> (usize, usize) {
    let mut start = at;
    for line in text[..at].split_inclusive('\n').rev() {
        if line.trim().is_empty() && line.ends_with('\n') {
            break;
        }
        start -= line.len();
    }
    let mut end = at;
    for line in text[at..].split_inclusive('\n') {
        if end > at && line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    (start, end)
}

/// The footnote whose definition starts at `at`, without its label: the lines up to an empty one,
/// and paragraphs behind it that are indented.
fn footnote(text: &str, at: usize) -> (usize, usize) {
    let start = text[at..].find("]:").map_or(at, |label| at + label + 2);
    let mut end = start;
    let mut empty = false;
    for line in text[start..].split_inclusive('\n') {
        let is_indented = line.starts_with([' ', '\t']);
        if end > start
            && (line.starts_with("[^") || empty && !is_indented && !line.trim().is_empty())
        {
            break;
        }
        empty = line.trim().is_empty();
        end += line.len();
    }
    (start, end)
}
