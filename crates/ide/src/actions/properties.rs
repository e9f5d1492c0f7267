//! What mends the frontmatter.

use linkwright_syntax::frontmatter::{Quote, quote, remove_alias};
use linkwright_text::Edit;

use super::{Found, What};
use crate::diagnostics::Diagnostic;

/// Offers quotes around a `[[link]]` that YAML reads as a list of lists.
pub(super) fn unquoted(found: &mut Found<'_>, finding: &Diagnostic) {
    let link = &found.text[finding.span];
    let edit = Edit::new(finding.span, quote(link, Quote::Double, false));
    let title = format!("Put `{link}` in quotes");
    found.mend((finding.code, finding.span), true, title, What::Edit(vec![edit]));
}

/// Offers to remove an alias that this note lists twice, or that another note claims too.
pub(super) fn duplicate(found: &mut Found<'_>, finding: &Diagnostic) {
    let Some(note) = found.vault.note(found.note) else { return };
    let Some(yaml) = note.facts.frontmatter.as_deref() else { return };
    let mut aliases = yaml.aliases(found.vault.settings().aliases);
    let Some(alias) = aliases.find(|alias| alias.scalar.span == finding.span) else { return };
    let Ok(edit) = remove_alias(found.text, yaml, alias) else { return };
    let twice = finding.related.iter().any(|related| related.file == found.note);
    let title = match twice {
        true => format!("Remove the second alias `{}`", alias.scalar.value),
        false => format!("Remove the alias `{}` from this note", alias.scalar.value),
    };
    found.mend((finding.code, finding.span), twice, title, What::Edit(vec![edit]));
}
