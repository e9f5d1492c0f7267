//! Completion after `> [!`: the types of callouts.

use linkwright_text::to_offset;

use super::context::line_at;
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// Obsidian's callout types, without their aliases.
const TYPES: [&str; 13] = [
    "note", "abstract", "info", "todo", "tip", "success", "question", "warning", "failure",
    "danger", "bug", "example", "quote",
];

/// The callout types that match what the user typed; `None` if the cursor is not in a callout type.
pub(super) fn complete(text: &str, cursor: u32) -> Option<Completion> {
    let (before, after) = line_at(text, cursor)?;
    let (quote, typed) = before.split_once("[!")?;
    let quoted = quote.contains('>') && quote.chars().all(|c| matches!(c, '>' | ' ' | '\t'));
    if !quoted || !typed.chars().all(|c| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let start = cursor - to_offset(typed.len());
    let word = after.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(after.len());
    let closed = after[word..].starts_with(']');
    let end = cursor + to_offset(if closed { word + 1 } else { 0 });
    let (names, incomplete) = Query::new(typed).top(TYPES.len(), TYPES.into_iter().zip(0..));
    let item = Suggestion {
        detail: "callout".to_owned(),
        kind: SuggestionKind::Callout,
        ..Suggestion::default()
    };
    let names = names.into_iter().map(|(name, _)| name);
    Some(Completion::in_brackets(&item, names, incomplete, (start, cursor, end)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    #[test]
    fn callouts() {
        check(
            "> [!w$0\n> words\n",
            &expect![[r#"
        warning (callout) → > [!warning]
    "#]],
        );
        check(
            "> [!qu$0]- Title\n",
            &expect![[r#"
        question (callout) → > [!question]- Title
        quote (callout) → > [!quote]- Title
    "#]],
        );
        check("[!qu$0]\n", &expect![[""]]);
    }
}
