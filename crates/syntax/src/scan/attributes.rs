//! The attributes of HTML tags that matter for links: `href` and `src` link to files, `id` and
//! `name` define link targets.

use linkwright_text::Span;
use memchr::memchr;

use super::html::{
    FailedSearches, is_external, is_raw_element, parse_attribute, raw_html_end, skip_space,
    tag_name,
};
use super::steps::step;
use super::wikilink::trim_span;
use crate::{Facts, Fragment, FragmentKind, HtmlQuote, Link, LinkForm, LinkPlace};

/// Adds the links and ids of the HTML block `text[start..end]`.
pub(super) fn add_block_attributes(text: &str, start: usize, end: usize, facts: &mut Facts) {
    let text = &text[..end];
    let bytes = text.as_bytes();
    let mut failed = FailedSearches::default();
    let mut at = start;
    while let Some(skipped) = memchr(b'<', &bytes[at..]) {
        step(skipped + 1);
        let open = at + skipped;
        let Some(close) = raw_html_end(bytes, open, &mut failed) else {
            at = open + 1;
            continue;
        };
        add_tag_attributes(text, open, close, LinkPlace::Body, facts);
        let element = tag_name(&bytes[open + 1..]);
        at = if is_raw_element(element) { raw_element_end(bytes, close, element) } else { close };
    }
}

/// The start of the closing tag of `element` at or after `at`; the end of the text if there is none.
fn raw_element_end(bytes: &[u8], mut at: usize, element: &[u8]) -> usize {
    while let Some(skipped) = memchr(b'<', &bytes[at..]) {
        step(skipped + 1);
        at += skipped;
        let closing = bytes[at + 1..].strip_prefix(b"/").and_then(|rest| rest.get(..element.len()));
        if closing.is_some_and(|name| name.eq_ignore_ascii_case(element)) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Adds the links and ids of the tag `text[start..end]`. Other HTML, such as a comment, has none.
pub(super) fn add_tag_attributes(
    text: &str,
    start: usize,
    end: usize,
    place: LinkPlace,
    facts: &mut Facts,
) {
    let bytes = &text.as_bytes()[..end];
    let element = tag_name(&bytes[start + 1..]);
    let mut at = start + 1 + element.len();
    if element.is_empty() {
        return;
    }
    loop {
        let from = skip_space(bytes, at);
        let starts_name = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b':');
        if from == at || !bytes.get(from).is_some_and(starts_name) {
            return;
        }
        let Some(attribute) = parse_attribute(bytes, from) else { return };
        at = attribute.end;
        let Some((value_start, value_end)) = attribute.value else { continue };
        let is = |name: &str| bytes[from..attribute.name_end].eq_ignore_ascii_case(name.as_bytes());
        let value = trim_span(text, value_start, value_end);
        if is("href") || is("src") {
            let quote = match bytes[value_start - 1] {
                b'"' => HtmlQuote::Double,
                b'\'' => HtmlQuote::Single,
                _ => HtmlQuote::None,
            };
            let span = Span::new(from, at);
            let link = attribute_link(text, value, LinkForm::Html { quote });
            facts.links.extend(link.map(|link| Link { span, is_embed: is("src"), place, ..link }));
        } else if is("id") || is("name") && element.eq_ignore_ascii_case(b"a") {
            let written = &text[value];
            if !written.is_empty() && !written.contains(char::is_whitespace) {
                facts.fragments.push(Fragment { span: value, kind: FragmentKind::Id });
            }
        }
    }
}

/// The link to the file in the value of an attribute; `None` if the target is outside the vault.
fn attribute_link(text: &str, value: Span, form: LinkForm) -> Option<Link> {
    let written = &text[value];
    if written.is_empty() || is_external(written.as_bytes()) || written.contains(['\n', '\r']) {
        return None;
    }
    let (start, end) = (value.start as usize, value.end as usize);
    let (path, subpath) = match find_hash(written.as_bytes()) {
        Some(at) => (Span::new(start, start + at), Some(Span::new(start + at + 1, end))),
        None => (value, None),
    };
    // A query is not part of the path (`docs/semantics.md §8`).
    let query = text[path].find('?').unwrap_or(path.len() as usize);
    let path = Span::new(path.range().start, path.range().start + query);
    Some(Link {
        span: value,
        form,
        is_embed: false,
        path,
        subpath,
        display: None,
        place: LinkPlace::Body,
    })
}

/// The offset of the first `#` that is not part of a character reference such as `&#39;`.
fn find_hash(value: &[u8]) -> Option<usize> {
    let in_reference = |at: usize| {
        at > 0
            && value[at - 1] == b'&'
            && value.get(at + 1).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'x' | b'X'))
    };
    (0..value.len()).find(|&at| value[at] == b'#' && !in_reference(at))
}
