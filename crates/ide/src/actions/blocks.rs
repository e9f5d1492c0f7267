//! Fixes for links to missing block ids, and for duplicate block ids.

use linkwright_text::{Edit, Span};
use linkwright_vault::Anchor;

use super::{ActionContext, Operation, ReportedLink};
use crate::diagnostics::{Diagnostic, nearest_block};

/// Offers the most similar block id of the target, and a link to the target without the block id.
pub(super) fn offer_missing(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let (vault, text) = (ctx.vault, ctx.text);
    let (Some(file), Some(subpath)) = (vault.resolve(link_ref).file(), link.subpath) else {
        return;
    };
    if let Some(id) = nearest_block(vault, file, &text[subpath]) {
        let new = format!("^{id}");
        if let Anchor::Block(_) = vault.resolve_anchor(file, &link, &new) {
            let title = format!("Link to the block `{new}`");
            ctx.add_fix(diagnostic, false, title, Operation::Edit(vec![Edit::new(subpath, new)]));
        }
    }
    let with_hash = Span { start: subpath.start.saturating_sub(1), end: subpath.end };
    // With neither a path nor a subpath it would not be a link.
    if !link.path.is_empty() && text[with_hash].starts_with('#') {
        let title = format!("Link to the whole note `{}`", vault.file(file).name());
        ctx.add_fix(diagnostic, false, title, Operation::Edit(vec![Edit::delete(with_hash)]));
    }
}

/// Offers a new id for a block whose id an earlier block already has.
pub(super) fn offer_duplicate(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let id = &ctx.text[diagnostic.span];
    let is_taken = |id: &str| note.block_ids.iter().any(|other| other.eq_ignore_ascii_case(id));
    let new = (2..).map(|number: u32| format!("{id}-{number}")).find(|new| !is_taken(new));
    if let Some(new) = new {
        let title = format!("Change the block id to `{new}`");
        let edit = Edit::new(diagnostic.span, new);
        ctx.add_fix(diagnostic, true, title, Operation::Edit(vec![edit]));
    }
}
