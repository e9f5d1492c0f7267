//! The state of the diagnostics of a whole vault: what is pending, and what was published.

use std::collections::{BTreeMap, BTreeSet};

use linkwright_vault::{Delta, FileId, Vault};
use rustc_hash::FxHashMap;

use crate::diagnostics::check::{CheckPass, Waiter};
use crate::diagnostics::published::PublishedReport;

/// The diagnostics of all closed notes of one vault.
#[derive(Default)]
pub(crate) struct VaultDiagnostics {
    /// Closed notes are diagnosed.
    pub(super) enabled: bool,
    /// The user ran a check, so closed notes are diagnosed whatever the settings say.
    pub(crate) requested_by_user: bool,
    /// Commands that wait for the next pass.
    pub(super) next_waiters: Vec<Waiter>,
    /// The pass over all notes, while it is under way.
    pub(super) pass: Option<CheckPass>,
    /// Notes to diagnose again: they changed, or a change concerns their links.
    pub(super) pending: BTreeSet<FileId>,
    /// Notes whose reports are being built, with the number of the last attempt.
    pub(super) building: FxHashMap<FileId, u64>,
    /// Number of the last attempt to build reports.
    pub(super) last_attempt: u64,
    /// Number of retries of each note, because a note on disk was not the one that is indexed.
    pub(super) retries: FxHashMap<FileId, u8>,
    /// Number of notes that wait until the disk was asked for the targets of their links.
    pub(super) awaiting_disk: usize,
    /// Number of the pass; the old number marks results of a pass that was replaced.
    pub(super) pass_number: u64,
    /// Paths of removed files, whose diagnostics are to be cleared.
    pub(super) removed_paths: Vec<String>,
    /// The reports of closed notes, by path; never empty ones.
    pub(crate) published: BTreeMap<String, PublishedReport>,
}

impl VaultDiagnostics {
    /// Marks every note as pending whose diagnostics may depend on `deltas`.
    pub(crate) fn mark_dependents(&mut self, vault: &Vault, deltas: &[Delta]) {
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

    /// Records that the file at `path` was removed.
    pub(crate) fn file_removed(&mut self, path: &str) {
        if self.enabled {
            self.removed_paths.push(path.to_owned());
        }
    }

    /// Whether there are diagnostics of all notes, perhaps except for the last changes.
    pub(crate) fn cover_all_notes(&self) -> bool {
        self.enabled && self.pass.is_none()
    }

    /// Whether all notes are diagnosed and published.
    pub(crate) fn is_up_to_date(&self) -> bool {
        self.pass.is_none() && self.next_waiters.is_empty() && self.has_no_pending_notes()
    }

    /// Whether no note is pending, apart from those that remain in a pass.
    pub(super) fn has_no_pending_notes(&self) -> bool {
        self.pending.is_empty() && self.building.is_empty() && self.awaiting_disk == 0
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

    /// The next note to diagnose, and whether it counts in the pass.
    pub(super) fn next_note(&mut self) -> Option<(FileId, bool)> {
        if let Some(file) = self.pending.pop_first() {
            return Some((file, false));
        }
        self.pass.as_mut()?.remaining.pop().map(|file| (file, true))
    }

    /// Starts a pass over all notes, for the commands that wait for one.
    pub(super) fn start_pass(&mut self, vault: &Vault) {
        self.requested_by_user |= !self.next_waiters.is_empty();
        let mut waiters = std::mem::take(&mut self.next_waiters);
        waiters.extend(self.pass.take().into_iter().flat_map(|pass| pass.waiters));
        self.restart_pass(vault, waiters);
    }

    fn restart_pass(&mut self, vault: &Vault, waiters: Vec<Waiter>) {
        self.pass = Some(CheckPass::new(vault, waiters));
        self.pass_number += 1;
        self.awaiting_disk = 0;
    }
}
