//! What is nearly an alias, a tag or a link, written so that it is one.

use linkwright_syntax::MistakeKind;
use linkwright_text::Edit;

use super::{Offers, What};
use crate::diagnostics::Diagnostic;

/// Offers what was probably meant.
pub(super) fn fix(found: &mut Offers<'_>, finding: &Diagnostic) {
    let Some(note) = found.vault.note(found.note) else { return };
    let of_finding = |mistake: &&linkwright_syntax::Mistake| mistake.span == finding.span;
    let Some(mistake) = note.facts.mistakes.iter().find(of_finding) else { return };
    let written = &found.text[mistake.span];
    let new = match mistake.kind {
        // What a reference to an anchor repeats stands elsewhere.
        MistakeKind::NoText if written.starts_with('*') => return,
        MistakeKind::NoText | MistakeKind::TagAsComment => format!("\"{written}\""),
        MistakeKind::BlankInTag => written.split_whitespace().collect::<Vec<_>>().join("-"),
        MistakeKind::BlankInDestination => written.replace(' ', "%20"),
        MistakeKind::EmptyAlias | MistakeKind::UndefinedLabel => return,
    };
    let title = format!("Write `{new}`");
    let edit = What::Edit(vec![Edit::new(mistake.span, new)]);
    found.mend((finding.code, finding.span), true, title, edit);
}
