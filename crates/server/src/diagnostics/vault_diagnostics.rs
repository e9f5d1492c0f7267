//! Which notes of a vault are still to be looked at for findings, and what was told of them.

use std::collections::{BTreeMap, BTreeSet};

use linkwright_vault::{Delta, FileId, Vault};
use rustc_hash::FxHashMap;

use crate::diagnostics::check::{Answer, CheckPass};
use crate::diagnostics::published::PublishedReport;

/// What the whole vault's findings are made of.
#[derive(Default)]
pub(crate) struct VaultDiagnostics {
    /// It goes on.
    pub(super) on: bool,
    /// It goes on though the settings do not ask for it: the author did.
    pub(crate) checked: bool,
    /// Who waits for the next pass.
    pub(super) asked: Vec<Answer>,
    pub(super) pass: Option<CheckPass>,
    /// Changed or touched since they were looked at.
    pub(super) due: BTreeSet<FileId>,
    /// Those whose findings are being drawn up, with the number of the last attempt.
    pub(super) drafts: FxHashMap<FileId, u64>,
    pub(super) attempts: u64,
    /// How often findings were looked for again because a note was another on disk.
    pub(super) retried: FxHashMap<FileId, u8>,
    /// The number of notes that wait until the disk was asked what their links reach.
    pub(super) reaching: usize,
    /// Counts the passes.
    pub(super) passes: u64,
    /// Paths of files that were removed.
    pub(super) gone: Vec<String>,
    /// Of closed notes, by path; never empty ones.
    pub(crate) told: BTreeMap<String, PublishedReport>,
}

impl VaultDiagnostics {
    /// Makes due what `deltas` may touch.
    pub(crate) fn concern(&mut self, vault: &Vault, deltas: &[Delta]) {
        if !self.on {
            return;
        }
        if deltas.iter().any(|delta| delta.everything) {
            let answers = self.pass.take().map(|pass| pass.answers).unwrap_or_default();
            self.start(vault, answers);
            self.due.clear();
            return;
        }
        for delta in deltas {
            self.due.extend(vault.affected_files(delta));
        }
    }

    /// The file at `path` was removed.
    pub(crate) fn file_removed(&mut self, path: &str) {
        if self.on {
            self.gone.push(path.to_owned());
        }
    }

    /// Whether nothing is left to look at.
    pub(crate) fn is_settled(&self) -> bool {
        self.pass.is_none()
            && self.asked.is_empty()
            && self.due.is_empty()
            && self.drafts.is_empty()
            && self.reaching == 0
    }

    /// It is known now what the links of `notes` reach: they are looked at again, and counted where
    /// they were to be.
    pub(crate) fn disk_checked(&mut self, passes: u64, notes: Vec<(FileId, bool)>) {
        if passes != self.passes {
            return;
        }
        self.reaching = self.reaching.saturating_sub(notes.len());
        for (note, counts) in notes {
            match self.pass.as_mut().filter(|_| counts) {
                Some(pass) => pass.left.push(note),
                None => drop(self.due.insert(note)),
            }
        }
    }

    /// The next file to look at, and whether it is to be counted.
    pub(super) fn next(&mut self) -> Option<(FileId, bool)> {
        if let Some(file) = self.due.pop_first() {
            return Some((file, false));
        }
        self.pass.as_mut()?.left.pop().map(|file| (file, true))
    }

    /// Looks at all notes, for who asked meanwhile.
    pub(super) fn begin(&mut self, vault: &Vault) {
        self.checked |= !self.asked.is_empty();
        let mut answers = std::mem::take(&mut self.asked);
        answers.extend(self.pass.take().into_iter().flat_map(|pass| pass.answers));
        self.start(vault, answers);
    }

    fn start(&mut self, vault: &Vault, answers: Vec<Answer>) {
        self.pass = Some(CheckPass::new(vault, answers));
        self.passes += 1;
        self.reaching = 0;
    }
}
