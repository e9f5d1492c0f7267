//! One look at all notes of a vault: what it counts, and who waits for it.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode};
use linkwright_vault::{FileId, Vault};
use serde::Serialize;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::Result;

use crate::vaults::progress::Task;

/// One look at every note.
pub(super) struct CheckPass {
    pub(super) left: Vec<FileId>,
    pub(super) total: usize,
    pub(super) tally: CheckSummary,
    pub(super) answers: Vec<Answer>,
}

/// Who waits for a pass.
pub(super) struct Answer {
    /// The command that asked.
    pub(super) task: Task,
    pub(super) to: oneshot::Sender<Result<CheckSummary>>,
}

/// What a look at every note counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct CheckSummary {
    /// Notes that could be read.
    pub(crate) notes: usize,
    /// Links in notes and canvases.
    pub(crate) links: usize,
    /// Links whose file, heading or block is missing, as far as the settings have it reported.
    pub(crate) broken: usize,
}

impl CheckPass {
    pub(super) fn new(vault: &Vault, answers: Vec<Answer>) -> CheckPass {
        let files = vault.files().filter(|(_, file)| file.note.is_some());
        let left: Vec<FileId> = files.map(|(file, _)| file).collect();
        CheckPass { total: left.len(), left, tally: CheckSummary::default(), answers }
    }
}

impl CheckSummary {
    /// Adds what others counted.
    pub(crate) fn add(&mut self, other: CheckSummary) {
        self.notes += other.notes;
        self.links += other.links;
        self.broken += other.broken;
    }

    /// Adds what `found` says of the note or canvas `file`.
    pub(super) fn count(&mut self, vault: &Vault, file: FileId, found: &[Diagnostic]) {
        let links = vault.note(file).map_or(0, |note| note.links.len());
        let is_broken = |finding: &&Diagnostic| {
            use DiagnosticCode::{BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink};
            matches!(finding.code, BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock)
        };
        let notes = usize::from(vault.file(file).as_note().is_some());
        self.add(CheckSummary { notes, links, broken: found.iter().filter(is_broken).count() });
    }
}
