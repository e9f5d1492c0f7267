//! Problems of a note that are not about its links.

use std::hash::Hash;

use linkwright_syntax::{LinkForm, fold, heading_key, label_key};
use linkwright_text::Span;
use linkwright_vault::{FileId, Note};
use rustc_hash::{FxHashMap, FxHashSet};

use super::links::alias_definition;
use super::{Collector, DiagnosticCode, Related};

/// Checks everything in `source` except its links.
pub(super) fn check(collector: &mut Collector<'_>, source: FileId) {
    let Some(note) = collector.vault.file(source).as_note() else { return };
    check_frontmatter(collector, source, note);
    check_block_ids(collector, source, note);
    check_headings(collector, source, note);
    check_footnotes(collector, note);
    check_labels(collector, note);
    check_orphan(collector, source, note);
}

fn check_frontmatter(collector: &mut Collector<'_>, source: FileId, note: &Note) {
    let Some(frontmatter) = note.facts.frontmatter.as_deref() else { return };
    for problem in &frontmatter.problems {
        collector.add(
            DiagnosticCode::InvalidFrontmatter,
            problem.span,
            problem.message.clone(),
            Vec::new(),
        );
    }
    for link in &frontmatter.unquoted_links {
        let message = "YAML reads this as a nested list, not a link. Put it in quotes.";
        collector.add(DiagnosticCode::UnquotedLink, *link, message.to_owned(), Vec::new());
    }
    if !collector.is_enabled(DiagnosticCode::DuplicateAlias) {
        return;
    }
    let vault = collector.vault;
    let mut first_of = FxHashMap::default();
    for alias in vault.aliases(source) {
        let (value, span) = (alias.scalar.value, alias.scalar.span);
        let folded = fold(value);
        if let Some(first) = first_of.get(&*folded) {
            let message = format!("This note lists the alias `{value}` twice. Remove one.");
            let related = vec![related(source, *first, "first listed here")];
            collector.add(DiagnosticCode::DuplicateAlias, span, message, related);
            continue;
        }
        first_of.insert(folded.into_owned(), span);
        let mut others = vault.other_claimants(value, source);
        others.truncate(4);
        let Some(other) = others.first().map(|other| vault.file(*other)) else { continue };
        let message = format!(
            "`{value}` is also an alias of `{other}`{more}, so `[[{value}]]` resolves to {none}.",
            other = other.path,
            more = if others.len() > 1 { " and other notes" } else { "" },
            none = if others.len() > 1 { "none of them" } else { "neither" },
        );
        let related =
            others.iter().filter_map(|other| alias_definition(vault, *other, value)).collect();
        collector.add(DiagnosticCode::DuplicateAlias, span, message, related);
    }
}

fn check_block_ids(collector: &mut Collector<'_>, source: FileId, note: &Note) {
    let ids = note.block_ids.iter().zip(&note.facts.block_ids);
    let ids = ids.map(|(written, id)| (written.to_ascii_lowercase(), id.span));
    for (id, span, first) in duplicates(ids) {
        let message = format!(
            "Duplicate block id `^{id}`: links resolve to the first block. Choose another id here."
        );
        let related = vec![related(source, first, "first defined here")];
        collector.add(DiagnosticCode::DuplicateBlockId, span, message, related);
    }
}

fn check_headings(collector: &mut Collector<'_>, source: FileId, note: &Note) {
    if !collector.is_enabled(DiagnosticCode::DuplicateHeading) {
        return;
    }
    let keys: Vec<String> = note.headings.iter().map(heading_key).collect();
    let headings = keys.iter().zip(&note.facts.headings);
    let headings = headings
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, heading)| (key.as_str(), heading.text));
    for (_, span, first) in duplicates(headings) {
        let message = "Duplicate heading: links resolve to the first one. \
                       Reword this one, or add its parent heading to the link.";
        let related = vec![related(source, first, "first heading with this text")];
        collector.add(DiagnosticCode::DuplicateHeading, span, message.to_owned(), related);
    }
}

fn check_footnotes(collector: &mut Collector<'_>, note: &Note) {
    let footnotes = || note.footnotes.iter().zip(&note.facts.footnotes);
    let names = |defined: bool| -> FxHashSet<_> {
        let some = footnotes().filter(|(_, footnote)| footnote.is_definition == defined);
        some.map(|(label, _)| fold(label)).collect()
    };
    let (defined, used) = (names(true), names(false));
    for (label, footnote) in footnotes() {
        if footnote.is_definition && !used.contains(&fold(label)) {
            let message =
                format!("The footnote `[^{label}]` is never used. Refer to it, or remove it.");
            collector.add(DiagnosticCode::UnusedDefinition, footnote.span, message, Vec::new());
        } else if !footnote.is_definition && !defined.contains(&fold(label)) {
            let message = format!(
                "The footnote `[^{label}]` is not defined. Add `[^{label}]: …` to the note."
            );
            collector.add(DiagnosticCode::UndefinedFootnote, footnote.span, message, Vec::new());
        }
    }
}

fn check_labels(collector: &mut Collector<'_>, note: &Note) {
    let labels = || note.labels.iter().zip(&note.facts.labels);
    let mut used: FxHashSet<_> = labels()
        .filter(|(_, label)| !label.is_definition)
        .map(|(name, _)| label_key(name))
        .collect();
    if labels().next().is_some() {
        // Other programs read `[[Name]]` as a reference link in brackets.
        for ((index, link), target) in (0..).zip(&note.facts.links).zip(&note.links) {
            if link.form == LinkForm::Wiki {
                let path = collector.vault.target_path(*target);
                used.insert(label_key(path));
                let subpath = note.subpath(index);
                used.extend(
                    subpath.map(|it| label_key(&format!("{path}#{it}")).into_owned().into()),
                );
            }
        }
    }
    for (name, label) in labels() {
        let target = name.split('|').next().unwrap_or(name);
        let is_used = || used.contains(&label_key(name)) || used.contains(&label_key(target));
        if label.is_definition && !label.is_comment && !is_used() {
            let message = format!("The label `[{name}]` is never used. Use it, or remove it.");
            collector.add(DiagnosticCode::UnusedDefinition, label.span, message, Vec::new());
        }
    }
}

fn check_orphan(collector: &mut Collector<'_>, source: FileId, note: &Note) {
    if !collector.is_enabled(DiagnosticCode::OrphanNote) || collector.vault.is_linked(source) {
        return;
    }
    let span = note.facts.headings.first().map_or(Span::empty(0), |heading| heading.text);
    let message = "No other note links to this one. Link to it from another note.".to_owned();
    collector.add(DiagnosticCode::OrphanNote, span, message, Vec::new());
}

/// The items whose key occurs earlier, each as its key, its span and the span of the first item
/// with that key.
fn duplicates<K: Hash + Eq + Clone>(
    items: impl Iterator<Item = (K, Span)>,
) -> impl Iterator<Item = (K, Span, Span)> {
    let mut first_of = FxHashMap::default();
    items.filter_map(move |(key, span)| {
        let first = *first_of.entry(key.clone()).or_insert(span);
        (first != span).then_some((key, span, first))
    })
}

fn related(file: FileId, span: Span, message: &str) -> Related {
    Related { file, span, message: message.to_owned() }
}
