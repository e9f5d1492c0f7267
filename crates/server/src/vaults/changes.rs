//! Applying the client's changes to the text of a document.

use linkwright_syntax::OpenText;
use linkwright_text::{ColumnCounting, Edit, Position, Span, to_offset};
use tower_lsp::lsp_types::{self as lsp, TextDocumentContentChangeEvent};

/// Applies the client's changes in their order. Positions outside the text are clamped. Returns the
/// offset at which the last change ends, where the cursor probably is.
pub(super) fn apply_changes(
    text: &mut OpenText,
    changes: Vec<TextDocumentContentChangeEvent>,
    counting: ColumnCounting,
) -> Option<u32> {
    let mut last_end = None;
    for change in changes {
        let Some(range) = change.range else {
            last_end = Some(end_of_difference(&String::from(&**text), &change.text));
            *text = OpenText::new(&change.text);
            continue;
        };
        let at = |position: lsp::Position| {
            text.offset(Position::new(position.line, position.character), counting)
        };
        let (start, end) = (at(range.start), at(range.end));
        let span = Span { start: start.min(end), end: start.max(end) };
        last_end = Some(span.start + to_offset(change.text.len()));
        text.edit(&Edit { span, insert: change.text });
    }
    last_end
}

/// The offset in `new` after which it is the same as `old`.
fn end_of_difference(old: &str, new: &str) -> u32 {
    let same = |a: &mut dyn Iterator<Item = (&u8, &u8)>| a.take_while(|(a, b)| a == b).count();
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let prefix = same(&mut old.iter().zip(new));
    let suffix = same(&mut old[prefix..].iter().rev().zip(new[prefix..].iter().rev()));
    to_offset(new.len() - suffix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_text::PositionEncoding;
    use serde_json::json;

    const COUNTING: ColumnCounting = ColumnCounting::of_buffer(PositionEncoding::Utf16);

    fn changed(before: &str, changes: serde_json::Value) -> String {
        let mut text = OpenText::new(before);
        let changes = serde_json::from_value(changes).expect("the protocol's changes");
        apply_changes(&mut text, changes, COUNTING);
        text.to_string()
    }

    fn range(from: (u32, u32), to: (u32, u32)) -> serde_json::Value {
        json!({"start": {"line": from.0, "character": from.1},
               "end": {"line": to.0, "character": to.1}})
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let changes = json!([
            {"range": range((0, 0), (0, 1)), "text": "𝒳y"},
            {"range": range((0, 2), (0, 3)), "text": ""},
            {"range": range((1, 0), (1, 0)), "text": "> "},
        ]);
        assert_eq!(changed("abc\nd", changes), "𝒳bc\n> d");
    }

    #[test]
    fn a_change_without_a_range_is_the_whole_text() {
        assert_eq!(changed("old", json!([{"text": "new"}, {"text": "newer"}])), "newer");
    }

    #[test]
    fn positions_outside_the_text_are_clamped() {
        let past = json!([{"range": range((0, 9), (7, 7)), "text": "!"}]);
        assert_eq!(changed("ab\ncd", past), "ab!");
        let backwards = json!([{"range": range((0, 2), (0, 1)), "text": "-"}]);
        assert_eq!(changed("abc", backwards), "a-c");
    }

    #[test]
    fn the_last_change_ends_where_the_text_differs() {
        let end = |before: &str, changes: serde_json::Value| {
            let changes = serde_json::from_value(changes).expect("the protocol's changes");
            apply_changes(&mut OpenText::new(before), changes, COUNTING)
        };
        let typed = json!([{"range": range((0, 0), (0, 0)), "text": "x"},
                           {"range": range((1, 2), (1, 2)), "text": "é"}]);
        assert_eq!(end("a\n[[]]\n", typed), Some(7));
        assert_eq!(end("a [[bb]] c", json!([{"text": "a [[bbb]] c"}])), Some(7));
        assert_eq!(end("a [[bbb]] c", json!([{"text": "a [[bb]] c"}])), Some(6));
        assert_eq!(end("a", json!([{"text": "a"}])), Some(1));
        assert_eq!(end("a", json!([])), None);
    }
}
