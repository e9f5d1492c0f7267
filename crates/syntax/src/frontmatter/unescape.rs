//! Decodes the escapes of quoted scalars.

use std::borrow::Cow;

use super::QuoteStyle;

/// Decodes `raw`, a part of the inside of a scalar of this style. The reverse of
/// [`escape`](super::escape). Plain and block scalars have no escapes; an unknown escape stays as it
/// is.
#[must_use]
pub fn unescape(raw: &str, quote: QuoteStyle) -> Cow<'_, str> {
    match quote {
        QuoteStyle::Single if raw.contains("''") => raw.replace("''", "'").into(),
        QuoteStyle::Double if raw.contains('\\') => {
            let mut value = String::with_capacity(raw.len());
            let mut rest = raw;
            while let Some(at) = rest.find('\\') {
                value.push_str(&rest[..at]);
                rest = &rest[at..];
                let (c, len) = decode_escape(rest).unwrap_or(('\\', 1));
                value.push(c);
                rest = &rest[len..];
            }
            value.push_str(rest);
            value.into()
        }
        _ => raw.into(),
    }
}

/// The character of the escape of double quotes at the start of `text`, which is a backslash, and the
/// length of the escape in bytes; `None` for an unknown escape.
#[must_use]
pub fn decode_escape(text: &str) -> Option<(char, usize)> {
    let hex = |digits: usize| {
        let code = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(code)?, 2 + digits))
    };
    let c = match text.as_bytes().get(1)? {
        b'x' => return hex(2),
        b'u' => return hex(4),
        b'U' => return hex(8),
        b'0' => '\0',
        b'a' => '\x07',
        b'b' => '\x08',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\x0b',
        b'f' => '\x0c',
        b'r' => '\r',
        b'e' => '\x1b',
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        c @ (b' ' | b'"' | b'/' | b'\\') => char::from(*c),
        _ => return None,
    };
    Some((c, 2))
}

#[cfg(test)]
mod tests {
    use super::super::{QuoteStyle, escape};
    use super::*;

    #[test]
    fn a_single_quote_is_escaped_by_doubling() {
        assert_eq!(unescape("it''s", QuoteStyle::Single), "it's");
        assert_eq!(unescape("it''s", QuoteStyle::Plain), "it''s");
    }

    #[test]
    fn escapes_in_double_quotes_are_decoded() {
        assert_eq!(
            unescape(r#"a\"b\\c\x41\u00e9\U0001F642\t\_"#, QuoteStyle::Double),
            "a\"b\\cAé🙂\t\u{a0}"
        );
        assert_eq!(unescape(r"a\qb\x4\ud800\", QuoteStyle::Double), r"a\qb\x4\ud800\");
    }

    #[test]
    fn unescape_reverses_escape() {
        for text in ["it's \"q\" \\ \n\t", "\u{feff}\u{1}é", "plain"] {
            assert_eq!(unescape(&escape(text, QuoteStyle::Double), QuoteStyle::Double), text);
        }
    }
}
