//! The diagnostics of a whole vault: which are out of date, and which were published.

use std::collections::{BTreeMap, BTreeSet};

use linkwright_ide::diagnostics::Diagnostic;
use linkwright_project::KnownFindings;
use linkwright_project::live::OpenVault;
use linkwright_settings::{DiagnosticsScope, NewFindings};
use linkwright_vault::{Delta, FileId, Vault};
use rustc_hash::FxHashMap;

use super::check::{CheckPass, Waiter};
use super::document::MAX_RETRIES;
use super::published::PublishedReport;

/// Maximum number of notes whose reports are being built.
const MAX_BUILDING: usize = 512;

/// The diagnostics of all closed notes of one vault.
#[derive(Default)]
pub(crate) struct VaultDiagnostics {
    /// Closed notes are diagnosed.
    pub(super) enabled: bool,
    /// The user ran a check, so closed notes are diagnosed whatever the settings say.
    requested_by_user: bool,
    /// Commands that wait for the next pass.
    pub(super) next_waiters: Vec<Waiter>,
    /// The pass over all notes, while it is under way.
    pub(super) pass: Option<CheckPass>,
    /// Notes to diagnose again: they changed, or a change concerns their links.
    pub(super) pending: BTreeSet<FileId>,
    /// Notes to diagnose again when what is being typed is reported.
    held: BTreeSet<FileId>,
    /// Notes whose reports are being built, with the number of the last attempt.
    building: FxHashMap<FileId, u64>,
    /// Number of the last attempt to build reports.
    last_attempt: u64,
    /// Number of retries of each note, because a note on disk was not the one that is indexed.
    retries: FxHashMap<FileId, u8>,
    /// Number of notes that wait until the disk was asked for the targets of their links.
    awaiting_disk: usize,
    /// Number of the pass; the old number marks results of a pass that was replaced.
    pass_number: u64,
    /// Paths of removed files, whose diagnostics are to be cleared.
    pub(super) removed_paths: Vec<String>,
    /// The reports of closed notes, by path; never empty ones.
    pub(super) published: BTreeMap<String, PublishedReport>,
    /// What was there when the vault was first indexed completely, if the settings ask for new findings.
    pub(super) known: Option<KnownFindings>,
}

impl VaultDiagnostics {
    /// Whether all notes of `vault`, its own, are to be diagnosed; `false` while it is loading.
    pub(super) fn is_wanted(&self, vault: &OpenVault) -> bool {
        vault.dir.is_some()
            && !vault.is_loading()
            && (self.requested_by_user
                || !self.next_waiters.is_empty()
                || vault.vault.settings().scope == DiagnosticsScope::Vault)
    }

    /// Records the findings of `vault`, its own, as known if only later ones are to be published. Does
    /// nothing if that was done before, or the vault is not completely indexed.
    pub(crate) fn begin_session(&mut self, vault: &OpenVault) {
        let is_due = only_new(vault) && vault.is_fully_loaded() && self.known.is_none();
        if is_due {
            let known = self.known.insert(KnownFindings::default());
            known.record(&vault.vault, usize::MAX);
        }
    }

    /// Divides `found`, the diagnostics of `note`, into those to publish and those that are not, because
    /// they were there when the session began.
    pub(crate) fn split_known(
        &self,
        vault: &OpenVault,
        note: FileId,
        found: Vec<Diagnostic>,
    ) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        match &self.known {
            _ if !only_new(vault) => (found, Vec::new()),
            Some(known) => known.split(&vault.vault, note, found),
            None => (Vec::new(), found),
        }
    }

    /// Whether closed notes are diagnosed.
    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The scope of the settings changed. That ends a check that a command started.
    pub(crate) fn scope_changed(&mut self) {
        self.requested_by_user = false;
    }

    /// Marks every note as pending whose diagnostics may depend on `deltas`.
    pub(super) fn mark_dependents(&mut self, vault: &Vault, deltas: &[Delta]) {
        if !self.enabled {
            return;
        }
        if deltas.iter().any(|delta| delta.everything) {
            let waiters = self.pass.take().map(|pass| pass.waiters).unwrap_or_default();
            self.restart_pass(vault, waiters);
            self.pending.clear();
            return;
        }
        for delta in deltas {
            self.pending.extend(vault.affected_files(delta));
        }
    }

    /// Marks every note whose diagnostics may depend on `deltas`: it will be pending when what is being
    /// typed is reported.
    pub(super) fn hold_dependents(&mut self, vault: &Vault, deltas: &[Delta]) {
        if self.enabled {
            self.held.extend(deltas.iter().flat_map(|delta| vault.affected_files(delta)));
        }
    }

    /// What was being typed is reported.
    pub(super) fn release(&mut self) {
        self.pending.append(&mut self.held);
    }

    /// Records that the files at `paths` of `vault` were removed. Returns the notes whose findings may be
    /// known now, because they may be the removed ones under other names.
    pub(super) fn files_removed(&mut self, vault: &OpenVault, paths: Vec<String>) -> Vec<FileId> {
        let renamed = match &mut self.known {
            Some(known) if !paths.is_empty() && only_new(vault) => {
                known.files_removed(&vault.vault)
            }
            _ => Vec::new(),
        };
        if self.enabled {
            self.removed_paths.extend(paths);
            self.pending.extend(&renamed);
        }
        renamed
    }

    /// Whether there are diagnostics of all notes, perhaps except for the last changes.
    pub(super) fn cover_all_notes(&self) -> bool {
        self.enabled && self.pass.is_none()
    }

    /// Whether all notes are diagnosed and published.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.pass.is_none() && self.next_waiters.is_empty() && self.has_no_pending_notes()
    }

    /// Whether no note is pending, apart from those that remain in a pass.
    pub(super) fn has_no_pending_notes(&self) -> bool {
        self.pending.is_empty() && self.building.is_empty() && self.awaiting_disk == 0
    }

    /// Whether there are notes to diagnose now. At the limit there are none: the reports that are
    /// being built bring the thread back when they arrive.
    pub(crate) fn has_next_note(&self) -> bool {
        self.has_room()
            && (!self.pending.is_empty()
                || self.pass.as_ref().is_some_and(|pass| !pass.remaining.is_empty()))
    }

    /// Whether more reports may be built.
    fn has_room(&self) -> bool {
        self.building.len() < MAX_BUILDING
    }

    /// The next note to diagnose, and whether it counts in the pass.
    pub(crate) fn next_note(&mut self) -> Option<(FileId, bool)> {
        if !self.has_room() {
            return None;
        }
        if let Some(file) = self.pending.pop_first() {
            return Some((file, false));
        }
        self.pass.as_mut()?.remaining.pop().map(|file| (file, true))
    }

    /// Counts the note or canvas `file` in the pass. Its diagnostics are `found`, and `known` ones that
    /// are not published.
    pub(crate) fn count(
        &mut self,
        vault: &Vault,
        file: FileId,
        found: &[Diagnostic],
        known: &[Diagnostic],
    ) {
        if let Some(pass) = &mut self.pass {
            pass.summary.count(vault, file, found, known);
        }
    }

    /// The note `file` at `path` has no diagnostics. Returns whether some are published.
    pub(crate) fn is_clean(&mut self, file: FileId, path: &str) -> bool {
        self.building.remove(&file);
        self.published.contains_key(path)
    }

    /// Lets `count` notes wait until the disk was asked for the targets of their links. Returns the
    /// number of the pass.
    pub(crate) fn await_disk(&mut self, count: usize) -> u64 {
        self.awaiting_disk += count;
        self.pass_number
    }

    /// Diagnoses `notes` again, now that the disk was asked for the targets of their links. The
    /// `bool` of each says whether it counts in the pass of this number.
    pub(crate) fn disk_checked(&mut self, pass_number: u64, notes: Vec<(FileId, bool)>) {
        if pass_number != self.pass_number {
            return;
        }
        self.awaiting_disk = self.awaiting_disk.saturating_sub(notes.len());
        for (note, counts) in notes {
            match self.pass.as_mut().filter(|_| counts) {
                Some(pass) => pass.remaining.push(note),
                None => drop(self.pending.insert(note)),
            }
        }
    }

    /// Begins an attempt to build the reports of `notes`, and returns its number.
    pub(crate) fn begin_reports(&mut self, notes: &[FileId]) -> u64 {
        self.last_attempt += 1;
        self.building.extend(notes.iter().map(|note| (*note, self.last_attempt)));
        self.last_attempt
    }

    /// Diagnoses `notes` again, because one that they refer to was different on disk. After the last
    /// retry, only the next change does.
    pub(crate) fn retry(&mut self, notes: &[FileId]) {
        for &note in notes {
            let tries = self.retries.entry(note).or_default();
            *tries += 1;
            if *tries <= MAX_RETRIES {
                self.pending.insert(note);
            } else {
                self.retries.remove(&note);
            }
        }
    }

    /// Ends an attempt to build the reports of `notes`, which has built those of `built`. Returns the
    /// notes whose reports are to be published: those that were not diagnosed again meanwhile.
    pub(crate) fn end_reports(
        &mut self,
        attempt: u64,
        notes: &[FileId],
        built: impl Iterator<Item = FileId>,
    ) -> BTreeSet<FileId> {
        let is_newest = |note: &FileId| self.building.get(note) == Some(&attempt);
        let newest: BTreeSet<FileId> = notes.iter().copied().filter(is_newest).collect();
        self.building.retain(|note, _| !newest.contains(note));
        for note in built {
            self.retries.remove(&note);
        }
        if self.enabled { newest } else { BTreeSet::new() }
    }

    /// The number of notes of the pass that are diagnosed, and of all.
    pub(crate) fn progress(&self) -> Option<(usize, usize)> {
        self.pass.as_ref().map(|pass| (pass.total - pass.remaining.len(), pass.total))
    }

    /// Starts a pass over all notes, unless they are diagnosed already and no command waits for one.
    /// Returns the number of notes of a pass that was started and that no command waits for.
    pub(super) fn start_pass(&mut self, vault: &Vault) -> usize {
        if self.enabled && self.next_waiters.is_empty() {
            return 0;
        }
        self.enabled = true;
        self.requested_by_user |= !self.next_waiters.is_empty();
        let mut waiters = std::mem::take(&mut self.next_waiters);
        waiters.extend(self.pass.take().into_iter().flat_map(|pass| pass.waiters));
        let has_waiters = !waiters.is_empty();
        let total = self.restart_pass(vault, waiters);
        if has_waiters { 0 } else { total }
    }

    fn restart_pass(&mut self, vault: &Vault, waiters: Vec<Waiter>) -> usize {
        let pass = self.pass.insert(CheckPass::new(vault, waiters));
        self.pass_number += 1;
        self.awaiting_disk = 0;
        pass.total
    }

    /// Forgets everything except what later passes and attempts need.
    pub(super) fn reset(&mut self) {
        *self = VaultDiagnostics {
            requested_by_user: self.requested_by_user,
            next_waiters: std::mem::take(&mut self.next_waiters),
            last_attempt: self.last_attempt,
            known: self.known.take(),
            pass_number: self.pass_number + 1,
            ..VaultDiagnostics::default()
        };
    }
}

/// Whether only findings of `vault` are published that were not there when the session began. A document
/// in no folder is not indexed before it is opened.
pub(super) fn only_new(vault: &OpenVault) -> bool {
    vault.dir.is_some() && vault.vault.settings().new_findings == NewFindings::Session
}
