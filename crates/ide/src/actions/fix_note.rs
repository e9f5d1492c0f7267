//! Applies all fixes of a note at once.

use linkwright_settings::DiagnosticCode;
use linkwright_syntax::fold;
use linkwright_text::{Edit, apply_edits};
use linkwright_vault::{Change, FileId, Vault};
use rustc_hash::{FxHashMap, FxHashSet};

use super::fixes::{Fix, FixLevel, fixes};
use crate::diagnostics::{Diagnostic, diagnose, diagnostics};

/// Applies the fixes of `note` of this level with a code that `is_wanted`, as often as there are any, and
/// returns the new text and how many findings are fixed; `None` if there are none. `text` is the note's
/// text.
///
/// A fix is left out if the note would have a finding that it did not have, or other aliases. The vault
/// is the same afterwards.
pub fn fix_note(
    vault: &mut Vault,
    note: FileId,
    text: &str,
    level: FixLevel,
    is_wanted: &dyn Fn(DiagnosticCode) -> bool,
) -> Option<(String, usize)> {
    let path = vault.get(note)?.path.to_string();
    let mut fixer = Fixer { vault, note, path, text: text.to_owned() };
    let mut fixed = 0;
    loop {
        let diagnostics = diagnostics(fixer.vault, note);
        let mut found = fixes(fixer.vault, note, &fixer.text, &diagnostics, level);
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
        match fixer.apply(&found) {
            0 => break,
            count => fixed += count,
        }
    }
    let Fixer { vault, path, text: after, .. } = fixer;
    vault.load(Change::Note { path: &path, text });
    (fixed > 0).then_some((after, fixed))
}

/// A note that is being fixed. The vault has its current text.
struct Fixer<'v> {
    vault: &'v mut Vault,
    note: FileId,
    path: String,
    text: String,
}

/// How often a note has each finding.
type Counts = FxHashMap<(DiagnosticCode, String), usize>;

impl Fixer<'_> {
    /// Applies `fixes`, sorted and without overlaps, except those that would do harm. Returns how many
    /// were applied.
    fn apply(&mut self, fixes: &[Fix]) -> usize {
        let edits: Vec<&Edit> = fixes.iter().flat_map(|fix| &fix.edits).collect();
        let (Some(_), Ok(after)) = (edits.first(), apply_edits(&self.text, edits.iter().copied()))
        else {
            return 0;
        };
        let fixed: FxHashSet<_> = fixes.iter().map(|fix| (fix.code, fix.span)).collect();
        let mut allowed = diagnostics(self.vault, self.note);
        allowed.retain(|diagnostic| !fixed.contains(&(diagnostic.code, diagnostic.span)));
        let (allowed, aliases) = (counts(allowed), self.aliases());
        self.vault.load(Change::Note { path: &self.path, text: &after });
        let (found, needs_disk) = diagnose(self.vault, self.note);
        let is_new =
            |(finding, count): (&_, &usize)| allowed.get(finding).is_none_or(|it| it < count);
        if !needs_disk && !counts(found).iter().any(is_new) && self.aliases() == aliases {
            self.text = after;
            return fixes.len();
        }
        self.vault.load(Change::Note { path: &self.path, text: &self.text });
        let (first, second) = fixes.split_at(fixes.len() / 2);
        // The places of the first half stay valid while the second one is applied.
        if first.is_empty() { 0 } else { self.apply(second) + self.apply(first) }
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

fn counts(found: Vec<Diagnostic>) -> Counts {
    let mut counts = Counts::default();
    for Diagnostic { code, message, .. } in found {
        *counts.entry((code, message)).or_default() += 1;
    }
    counts
}
