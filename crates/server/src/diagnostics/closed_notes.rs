//! Diagnosing all notes of a vault: a slice at a time at first, then only the notes that a change
//! concerns.

use std::collections::BTreeSet;
use std::time::Instant;

use linkwright_project::live::{PlanRead, VaultId, VaultOwner as _};
use linkwright_settings::DiagnosticsScope;
use linkwright_vault::FileId;

use crate::answers::pending_request::{Outcome, PendingRequest};
use crate::diagnostics::diagnose::{
    NoteDiagnostics, NoteReport, build_reports, diagnose_note, plan_reports,
};
use crate::diagnostics::open::MAX_RETRIES;
use crate::vaults::progress::Task;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// Maximum number of notes whose texts are read together to build their reports.
const BATCH: usize = 64;

/// Maximum number of notes whose reports are being built.
const MAX_BUILDING: usize = 512;

/// Vaults with more notes than this show progress.
const MIN_NOTES_FOR_PROGRESS: usize = 2000;

/// Whether all notes of `root` are to be diagnosed; `false` while the vault is still loading.
pub(super) fn is_enabled(root: &Root) -> bool {
    root.dir.is_some()
        && !root.is_loading()
        && (root.diagnostics.requested_by_user
            || !root.diagnostics.next_waiters.is_empty()
            || root.vault.settings().scope == DiagnosticsScope::Vault)
}

impl State {
    /// Diagnoses the next closed notes of each vault, until `until`. Returns whether there are more.
    pub(crate) fn diagnose_closed_notes(&mut self, until: Instant) -> bool {
        let ids: Vec<VaultId> = self.roots.iter().map(|root| root.id).collect();
        let mut more = false;
        for id in ids {
            self.update_enabled(id);
            more |= self.diagnose_slice(id, until);
            self.finish_pass(id);
        }
        self.report_check_progress();
        more
    }

    /// Starts or stops diagnosing all notes, and clears the diagnostics of removed files.
    fn update_enabled(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let enabled = is_enabled(root);
        if root.diagnostics.enabled && !enabled {
            self.stop_vault_diagnostics(id);
            return;
        }
        if enabled && (!root.diagnostics.enabled || !root.diagnostics.next_waiters.is_empty()) {
            root.diagnostics.enabled = true;
            root.diagnostics.start_pass(&root.open.vault);
            let pass = root.diagnostics.pass.as_ref().expect("the pass has just started");
            if pass.total > MIN_NOTES_FOR_PROGRESS && pass.waiters.is_empty() {
                self.show_progress(Task::Checking(id));
            }
        }
        let Some(root) = self.root_mut(id) else { return };
        for path in std::mem::take(&mut root.diagnostics.removed_paths) {
            let Some(root) = self.root(id) else { return };
            let file = root.vault.find_file(&path).map(|file| root.vault.file(file));
            if file.is_none_or(|file| *file.path != *path) {
                self.publish_closed(id, &path, None);
            }
        }
    }

    /// Stops diagnosing the closed notes of the vault `id`, and clears their diagnostics.
    pub(crate) fn stop_vault_diagnostics(&mut self, id: VaultId) {
        self.cancel_pass(id);
        let Some(root) = self.root_mut(id) else { return };
        let previous = std::mem::take(&mut root.diagnostics);
        root.diagnostics.requested_by_user = previous.requested_by_user;
        root.diagnostics.next_waiters = previous.next_waiters;
        root.diagnostics.last_attempt = previous.last_attempt;
        root.diagnostics.pass_number = previous.pass_number + 1;
        self.closed_diagnostics_revision += 1;
        for report in previous.published.into_values() {
            self.clear_diagnostics(report.uri);
        }
    }

    /// Diagnoses notes of the vault `id` until `until`. Returns whether there are more.
    fn diagnose_slice(&mut self, id: VaultId, until: Instant) -> bool {
        let pulls = self.client_capabilities.pulls_diagnostics;
        let State { roots, documents, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id && root.diagnostics.enabled)
        else {
            return false;
        };
        let mut found: NoteDiagnostics = Vec::new();
        let mut clean: Vec<String> = Vec::new();
        let mut awaiting_disk = Vec::new();
        // At the limit, the reports that are being built bring the thread back here when they arrive.
        while root.diagnostics.building.len() < MAX_BUILDING
            && found.len() < BATCH
            && Instant::now() < until
        {
            let Some((file, counts)) = root.diagnostics.next_note() else { break };
            let Some(entry) = root.open.vault.get(file) else { continue };
            let is_open = documents
                .at(id, &entry.path)
                .is_some_and(|open| open.has_own_diagnostics(root, pulls));
            if is_open && !counts {
                continue;
            }
            let (diagnostics, needs_disk) = match entry.note {
                Some(_) => diagnose_note(root, file),
                None => Default::default(),
            };
            if needs_disk {
                root.diagnostics.awaiting_disk += 1;
                awaiting_disk.push((file, counts));
                continue;
            }
            if let Some(pass) = root.diagnostics.pass.as_mut().filter(|_| counts) {
                pass.summary.count(&root.open.vault, file, &diagnostics);
            }
            if is_open {
                continue;
            }
            if diagnostics.is_empty() {
                root.diagnostics.building.remove(&file);
                if root.diagnostics.published.contains_key(&*entry.path) {
                    clean.push(entry.path.to_string());
                }
            } else {
                found.push((file, diagnostics));
            }
        }
        let diagnostics = &root.diagnostics;
        let remaining = diagnostics.pass.as_ref().map_or(0, |pass| pass.remaining.len());
        let more = diagnostics.building.len() < MAX_BUILDING
            && (remaining > 0 || !diagnostics.pending.is_empty());
        if let Some(pass) = &diagnostics.pass {
            self.progress.report(Task::Checking(id), pass.total - remaining, pass.total);
        }
        let pass_number = diagnostics.pass_number;
        if !awaiting_disk.is_empty() {
            self.diagnose_after_disk_check(id, pass_number, awaiting_disk);
        }
        for path in clean {
            self.publish_closed(id, &path, None);
        }
        if !found.is_empty() {
            self.build_closed_reports(id, found);
        }
        more
    }

    /// Builds the reports of the notes in `found`, whose texts have to be read to convert spans into
    /// lines and columns.
    fn build_closed_reports(&mut self, id: VaultId, found: NoteDiagnostics) {
        let Some(root) = self.root_mut(id) else { return };
        root.diagnostics.last_attempt += 1;
        let attempt = root.diagnostics.last_attempt;
        let notes: Vec<FileId> = found.iter().map(|(note, _)| *note).collect();
        root.diagnostics.building.extend(notes.iter().map(|note| (*note, attempt)));
        let Ok(pending) = PendingRequest::of(plan_reports(id, found), self) else { return };
        let settle =
            move |state: &mut State,
                  read: Option<(PendingRequest<NoteDiagnostics>, PlanRead<Box<str>>)>| {
                let settled = read.map(|(pending, read)| pending.settle(read, state));
                match settled {
                    Some(Ok(Outcome::Holds(settled))) => {
                        let ((found, texts), context) = *settled;
                        let context = context.with(texts);
                        let done = move |state: &mut State, reports: Option<Vec<NoteReport>>| {
                            let reports = reports.unwrap_or_default();
                            state.closed_reports_built(id, attempt, &notes, reports);
                        };
                        state.background.run(move || build_reports(&found, &context), done);
                    }
                    Some(Ok(Outcome::Stale(stale))) => {
                        state.retry_closed_reports(id, attempt, notes, stale.read);
                    }
                    // Nothing is published for notes that cannot be read, or whose reading panics.
                    None | Some(Err(_)) => {
                        state.closed_reports_built(id, attempt, &notes, Vec::new());
                    }
                }
            };
        self.background.run(|| pending.read(), settle);
    }

    /// Diagnoses `notes` again when the reader has read what was different on disk. After the last
    /// retry, only the next change does.
    fn retry_closed_reports(
        &mut self,
        id: VaultId,
        attempt: u64,
        notes: Vec<FileId>,
        look: Option<(VaultId, u64)>,
    ) {
        let retry = move |state: &mut State, _| {
            let Some(root) = state.root_mut(id) else { return };
            for &note in &notes {
                let tries = root.diagnostics.retries.entry(note).or_default();
                *tries += 1;
                if *tries <= MAX_RETRIES {
                    root.diagnostics.pending.insert(note);
                } else {
                    root.diagnostics.retries.remove(&note);
                }
            }
            state.closed_reports_built(id, attempt, &notes, Vec::new());
        };
        self.after_read(look, Box::new(retry));
    }

    /// Publishes `reports`, which the given attempt built for `notes`. Reports of notes that were
    /// diagnosed again meanwhile, were opened, or are gone are dropped.
    fn closed_reports_built(
        &mut self,
        id: VaultId,
        attempt: u64,
        notes: &[FileId],
        reports: Vec<NoteReport>,
    ) {
        let Some(root) = self.root_mut(id) else { return };
        let building = &mut root.diagnostics.building;
        let enabled = root.diagnostics.enabled;
        let newest: BTreeSet<FileId> =
            notes.iter().copied().filter(|note| building.get(note) == Some(&attempt)).collect();
        building.retain(|note, _| !newest.contains(note));
        for report in &reports {
            root.diagnostics.retries.remove(&report.file);
        }
        for report in reports.into_iter().filter(|report| enabled && newest.contains(&report.file))
        {
            let Some(root) = self.root(id) else { return };
            let pulls = self.client_capabilities.pulls_diagnostics;
            let is_open = self
                .documents
                .at(id, &report.path)
                .is_some_and(|open| open.has_own_diagnostics(root, pulls));
            let exists = root.vault.get(report.file).is_some_and(|file| *file.path == *report.path);
            if exists && !is_open {
                self.publish_closed(id, &report.path, Some((report.uri, report.items)));
            }
        }
    }
}
