//! Fixes for text that is almost an alias, a tag or a link.

use linkwright_syntax::{Mistake, MistakeKind};
use linkwright_text::Edit;

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;

/// Offers to replace a mistake with what the user probably meant.
pub(super) fn offer(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let is_reported = |mistake: &&Mistake| mistake.span == diagnostic.span;
    let Some(mistake) = note.facts.mistakes.iter().find(is_reported) else { return };
    let written = &ctx.text[mistake.span];
    let new = match mistake.kind {
        // A `*` refers to a YAML anchor, so the value is written elsewhere.
        MistakeKind::NonStringAlias if written.starts_with('*') => return,
        MistakeKind::NonStringAlias | MistakeKind::TagAsComment => format!("\"{written}\""),
        MistakeKind::SpaceInTag => written.split_whitespace().collect::<Vec<_>>().join("-"),
        MistakeKind::SpaceInDestination => written.replace(' ', "%20"),
        MistakeKind::EmptyAlias | MistakeKind::UndefinedLabel => return,
    };
    let title = format!("Replace with `{new}`");
    let edit = Operation::Edit(vec![Edit::new(mistake.span, new)]);
    ctx.add_fix(diagnostic, true, title, edit);
}
