//! What a quoted scalar says.

use std::borrow::Cow;

use super::QuoteStyle;

/// What a piece of the inside of a scalar says, quoted in this way: the other direction of
/// [`escape`](super::escape). Of plain and block scalars, the piece itself; an escape that YAML
/// does not know stays as it is written.
#[must_use]
pub fn unescape(written: &str, quote: QuoteStyle) -> Cow<'_, str> {
    match quote {
        QuoteStyle::Single if written.contains("''") => written.replace("''", "'").into(),
        QuoteStyle::Double if written.contains('\\') => {
            let mut said = String::with_capacity(written.len());
            let mut rest = written;
            while let Some(at) = rest.find('\\') {
                said.push_str(&rest[..at]);
                rest = &rest[at..];
                let (c, len) = escaped(rest).unwrap_or(('\\', 1));
                said.push(c);
                rest = &rest[len..];
            }
            said.push_str(rest);
            said.into()
        }
        _ => written.into(),
    }
}

/// The character that the escape at the start of `text` says, and the escape's length in bytes.
fn escaped(text: &str) -> Option<(char, usize)> {
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
    fn single_quotes_double_themselves() {
        assert_eq!(unescape("it''s", QuoteStyle::Single), "it's");
        assert_eq!(unescape("it''s", QuoteStyle::Plain), "it''s");
    }

    #[test]
    fn double_quotes_know_yamls_escapes() {
        assert_eq!(
            unescape(r#"a\"b\\c\x41\u00e9\U0001F642\t\_"#, QuoteStyle::Double),
            "a\"b\\cAé🙂\t\u{a0}"
        );
        assert_eq!(unescape(r"a\qb\x4\ud800\", QuoteStyle::Double), r"a\qb\x4\ud800\");
    }

    #[test]
    fn unescaping_undoes_escaping() {
        for text in ["it's \"q\" \\ \n\t", "\u{feff}\u{1}é", "plain"] {
            assert_eq!(unescape(&escape(text, QuoteStyle::Double), QuoteStyle::Double), text);
        }
    }
}
