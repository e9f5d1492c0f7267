//! Strings of JSON, without their quotes.

use std::borrow::Cow;
use std::fmt::Write as _;

use linkwright_text::Span;
use memchr::memchr;

/// What `raw` says.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'\\', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut said = raw[..first].to_owned();
    let mut rest = &raw[first..];
    while !rest.is_empty() {
        let (c, len) = escaped(rest);
        said.push(c);
        rest = &rest[len..];
        let plain = memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        said.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(said)
}

/// `text` as it stands in a string: with as few escapes as JSON allows, and in the forms that
/// `JSON.stringify` gives them.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let needs = |c: char| matches!(c, '"' | '\\') || c < ' ';
    if !text.contains(needs) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\u{8}' => written.push_str("\\b"),
            '\u{c}' => written.push_str("\\f"),
            c if c < ' ' => write!(written, "\\u{:04x}", u32::from(c)).expect("a string grows"),
            c => written.push(c),
        }
    }
    Cow::Owned(written)
}

/// The character that the escape at the start of `raw` says, and the bytes it takes. A backslash
/// that begins none stands for itself; half of a surrogate pair says U+FFFD.
fn escaped(raw: &str) -> (char, usize) {
    let c = match raw.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(&c @ (b'"' | b'\\' | b'/')) => char::from(c),
        Some(b'u') => return unicode(raw),
        _ => return ('\\', 1),
    };
    (c, 2)
}

fn unicode(raw: &str) -> (char, usize) {
    const LEN: usize = "\\uXXXX".len();
    let unit = |at: usize| {
        let hex = raw.get(at..at + LEN)?.strip_prefix("\\u")?;
        let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
        u16::from_str_radix(hex, 16).ok().filter(|_| digits)
    };
    let Some(first) = unit(0) else { return ('\\', 1) };
    match char::decode_utf16([first].into_iter().chain(unit(LEN))).next() {
        Some(Ok(c)) => (c, LEN * c.len_utf16()),
        _ => (char::REPLACEMENT_CHARACTER, LEN),
    }
}

/// What a string says, and where each part of it is written.
pub(super) struct Decoded {
    /// Begins with a line end that is not written, so that no frontmatter is read in it: what looks
    /// like one are lines as any.
    pub(super) text: String,
    /// Offsets in the text, and where what follows them is written, up to the next escape.
    runs: Vec<(u32, u32)>,
}

impl Decoded {
    /// The string whose inner bytes are `text[literal]`.
    pub(super) fn of(text: &str, literal: Span) -> Decoded {
        let raw = &text[literal];
        let mut decoded = Decoded { text: String::with_capacity(raw.len() + 1), runs: Vec::new() };
        decoded.text.push('\n');
        let mut at = 0;
        loop {
            let said = u32::try_from(decoded.text.len()).expect("it is no longer than the file");
            let written = u32::try_from(at).expect("the file is shorter than 4 GiB");
            decoded.runs.push((said, literal.start + written));
            let plain = memchr(b'\\', &raw.as_bytes()[at..]).unwrap_or(raw.len() - at);
            decoded.text.push_str(&raw[at..at + plain]);
            at += plain;
            if at == raw.len() {
                return decoded;
            }
            let (c, len) = escaped(&raw[at..]);
            decoded.text.push(c);
            at += len;
        }
    }

    /// Where `span` of the text is written.
    pub(super) fn source(&self, span: Span) -> Span {
        let at = |offset: u32| {
            let next = self.runs.partition_point(|(said, _)| *said <= offset);
            let (said, written) = self.runs[next.saturating_sub(1)];
            written + offset.saturating_sub(said)
        };
        Span { start: at(span.start), end: at(span.end) }
    }
}
