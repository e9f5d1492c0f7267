//! Finds the span of the part of a note that a link shows.

use linkwright_text::{Span, bom_len, to_offset};

use super::NotePart;

/// The span of `part` in `text`, cut off after a whole line if it is longer than `max_len` bytes. A
/// first line that is too long is cut off at a character.
pub(crate) fn extent(text: &str, part: NotePart, max_len: u32) -> Span {
    let clamp = |at: u32| {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = match part {
        NotePart::Span(span) => (clamp(span.start), clamp(span.end)),
        NotePart::From(start) => (clamp(start), text.len()),
        NotePart::FromLine(at) => {
            let at = clamp(at);
            (text[..at].rfind('\n').map_or(0, |line_end| line_end + 1), text.len())
        }
        NotePart::Block { at, within } => {
            let (start, end) = (clamp(within.start), clamp(within.end));
            let at = clamp(at).clamp(start, end) - start;
            let (from, to) = block(&text[start..end], at);
            (start + from, start + to)
        }
        NotePart::Footnote(start) => footnote(text, clamp(start)),
    };
    let start = start.max(bom_len(text));
    let whole = &text[start..end.max(start)];
    let max_len = clamp(to_offset(start).saturating_add(max_len)).saturating_sub(start);
    if whole.len() <= max_len {
        return Span::new(start, start + whole.len());
    }
    let cut = whole[..max_len].rfind('\n').unwrap_or(max_len);
    Span::new(start, start + cut)
}

/// The block around `at`. In a list it is the item with everything indented below it, elsewhere the
/// lines up to the next empty ones. For a block id alone on a line, it is the block above.
fn block(text: &str, at: usize) -> (usize, usize) {
    let (start, end) = lines_around(text, at);
    let above = text[..start].trim_end().len();
    if text[start..].starts_with('^') && above > 0 {
        return lines_around(text, above);
    }
    let line_start = text[..at].rfind('\n').map_or(start, |line_end| line_end + 1).max(start);
    let mut item = line_start;
    while item > start && item_indent(&text[item..]).is_none() {
        item = text[..item - 1].rfind('\n').map_or(start, |line_end| line_end + 1).max(start);
    }
    let Some(indent) = item_indent(&text[item..end]) else { return (start, end) };
    let mut item_end = item;
    for line in text[item..end].split_inclusive('\n') {
        if item_end > item && item_indent(line).is_some_and(|other| other <= indent) {
            break;
        }
        item_end += line.len();
    }
    (item, item_end)
}

/// The indentation, in bytes, of the list item that starts on `line`. `None` if none starts there.
fn item_indent(line: &str) -> Option<usize> {
    let item = line.trim_start_matches([' ', '\t']);
    let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = match digits.len() < item.len() {
        true => digits.strip_prefix(['.', ')']),
        false => item.strip_prefix(['-', '*', '+']),
    };
    marker.is_some_and(|rest| rest.starts_with([' ', '\t'])).then(|| line.len() - item.len())
}

/// The lines around `at`, up to the nearest empty lines.
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

/// The footnote whose definition starts at `at`, without its label: the lines up to an empty one, and
/// the indented paragraphs that follow.
fn footnote(text: &str, at: usize) -> (usize, usize) {
    let start = text[at..].find("]:").map_or(at, |label| at + label + 2);
    let mut end = start;
    let mut after_empty_line = false;
    for line in text[start..].split_inclusive('\n') {
        let is_indented = line.starts_with([' ', '\t']);
        if end > start
            && (line.starts_with("[^")
                || after_empty_line && !is_indented && !line.trim().is_empty())
        {
            break;
        }
        after_empty_line = line.trim().is_empty();
        end += line.len();
    }
    (start, end)
}
