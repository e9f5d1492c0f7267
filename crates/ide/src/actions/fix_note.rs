//! Applies all fixes of a note at once.

use linkwright_settings::DiagnosticCode;
use linkwright_syntax::fold;
use linkwright_text::{Edit, Span, apply_edits, compose_edits};
use linkwright_vault::{Change, FileId, Resolver, StringList, Vault};
use rustc_hash::{FxHashMap, FxHashSet};

use super::fixes::{Fix, FixLevel, fixes, is_fixable};
use super::{Action, ActionKind, Operation};
use crate::diagnostics::{Diagnostic, diagnose};

/// The fixes of a note, applied.
pub struct FixedNote {
    /// How many findings they fix.
    pub findings: usize,
    /// The edits of the note, sorted and without overlaps.
    pub edits: Vec<Edit>,
}

/// Returns the action that applies all safe fixes of `note`; `None` if there are none. `text` is the
/// note's text. The index has other texts of the note meanwhile, and is the same afterwards.
pub fn fix_all(vault: &mut Vault, note: FileId, text: &str) -> Option<Action> {
    let fixed = fix_note(vault, note, text, FixLevel::Safe, &is_fixable)?;
    Some(Action {
        title: "Apply all safe fixes".to_owned(),
        kind: ActionKind::FixAll,
        fixes: None,
        is_preferred: false,
        refusal: None,
        operation: Operation::Edit(fixed.edits),
    })
}

/// Applies the fixes of `note` of this level with a code that `is_wanted`, as often as there are any;
/// `None` if there are none. `text` is the note's text.
///
/// A fix is left out if the note would have a finding that it did not have, or other aliases or
/// headings, which other notes may link to. To see that, the index gets the fixed text. It is the same
/// afterwards.
pub fn fix_note(
    vault: &mut Vault,
    note: FileId,
    text: &str,
    level: FixLevel,
    is_wanted: &dyn Fn(DiagnosticCode) -> bool,
) -> Option<FixedNote> {
    vault.with_text(note, text)?;
    let (diagnostics, _) = diagnose(vault, note);
    if !diagnostics.iter().any(|diagnostic| is_wanted(diagnostic.code)) {
        return None;
    }
    let path = vault.file(note).path.to_string();
    let mut fixer =
        Fixer { vault, note, path, text: text.to_owned(), diagnostics, edits: Vec::new() };
    let mut findings = 0;
    loop {
        let resolver = Resolver::for_one_note(fixer.vault);
        let mut found = fixes(&resolver, note, &fixer.text, &fixer.diagnostics, level);
        found.retain(|fix| is_wanted(fix.code));
        found.sort_by_key(|fix| fix.edits.first().map(|edit| edit.span.start));
        // Of fixes that overlap, the next round has the others.
        let mut end = 0;
        found.retain(|fix| {
            let (Some(first), Some(last)) = (fix.edits.first(), fix.edits.last()) else {
                return false;
            };
            let is_free = first.span.start >= end;
            end = if is_free { last.span.end.max(end) } else { end };
            is_free
        });
        match fixer.apply(found) {
            0 => break,
            count => findings += count,
        }
    }
    if fixer.text != text {
        fixer.text = text.to_owned();
        fixer.index_text();
    }
    (findings > 0).then_some(FixedNote { findings, edits: fixer.edits })
}

/// A note that is being fixed. The index has its current text.
struct Fixer<'v> {
    vault: &'v mut Vault,
    note: FileId,
    path: String,
    /// The current text.
    text: String,
    /// The findings in the current text.
    diagnostics: Vec<Diagnostic>,
    /// The edits that make the current text of the first one.
    edits: Vec<Edit>,
}

/// How often a note has each finding.
type Counts<'d> = FxHashMap<(DiagnosticCode, &'d str), usize>;

impl Fixer<'_> {
    /// Applies `fixes`, sorted and without overlaps, except those that would do harm. Returns how many
    /// were applied.
    fn apply(&mut self, mut fixes: Vec<Fix>) -> usize {
        while !fixes.is_empty() {
            let edits: Vec<Edit> = fixes.iter().flat_map(|fix| fix.edits.clone()).collect();
            let Ok(after) = apply_edits(&self.text, &edits) else { return 0 };
            let (aliases, headings) = (self.aliases(), self.headings());
            let before = std::mem::replace(&mut self.text, after);
            self.index_text();
            let (found, needs_disk) = diagnose(self.vault, self.note);
            let mut harm = self.new_findings(&fixes, &found);
            harm.extend(self.changed_headings(&headings));
            let keeps_names = self.aliases() == aliases && self.headings() == headings;
            let is_harmless = !needs_disk && harm.is_empty() && keeps_names;
            if is_harmless {
                self.edits = compose_edits(&self.edits, &before, &edits);
                self.diagnostics = found;
                return fixes.len();
            }
            if needs_disk {
                harm.extend(self.unknown_links());
            }
            let names: FxHashSet<String> =
                harm.iter().map(|place| name_in(&self.text.as_str()[*place])).collect();
            self.text = before;
            self.index_text();
            // Mostly, the place shows which fix does harm, or the name: the label `[x]: …` is unused
            // without the link `[[x]]`.
            let mut harmful = fixes_at(&fixes, &harm);
            if harmful.is_empty() {
                let is_named = |fix: &Fix| names.contains(&name_in(&self.text.as_str()[fix.span]));
                let named = fixes.iter().enumerate().filter(|(_, fix)| is_named(fix));
                harmful.extend(named.map(|(index, _)| index));
            }
            if harmful.is_empty() {
                let second = fixes.split_off(fixes.len() / 2);
                // The places of the first half stay valid while the second one is applied.
                return if fixes.is_empty() { 0 } else { self.apply(second) + self.apply(fixes) };
            }
            let mut index = 0;
            fixes.retain(|_| {
                index += 1;
                !harmful.contains(&(index - 1))
            });
        }
        0
    }

    fn index_text(&mut self) {
        self.vault.apply(Change::Note { path: &self.path, text: &self.text });
    }

    /// The places of those among the findings `found` after `fixes` that there were not, or less often.
    fn new_findings(&self, fixes: &[Fix], found: &[Diagnostic]) -> Vec<Span> {
        let fixed: FxHashSet<_> = fixes.iter().map(|fix| (fix.code, fix.span)).collect();
        let is_fixed = |it: &&Diagnostic| fixed.contains(&(it.code, it.span));
        let allowed = counts(self.diagnostics.iter().filter(|it| !is_fixed(it)));
        let now = counts(found);
        let is_new = |it: &&Diagnostic| {
            let key = (it.code, &*it.message);
            now.get(&key) > allowed.get(&key)
        };
        found.iter().filter(is_new).map(|it| it.span).collect()
    }

    /// The links that only the disk can resolve.
    fn unknown_links(&self) -> Vec<Span> {
        let Some(note) = self.vault.note(self.note) else { return Vec::new() };
        let unknown = self.vault.unknown_links(self.note).into_iter();
        unknown.map(|at| note.facts.links[at.index as usize].span).collect()
    }

    /// The headings that are not the same as in `before`.
    fn changed_headings(&self, before: &StringList) -> Vec<Span> {
        let Some(note) = self.vault.note(self.note) else { return Vec::new() };
        let spans = note.facts.headings.iter().map(|heading| heading.text);
        let changed = note.headings.iter().zip(spans).enumerate();
        let changed = changed.filter(|(index, (text, _))| before.get(*index) != Some(*text));
        changed.map(|(_, (_, span))| span).collect()
    }

    fn headings(&self) -> StringList {
        self.vault.note(self.note).map_or_else(StringList::default, |note| note.headings.clone())
    }

    fn aliases(&self) -> Vec<String> {
        let aliases = self.vault.aliases(self.note);
        let mut aliases: Vec<String> =
            aliases.map(|alias| fold(alias.scalar.value).into_owned()).collect();
        aliases.sort_unstable();
        aliases.dedup();
        aliases
    }
}

fn counts<'d>(found: impl IntoIterator<Item = &'d Diagnostic>) -> Counts<'d> {
    let mut counts = Counts::default();
    for Diagnostic { code, message, .. } in found {
        *counts.entry((*code, message)).or_default() += 1;
    }
    counts
}

/// The name in brackets that `text` begins with, or else all of it, to compare it with others.
fn name_in(text: &str) -> String {
    let name = text.trim_start_matches('[');
    fold(name.split(']').next().unwrap_or(name)).into_owned()
}

/// The indexes of the `fixes` that wrote text at one of `places`, which are spans of the text after
/// them.
fn fixes_at(fixes: &[Fix], places: &[Span]) -> FxHashSet<usize> {
    let mut places = places.to_vec();
    places.sort_unstable();
    let (mut harmful, mut next) = (FxHashSet::default(), 0);
    let (mut added, mut removed) = (0, 0);
    for (index, fix) in fixes.iter().enumerate() {
        let Some(first) = fix.edits.first() else { continue };
        let start = first.span.range().start + added - removed;
        let mut end = start;
        for Edit { span, insert } in &fix.edits {
            end = span.range().start + added - removed + insert.len();
            added += insert.len();
            removed += span.range().len();
        }
        while places.get(next).is_some_and(|place| place.range().end < start) {
            next += 1;
        }
        if places.get(next).is_some_and(|place| place.range().start <= end) {
            harmful.insert(index);
        }
    }
    harmful
}
