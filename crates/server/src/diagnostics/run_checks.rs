//! Looks at all notes of a vault that a command asked for.

use linkwright_project::live::VaultId;
use linkwright_vault::DiagnosticsScope;
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

use crate::diagnostics::check::{Answer, CheckSummary};
use crate::vaults::progress::Task;
use crate::vaults::roots::Root;
use crate::vaults::state::State;

impl State {
    /// Looks at every note of every vault, whatever the settings say; from then on their findings
    /// are kept up to date. The answers come when each has been looked at; none, if `task`, the
    /// command that asks, ends before.
    pub(crate) fn check(&mut self, task: Task) -> Vec<oneshot::Receiver<Result<CheckSummary>>> {
        let roots = self.roots.iter_mut().filter(|root| root.dir.is_some());
        let ask = |root: &mut Root| {
            let (to, answered) = oneshot::channel();
            root.diagnostics.asked.push(Answer { task, to });
            answered
        };
        roots.map(ask).collect()
    }

    /// Shows how far the checks are, each in all the vaults that it looks at now.
    pub(super) fn report_checks(&mut self) {
        let mut checks: FxHashMap<Task, (usize, usize)> = FxHashMap::default();
        for pass in self.roots.iter().filter_map(|root| root.diagnostics.pass.as_ref()) {
            for answer in &pass.answers {
                let (done, total) = checks.entry(answer.task).or_default();
                *done += pass.total - pass.left.len();
                *total += pass.total;
            }
        }
        for (task, (done, total)) in checks {
            self.progress.report(task, done, total);
        }
    }

    /// If all was looked at: tells who asked.
    pub(super) fn end_pass(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let survey = &mut root.diagnostics;
        let waits = survey.pass.as_ref().is_some_and(|pass| !pass.left.is_empty());
        if waits || !survey.due.is_empty() || !survey.drafts.is_empty() || survey.reaching > 0 {
            return;
        }
        let Some(pass) = survey.pass.take() else { return };
        for answer in pass.answers {
            // Whoever asked may have gone meanwhile.
            let _ = answer.to.send(Ok(pass.tally));
        }
        // Who waits for all findings learns that these are all.
        self.reported += 1;
        self.progress.end(Task::Checking(id));
    }

    /// The author wants no more of the look at all notes of the vault `id`. What was found stays.
    pub(crate) fn cancel_pass(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        let Some(pass) = root.diagnostics.pass.take() else { return };
        for answer in pass.answers {
            let _ = answer.to.send(Err(Error::request_cancelled()));
        }
        self.progress.end(Task::Checking(id));
    }

    /// The command `task` has ended: a look at all notes that it alone asked for ends too, or does
    /// not begin.
    pub(crate) fn end_check(&mut self, task: Task) {
        let mut idle = Vec::new();
        for root in &mut self.roots {
            let wanted = root.vault.settings().scope == DiagnosticsScope::Vault;
            root.diagnostics.asked.retain(|answer| answer.task != task);
            let Some(pass) = &mut root.diagnostics.pass else { continue };
            let waited = !pass.answers.is_empty();
            pass.answers.retain(|answer| answer.task != task);
            if waited && pass.answers.is_empty() && !wanted {
                idle.push(root.id);
            }
        }
        idle.into_iter().for_each(|root| self.cancel_pass(root));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_project::live::LoadState;
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_cancelled_before_it_begins_does_not_begin() {
        let mut state = State::alone();
        let id = state.add_root(None);
        let root = state.root_mut(id).expect("open");
        root.dir = linkwright_disk::Root::open(&std::env::temp_dir()).ok();
        root.state = LoadState::Ready;
        let task = state.progress.command("Checking notes");
        let _answers = state.check(task);
        state.end_work(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        assert!(!state.root(id).expect("open").diagnostics.on);

        let task = state.progress.command("Checking notes");
        let _answers = state.check(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        state.end_work(task);
        state.diagnose_closed_notes(Instant::now() + Duration::from_secs(60));
        assert!(state.root(id).expect("open").diagnostics.on);
    }
}
