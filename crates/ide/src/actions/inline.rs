//! Replaces a link by the text of its note, and deletes that note.

use linkwright_syntax::{Link, LinkForm, LinkPlace};
use linkwright_text::{line_end, line_start};
use linkwright_vault::{Anchor, LinkRef};

use super::{ActionContext, ActionKind, Operation};
use crate::element::{Element, element_at};
use crate::text_move::{self, Destination, Leftover, TextMove};

/// Offers to inline the note that the link at `offset` resolves to, if the link is alone on its line.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let (vault, text) = (ctx.vault, ctx.text);
    let note = ctx.indexed.note();
    let Some(Element::Link(index, _)) = element_at(ctx.indexed, offset) else { return };
    let link = note.facts.links[index as usize];
    let link_ref = LinkRef { source: ctx.note, index };
    let Some((target, Anchor::WholeFile)) = vault.resolve_with_anchor(link_ref) else { return };
    let is_other_note = target != ctx.note && vault.file(target).as_note().is_some();
    let is_definition = matches!(link.form, LinkForm::Definition { .. });
    if !is_other_note
        || is_definition
        || link.place != LinkPlace::Body
        || !is_alone_on_line(text, &link)
    {
        return;
    }
    let title = format!("Inline `{}` and delete the note", vault.file(target).path);
    let to = Destination::Link { note: ctx.note, link: index };
    let Some(inlined) = vault.note(target) else { return };
    let span = text_move::body(inlined);
    let inlining = TextMove { note: target, span, to, leaves: Leftover::NoNote };
    let refusal = text_move::plan(vault, inlining.clone()).err();
    ctx.add_refactoring(ActionKind::Inline, title, Operation::MoveText(inlining), refusal);
}

fn is_alone_on_line(text: &str, link: &Link) -> bool {
    let (start, end) = (link.span.range().start, link.span.range().end);
    line_start(text, start) == start && text[end..line_end(text, end)].trim().is_empty()
}
