//! Block ids: links to ones that do not exist, and ids that stand twice.

use linkwright_syntax::Link;
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, LinkRef};
use strsim::osa_distance;

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;

/// How many slips of the pen an id may have.
const SLIPS: usize = 2;

/// ActionContext the nearest id of the target, and to link to the target as a whole.
pub(super) fn missing(ctx: &mut ActionContext<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let (vault, text) = (ctx.vault, ctx.text);
    let (Some(file), Some(subpath)) = (vault.resolve(at).file(), link.subpath) else { return };
    let fixes = (finding.code, finding.span);
    let wanted = text[subpath].trim().trim_start_matches('^').to_ascii_lowercase();
    let ids = vault.note(file).map_or(&[][..], |note| &note.block_ids);
    let near = ids.iter().map(|id| (osa_distance(&wanted, &id.to_ascii_lowercase()), id));
    let slips = SLIPS.min(wanted.chars().count() / 2);
    let near =
        near.filter(|(distance, _)| *distance <= slips).min_by_key(|(distance, _)| *distance);
    if let Some((_, id)) = near {
        let written = format!("^{id}");
        if let Anchor::Block(_) = vault.anchor(file, &link, &written) {
            let title = format!("Link to the block `{written}`");
            ctx.add_fix(fixes, false, title, Operation::Edit(vec![Edit::new(subpath, written)]));
        }
    }
    let hash = Span { start: subpath.start.saturating_sub(1), end: subpath.end };
    // Without a path and a subpath it would be no link.
    if !link.path.is_empty() && text[hash].starts_with('#') {
        let title = format!("Link to all of `{}`", vault.file(file).name());
        ctx.add_fix(fixes, false, title, Operation::Edit(vec![Edit::delete(hash)]));
    }
}

/// ActionContext another id for a block whose id an earlier one has.
pub(super) fn duplicate(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let id = &ctx.text[finding.span];
    let is_taken = |id: &str| note.block_ids.iter().any(|other| other.eq_ignore_ascii_case(id));
    let new = (2..).map(|count: u32| format!("{id}-{count}")).find(|new| !is_taken(new));
    if let Some(new) = new {
        let title = format!("Give the block the id `{new}`");
        let edit = Edit::new(finding.span, new);
        ctx.add_fix((finding.code, finding.span), true, title, Operation::Edit(vec![edit]));
    }
}
