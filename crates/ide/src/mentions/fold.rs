//! Folds a text for a search, and maps spans of the folded text back to the original.

use std::borrow::Cow;

use linkwright_syntax::fold;
use linkwright_text::{Span, to_offset};
use unicode_normalization::char::is_combining_mark;

/// Folds a name for the search. The final sigma becomes a plain sigma, because which of the two a word
/// ends with depends on the text after it.
pub(super) fn search_key(name: &str) -> String {
    fold(name).replace('ς', "σ")
}

/// A text, folded in the same way as [`search_key`] folds a name.
pub(super) struct FoldedText<'t> {
    original: &'t str,
    folded: String,
    /// The starts of the stretches in which both texts have the same lengths: the offset in the folded
    /// text, and the offset in the original. Empty if the whole text is one such stretch.
    stretches: Vec<(u32, u32)>,
}

impl<'t> FoldedText<'t> {
    pub(super) fn new(text: &'t str) -> FoldedText<'t> {
        if text.is_ascii() {
            let folded = text.to_ascii_lowercase();
            return FoldedText { original: text, folded, stretches: Vec::new() };
        }
        let mut folded = String::with_capacity(text.len());
        let mut stretches = vec![(0, 0)];
        let mut chars = text.char_indices().peekable();
        while let Some((start, first)) = chars.next() {
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| !c.is_ascii() && joins_previous(*c)) {
                end = at + c.len_utf8();
            }
            if end == start + 1 {
                folded.push(first.to_ascii_lowercase());
                continue;
            }
            let before = folded.len();
            folded.push_str(&fold_cluster(&text[start..end]));
            if folded.len() - before != end - start {
                stretches.push((to_offset(folded.len()), to_offset(end)));
            }
        }
        FoldedText { original: text, folded, stretches }
    }

    pub(super) fn text(&self) -> &str {
        &self.folded
    }

    /// Returns the span of the original text whose folded form is `start..end`. `None` if the range
    /// cuts characters that belong together, such as a letter and its accent.
    pub(super) fn original_span(&self, start: usize, end: usize) -> Option<Span> {
        let original_offset = |at: usize| {
            let next = self.stretches.partition_point(|&(folded, _)| folded as usize <= at);
            let stretch = next.checked_sub(1).map(|index| self.stretches[index]);
            stretch.map_or(at, |(folded, original)| original as usize + (at - folded as usize))
        };
        let (from, to) = (original_offset(start), original_offset(end));
        let original = self.original.get(from..to)?;
        // A text without stretches is ASCII, where no characters belong together.
        let matches = self.stretches.is_empty() || search_key(original) == self.folded[start..end];
        matches.then(|| Span::new(from, to))
    }
}

/// Folds a character and the characters that are joined to it.
fn fold_cluster(cluster: &str) -> Cow<'_, str> {
    match cluster {
        "Σ" | "ς" => "σ".into(),
        _ => fold(cluster),
    }
}

/// Whether a character is joined to the one before it: a combining mark, or a vowel or final consonant
/// of a Hangul syllable.
fn joins_previous(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, name: &str) -> Option<String> {
        let folded = FoldedText::new(text);
        let key = search_key(name);
        let at = folded.text().find(&key)?;
        folded.original_span(at, at + key.len()).map(|span| text[span].to_owned())
    }

    #[test]
    fn finds_names_in_any_case_and_normal_form() {
        assert_eq!(found("A LOVE b", "love").as_deref(), Some("LOVE"));
        assert_eq!(found("x cafe\u{301} y", "Café").as_deref(), Some("cafe\u{301}"));
        assert_eq!(found("é İstanbul über", "ÜBER").as_deref(), Some("über"));
        assert_eq!(found("ὁ ΛΟΓΟΣ ἦν", "λόγος").as_deref(), None);
        assert_eq!(found("ὁ ΛΟΓΟΣ ἦν", "λογος").as_deref(), Some("ΛΟΓΟΣ"));
        assert_eq!(found("𝒳 straße", "Straße").as_deref(), Some("straße"));
        assert_eq!(found("cafe\u{301}", "cafe"), None);
    }
}
