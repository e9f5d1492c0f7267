//! Escaping and unescaping of JSON strings, without their quotes.

use std::borrow::Cow;
use std::fmt::Write as _;

use linkwright_text::Span;
use memchr::memchr;

/// The value of the string `raw`: its escapes are replaced by their characters.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'\\', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut value = raw[..first].to_owned();
    let mut rest = &raw[first..];
    while !rest.is_empty() {
        let (c, len) = decode_escape(rest);
        value.push(c);
        rest = &rest[len..];
        let plain = memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        value.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(value)
}

/// Escapes `text` for a JSON string: only the characters that need it, in the forms of
/// `JSON.stringify`.
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

/// The character of the escape at the start of `raw`, and the length of the escape in bytes. A
/// backslash that does not start an escape means itself; half of a surrogate pair means U+FFFD.
fn decode_escape(raw: &str) -> (char, usize) {
    let c = match raw.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(&c @ (b'"' | b'\\' | b'/')) => char::from(c),
        Some(b'u') => return decode_unicode_escape(raw),
        _ => return ('\\', 1),
    };
    (c, 2)
}

fn decode_unicode_escape(raw: &str) -> (char, usize) {
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

/// The value of a JSON string, with a map from its offsets to offsets in the file.
pub(super) struct Decoded {
    /// The value after an extra line feed, so that the scanner does not read frontmatter at its
    /// start.
    pub(super) text: String,
    /// For each run without escapes: its offset in `text`, and its offset in the file.
    runs: Vec<(u32, u32)>,
}

impl Decoded {
    /// Decodes the string whose inner bytes are `text[literal]`.
    pub(super) fn of(text: &str, literal: Span) -> Decoded {
        let raw = &text[literal];
        let mut decoded = Decoded { text: String::with_capacity(raw.len() + 1), runs: Vec::new() };
        decoded.text.push('\n');
        let mut at = 0;
        loop {
            let decoded_len = u32::try_from(decoded.text.len()).expect("shorter than the file");
            let raw_offset = u32::try_from(at).expect("the file is shorter than 4 GiB");
            decoded.runs.push((decoded_len, literal.start + raw_offset));
            let plain = memchr(b'\\', &raw.as_bytes()[at..]).unwrap_or(raw.len() - at);
            decoded.text.push_str(&raw[at..at + plain]);
            at += plain;
            if at == raw.len() {
                return decoded;
            }
            let (c, len) = decode_escape(&raw[at..]);
            decoded.text.push(c);
            at += len;
        }
    }

    /// The span in the file of `span`, a span of the decoded text.
    pub(super) fn source(&self, span: Span) -> Span {
        let source_offset = |offset: u32| {
            let next = self.runs.partition_point(|(decoded, _)| *decoded <= offset);
            let (decoded, source) = self.runs[next.saturating_sub(1)];
            source + offset.saturating_sub(decoded)
        };
        Span { start: source_offset(span.start), end: source_offset(span.end) }
    }
}
