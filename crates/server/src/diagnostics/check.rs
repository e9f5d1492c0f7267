//! One pass over all notes of a vault: the notes that remain, what is counted, and who waits for it.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode};
use linkwright_vault::{FileId, Vault};
use serde::Serialize;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::Result;

use crate::session::Task;

/// A pass over every note and canvas of a vault.
pub(super) struct CheckPass {
    /// Files that are not diagnosed yet.
    pub(super) remaining: Vec<FileId>,
    /// Number of files at the start.
    pub(super) total: usize,
    pub(super) summary: CheckSummary,
    pub(super) waiters: Vec<Waiter>,
}

/// A command that waits for the end of a pass.
pub(super) struct Waiter {
    pub(super) task: Task,
    pub(super) sender: oneshot::Sender<Result<CheckSummary>>,
}

/// The answer of the check command.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct CheckSummary {
    /// Number of notes that could be read.
    pub(crate) notes: usize,
    /// Number of links in notes and canvases.
    pub(crate) links: usize,
    /// Number of links whose file, heading or block is missing. Codes that are switched off in the
    /// settings do not count.
    pub(crate) broken: usize,
    /// Number of the broken links that are not published, because they were there when the session began.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) known: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl CheckPass {
    /// A pass over all notes and canvases of `vault`.
    pub(super) fn new(vault: &Vault, waiters: Vec<Waiter>) -> CheckPass {
        let files = vault.files().filter(|(_, file)| file.note.is_some());
        let remaining: Vec<FileId> = files.map(|(file, _)| file).collect();
        let summary = CheckSummary::default();
        CheckPass { total: remaining.len(), remaining, summary, waiters }
    }
}

impl CheckSummary {
    /// Adds the counts of `other`.
    pub(crate) fn add(&mut self, other: CheckSummary) {
        self.notes += other.notes;
        self.links += other.links;
        self.broken += other.broken;
        self.known += other.known;
    }

    /// Counts the note or canvas `file`. Its diagnostics are `found`, and `known` ones that are not
    /// published.
    pub(super) fn count(
        &mut self,
        vault: &Vault,
        file: FileId,
        found: &[Diagnostic],
        known: &[Diagnostic],
    ) {
        let links = vault.note(file).map_or(0, |note| note.links.len());
        let is_broken = |diagnostic: &&Diagnostic| {
            use DiagnosticCode::{BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink};
            matches!(diagnostic.code, BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock)
        };
        let notes = usize::from(vault.file(file).as_note().is_some());
        let known = known.iter().filter(is_broken).count();
        let broken = found.iter().filter(is_broken).count() + known;
        self.add(CheckSummary { notes, links, broken, known });
    }
}
