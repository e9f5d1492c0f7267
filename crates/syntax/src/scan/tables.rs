//! Table rows.

use linkwright_text::Span;

use super::steps::step;
use super::wikilink::parse_wikilink;

/// The number of columns of a delimiter row (`| --- | :-: |`); `None` if the line is not one.
pub(super) fn delimiter_columns(line: &str) -> Option<usize> {
    step(line.len());
    if !line.bytes().all(|b| matches!(b, b'|' | b':' | b'-' | b' ' | b'\t')) {
        return None;
    }
    let mut columns = 0;
    for cell in cells(line, 0, line.len()) {
        let cell = line[cell].trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        if cell.is_empty() || cell.bytes().any(|b| b != b'-') {
            return None;
        }
        columns += 1;
    }
    Some(columns)
}

/// The cells of the row `text[start..end]`, without the pipes between them.
///
/// An escaped pipe does not separate cells, and neither does a pipe in a wikilink: `[[a|b]]` is one
/// link even if the backslash is missing.
pub(super) fn cells(text: &str, start: usize, end: usize) -> impl Iterator<Item = Span> {
    let text = &text[..end];
    let row = text[start..].trim_end();
    let end = start + row.len();
    let row = row.trim_start();
    let mut next = end - row.len() + usize::from(row.starts_with('|'));
    std::iter::from_fn(move || {
        if next >= end {
            return None;
        }
        let cell = Span::new(next, cell_end(text, next, end));
        next = cell.end as usize + 1;
        Some(cell)
    })
}

fn cell_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        at += match bytes[at] {
            b'|' => break,
            b'\\' if at + 1 < end => 2,
            b'[' if bytes.get(at + 1) == Some(&b'[') => {
                parse_wikilink(text, at).map_or(1, |link| link.span.len() as usize)
            }
            _ => 1,
        };
    }
    step(at - start);
    at.min(end)
}
