//! Actions that turn mentions into links: the words at the cursor that name another note, and the
//! mentions of the current note in all other notes.

use super::{ActionContext, Operation};
use crate::element::{Element, element_at};
use crate::mentions::{MentionFinder, MentionLinker, mention_at};

/// Maximum number of notes offered for one name.
const MAX_NOTES: usize = 4;

/// Offers to link the words at `offset` to the notes that they name. On the title or an alias of the
/// current note, offers to link its mentions everywhere.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let note = ctx.indexed.note();
    let is_own_name = match element_at(ctx.indexed, offset) {
        Some(Element::Heading(index)) => note.first_h1 == Some(index),
        Some(Element::Alias(_)) => true,
        _ => false,
    };
    if is_own_name && MentionFinder::new(ctx.vault, ctx.note).is_some() {
        let title = format!("Link all mentions of `{}`", ctx.vault.file(ctx.note).name());
        ctx.add_rewrite(title, Operation::LinkMentions, None);
    }
    let mention = mention_at(ctx.vault, ctx.indexed, offset);
    let Some((span, notes)) = mention else { return };
    for &target in notes.iter().take(MAX_NOTES) {
        let Some(linker) = MentionLinker::new(ctx.vault, ctx.note, target) else { continue };
        let edits = linker.edits(ctx.text, &[span]);
        let file = ctx.vault.file(target);
        let name = if notes.len() == 1 { file.name() } else { &file.path };
        if !edits.is_empty() {
            let title = format!("Link `{}` to `{name}`", &ctx.text[span]);
            ctx.add_rewrite(title, Operation::Edit(edits), None);
        }
    }
}
