//! Words that are another note's name, and this note's name in others.

use super::{ActionContext, Operation};
use crate::element::{Element, element_at};
use crate::mentions::{MentionFinder, MentionLinker, mention_at};
use crate::title::first_h1;

/// How many notes are offered that have one name.
const MOST: usize = 4;

/// ActionContext a link where the words at `offset` name other notes; and on this note's own names, to
/// link them everywhere.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let own = match element_at(&note.facts, ctx.text, offset) {
        Some(Element::Heading(index)) => first_h1(note) == Some(index),
        Some(Element::Alias(_)) => true,
        _ => false,
    };
    if own && MentionFinder::new(ctx.vault, ctx.note).is_some() {
        let title = format!("Link all mentions of `{}`", ctx.vault.file(ctx.note).name());
        ctx.add_rewrite(title, Operation::LinkMentions, None);
    }
    let mention = mention_at(ctx.vault, ctx.note, &note.facts, ctx.text, offset);
    let Some((span, notes)) = mention else { return };
    for &target in notes.iter().take(MOST) {
        let Some(linking) = MentionLinker::new(ctx.vault, ctx.note, target) else { continue };
        let edits = linking.edits(ctx.text, &[span]);
        let file = ctx.vault.file(target);
        let name = if notes.len() == 1 { file.name() } else { &file.path };
        if !edits.is_empty() {
            let title = format!("Link `{}` to `{name}`", &ctx.text[span]);
            ctx.add_rewrite(title, Operation::Edit(edits), None);
        }
    }
}
