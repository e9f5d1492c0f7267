//! Completion after `#^`: the blocks of the target that have no id yet. Only its text has them.

use linkwright_text::{Edit, Span};
use linkwright_vault::FileId;

use super::{Completion, Suggestion, SuggestionKind};
use crate::Texts;
use crate::blocks::blocks_without_id;
use crate::matching::Query;

/// A plan to find the blocks of a note that have no id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlocksPlan {
    /// The note whose text is needed.
    pub note: FileId,
    /// The note is the current one.
    pub(super) is_current: bool,
    /// The position of the cursor, in bytes.
    pub(super) cursor: u32,
    /// What the user typed after the `^`.
    pub(super) typed: String,
    /// The text that a suggestion replaces.
    pub(super) span: Span,
    /// The text that a suggestion inserts after the id.
    pub(super) close: &'static str,
    /// Maximum number of suggestions.
    pub(super) limit: usize,
}

/// Maximum length of a block in the list, in characters.
const MAX_LABEL: usize = 60;

/// Adds the blocks without an id, for which `found` has a plan, after those that have one. A block
/// gets its id when its suggestion is accepted: by [`Suggestion::additional_edit`] in the current
/// note, else by [`Suggestion::new_block_id`].
#[must_use]
pub fn finish(mut found: Completion, texts: &Texts) -> Completion {
    let Some(plan) = found.blocks.take() else { return found };
    let text = texts.of(plan.note);
    let mut blocks = blocks_without_id(text);
    // The block around the link changes with each keystroke.
    blocks.retain(|block| !(plan.is_current && block.span.touches(plan.cursor)));
    let room = plan.limit.saturating_sub(found.suggestions.len());
    let texts = blocks.iter().map(|block| &text[block.span]).zip(0..);
    let (best, more) = Query::new(&plan.typed).top(room, texts);
    found.incomplete |= more;
    found.suggestions.extend(best.into_iter().take(room).map(|(words, at): (_, usize)| {
        let block = &blocks[at];
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = words.char_indices().nth(MAX_LABEL).map_or(words.len(), |(end, _)| end);
        let dots = if cut < words.len() { "…" } else { "" };
        Suggestion {
            label: format!("{}{dots}", &words[..cut]),
            detail: format!("new ^{}", block.id),
            kind: SuggestionKind::Block,
            edit: Edit::new(plan.span, format!("^{}{}", block.id, plan.close)),
            file: Some(plan.note),
            offset: block.span.start,
            additional_edit: plan.is_current.then(|| block.edit.clone()),
            new_block_id: (!plan.is_current).then(|| block.id.clone()),
            ..Suggestion::default()
        }
    }));
    found
}

#[cfg(test)]
mod tests {
    use linkwright_text::apply_edits;

    use crate::completion::tests::complete;
    use crate::fixture::Vaulted;

    #[test]
    fn a_block_without_an_id_gets_one() {
        let blocks = "One block.\n\n- an item\n  of two lines\n\nnamed ^id\n";
        let source = format!("See [[#^it$0|this]].\n\n{blocks}");
        let vaulted = Vaulted::parse(&source);
        let (note, text, offset) = vaulted.cursor();
        let found = complete(&vaulted, note, text, offset).suggestions;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].label, "an item of two lines");
        let also = found[0].additional_edit.clone().expect("an edit of the block");
        let after = apply_edits(text, &[found[0].edit.clone(), also]).expect("they do not overlap");
        let id = found[0].detail.strip_prefix("new ^").expect("the id");
        let expected = format!(
            "See [[#^{id}|this]].\n\nOne block.\n\n- an item\n  of two lines ^{id}\n\nnamed ^id\n"
        );
        assert_eq!(after, expected);

        // A block of another note: the suggestion has the id, and this note has no second edit.
        let vaulted = Vaulted::parse(&format!("See [[Beta#^$0\n//- /Beta.md\n{blocks}"));
        let (note, text, offset) = vaulted.cursor();
        let found = complete(&vaulted, note, text, offset).suggestions;
        let labels: Vec<_> = found.iter().map(|item| &*item.label).collect();
        assert_eq!(labels, ["^id", "One block.", "an item of two lines"]);
        assert_eq!((&found[1].additional_edit, found[1].new_block_id.is_some()), (&None, true));
        assert_eq!(
            found[1].edit.insert,
            format!("^{}]]", found[1].new_block_id.as_deref().expect("an id"))
        );
    }
}
