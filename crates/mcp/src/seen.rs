//! The texts that the client has read or written, to say what changed since.

use std::collections::VecDeque;

use linkwright_syntax::digest;

/// Maximum number of bytes of all texts.
const MAX_BYTES: usize = 16 << 20;

/// The last texts that the client has seen, each with its digest.
#[derive(Default)]
pub(crate) struct SeenTexts {
    texts: VecDeque<(u64, String)>,
    bytes: usize,
}

impl SeenTexts {
    /// Records `text`, and returns its digest.
    pub(crate) fn add(&mut self, text: &str) -> u64 {
        let digest = digest(text);
        if self.texts.back().is_some_and(|(last, _)| *last == digest) {
            return digest;
        }
        self.texts.retain(|(known, _)| *known != digest);
        self.texts.push_back((digest, text.to_owned()));
        self.bytes = self.texts.iter().map(|(_, text)| text.len()).sum();
        while self.bytes > MAX_BYTES && self.texts.len() > 1 {
            let oldest = self.texts.pop_front();
            self.bytes -= oldest.map_or(0, |(_, text)| text.len());
        }
        digest
    }

    /// The text with this digest, if it is still known.
    pub(crate) fn text(&self, digest: u64) -> Option<&str> {
        self.texts.iter().find(|(known, _)| *known == digest).map(|(_, text)| text.as_str())
    }
}

/// How an answer writes a digest.
pub(crate) fn shown(digest: u64) -> String {
    format!("{digest:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_texts_are_known() {
        let mut seen = SeenTexts::default();
        let first = seen.add("a");
        assert_eq!(seen.text(first), Some("a"));
        let long = "x".repeat(MAX_BYTES);
        let second = seen.add(&long);
        assert_eq!((seen.text(first), seen.text(second).map(str::len)), (None, Some(MAX_BYTES)));
    }
}
