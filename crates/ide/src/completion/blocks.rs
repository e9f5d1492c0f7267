//! Behind `#^`: the blocks of the target that have no id yet, which its text alone tells.

use linkwright_text::{Edit, Span};
use linkwright_vault::FileId;

use super::matching::{Query, best};
use super::{Completion, Item, ItemKind};
use crate::Texts;
use crate::blocks::unnamed;

/// What is to be looked for in the text of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
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
/// gets its id when it is chosen: by [`Item::also`] if it is in the note itself, else by
/// [`Item::named`].
#[must_use]
pub fn finish(mut found: Completion, texts: &Texts) -> Completion {
    let Some(plan) = found.blocks.take() else { return found };
    let text = texts.of(plan.note);
    let mut query = Query::new(&plan.typed);
    let blocks = unnamed(text).into_iter().enumerate();
    // The block that holds the link says something else with each letter.
    let blocks = blocks.filter(|(_, block)| !(plan.own && block.span.touches(plan.cursor)));
    let ranked =
        blocks.filter_map(|(at, block)| Some(((query.rank(&text[block.span])?, at), block)));
    let room = plan.most.saturating_sub(found.items.len());
    let (blocks, more) = best(ranked.collect(), room);
    found.incomplete |= more;
    found.items.extend(blocks.into_iter().take(room).map(|block| {
        let said = text[block.span].split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = said.char_indices().nth(SHOWN).map_or(said.len(), |(end, _)| end);
        let dots = if cut < said.len() { "…" } else { "" };
        Item {
            label: format!("{}{dots}", &said[..cut]),
            detail: format!("new ^{}", block.id),
            kind: ItemKind::Block,
            edit: Edit::new(plan.span, format!("^{}{}", block.id, plan.close)),
            file: Some(plan.note),
            at: block.span.start,
            also: plan.own.then_some(block.edit),
            named: (!plan.own).then_some(block.id),
        }
    }));
    found
}
