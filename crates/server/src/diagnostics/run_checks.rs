//! The command that checks all notes of all vaults.

use linkwright_project::live::{OpenVaults, VaultId};
use linkwright_settings::DiagnosticsScope;
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

use super::Diagnostics;
use super::check::{CheckSummary, Waiter};
use crate::session::{Session, Task};

impl Diagnostics {
    /// Checks every note of every vault, whatever the settings say. From then on the diagnostics of
    /// all notes are kept up to date. Each vault sends its summary when all its notes are checked,
    /// or nothing if the command `task` ends earlier.
    pub(crate) fn check_all_notes(
        &mut self,
        vaults: &OpenVaults,
        task: Task,
    ) -> Vec<oneshot::Receiver<Result<CheckSummary>>> {
        let with_folder = vaults.iter().filter(|vault| vault.dir.is_some());
        let request_check = |id| {
            let (sender, receiver) = oneshot::channel();
            self.of_vault(id).next_waiters.push(Waiter { task, sender });
            receiver
        };
        with_folder.map(|vault| vault.id).map(request_check).collect()
    }

    /// Shows the progress of the checks; a check of several vaults is one progress.
    pub(crate) fn report_check_progress(&self, session: &mut Session) {
        let mut checks: FxHashMap<Task, (usize, usize)> = FxHashMap::default();
        for pass in self.vaults.values().filter_map(|vault| vault.pass.as_ref()) {
            for waiter in &pass.waiters {
                let (done, total) = checks.entry(waiter.task).or_default();
                *done += pass.total - pass.remaining.len();
                *total += pass.total;
            }
        }
        for (task, (done, total)) in checks {
            session.progress.report(task, done, total);
        }
    }

    /// Ends the pass over the vault `id` if all its notes are diagnosed, and sends the summary to
    /// the commands that wait for it.
    pub(crate) fn finish_pass(&mut self, session: &mut Session, id: VaultId) {
        let Some(vault) = self.vaults.get_mut(&id) else { return };
        let unfinished = vault.pass.as_ref().is_some_and(|pass| !pass.remaining.is_empty());
        if unfinished || !vault.has_no_pending_notes() {
            return;
        }
        let Some(pass) = vault.pass.take() else { return };
        for waiter in pass.waiters {
            // The command may have been cancelled.
            let _ = waiter.sender.send(Ok(pass.summary));
        }
        // A held `workspace/diagnostic` can now be answered: these are all diagnostics.
        self.closed_revision += 1;
        session.progress.end(Task::Checking(id));
    }

    /// Cancels the pass over all notes of the vault `id`. Diagnostics that were published stay.
    pub(crate) fn cancel_pass(&mut self, session: &mut Session, id: VaultId) {
        let pass = self.vaults.get_mut(&id).and_then(|vault| vault.pass.take());
        let Some(pass) = pass else { return };
        for waiter in pass.waiters {
            let _ = waiter.sender.send(Err(Error::request_cancelled()));
        }
        session.progress.end(Task::Checking(id));
    }

    /// Ends the check of the command `task`. A pass that no other command and no setting asks for
    /// is cancelled, or does not begin.
    pub(crate) fn end_check(&mut self, session: &mut Session, vaults: &OpenVaults, task: Task) {
        let mut unwanted = Vec::new();
        for open in vaults.iter() {
            let wanted = open.vault.settings().scope == DiagnosticsScope::Vault;
            let vault = self.of_vault(open.id);
            vault.next_waiters.retain(|waiter| waiter.task != task);
            let Some(pass) = &mut vault.pass else { continue };
            let had_waiters = !pass.waiters.is_empty();
            pass.waiters.retain(|waiter| waiter.task != task);
            if had_waiters && pass.waiters.is_empty() && !wanted {
                unwanted.push(open.id);
            }
        }
        unwanted.into_iter().for_each(|id| self.cancel_pass(session, id));
    }
}
