//! Diagnosing all notes of a vault: a slice at a time at first, then only the notes that a change
//! affects.

use std::time::Instant;

use linkwright_project::live::{VaultId, VaultOwner as _};
use linkwright_vault::FileId;

use super::reports::{
    Built, NoteDiagnostics, NoteReport, SplitDiagnostics, build_in_background, diagnose_note,
};
use crate::session::Task;
use crate::vaults::state::State;

/// Maximum number of notes whose texts are read together to build their reports.
const BATCH: usize = 64;

/// Diagnoses the next closed notes of each vault, until `until`. Returns whether there are more.
pub(super) fn diagnose_closed_notes(state: &mut State, until: Instant) -> bool {
    let ids: Vec<VaultId> = state.vaults.iter().map(|vault| vault.id).collect();
    let mut more = false;
    for id in ids {
        if let Some(vault) = state.vaults.get(id) {
            state.diagnostics.update_enabled(&mut state.session, vault);
        }
        more |= diagnose_slice(state, id, until);
        state.diagnostics.finish_pass(&mut state.session, id);
    }
    state.diagnostics.report_check_progress(&mut state.session);
    more
}

/// Diagnoses notes of the vault `id` until `until`. Returns whether there are more.
fn diagnose_slice(state: &mut State, id: VaultId, until: Instant) -> bool {
    let State { session, vaults, documents, diagnostics, .. } = state;
    let Some(vault) = vaults.get(id) else { return false };
    if !diagnostics.of_vault(id).is_enabled() {
        return false;
    }
    let own = diagnostics.own(session, documents, vault);
    let closed = diagnostics.of_vault(id);
    let mut found: NoteDiagnostics = Vec::new();
    let mut clean: Vec<String> = Vec::new();
    let mut awaiting_disk = Vec::new();
    while found.len() < BATCH && Instant::now() < until {
        let Some((file, counts)) = closed.next_note() else { break };
        let Some(entry) = vault.vault.get(file) else { continue };
        let is_open = own.contains(&*entry.path);
        if is_open && !counts {
            continue;
        }
        let SplitDiagnostics { found: diagnostics, known, needs_disk } = match entry.note {
            Some(_) => diagnose_note(closed, vault, file),
            None => SplitDiagnostics::default(),
        };
        if needs_disk {
            awaiting_disk.push((file, counts));
            continue;
        }
        if counts {
            closed.count(&vault.vault, file, &diagnostics, &known);
        }
        if is_open {
            continue;
        }
        if !diagnostics.is_empty() {
            found.push((file, diagnostics));
        } else if closed.is_clean(file, &entry.path) {
            clean.push(entry.path.to_string());
        }
    }
    let more = closed.has_next_note();
    if let Some((done, total)) = closed.progress() {
        session.progress.report(Task::Checking(id), done, total);
    }
    let pass_number = closed.await_disk(awaiting_disk.len());
    for path in clean {
        diagnostics.publish_closed(session, id, &path, None);
    }
    if !awaiting_disk.is_empty() {
        let checked = move |state: &mut State| {
            state.diagnostics.of_vault(id).disk_checked(pass_number, awaiting_disk);
        };
        state.after_disk_check(id, Box::new(checked));
    }
    if !found.is_empty() {
        build_closed_reports(state, id, found);
    }
    more
}

/// Builds the reports of the notes in `found`, whose texts have to be read to convert spans into
/// lines and columns.
fn build_closed_reports(state: &mut State, id: VaultId, found: NoteDiagnostics) {
    let notes: Vec<FileId> = found.iter().map(|(note, _)| *note).collect();
    let attempt = state.diagnostics.of_vault(id).begin_reports(&notes);
    build_in_background(state, id, found, move |state, built| match built {
        Built::Reports(reports) => reports_built(state, id, attempt, &notes, reports),
        // The notes are diagnosed again when the reader has reread the changed files.
        Built::Stale(read) => {
            let retry = move |state: &mut State, _| {
                state.diagnostics.of_vault(id).retry(&notes);
                reports_built(state, id, attempt, &notes, Vec::new());
            };
            state.after_read(read, Box::new(retry));
        }
        Built::Failed => reports_built(state, id, attempt, &notes, Vec::new()),
    });
}

/// Publishes `reports`, which the given attempt built for `notes`. Reports of notes that were
/// diagnosed again meanwhile, were opened, or are gone are dropped.
fn reports_built(
    state: &mut State,
    id: VaultId,
    attempt: u64,
    notes: &[FileId],
    reports: Vec<NoteReport>,
) {
    let State { session, vaults, documents, diagnostics, .. } = state;
    let Some(vault) = vaults.get(id) else { return };
    let built = reports.iter().map(|report| report.file);
    let newest = diagnostics.of_vault(id).end_reports(attempt, notes, built);
    let own = diagnostics.own(session, documents, vault);
    for report in reports.into_iter().filter(|report| newest.contains(&report.file)) {
        let exists = vault.vault.get(report.file).is_some_and(|file| *file.path == *report.path);
        if exists && !own.contains(&report.path) {
            let found = Some((report.uri, report.items));
            diagnostics.publish_closed(session, id, &report.path, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_check_that_is_cancelled_before_it_begins_does_not_begin() {
        let (mut state, id) = State::with_empty_vault();
        let until = Instant::now() + Duration::from_secs(60);
        let task = state.session.progress.command("Checking notes");
        let _summaries = state.diagnostics.check_all_notes(&state.vaults, task);
        state.end_work(task);
        diagnose_closed_notes(&mut state, until);
        assert!(!state.diagnostics.of_vault(id).is_enabled());

        let task = state.session.progress.command("Checking notes");
        let _summaries = state.diagnostics.check_all_notes(&state.vaults, task);
        diagnose_closed_notes(&mut state, until);
        state.end_work(task);
        diagnose_closed_notes(&mut state, until);
        assert!(state.diagnostics.of_vault(id).is_enabled());
    }
}
