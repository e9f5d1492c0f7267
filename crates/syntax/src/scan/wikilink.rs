//! Wikilinks (`docs/semantics.md §1`).

use linkwright_text::Span;
use memchr::memchr;

use crate::{Link, LinkForm, LinkPlace};

/// Parses the wikilink whose `[[` is at `open`. It is on one line and ends at the first `]]`.
///
/// `None` if there is no `]]`, if another `[[` comes before it (then that one is the link), or if
/// the brackets are empty. The caller sets [`Link::is_embed`] and [`Link::place`].
pub(super) fn parse_wikilink(text: &str, open: usize) -> Option<Link> {
    let bytes = text.as_bytes();
    let body = open + 2;
    let close = find_close(bytes, body)?;
    let (target_end, display) = match memchr(b'|', &bytes[body..close]) {
        Some(at) => {
            let escaped = at > 0 && bytes[body + at - 1] == b'\\';
            (body + at - usize::from(escaped), Some(Span::new(body + at + 1, close)))
        }
        None => (close, None),
    };
    let target = trim_span(text, body, target_end);
    if target.is_empty() && display.is_none() {
        return None;
    }
    let (path, subpath) = split_target(text, target);
    Some(Link {
        span: Span::new(open, close + 2),
        form: LinkForm::Wiki,
        is_embed: false,
        path,
        subpath,
        display,
        place: LinkPlace::Body,
    })
}

/// The offset of the first `]]`, if it comes before the next `[[` and the end of the line.
fn find_close(bytes: &[u8], body: usize) -> Option<usize> {
    if bytes.get(body) == Some(&b'[') {
        return None;
    }
    let mut at = body;
    loop {
        at += bytes[at..].iter().position(|b| matches!(b, b'[' | b']' | b'\n' | b'\r'))?;
        match (bytes[at], bytes.get(at + 1)) {
            (b']', Some(b']')) => return Some(at),
            (b'[', Some(b'[')) | (b'\n' | b'\r', _) => return None,
            _ => at += 1,
        }
    }
}

/// Splits a target into its path, trimmed, and the subpath after its first `#`.
pub(super) fn split_target(text: &str, target: Span) -> (Span, Option<Span>) {
    let (start, end) = (target.start as usize, target.end as usize);
    match memchr(b'#', &text.as_bytes()[start..end]) {
        Some(at) => (trim_span(text, start, start + at), Some(Span::new(start + at + 1, end))),
        None => (target, None),
    }
}

/// The range without leading and trailing whitespace, which includes NBSP and U+202F.
pub(super) fn trim_span(text: &str, start: usize, end: usize) -> Span {
    let inner = text[start..end].trim_end();
    let end = start + inner.len();
    Span::new(end - inner.trim_start().len(), end)
}
