//! What is nearly an alias, a tag or a link, written so that it is one.

use linkwright_syntax::MistakeKind;
use linkwright_text::Edit;

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;

/// ActionContext what was probably meant.
pub(super) fn fix(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let of_finding = |mistake: &&linkwright_syntax::Mistake| mistake.span == finding.span;
    let Some(mistake) = note.facts.mistakes.iter().find(of_finding) else { return };
    let written = &ctx.text[mistake.span];
    let new = match mistake.kind {
        // What a reference to an anchor repeats stands elsewhere.
        MistakeKind::NonStringAlias if written.starts_with('*') => return,
        MistakeKind::NonStringAlias | MistakeKind::TagAsComment => format!("\"{written}\""),
        MistakeKind::SpaceInTag => written.split_whitespace().collect::<Vec<_>>().join("-"),
        MistakeKind::SpaceInDestination => written.replace(' ', "%20"),
        MistakeKind::EmptyAlias | MistakeKind::UndefinedLabel => return,
    };
    let title = format!("Write `{new}`");
    let edit = Operation::Edit(vec![Edit::new(mistake.span, new)]);
    ctx.add_fix((finding.code, finding.span), true, title, edit);
}
