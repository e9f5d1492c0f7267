//! Actions for the frontmatter: quote a link, remove a duplicate alias, sort the aliases.

use linkwright_syntax::frontmatter::{Alias, AliasRemovals, QuoteStyle, quote};
use linkwright_syntax::{fold, scan};
use linkwright_text::{Edit, apply_edits};
use rustc_hash::FxHashSet;

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;
use crate::element::{Element, element_at};

/// Offers quotes around a `[[link]]` that YAML reads as a nested list.
pub(super) fn offer_quotes(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let link = &ctx.text[diagnostic.span];
    let edit = Edit::new(diagnostic.span, quote(link, QuoteStyle::Double, false));
    let title = format!("Put `{link}` in quotes");
    ctx.add_fix(diagnostic, true, title, Operation::Edit(vec![edit]));
}

/// Offers to remove an alias that the note lists twice, or that another note has too.
pub(super) fn offer_removal(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let Some(yaml) = note.facts.frontmatter.as_deref() else { return };
    let rules = ctx.vault.settings().aliases;
    let Some(alias) = yaml.alias_with_span(diagnostic.span, rules) else { return };
    let removals = ctx.alias_removals.get_or_init(|| AliasRemovals::new(ctx.text, yaml).ok());
    let Some(edit) = removals.as_ref().and_then(|it| it.remove(&alias).ok()) else { return };
    let is_listed_twice = diagnostic.related.iter().any(|related| related.file == ctx.note);
    let title = match is_listed_twice {
        true => format!("Remove the duplicate alias `{}`", alias.scalar.value),
        false => format!("Remove the alias `{}` from this note", alias.scalar.value),
    };
    ctx.add_fix(diagnostic, is_listed_twice, title, Operation::Edit(vec![edit]));
}

/// Offers to sort the aliases if the cursor is on one. The alias that is the note's title stays first,
/// where the Linter looks for it.
pub(super) fn offer_sort(ctx: &mut ActionContext<'_>, offset: u32) {
    let (note, text) = (ctx.indexed.note(), ctx.text);
    let Some(Element::Alias(_)) = element_at(ctx.indexed, offset) else { return };
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
    // The edits move only the values: a comment, an anchor or a tag of YAML would stay with the wrong
    // alias.
    let list_end = list.range().end;
    let end = text[list_end..].find('\n').map_or(text.len(), |length| list_end + length);
    let mut start = list.range().start;
    let has_yaml_marks = aliases.iter().any(|alias| {
        let between = &text[start..alias.scalar.span.range().start];
        start = alias.scalar.span.range().end;
        between.contains(['#', '&', '*', '!'])
    });
    if has_yaml_marks || text[start..end].contains('#') {
        return;
    }
    let edits = aliases.iter().zip(&sorted).filter(|(old, new)| old != new);
    let edits = edits.map(|(old, new)| Edit::new(old.scalar.span, &text[new.scalar.span]));
    let edits: Vec<Edit> = edits.collect();
    let keeps_all_aliases = apply_edits(text, &edits).is_ok_and(|after| {
        let yaml_after = scan(&after).frontmatter;
        yaml_after.is_some_and(|after| {
            let values: Vec<&str> = after.aliases(rules).map(|alias| alias.scalar.value).collect();
            let unique: FxHashSet<&str> = values.iter().copied().collect();
            after.problems.is_empty()
                && values.len() == yaml.aliases(rules).count()
                && sorted.iter().all(|alias| unique.contains(alias.scalar.value))
        })
    });
    if keeps_all_aliases {
        ctx.add_rewrite("Sort the aliases".to_owned(), Operation::Edit(edits), None);
    }
}
