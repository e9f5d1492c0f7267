//! Raw HTML: the seven kinds of blocks, and tags and comments in running text.

use memchr::{memchr, memmem, memrchr};

use super::steps::step;

/// What ends an HTML block.
#[derive(Clone, Copy)]
pub(super) enum HtmlBlock {
    /// The line that holds one of these, itself included.
    Through(&'static [&'static str]),
    /// The next blank line.
    ToBlank,
}

impl HtmlBlock {
    /// The block that a line with `<` in front begins. Inside a paragraph the seventh kind, any
    /// complete tag alone on its line, begins none.
    pub(super) fn open(rest: &[u8], in_paragraph: bool) -> Option<HtmlBlock> {
        use HtmlBlock::{Through, ToBlank};
        match rest {
            [_, b'!', b'-', b'-', ..] => return Some(Through(&["-->"])),
            [_, b'?', ..] => return Some(Through(&["?>"])),
            [_, b'!', b, ..] if b.is_ascii_alphabetic() => return Some(Through(&[">"])),
            _ if rest.starts_with(b"<![CDATA[") => return Some(Through(&["]]>"])),
            _ => {}
        }
        let closing = rest.get(1) == Some(&b'/');
        let name = name(&rest[1 + usize::from(closing)..]);
        let after = &rest[1 + usize::from(closing) + name.len()..];
        let ends = matches!(after, [] | [b' ' | b'\t' | b'>', ..]);
        if ends && !closing && is_one_of(name, RAW) {
            return Some(Through(RAW_ENDS));
        }
        if (ends || after.starts_with(b"/>")) && is_one_of(name, BLOCKS) {
            return Some(ToBlank);
        }
        let alone = |end: usize| rest[end..].iter().all(|b| matches!(b, b' ' | b'\t'));
        (!in_paragraph && tag(rest, 0).is_some_and(alone)).then_some(ToBlank)
    }

    /// Whether the block ends with this line.
    pub(super) fn ends_in(self, rest: &[u8]) -> bool {
        match self {
            HtmlBlock::ToBlank => false,
            HtmlBlock::Through(ends) => ends.iter().any(|end| contains(rest, end.as_bytes())),
        }
    }
}

/// Whether `end`, in lowercase, stands in the line in any case.
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

#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
];

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    let lower = |b: u8| b.to_ascii_lowercase();
    names.binary_search_by(|n| n.bytes().cmp(name.iter().copied().map(lower))).is_ok()
}

pub(super) fn name(bytes: &[u8]) -> &[u8] {
    let len = match bytes.first() {
        Some(b) if b.is_ascii_alphabetic() => {
            bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count()
        }
        _ => 0,
    };
    step(len);
    &bytes[..len]
}

/// What was looked for in a leaf and is nowhere in the rest of it, so that it is looked for once.
#[derive(Default)]
pub(super) struct Missing {
    comment: bool,
    instruction: bool,
    cdata: bool,
    declaration: bool,
    /// Where the last `>` of the leaf stands: no tag ends behind it.
    last_greater: Option<usize>,
}

/// Where the autolink, tag, comment, instruction, declaration or CDATA section ends whose `<`
/// stands at `at`; `None` if it is none.
pub(super) fn inline(bytes: &[u8], at: usize, missing: &mut Missing) -> Option<usize> {
    let until = |from: usize, end: &[u8], missing: &mut bool| {
        if *missing {
            return None;
        }
        let found = memmem::find(&bytes[from..], end).map(|n| from + n + end.len());
        step(found.unwrap_or(bytes.len()) - from);
        *missing = found.is_none();
        found
    };
    match bytes[at + 1..] {
        [b'!', b'-', b'-', b'>', ..] => Some(at + 5),
        [b'!', b'-', b'-', b'-', b'>', ..] => Some(at + 6),
        [b'!', b'-', b'-', ..] => until(at + 4, b"-->", &mut missing.comment),
        [b'?', ..] => until(at + 2, b"?>", &mut missing.instruction),
        [b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
            until(at + 9, b"]]>", &mut missing.cdata)
        }
        [b'!', b, ..] if b.is_ascii_alphabetic() => until(at + 2, b">", &mut missing.declaration),
        [b, ..] if b.is_ascii_graphic() => {
            let last = missing.last_greater.get_or_insert_with(|| {
                step(bytes.len() - at);
                memrchr(b'>', &bytes[at..]).map_or(0, |n| at + n)
            });
            if *last < at { None } else { tag(bytes, at).or_else(|| autolink(bytes, at)) }
        }
        _ => None,
    }
}

/// Where the open or closing tag ends whose `<` stands at `at`.
fn tag(bytes: &[u8], at: usize) -> Option<usize> {
    let closing = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(closing);
    let name = name(bytes.get(start..)?);
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
                at = attribute(bytes, space)?;
            }
            _ => return None,
        }
    }
}

/// The first byte from `at` on that is no space and no line end.
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    let len = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    step(len + 1);
    at + len
}

/// An attribute of a tag.
pub(super) struct Attribute {
    /// Its name ends here.
    pub(super) name_end: usize,
    /// Where its value starts and ends, without the quotes.
    pub(super) value: Option<(usize, usize)>,
    /// Where it ends, its value included.
    pub(super) end: usize,
}

/// Where the attribute ends that starts at `at`, its value included.
fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    read_attribute(bytes, at).map(|attribute| attribute.end)
}

/// The attribute that starts at `at`.
pub(super) fn read_attribute(bytes: &[u8], at: usize) -> Option<Attribute> {
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

/// Whether what stands between `<` and `>` makes an autolink.
pub(super) fn is_autolink(inside: &[u8]) -> bool {
    has_scheme(inside) || is_email(inside)
}

/// Where the autolink ends whose `<` stands at `at`: `<scheme:…>` or `<name@host>`.
fn autolink(bytes: &[u8], at: usize) -> Option<usize> {
    let stops = |b: &u8| *b <= b' ' || matches!(b, b'<' | b'>' | 0x7f);
    let end = at + 1 + bytes[at + 1..].iter().position(stops)?;
    step(end - at);
    let inside = &bytes[at + 1..end];
    (bytes[end] == b'>' && is_autolink(inside)).then_some(end + 1)
}

/// Whether a destination is a URL with a host, written without its scheme (`//host/path`) or with one,
/// and so lies outside the vault.
pub(super) fn is_external(destination: &[u8]) -> bool {
    has_scheme(destination) || destination.starts_with(b"//")
}

/// Whether a destination begins with a scheme: `https:`.
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
