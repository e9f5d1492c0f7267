//! The command that checks all notes of all vaults.

use linkwright_project::live::VaultId;
use linkwright_settings::DiagnosticsScope;
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

use crate::diagnostics::check::{CheckSummary, Waiter};
use crate::vaults::progress::Task;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

impl State {
    /// Checks every note of every vault, whatever the settings say. From then on the diagnostics of
    /// all notes are kept up to date. Each vault sends its summary when all its notes are checked,
    /// or nothing if the command `task` ends earlier.
    pub(crate) fn check_all_notes(
        &mut self,
        task: Task,
    ) -> Vec<oneshot::Receiver<Result<CheckSummary>>> {
        let roots = self.roots.iter_mut().filter(|root| root.dir.is_some());
        let request_check = |root: &mut Root| {
            let (sender, receiver) = oneshot::channel();
            root.diagnostics.next_waiters.push(Waiter { task, sender });
            receiver
        };
        roots.map(request_check).collect()
    }

    /// Shows the progress of the checks; a check of several vaults is one progress.
    pub(super) fn report_check_progress(&mut self) {
        let mut checks: FxHashMap<Task, (usize, usize)> = FxHashMap::default();
        for pass in self.roots.iter().filter_map(|root| root.diagnostics.pass.as_ref()) {
            for waiter in &pass.waiters {
                let (done, total) = checks.entry(waiter.task).or_default();
                *done += pass.total - pass.remaining.len();
                *total += pass.total;
            }
        }
        for (task, (done, total)) in checks {
            self.progress.report(task, done, total);
        }
    }

    /// Ends the pass over the vault `id` if all its notes are diagnosed, and sends the summary to
    /// the commands that wait for it.
    pub(super) fn finish_pass(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let diagnostics = &mut root.diagnostics;
        let unfinished = diagnostics.pass.as_ref().is_some_and(|pass| !pass.remaining.is_empty());
        if unfinished || !diagnostics.has_no_pending_notes() {
            return;
        }
        let Some(pass) = diagnostics.pass.take() else { return };
        for waiter in pass.waiters {
            // The command may have been cancelled.
            let _ = waiter.sender.send(Ok(pass.summary));
        }
        // A held `workspace/diagnostic` can now be answered: these are all diagnostics.
        self.closed_diagnostics_revision += 1;
        self.progress.end(Task::Checking(id));
    }

    /// Cancels the pass over all notes of the vault `id`. Diagnostics that were published stay.
    pub(crate) fn cancel_pass(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let Some(pass) = root.diagnostics.pass.take() else { return };
        for waiter in pass.waiters {
            let _ = waiter.sender.send(Err(Error::request_cancelled()));
        }
        self.progress.end(Task::Checking(id));
    }

    /// Ends the check of the command `task`. A pass that no other command and no setting asks for
    /// is cancelled, or does not begin.
    pub(crate) fn end_check(&mut self, task: Task) {
        let mut unwanted = Vec::new();
        for root in &mut self.roots {
            let wanted = root.vault.settings().scope == DiagnosticsScope::Vault;
            root.diagnostics.next_waiters.retain(|waiter| waiter.task != task);
            let Some(pass) = &mut root.diagnostics.pass else { continue };
            let had_waiters = !pass.waiters.is_empty();
            pass.waiters.retain(|waiter| waiter.task != task);
            if had_waiters && pass.waiters.is_empty() && !wanted {
                unwanted.push(root.id);
            }
        }
        unwanted.into_iter().for_each(|root| self.cancel_pass(root));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_project::live::LoadState;
    use std::time::{Duration, Instant};

    #[test]
    fn a_check_that_is_cancelled_before_it_begins_does_not_begin() {
        let mut state = State::without_client();
        let id = state.add_root(None);
        let root = state.root_mut(id).expect("open");
        root.dir = linkwright_disk::Root::open(&std::env::temp_dir()).ok();
        root.state = LoadState::Ready;
        let task = state.progress.command("Checking notes");
        let _summaries = state.check_all_notes(task);
        state.end_work(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        assert!(!state.root(id).expect("open").diagnostics.enabled);

        let task = state.progress.command("Checking notes");
        let _summaries = state.check_all_notes(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        state.end_work(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        assert!(state.root(id).expect("open").diagnostics.enabled);
    }
}
