//! What mends the frontmatter.

use linkwright_syntax::frontmatter::{Alias, QuoteStyle, quote, remove_alias};
use linkwright_syntax::{fold, scan};
use linkwright_text::{Edit, apply_edits};
use rustc_hash::FxHashSet;

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;
use crate::element::{Element, element_at};

/// ActionContext quotes around a `[[link]]` that YAML reads as a list of lists.
pub(super) fn unquoted(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let link = &ctx.text[finding.span];
    let edit = Edit::new(finding.span, quote(link, QuoteStyle::Double, false));
    let title = format!("Put `{link}` in quotes");
    ctx.add_fix((finding.code, finding.span), true, title, Operation::Edit(vec![edit]));
}

/// ActionContext to remove an alias that this note lists twice, or that another note claims too.
pub(super) fn duplicate(ctx: &mut ActionContext<'_>, finding: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let Some(yaml) = note.facts.frontmatter.as_deref() else { return };
    let mut aliases = yaml.aliases(ctx.vault.settings().aliases);
    let Some(alias) = aliases.find(|alias| alias.scalar.span == finding.span) else { return };
    let Ok(edit) = remove_alias(ctx.text, yaml, &alias) else { return };
    let twice = finding.related.iter().any(|related| related.file == ctx.note);
    let title = match twice {
        true => format!("Remove the second alias `{}`", alias.scalar.value),
        false => format!("Remove the alias `{}` from this note", alias.scalar.value),
    };
    ctx.add_fix((finding.code, finding.span), twice, title, Operation::Edit(vec![edit]));
}

/// ActionContext to sort the aliases, where the cursor is on one. The one that is the note's title stays
/// first: the Linter looks for it there.
pub(super) fn offer_sort(ctx: &mut ActionContext<'_>, offset: u32) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let Some(Element::Alias(_)) = element_at(&note.facts, text, offset) else { return };
    let Some(yaml) = note.facts.frontmatter.as_deref() else { return };
    let key = yaml.keys.iter().find(|key| key.value.touches(offset));
    let Some(list) = key.map(|key| key.value).filter(|_| yaml.problems.is_empty()) else { return };
    let rules = ctx.vault.settings().aliases;
    let aliases: Vec<Alias<'_>> =
        yaml.aliases(rules).filter(|alias| list.covers(alias.scalar.span)).collect();
    let is_title = |alias: &Alias<'_>| {
        yaml.linter_title().is_some_and(|title| title.value == alias.scalar.value)
    };
    let mut sorted = aliases.clone();
    sorted.sort_by_key(|alias| (!is_title(alias), fold(alias.scalar.value).into_owned()));
    if sorted == aliases {
        return;
    }
    // A comment belongs to the alias before it, and would not move along.
    let end = list.range().end;
    let end = text[end..].find('\n').map_or(text.len(), |behind| end + behind);
    let mut start = list.range().start;
    let marked = aliases.iter().any(|alias| {
        let between = &text[start..alias.scalar.span.range().start];
        start = alias.scalar.span.range().end;
        between.contains(['#', '&', '*', '!'])
    });
    if marked || text[start..end].contains('#') {
        return;
    }
    let edits = aliases.iter().zip(&sorted).filter(|(old, new)| old != new);
    let edits = edits.map(|(old, new)| Edit::new(old.scalar.span, &text[new.scalar.span]));
    let edits: Vec<Edit> = edits.collect();
    let reads_back = apply_edits(text, &edits).is_ok_and(|after| {
        let read = scan(&after).frontmatter;
        read.is_some_and(|read| {
            let values: Vec<&str> = read.aliases(rules).map(|alias| alias.scalar.value).collect();
            let known: FxHashSet<&str> = values.iter().copied().collect();
            read.problems.is_empty()
                && values.len() == yaml.aliases(rules).count()
                && sorted.iter().all(|alias| known.contains(alias.scalar.value))
        })
    });
    if reads_back {
        ctx.add_rewrite("Sort the aliases".to_owned(), Operation::Edit(edits), None);
    }
}
