//! Parsing messages that are almost JSON.
//!
//! Editors have texts that UTF-8 cannot encode: JavaScript strings with half a surrogate pair, buffers
//! with invalid bytes. If such a change were rejected, every later change would apply to the wrong
//! text. So invalid parts are replaced by as many units as the client counts for them.

use std::borrow::Cow;

use linkwright_text::PositionEncoding;
use serde_json::Value;

/// Parses `body`, from a client that counts columns in `encoding`. Half of a surrogate pair, escaped or
/// in bytes, becomes U+FFFD, which has the same length in every encoding: three bytes, one UTF-16 unit,
/// one character. Any other invalid byte becomes U+FFFD too, or U+001A (one byte) if columns are counted
/// in bytes.
///
/// # Errors
/// If `body` is not JSON for another reason.
pub(crate) fn parse(body: &[u8], encoding: PositionEncoding) -> serde_json::Result<Value> {
    // Almost every message is valid.
    serde_json::from_slice(body).or_else(|error| {
        let repaired = repaired(body, encoding);
        if repaired.as_bytes() == body { Err(error) } else { serde_json::from_str(&repaired) }
    })
}

fn repaired(body: &[u8], encoding: PositionEncoding) -> String {
    let text = to_text(body, encoding);
    let mut repaired = String::with_capacity(text.len());
    let mut rest = &*text;
    let mut in_string = false;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ') {
        repaired.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.as_bytes()[0] {
            b'"' => {
                in_string = !in_string;
                repaired.push('"');
                1
            }
            b'\\' => copy_escape(rest, &mut repaired),
            control if in_string => {
                // Some clients do not escape tabs and line ends.
                repaired.push_str(&format!("\\u{control:04x}"));
                1
            }
            control => {
                repaired.push(char::from(control));
                1
            }
        };
        rest = &rest[length..];
    }
    repaired.push_str(rest);
    repaired
}

/// Copies the escape sequence at the start of `rest`, and returns its length in bytes.
fn copy_escape(rest: &str, repaired: &mut String) -> usize {
    const HIGH: std::ops::Range<u16> = 0xD800..0xDC00;
    const LOW: std::ops::Range<u16> = 0xDC00..0xE000;
    let length = match unit(rest) {
        Some(high) if HIGH.contains(&high) => {
            let low = rest.get(6..).and_then(unit).filter(|low| LOW.contains(low));
            low.map(|_| 12)
        }
        Some(low) if LOW.contains(&low) => None,
        Some(_) => Some(6),
        None => Some(1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
    };
    repaired.push_str(length.map_or("\\ufffd", |length| &rest[..length]));
    length.unwrap_or(6)
}

/// The UTF-16 unit of the escape `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
    u16::from_str_radix(digits, 16).ok()
}

/// `body` as text, with invalid UTF-8 replaced.
fn to_text(body: &[u8], encoding: PositionEncoding) -> Cow<'_, str> {
    let invalid = if encoding == PositionEncoding::Utf8 { "\\u001a" } else { "\u{fffd}" };
    let mut text = String::new();
    let mut rest = body;
    loop {
        let error = match std::str::from_utf8(rest) {
            Ok(valid) if text.is_empty() => return Cow::Borrowed(valid),
            Ok(valid) => {
                text.push_str(valid);
                return Cow::Owned(text);
            }
            Err(error) => error,
        };
        let (valid, behind) = rest.split_at(error.valid_up_to());
        text.push_str(&String::from_utf8_lossy(valid));
        // Half of a surrogate pair, encoded as three bytes.
        if let [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] = behind {
            text.push('\u{fffd}');
            rest = &behind[3..];
        } else {
            text.push_str(invalid);
            rest = &behind[1..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &[u8]) -> Value {
        parse(body, PositionEncoding::Utf16).expect("it can be repaired")
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        let cases = [
            (r#"["\ud83d"]"#, "\u{fffd}"),
            (r#"["a\uDE00b"]"#, "a\u{fffd}b"),
            (r#"["\ud83d\ud83d\ude00"]"#, "\u{fffd}😀"),
            (r#"["\ude00\ud83d"]"#, "\u{fffd}\u{fffd}"),
            (r#"["\ud83dx\ude00"]"#, "\u{fffd}x\u{fffd}"),
            (r#"["\ud83d\n"]"#, "\u{fffd}\n"),
            (r#"["\\ud83d \ud83d"]"#, "\\ud83d \u{fffd}"),
            (r#"["\"\ud83d"]"#, "\"\u{fffd}"),
        ];
        for (body, expected) in cases {
            assert_eq!(read(body.as_bytes()), json!([expected]), "{body}");
        }
    }

    #[test]
    fn an_invalid_byte_becomes_as_many_units_as_the_client_counts() {
        let body = b"[\"a\xff\xe2\x82b\xc3\"]";
        assert_eq!(read(body), json!(["a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}"]));
        let bytes = parse(body, PositionEncoding::Utf8).expect("it can be repaired");
        assert_eq!(bytes, json!(["a\u{1a}\u{1a}\u{1a}b\u{1a}"]));
        // Half of a pair in bytes: three bytes, one unit.
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
            let half = parse(b"[\"\xed\xa0\xbd\"]", encoding).expect("it can be repaired");
            assert_eq!(half, json!(["\u{fffd}"]));
        }
    }

    #[test]
    fn control_characters_in_strings_are_accepted() {
        assert_eq!(read(b"[\n\"a\tb\nc\x01\"\n]"), json!(["a\tb\nc\u{1}"]));
    }

    #[test]
    fn other_invalid_json_is_an_error() {
        for body in [&b"{"[..], b"[\"\xff]", b"[\"\\ud83d]", b"\xff", b"[\"\\u12\"]", b"[\"\\"] {
            assert!(parse(body, PositionEncoding::Utf16).is_err(), "{body:?}");
        }
    }
}
