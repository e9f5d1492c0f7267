//! What is wrong with a note on its own, or in the company of others.

use std::hash::Hash;

use linkwright_syntax::{LinkForm, fold, heading_key, label_key};
use linkwright_text::Span;
use linkwright_vault::{FileId, Note};
use rustc_hash::{FxHashMap, FxHashSet};

use super::links::claim;
use super::{DiagnosticCode, Findings, Related};

/// Checks everything of `source` but its links.
pub(super) fn check(findings: &mut Findings<'_>, source: FileId) {
    let Some(note) = findings.vault.file(source).as_note() else { return };
    frontmatter(findings, source, note);
    block_ids(findings, source, note);
    headings(findings, source, note);
    footnotes(findings, note);
    labels(findings, note);
    orphan(findings, source, note);
}

fn frontmatter(findings: &mut Findings<'_>, source: FileId, note: &Note) {
    let Some(frontmatter) = note.facts.frontmatter.as_deref() else { return };
    for problem in &frontmatter.problems {
        findings.add(
            DiagnosticCode::InvalidFrontmatter,
            problem.span,
            problem.message.clone(),
            Vec::new(),
        );
    }
    for link in &frontmatter.unquoted_links {
        let message = "To YAML this is a list in a list, and no link. Put it in quotes.";
        findings.add(DiagnosticCode::UnquotedLink, *link, message.to_owned(), Vec::new());
    }
    if !findings.wants(DiagnosticCode::DuplicateAlias) {
        return;
    }
    let aliases: Vec<_> = frontmatter.aliases(findings.vault.settings().aliases).collect();
    let mut first_of = FxHashMap::default();
    for alias in aliases {
        let (value, span) = (alias.scalar.value, alias.scalar.span);
        if let Some(first) = first_of.get(&*fold(value)) {
            let message = format!("This note lists the alias `{value}` twice. Remove one.");
            let related = vec![here(source, *first, "first here")];
            findings.add(DiagnosticCode::DuplicateAlias, span, message, related);
            continue;
        }
        first_of.insert(fold(value).into_owned(), span);
        let vault = findings.vault;
        let others: Vec<FileId> = vault
            .claimants(value)
            .iter()
            .copied()
            .filter(|other| *other != source)
            .take(4)
            .collect();
        let Some(other) = others.first().map(|other| vault.file(*other)) else { continue };
        let message = format!(
            "`{value}` is an alias of `{other}` too{more}: a link by it leads to neither.",
            other = other.path,
            more = if others.len() > 1 { ", and of others" } else { "" },
        );
        let related = others.iter().filter_map(|other| claim(vault, *other, value)).collect();
        findings.add(DiagnosticCode::DuplicateAlias, span, message, related);
    }
}

fn block_ids(findings: &mut Findings<'_>, source: FileId, note: &Note) {
    let ids = note.block_ids.iter().zip(&note.facts.block_ids);
    let ids = ids.map(|(written, id)| (written.to_ascii_lowercase(), id.span));
    for (id, span, first) in repeated(ids) {
        let message = format!(
            "An earlier block of this note has the id `{id}`: links lead there. Give this one another."
        );
        let related = vec![here(source, first, "the first of this id")];
        findings.add(DiagnosticCode::DuplicateBlockId, span, message, related);
    }
}

fn headings(findings: &mut Findings<'_>, source: FileId, note: &Note) {
    if !findings.wants(DiagnosticCode::DuplicateHeading) {
        return;
    }
    let keys: Vec<String> = note.headings.iter().map(heading_key).collect();
    let headings = keys.iter().zip(&note.facts.headings);
    let headings = headings
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, heading)| (key.as_str(), heading.text));
    for (_, span, first) in repeated(headings) {
        let message = "An earlier heading of this note reads the same: links lead there. \
                       Word this one differently, or link to it by the headings above it.";
        let related = vec![here(source, first, "the first of these headings")];
        findings.add(DiagnosticCode::DuplicateHeading, span, message.to_owned(), related);
    }
}

fn footnotes(findings: &mut Findings<'_>, note: &Note) {
    let footnotes = || note.footnotes.iter().zip(&note.facts.footnotes);
    let names = |defined: bool| -> FxHashSet<_> {
        let some = footnotes().filter(|(_, footnote)| footnote.is_definition == defined);
        some.map(|(label, _)| fold(label)).collect()
    };
    let (defined, used) = (names(true), names(false));
    for (label, footnote) in footnotes() {
        if footnote.is_definition && !used.contains(&fold(label)) {
            let message = format!("Nothing refers to the footnote `{label}`.");
            findings.add(DiagnosticCode::UnusedDefinition, footnote.span, message, Vec::new());
        } else if !footnote.is_definition && !defined.contains(&fold(label)) {
            let message =
                format!("Nothing defines the footnote `{label}`. Write `[^{label}]: …` below.");
            findings.add(DiagnosticCode::UndefinedFootnote, footnote.span, message, Vec::new());
        }
    }
}

fn labels(findings: &mut Findings<'_>, note: &Note) {
    let labels = || note.labels.iter().zip(&note.facts.labels);
    let mut used: FxHashSet<_> = labels()
        .filter(|(_, label)| !label.is_definition)
        .map(|(name, _)| label_key(name))
        .collect();
    if labels().next().is_some() {
        // To other programs `[[Name]]` is a reference link in brackets.
        for ((index, link), target) in (0..).zip(&note.facts.links).zip(&note.links) {
            if link.form == LinkForm::Wiki {
                let path = findings.vault.target_path(*target);
                used.insert(label_key(path));
                used.extend(note.subpath(index).map(|it| label_key(&format!("{path}#{it}"))));
            }
        }
    }
    for (name, label) in labels() {
        let target = name.split('|').next().unwrap_or(name);
        let is_used = || used.contains(&label_key(name)) || used.contains(&label_key(target));
        if label.is_definition && !label.is_comment && !is_used() {
            let message = format!("Nothing uses the label `{name}`.");
            findings.add(DiagnosticCode::UnusedDefinition, label.span, message, Vec::new());
        }
    }
}

fn orphan(findings: &mut Findings<'_>, source: FileId, note: &Note) {
    if !findings.wants(DiagnosticCode::OrphanNote) || findings.vault.is_linked(source) {
        return;
    }
    let span = note.facts.headings.first().map_or(Span::empty(0), |heading| heading.text);
    let message = "No other note links to this one.".to_owned();
    findings.add(DiagnosticCode::OrphanNote, span, message, Vec::new());
}

/// The things whose key an earlier one has, with that earlier one's place.
fn repeated<K: Hash + Eq + Clone>(
    things: impl Iterator<Item = (K, Span)>,
) -> impl Iterator<Item = (K, Span, Span)> {
    let mut first_of = FxHashMap::default();
    things.filter_map(move |(key, span)| {
        let first = *first_of.entry(key.clone()).or_insert(span);
        (first != span).then_some((key, span, first))
    })
}

fn here(file: FileId, span: Span, message: &str) -> Related {
    Related { file, span, message: message.to_owned() }
}
