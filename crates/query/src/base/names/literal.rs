//! The names in strings of expressions.

use linkwright_text::{Span, to_offset};

use super::BaseNameKind;
use crate::expr::string_char;

/// The place in the source of an expression of each byte of a string's value, and of its end. `inside` is the
/// place of the string, without its quotes.
pub(super) fn places(source: &str, inside: Span, value: &str) -> Vec<u32> {
    let mut places = Vec::with_capacity(value.len() + 1);
    let mut at = inside.range().start;
    while at < inside.range().end
        && let Some((c, len)) = string_char(&source[at..inside.range().end])
    {
        places.extend(std::iter::repeat_n(to_offset(at), c.len_utf8()));
        at += len;
    }
    places.push(inside.end);
    places
}

/// The place of the name in the text of a string, for all kinds except links.
pub(super) fn name_in(text: &str, kind: BaseNameKind) -> Span {
    let trimmed = Span::new(0, text.len()).trimmed(text);
    let without = |marks: char| {
        let inside = text[trimmed].trim_start_matches(marks);
        let start = trimmed.range().end - inside.len();
        Span::new(start, start + inside.trim_end_matches(marks).len())
    };
    match kind {
        BaseNameKind::Folder => without('/'),
        BaseNameKind::Tag => {
            let tag = text[trimmed].trim_start_matches('#');
            Span { start: trimmed.end - to_offset(tag.len()), ..trimmed }
        }
        _ => Span::new(0, text.len()),
    }
}

/// The places of the path and of the subpath in `Path`, `Path#Heading`, `[[Path#Heading|display]]`. `None` for
/// `[display](Path)`, which has escapes of its own, for a URL, and for a link without a path.
pub(super) fn link_parts(text: &str) -> Option<(Span, Option<Span>)> {
    let trimmed = Span::new(0, text.len()).trimmed(text);
    let (mut start, mut link) = (trimmed.range().start, &text[trimmed]);
    if let Some(opened) = link.strip_prefix("![[").or_else(|| link.strip_prefix("[[")) {
        start += link.len() - opened.len();
        link = opened.strip_suffix("]]")?;
        link = link.split_once('|').map_or(link, |(link, _)| link);
    } else if link.starts_with('[') && link.ends_with(')') {
        return None;
    }
    let (path, subpath) = link.split_once('#').map_or((link, None), |(path, it)| (path, Some(it)));
    let end = start + link.len();
    let subpath = subpath.filter(|it| !it.trim().is_empty());
    let subpath = subpath.map(|it| Span::new(end - it.len(), end));
    let path_span = Span::new(start, start + path.len()).trimmed(text);
    (!path.contains("://") && !path_span.is_empty()).then_some((path_span, subpath))
}
