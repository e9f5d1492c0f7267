//! A text as names are compared with it, and the way back to its bytes.

use std::borrow::Cow;

use linkwright_syntax::fold;
use linkwright_text::{Span, narrow};
use unicode_normalization::char::is_combining_mark;

/// A name in the form in which it is looked for: folded, and every sigma alike, for whether one
/// ends its word depends on what stands behind it.
pub(super) fn key(name: &str) -> String {
    fold(name).replace('ς', "σ")
}

/// A text in that form.
pub(super) struct Folded<'t> {
    original: &'t str,
    folded: String,
    /// Where a stretch begins that is as long as in the original: in the folded text, and there.
    /// Empty if all of it is one.
    stretches: Vec<(u32, u32)>,
}

impl<'t> Folded<'t> {
    pub(super) fn of(text: &'t str) -> Folded<'t> {
        if text.is_ascii() {
            let folded = text.to_ascii_lowercase();
            return Folded { original: text, folded, stretches: Vec::new() };
        }
        let mut folded = String::with_capacity(text.len());
        let mut stretches = vec![(0, 0)];
        let mut mark = |folded: &String, at: usize| {
            stretches.push((narrow(folded.len()), narrow(at)));
        };
        let mut chars = text.char_indices().peekable();
        while let Some((start, first)) = chars.next() {
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| !c.is_ascii() && joins(*c)) {
                end = at + c.len_utf8();
            }
            if end == start + 1 {
                folded.push(first.to_ascii_lowercase());
                continue;
            }
            let before = folded.len();
            folded.push_str(&lower(&text[start..end]));
            if folded.len() - before != end - start {
                mark(&folded, end);
            }
        }
        Folded { original: text, folded, stretches }
    }

    pub(super) fn text(&self) -> &str {
        &self.folded
    }

    /// The span of the original of which `start..end` is the folded form; `None` where that cuts
    /// what belongs together.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<Span> {
        let place = |at: usize| {
            let stretch = self.stretches.partition_point(|&(folded, _)| folded as usize <= at);
            let stretch = stretch.checked_sub(1).map(|index| self.stretches[index]);
            stretch.map_or(at, |(folded, original)| original as usize + (at - folded as usize))
        };
        let (from, to) = (place(start), place(end));
        let original = self.original.get(from..to)?;
        // Without stretches the text is ASCII, where nothing belongs together.
        let same = self.stretches.is_empty() || key(original) == self.folded[start..end];
        same.then(|| Span::new(from, to))
    }
}

fn lower(piece: &str) -> Cow<'_, str> {
    match piece {
        "Σ" | "ς" => "σ".into(),
        _ => fold(piece),
    }
}

/// Whether a character is written together with the one before it: a combining mark, or a vowel
/// or final of a Hangul syllable.
fn joins(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, name: &str) -> Option<String> {
        let folded = Folded::of(text);
        let name = key(name);
        let at = folded.text().find(&name)?;
        folded.span(at, at + name.len()).map(|span| text[span].to_owned())
    }

    #[test]
    fn names_are_found_in_any_case_and_normal_form() {
        assert_eq!(found("A LOVE b", "love").as_deref(), Some("LOVE"));
        assert_eq!(found("x cafe\u{301} y", "Café").as_deref(), Some("cafe\u{301}"));
        assert_eq!(found("é İstanbul über", "ÜBER").as_deref(), Some("über"));
        assert_eq!(found("ὁ ΛΟΓΟΣ ἦν", "λόγος").as_deref(), None);
        assert_eq!(found("ὁ ΛΟΓΟΣ ἦν", "λογος").as_deref(), Some("ΛΟΓΟΣ"));
        assert_eq!(found("𝒳 straße", "Straße").as_deref(), Some("straße"));
        assert_eq!(found("cafe\u{301}", "cafe"), None);
    }
}
