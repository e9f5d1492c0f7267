//! Fixes of a vault's findings.

use std::sync::atomic::AtomicBool;

use linkwright_ide::actions::{FixLevel, fix_note, is_fixable};
use linkwright_ide::diagnostics::diagnose;
use linkwright_ide::{Changes, EditReason};
use linkwright_settings::DiagnosticCode;
use linkwright_vault::{Change, FileId};

use crate::pending::PendingChange;
use crate::project::stop;
use crate::{Error, Project};

/// Fixes that are ready to be shown and applied.
pub struct PendingFixes {
    /// The changes.
    pub pending: PendingChange,
    /// How many findings they fix.
    pub findings: usize,
}

impl Project {
    /// Prepares fixes of the findings with the codes that `is_wanted`, in the notes whose vault paths
    /// `part` holds. Nothing is written. No note gets a finding that it did not have.
    ///
    /// # Errors
    /// As [`Project::pending`].
    pub fn plan_fixes(
        &mut self,
        part: impl Fn(&str) -> bool,
        level: FixLevel,
        is_wanted: impl Fn(DiagnosticCode) -> bool,
        cancel: &AtomicBool,
    ) -> Result<PendingFixes, Error> {
        let notes = self.vault.files().filter(|(_, file)| file.note.is_some() && part(&file.path));
        let notes: Vec<FileId> = notes.map(|(note, _)| note).collect();
        let is_fixable = |code| is_fixable(code) && is_wanted(code);
        let mut fixable = Vec::new();
        for &note in &notes {
            stop(cancel)?;
            let (found, needs_disk) = diagnose(&self.vault, note);
            if needs_disk || found.iter().any(|diagnostic| is_fixable(diagnostic.code)) {
                fixable.push(note);
            }
        }
        self.ask_disk();
        let mut changes = Changes::default();
        let mut findings = 0;
        for (note, before) in self.texts(&fixable)? {
            stop(cancel)?;
            let fixed = fix_note(&mut self.vault, note, &before, level, &is_fixable);
            if let Some(fixed) = fixed {
                let edits = fixed.edits.into_iter().map(|edit| (edit, EditReason::Requested));
                changes.edits.push((note, edits.collect()));
                findings += fixed.findings;
            }
        }
        Ok(PendingFixes { pending: self.pending(changes, cancel)?, findings })
    }

    /// Keeps the project in step with fixes that were [applied](Project::apply).
    pub fn fixes_applied(&mut self, fixes: &PendingFixes) {
        for rewrite in &fixes.pending.rewrites {
            self.vault.load(Change::Note { path: &rewrite.path, text: &rewrite.after });
        }
    }
}
