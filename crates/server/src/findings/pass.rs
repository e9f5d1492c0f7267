//! One look at all notes of a vault: what it counts, and the commands that wait for it.

use linkwright_ide::diagnostics::{Code, Diagnostic};
use linkwright_vault::{DiagnosticsScope, FileId, Vault};
use rustc_hash::FxHashMap;
use serde::Serialize;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

use crate::vaults::progress::Task;
use crate::vaults::roots::{Root, RootId};
use crate::vaults::state::State;

/// One look at every note.
pub(super) struct Pass {
    pub(super) left: Vec<FileId>,
    pub(super) total: usize,
    pub(super) tally: Tally,
    pub(super) answers: Vec<Answer>,
}

/// Who waits for a pass.
pub(super) struct Answer {
    /// The command that asked.
    task: Task,
    to: oneshot::Sender<Result<Tally>>,
}

/// What a look at every note counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Tally {
    /// Notes that could be read.
    pub(crate) notes: usize,
    /// Links in notes and canvases.
    pub(crate) links: usize,
    /// Links whose file, heading or block is missing, as far as the settings have it reported.
    pub(crate) broken: usize,
}

impl Pass {
    pub(super) fn new(vault: &Vault, answers: Vec<Answer>) -> Pass {
        let files = vault.files().filter(|(_, file)| file.note.is_some());
        let left: Vec<FileId> = files.map(|(file, _)| file).collect();
        Pass { total: left.len(), left, tally: Tally::default(), answers }
    }
}

impl Tally {
    /// Adds what others counted.
    pub(crate) fn add(&mut self, other: Tally) {
        self.notes += other.notes;
        self.links += other.links;
        self.broken += other.broken;
    }

    /// Adds what `found` says of the note or canvas `file`.
    pub(super) fn count(&mut self, vault: &Vault, file: FileId, found: &[Diagnostic]) {
        let links = vault.note(file).map_or(0, |note| note.links.len());
        let is_broken = |finding: &&Diagnostic| {
            use Code::{BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink};
            matches!(finding.code, BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock)
        };
        let notes = usize::from(vault.file(file).as_note().is_some());
        self.add(Tally { notes, links, broken: found.iter().filter(is_broken).count() });
    }
}

impl State {
    /// Looks at every note of every vault, whatever the settings say; from then on their findings
    /// are kept up to date. The answers come when each has been looked at; none, if `task`, the
    /// command that asks, ends before.
    pub(crate) fn check(&mut self, task: Task) -> Vec<oneshot::Receiver<Result<Tally>>> {
        let roots = self.roots.iter_mut().filter(|root| root.dir.is_some());
        let ask = |root: &mut Root| {
            let (to, answered) = oneshot::channel();
            root.survey.asked.push(Answer { task, to });
            answered
        };
        roots.map(ask).collect()
    }

    /// Shows how far the checks are, each in all the vaults that it looks at now.
    pub(super) fn report_checks(&mut self) {
        let mut checks: FxHashMap<Task, (usize, usize)> = FxHashMap::default();
        for pass in self.roots.iter().filter_map(|root| root.survey.pass.as_ref()) {
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
    pub(super) fn end_pass(&mut self, id: RootId) {
        let Some(root) = self.root_mut(id) else { return };
        let survey = &mut root.survey;
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
    pub(crate) fn cancel_pass(&mut self, id: RootId) {
        let Some(root) = self.root_mut(id) else { return };
        let Some(pass) = root.survey.pass.take() else { return };
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
            root.survey.asked.retain(|answer| answer.task != task);
            let Some(pass) = &mut root.survey.pass else { continue };
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
    use crate::vaults::roots::Phase;
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_cancelled_before_it_begins_does_not_begin() {
        let mut state = State::alone();
        let id = state.add_root(None);
        let root = state.root_mut(id).expect("open");
        root.dir = linkwright_disk::Root::open(&std::env::temp_dir()).ok();
        root.phase = Phase::Ready;
        let task = state.progress.command("Checking notes");
        let _answers = state.check(task);
        state.end_work(task);
        state.survey(Instant::now() + Duration::from_secs(60));
        assert!(!state.root(id).expect("open").survey.on);

        let task = state.progress.command("Checking notes");
        let _answers = state.check(task);
        state.survey(Instant::now() + Duration::from_secs(60));
        state.end_work(task);
        state.survey(Instant::now() + Duration::from_secs(60));
        assert!(state.root(id).expect("open").survey.on);
    }
}
