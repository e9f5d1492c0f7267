//! Behind `#^`: the blocks of the target that have no id yet, which its text alone tells.

use linkwright_text::{Edit, Span};
use linkwright_vault::FileId;

use super::{Completion, Suggestion, SuggestionKind};
use crate::Texts;
use crate::blocks::blocks_without_id;
use crate::matching::Query;

/// What is to be looked for in the text of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlocksPlan {
    /// The note.
    pub note: FileId,
    /// The link stands in that note.
    pub(super) own: bool,
    /// The link's place.
    pub(super) cursor: u32,
    /// Behind the `^`.
    pub(super) typed: String,
    /// What accepting writes, but for the id: what is replaced, and what stands behind the id.
    pub(super) span: Span,
    pub(super) close: &'static str,
    pub(super) most: usize,
}

/// How much of a block is shown, in characters.
const SHOWN: usize = 60;

/// With the blocks without id that `found` has a plan for, behind those that have one. A block
/// gets its id when it is chosen: by [`Suggestion::additional_edit`] if it is in the note itself, else by
/// [`Suggestion::new_block_id`].
#[must_use]
pub fn finish(mut found: Completion, texts: &Texts) -> Completion {
    let Some(plan) = found.blocks.take() else { return found };
    let text = texts.of(plan.note);
    let mut blocks = blocks_without_id(text);
    // The block that holds the link says something else with each letter.
    blocks.retain(|block| !(plan.own && block.span.touches(plan.cursor)));
    let room = plan.most.saturating_sub(found.suggestions.len());
    let texts = blocks.iter().map(|block| &text[block.span]).zip(0..);
    let (best, more) = Query::new(&plan.typed).top(room, texts);
    found.incomplete |= more;
    found.suggestions.extend(best.into_iter().take(room).map(|(said, at): (_, usize)| {
        let block = &blocks[at];
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = said.char_indices().nth(SHOWN).map_or(said.len(), |(end, _)| end);
        let dots = if cut < said.len() { "…" } else { "" };
        Suggestion {
            label: format!("{}{dots}", &said[..cut]),
            detail: format!("new ^{}", block.id),
            kind: SuggestionKind::Block,
            edit: Edit::new(plan.span, format!("^{}{}", block.id, plan.close)),
            file: Some(plan.note),
            offset: block.span.start,
            additional_edit: plan.own.then(|| block.edit.clone()),
            new_block_id: (!plan.own).then(|| block.id.clone()),
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

        // Of another note: what gets the id is told, and nothing of this note changes.
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
