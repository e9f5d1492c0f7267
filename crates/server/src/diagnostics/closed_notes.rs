//! The findings of all notes of a vault, where they are wanted: looked for a slice at a time, then
//! again in those notes alone that a change touches.

use std::collections::BTreeSet;
use std::time::Instant;

use linkwright_project::live::{VaultId, VaultOwner as _};
use linkwright_vault::{DiagnosticsScope, FileId};

use crate::answers::gathered::{Gathered, Outcome, Read};
use crate::diagnostics::diagnose::{NoteDiagnostics, Report, finish, look, planned};
use crate::diagnostics::open::RETRIES;
use crate::vaults::progress::Task;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// Notes with findings that are read in one go.
const AT_ONCE: usize = 64;

/// Notes whose texts may be on their way.
const ON_THEIR_WAY: usize = 512;

/// A vault of more notes shows how far it is.
const MANY: usize = 2000;

/// Whether `root`'s findings are wanted, as far as they can be known.
pub(super) fn is_wanted(root: &Root) -> bool {
    root.dir.is_some()
        && !root.is_loading()
        && (root.diagnostics.checked
            || !root.diagnostics.asked.is_empty()
            || root.vault.settings().scope == DiagnosticsScope::Vault)
}

impl State {
    /// Looks at the next notes of each vault whose findings are wanted, until `until`; whether there
    /// are more.
    pub(crate) fn diagnose_closed_notes(&mut self, until: Instant) -> bool {
        let ids: Vec<VaultId> = self.roots.iter().map(|root| root.id).collect();
        let mut more = false;
        for id in ids {
            self.switch(id);
            more |= self.slice(id, until);
            self.end_pass(id);
        }
        self.report_checks();
        more
    }

    /// Begins or ends a survey as it is wanted.
    fn switch(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let wanted = is_wanted(root);
        if root.diagnostics.on && !wanted {
            self.stop_vault_diagnostics(id);
            return;
        }
        if wanted && (!root.diagnostics.on || !root.diagnostics.asked.is_empty()) {
            root.diagnostics.on = true;
            root.diagnostics.begin(&root.open.vault);
            let pass = root.diagnostics.pass.as_ref().expect("it has just begun");
            if pass.total > MANY && pass.answers.is_empty() {
                self.show_progress(Task::Checking(id));
            }
        }
        let Some(root) = self.root_mut(id) else { return };
        for path in std::mem::take(&mut root.diagnostics.gone) {
            let Some(root) = self.root(id) else { return };
            let file = root.vault.find_file(&path).map(|file| root.vault.file(file));
            if file.is_none_or(|file| *file.path != *path) {
                self.report(id, &path, None);
            }
        }
    }

    /// Takes back what was told of the closed notes of the vault `id`.
    pub(crate) fn stop_vault_diagnostics(&mut self, id: VaultId) {
        self.cancel_pass(id);
        let Some(root) = self.root_mut(id) else { return };
        let survey = std::mem::take(&mut root.diagnostics);
        root.diagnostics.checked = survey.checked;
        root.diagnostics.asked = survey.asked;
        root.diagnostics.attempts = survey.attempts;
        root.diagnostics.passes = survey.passes + 1;
        self.reported += 1;
        for told in survey.told.into_values() {
            self.clear_diagnostics(told.uri);
        }
    }

    /// Looks at notes until `until`; whether there are more.
    fn slice(&mut self, id: VaultId, until: Instant) -> bool {
        let State { roots, documents, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id && root.diagnostics.on) else {
            return false;
        };
        let mut found: NoteDiagnostics = Vec::new();
        let mut clean: Vec<String> = Vec::new();
        let mut unreached = Vec::new();
        // With enough on their way, their return brings the thread here again.
        while root.diagnostics.drafts.len() < ON_THEIR_WAY
            && found.len() < AT_ONCE
            && Instant::now() < until
        {
            let Some((file, counts)) = root.diagnostics.next() else { break };
            let Some(entry) = root.open.vault.get(file) else { continue };
            let is_open = documents.at(id, &entry.path).is_some_and(|open| open.is_read(root));
            if is_open && !counts {
                continue;
            }
            let (findings, unknown) = match entry.note {
                Some(_) => look(root, file),
                None => Default::default(),
            };
            if unknown {
                root.diagnostics.reaching += 1;
                unreached.push((file, counts));
                continue;
            }
            if let Some(pass) = root.diagnostics.pass.as_mut().filter(|_| counts) {
                pass.tally.count(&root.open.vault, file, &findings);
            }
            if is_open {
                continue;
            }
            if findings.is_empty() {
                root.diagnostics.drafts.remove(&file);
                if root.diagnostics.told.contains_key(&*entry.path) {
                    clean.push(entry.path.to_string());
                }
            } else {
                found.push((file, findings));
            }
        }
        let survey = &root.diagnostics;
        let left = survey.pass.as_ref().map_or(0, |pass| pass.left.len());
        let more = survey.drafts.len() < ON_THEIR_WAY && (left > 0 || !survey.due.is_empty());
        if let Some(pass) = &survey.pass {
            self.progress.report(Task::Checking(id), pass.total - left, pass.total);
        }
        let passes = survey.passes;
        if !unreached.is_empty() {
            self.diagnose_after_disk_check(id, passes, unreached);
        }
        for path in clean {
            self.report(id, &path, None);
        }
        if !found.is_empty() {
            self.draw_up(id, found);
        }
        more
    }

    /// Has the notes read that have findings, to say in which lines those are.
    fn draw_up(&mut self, id: VaultId, found: NoteDiagnostics) {
        let Some(root) = self.root_mut(id) else { return };
        root.diagnostics.attempts += 1;
        let attempt = root.diagnostics.attempts;
        let notes: Vec<FileId> = found.iter().map(|(note, _)| *note).collect();
        root.diagnostics.drafts.extend(notes.iter().map(|note| (*note, attempt)));
        let Ok(gathered) = Gathered::of(planned(id, found), self) else { return };
        let settle = move |state: &mut State, read: Option<(Gathered<NoteDiagnostics>, Read)>| {
            let settled = read.map(|(gathered, read)| gathered.settle(read, state));
            match settled {
                Some(Ok(Outcome::Holds(settled))) => {
                    let ((found, texts), material) = *settled;
                    let material = material.with(texts);
                    let done = move |state: &mut State, reports: Option<Vec<Report>>| {
                        state.drawn_up(id, attempt, &notes, reports.unwrap_or_default());
                    };
                    state.background.run(move || finish(&found, &material), done);
                }
                Some(Ok(Outcome::Stale(stale))) => {
                    state.draw_up_again(id, attempt, notes, stale.look);
                }
                // Of what cannot be read, or only with a panic, nothing is said.
                None | Some(Err(_)) => state.drawn_up(id, attempt, &notes, Vec::new()),
            }
        };
        self.background.run(|| gathered.read(), settle);
    }

    /// Has `notes` looked at again when the reader has looked at what was another on disk. Where
    /// that does not help, the next change does.
    fn draw_up_again(
        &mut self,
        id: VaultId,
        attempt: u64,
        notes: Vec<FileId>,
        look: Option<(VaultId, u64)>,
    ) {
        let mark = move |state: &mut State, _| {
            let Some(root) = state.root_mut(id) else { return };
            for &note in &notes {
                let tries = root.diagnostics.retried.entry(note).or_default();
                *tries += 1;
                if *tries <= RETRIES {
                    root.diagnostics.due.insert(note);
                } else {
                    root.diagnostics.retried.remove(&note);
                }
            }
            state.drawn_up(id, attempt, &notes, Vec::new());
        };
        self.after_read(look, Box::new(mark));
    }

    fn drawn_up(&mut self, id: VaultId, attempt: u64, notes: &[FileId], reports: Vec<Report>) {
        let Some(root) = self.root_mut(id) else { return };
        let drafts = &mut root.diagnostics.drafts;
        let on = root.diagnostics.on;
        // What was looked at again meanwhile is drawn up again, or has nothing wrong any more.
        let newest: BTreeSet<FileId> =
            notes.iter().copied().filter(|note| drafts.get(note) == Some(&attempt)).collect();
        drafts.retain(|note, _| !newest.contains(note));
        for report in &reports {
            root.diagnostics.retried.remove(&report.file);
        }
        for report in reports.into_iter().filter(|report| on && newest.contains(&report.file)) {
            let Some(root) = self.root(id) else { return };
            let is_open =
                self.documents.at(id, &report.path).is_some_and(|open| open.is_read(root));
            let exists = root.vault.get(report.file).is_some_and(|file| *file.path == *report.path);
            if exists && !is_open {
                self.report(id, &report.path, Some((report.uri, report.items)));
            }
        }
    }
}
