//! Keeps the client's spelling of URIs.
//!
//! A [`Url`] normalizes what it parses: `a b.md` becomes `a%20b.md`. To the client those may be two
//! different documents, so responses must use the client's spelling. A URI whose spelling would be
//! lost carries the spelling in its fragment from when it is read until it is written, so the code in
//! between needs no special case.

use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use tower_lsp::lsp_types::Url;

/// The start of a fragment that contains a spelling.
const AS_SENT: &str = "as-sent=";

/// Every character that could end a URI or a JSON string is escaped.
const ESCAPED: &AsciiSet = NON_ALPHANUMERIC;

/// `parsed` with the spelling `sent` in its fragment; `None` if both are spelt the same.
pub(crate) fn keep_spelling(sent: &str, mut parsed: Url) -> Option<String> {
    if parsed.as_str() == sent {
        return None;
    }
    let spelling = utf8_percent_encode(sent, ESCAPED);
    parsed.set_fragment(Some(&format!("{AS_SENT}{spelling}")));
    Some(parsed.into())
}

/// Restores the client's spelling of every URI in `body`, a message as JSON.
pub(crate) fn restore(body: Vec<u8>) -> Vec<u8> {
    const MARK: &[u8] = b"#as-sent=";
    if memmem::find(&body, MARK).is_none() {
        return body;
    }
    let mut restored = Vec::with_capacity(body.len());
    let mut rest = &body[..];
    while let Some(at) = memmem::find(rest, MARK) {
        let behind = &rest[at + MARK.len()..];
        let len = behind.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'%');
        let (spelling, behind) = behind.split_at(len.unwrap_or(behind.len()));
        let spelling = percent_decode(spelling).decode_utf8_lossy();
        // Before the mark is the normalized form of the URI.
        let parsed = Url::parse(&spelling).map(|mut parsed| {
            parsed.set_fragment(None);
            parsed
        });
        let parsed = parsed.as_ref().map_or("", Url::as_str);
        let before = rest[..at].strip_suffix(parsed.as_bytes()).unwrap_or(&rest[..at]);
        restored.extend_from_slice(before);
        let json = serde_json::to_string(&spelling).unwrap_or_default();
        restored.extend_from_slice(json.get(1..json.len() - 1).unwrap_or_default().as_bytes());
        rest = behind;
    }
    restored.extend_from_slice(rest);
    restored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_keeps_the_spelling_of_the_client() {
        for sent in [
            "file:///v/a b.md",
            "file:///v/a%20b.md",
            "file:///v/é.md",
            "file:///v/%C3%A9.md",
            "file:/v/a.md",
            "FILE:///v/x/../a.md",
            "file://localhost/v/a.md",
            "file:///v/a\"b\\c.md",
            "file:///v/a b.md#part",
            "file:///v/a (1) é.md",
            "file:///v/a b\".md\"",
        ] {
            let parsed = Url::parse(sent).expect("a URI");
            let path = parsed.to_file_path();
            let kept = keep_spelling(sent, parsed.clone()).unwrap_or_else(|| sent.to_owned());
            let kept = Url::parse(&kept).expect("a URI");
            assert_eq!(kept.to_file_path(), path, "{sent}");
            let body =
                serde_json::json!({"uri": kept, "message": format!("[a]({kept}) is"), "x": 1});
            let restored = restore(body.to_string().into_bytes());
            let restored: serde_json::Value = serde_json::from_slice(&restored).expect("JSON");
            let message = format!("[a]({sent}) is");
            assert_eq!(restored, serde_json::json!({"uri": sent, "message": message, "x": 1}));
        }
    }

    #[test]
    fn two_spellings_are_two_uris() {
        let parsed = |sent: &str| {
            let plain = Url::parse(sent).expect("a URI");
            keep_spelling(sent, plain.clone())
                .map_or(plain, |kept| Url::parse(&kept).expect("a URI"))
        };
        assert_ne!(parsed("file:///v/a b.md"), parsed("file:///v/a%20b.md"));
    }
}
