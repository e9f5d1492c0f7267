//! Wikilinks (`docs/semantics.md §1`).

use linkwright_text::Span;
use memchr::memchr;

use crate::{Link, LinkForm, LinkPlace};

/// The wikilink whose `[[` stands at `open`: on one line, to the first `]]`.
///
/// `None` if there is no `]]`, if another `[[` comes before it (that one is the link), or if
/// nothing at all is written between the brackets. Whether it is an embed, and where it stands,
/// is for the caller to say.
pub(super) fn wikilink(text: &str, open: usize) -> Option<Link> {
    let bytes = text.as_bytes();
    let body = open + 2;
    let close = close(bytes, body)?;
    let (target_end, display) = match memchr(b'|', &bytes[body..close]) {
        Some(at) => {
            let escaped = at > 0 && bytes[body + at - 1] == b'\\';
            (body + at - usize::from(escaped), Some(Span::new(body + at + 1, close)))
        }
        None => (close, None),
    };
    let target = trim(text, body, target_end);
    if target.is_empty() && display.is_none() {
        return None;
    }
    let (path, subpath) = split(text, target);
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

/// Where the first `]]` stands, if it comes before a `[[` and the end of the line.
fn close(bytes: &[u8], body: usize) -> Option<usize> {
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

/// A target's path, without edge spaces, and what follows its first `#`.
pub(super) fn split(text: &str, target: Span) -> (Span, Option<Span>) {
    let (start, end) = (target.start as usize, target.end as usize);
    match memchr(b'#', &text.as_bytes()[start..end]) {
        Some(at) => (trim(text, start, start + at), Some(Span::new(start + at + 1, end))),
        None => (target, None),
    }
}

/// The range without edge spaces; NBSP and U+202F are spaces.
pub(super) fn trim(text: &str, start: usize, end: usize) -> Span {
    let inner = text[start..end].trim_end();
    let end = start + inner.len();
    Span::new(end - inner.trim_start().len(), end)
}
