//! Raw HTML: the seven kinds of HTML blocks of CommonMark, and HTML in text.

use memchr::{memchr, memmem, memrchr};

use super::steps::step;

/// An HTML block, by the condition that ends it.
#[derive(Clone, Copy)]
pub(super) enum HtmlBlock {
    /// Ends after the line that contains one of these texts.
    UntilText(&'static [&'static str]),
    /// Ends before the next blank line.
    UntilBlankLine,
}

impl HtmlBlock {
    /// The block that starts with `rest`, a line that starts with `<`. The seventh kind, a complete
    /// tag alone on its line, cannot interrupt a paragraph.
    pub(super) fn start(rest: &[u8], in_paragraph: bool) -> Option<HtmlBlock> {
        use HtmlBlock::{UntilBlankLine, UntilText};
        match rest {
            [_, b'!', b'-', b'-', ..] => return Some(UntilText(&["-->"])),
            [_, b'?', ..] => return Some(UntilText(&["?>"])),
            [_, b'!', b, ..] if b.is_ascii_alphabetic() => return Some(UntilText(&[">"])),
            _ if rest.starts_with(b"<![CDATA[") => return Some(UntilText(&["]]>"])),
            _ => {}
        }
        let closing = rest.get(1) == Some(&b'/');
        let name = tag_name(&rest[1 + usize::from(closing)..]);
        let after = &rest[1 + usize::from(closing) + name.len()..];
        let ends = matches!(after, [] | [b' ' | b'\t' | b'>', ..]);
        if ends && !closing && is_raw_element(name) {
            return Some(UntilText(RAW_ENDS));
        }
        if (ends || after.starts_with(b"/>")) && is_one_of(name, BLOCKS) {
            return Some(UntilBlankLine);
        }
        let is_alone = |end: usize| rest[end..].iter().all(|b| matches!(b, b' ' | b'\t'));
        (!in_paragraph && tag_end(rest, 0).is_some_and(is_alone)).then_some(UntilBlankLine)
    }

    /// Whether this line is the last one of the block.
    pub(super) fn ends_in(self, rest: &[u8]) -> bool {
        match self {
            HtmlBlock::UntilBlankLine => false,
            HtmlBlock::UntilText(ends) => ends.iter().any(|end| contains(rest, end.as_bytes())),
        }
    }
}

/// Whether the line contains `end`, which is lowercase, in any case.
fn contains(line: &[u8], end: &[u8]) -> bool {
    let (first, mut from) = (end[0], 0);
    step(line.len());
    while let Some(at) = memchr(first, &line[from..]) {
        from += at + 1;
        let rest = &line[from - 1..];
        if rest.len() >= end.len() && rest[..end.len()].eq_ignore_ascii_case(end) {
            return true;
        }
    }
    false
}

const RAW: &[&str] = &["pre", "script", "style", "textarea"];
const RAW_ENDS: &[&str] = &["</pre>", "</script>", "</style>", "</textarea>"];

/// The elements that start an HTML block of the sixth kind, sorted.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
];

/// Whether the content of the element `name` is not parsed as HTML.
pub(super) fn is_raw_element(name: &[u8]) -> bool {
    is_one_of(name, RAW)
}

/// Whether `name`, in any case, is one of `names`, which are sorted.
fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    let lower = |b: u8| b.to_ascii_lowercase();
    names.binary_search_by(|n| n.bytes().cmp(name.iter().copied().map(lower))).is_ok()
}

/// The name of the HTML tag at the start of `bytes`; empty if there is none.
pub(super) fn tag_name(bytes: &[u8]) -> &[u8] {
    let len = match bytes.first() {
        Some(b) if b.is_ascii_alphabetic() => {
            bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count()
        }
        _ => 0,
    };
    step(len);
    &bytes[..len]
}

/// The searches that failed in a leaf block, so that they are not repeated. If an end is not in the
/// rest of the block, it is not after any later offset either.
#[derive(Default)]
pub(super) struct FailedSearches {
    comment: bool,
    instruction: bool,
    cdata: bool,
    declaration: bool,
    /// The offset of the last `>` of the leaf block; no tag ends after it. Computed on first use.
    last_greater: Option<usize>,
}

/// The end of the autolink, tag, comment, instruction, declaration or CDATA section whose `<` is at
/// `at`; `None` if there is none.
pub(super) fn raw_html_end(bytes: &[u8], at: usize, failed: &mut FailedSearches) -> Option<usize> {
    let until = |from: usize, end: &[u8], has_failed: &mut bool| {
        if *has_failed {
            return None;
        }
        let found = memmem::find(&bytes[from..], end).map(|n| from + n + end.len());
        step(found.unwrap_or(bytes.len()) - from);
        *has_failed = found.is_none();
        found
    };
    match bytes[at + 1..] {
        [b'!', b'-', b'-', b'>', ..] => Some(at + 5),
        [b'!', b'-', b'-', b'-', b'>', ..] => Some(at + 6),
        [b'!', b'-', b'-', ..] => until(at + 4, b"-->", &mut failed.comment),
        [b'?', ..] => until(at + 2, b"?>", &mut failed.instruction),
        [b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
            until(at + 9, b"]]>", &mut failed.cdata)
        }
        [b'!', b, ..] if b.is_ascii_alphabetic() => until(at + 2, b">", &mut failed.declaration),
        [b, ..] if b.is_ascii_graphic() => {
            let last = failed.last_greater.get_or_insert_with(|| {
                step(bytes.len() - at);
                memrchr(b'>', &bytes[at..]).map_or(0, |n| at + n)
            });
            if *last < at { None } else { tag_end(bytes, at).or_else(|| autolink(bytes, at)) }
        }
        _ => None,
    }
}

/// The end of the opening or closing tag whose `<` is at `at`.
fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let closing = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(closing);
    let name = tag_name(bytes.get(start..)?);
    if name.is_empty() {
        return None;
    }
    let mut at = start + name.len();
    loop {
        let space = skip_space(bytes, at);
        match *bytes.get(space)? {
            b'>' => return Some(space + 1),
            b'/' if !closing && bytes.get(space + 1) == Some(&b'>') => return Some(space + 2),
            b if space > at && !closing && (b.is_ascii_alphabetic() || b == b'_' || b == b':') => {
                at = attribute_end(bytes, space)?;
            }
            _ => return None,
        }
    }
}

/// The offset of the first byte at or after `at` that is not whitespace.
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    let len = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    step(len + 1);
    at + len
}

/// An attribute of an HTML tag.
pub(super) struct Attribute {
    /// The end of the name.
    pub(super) name_end: usize,
    /// The start and end of the value, without quotes.
    pub(super) value: Option<(usize, usize)>,
    /// The end of the attribute, including its value.
    pub(super) end: usize,
}

/// The end of the attribute at `at`, including its value.
fn attribute_end(bytes: &[u8], at: usize) -> Option<usize> {
    parse_attribute(bytes, at).map(|attribute| attribute.end)
}

/// Parses the attribute at `at`.
pub(super) fn parse_attribute(bytes: &[u8], at: usize) -> Option<Attribute> {
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'-');
    let name = at + bytes[at..].iter().take_while(|b| in_name(b)).count();
    step(name - at);
    let equals = skip_space(bytes, name);
    if bytes.get(equals) != Some(&b'=') {
        return Some(Attribute { name_end: name, value: None, end: name });
    }
    let value = skip_space(bytes, equals + 1);
    let quoted = usize::from(matches!(bytes.get(value), Some(b'"' | b'\'')));
    let end = match *bytes.get(value)? {
        quote @ (b'"' | b'\'') => value + 2 + memchr(quote, &bytes[value + 1..])?,
        _ => {
            let stops = |b: &u8| {
                b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')
            };
            value + bytes[value..].iter().position(stops)?
        }
    };
    step(end - value);
    let inside = Some((value + quoted, end - quoted));
    (end > value).then_some(Attribute { name_end: name, value: inside, end })
}

/// Whether `<` + `inside` + `>` is an autolink.
pub(super) fn is_autolink(inside: &[u8]) -> bool {
    has_scheme(inside) || is_email(inside)
}

/// The end of the autolink whose `<` is at `at`: `<scheme:…>` or `<name@host>`.
fn autolink(bytes: &[u8], at: usize) -> Option<usize> {
    let stops = |b: &u8| *b <= b' ' || matches!(b, b'<' | b'>' | 0x7f);
    let end = at + 1 + bytes[at + 1..].iter().position(stops)?;
    step(end - at);
    let inside = &bytes[at + 1..end];
    (bytes[end] == b'>' && is_autolink(inside)).then_some(end + 1)
}

/// Whether a destination is outside the vault: a URL with a scheme (`https:…`), or with a host but
/// no scheme (`//host/path`).
pub(super) fn is_external(destination: &[u8]) -> bool {
    has_scheme(destination) || destination.starts_with(b"//")
}

/// Whether a destination starts with a scheme: `https:`.
pub(super) fn has_scheme(destination: &[u8]) -> bool {
    let in_scheme = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-');
    let len = destination.iter().take(33).take_while(|b| in_scheme(b)).count();
    (2..=32).contains(&len)
        && destination[0].is_ascii_alphabetic()
        && destination.get(len) == Some(&b':')
}

fn is_email(address: &[u8]) -> bool {
    let Some(at) = memchr(b'@', address) else { return false };
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(b);
    let label = |l: &[u8]| {
        let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let inside = l.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        l.len() <= 63 && edge(l.first()) && edge(l.last()) && inside
    };
    at > 0
        && address[..at].iter().all(in_name)
        && address[at + 1..].split(|b| *b == b'.').all(label)
}
