//! Diagnostics that the client pulls: `textDocument/diagnostic` and `workspace/diagnostic`.

use std::path::PathBuf;

use linkwright_project::live::{Symlinks, VaultId, locate};
use linkwright_vault::FileId;
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::notification::Notification;
use tower_lsp::lsp_types::{
    self as lsp, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, NumberOrString, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::answers::request_context::{Planned, RequestContext};
use crate::diagnostics::closed_notes::is_enabled;
use crate::diagnostics::diagnose::{NoteDiagnostics, build_reports, plan_reports, result_id};
use crate::diagnostics::published::PublishedReport;
use crate::diagnostics::workspace_pull::WorkspacePull;
use crate::vaults::state::State;

/// Minimum number of changed reports in a partial result.
const MIN_PARTIAL: u64 = 256;

/// `textDocument/diagnostic`, first half. A closed note is answered only if closed notes are
/// diagnosed.
pub(crate) fn plan(state: &mut State, uri: &Url) -> Result<Option<Planned<NoteDiagnostics>>> {
    let found = note_at(state, uri);
    if state.documents.get(uri).is_none_or(|document| document.hidden) {
        state.report_again(uri);
    }
    let Some((id, note)) = found else { return Ok(None) };
    let Some(root) = state.root(id) else { return Ok(None) };
    let (found, _) = state.diagnose_now(uri, root, note);
    if let Some(document) = state.documents.get_mut(uri) {
        document.last_pulled = Some((document.version, found.clone()));
        document.dirty = false;
        document.is_pulled = true;
        let path = document.path.clone();
        state.on_note_opened(id, &path, uri);
    }
    Ok(Some(plan_reports(id, vec![(note, found)])))
}

fn note_at(state: &State, uri: &Url) -> Option<(VaultId, FileId)> {
    if state.documents.get(uri).is_some() {
        let (_, root, note) = state.note(uri)?;
        return Some((root.id, note));
    }
    let (id, path) = locate(&state.roots, &uri.to_file_path().ok()?, Symlinks::Follow)?;
    // The pass over all notes may not have started yet.
    let root = state.root(id).filter(|root| is_enabled(root))?;
    let note = root.vault.find_file(&path)?;
    root.vault.note(note).map(|_| (id, note))
}

/// `textDocument/diagnostic`, second half.
pub(crate) fn finish_document(
    found: &NoteDiagnostics,
    context: &RequestContext,
) -> Vec<lsp::Diagnostic> {
    build_reports(found, context).into_iter().flat_map(|report| report.items).collect()
}

/// The answer to `textDocument/diagnostic`: `items`, or "unchanged" if their result id is `known`.
///
/// # Errors
/// If `items` is an error. Unless it is an internal error, the client is asked to send the request
/// again, because a note changed meanwhile.
pub(crate) fn answer_document(
    items: Result<Option<Vec<lsp::Diagnostic>>>,
    known: Option<&str>,
) -> Result<DocumentDiagnosticReportResult> {
    const SERVER_CANCELLED: i64 = -32802;
    let items = items.map_err(|error| match error.code {
        ErrorCode::InternalError => error,
        _ => Error {
            code: SERVER_CANCELLED.into(),
            message: error.message,
            data: Some(json!({"retriggerRequest": true})),
        },
    })?;
    let items = items.unwrap_or_default();
    let result_id = result_id(&items);
    let report = if known == Some(&*result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: full(result_id, items),
        })
    };
    Ok(report.into())
}

impl WorkspacePull {
    /// The reports that the client does not have yet. Without partial results, the reports that it
    /// has are listed as unchanged.
    fn new_reports(&self, state: &State) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let list_unchanged = self.token.is_none();
        let published = state.roots.iter().flat_map(|root| root.diagnostics.published.values());
        let convert = |report: &PublishedReport| {
            let (id, items) = (report.result_id.clone(), report.items.clone());
            let again = state.reports_again.contains_key(&report.uri);
            match self.known.get(&report.path) {
                Some((uri, known)) if *known == id && !again => {
                    list_unchanged.then(|| unchanged(uri.clone(), id))
                }
                Some((uri, _)) => Some(changed(uri.clone(), id, items)),
                None => Some(changed(report.uri.clone(), id, items)),
            }
        };
        published.filter_map(convert).collect()
    }

    /// Empty reports for the notes whose diagnostics are gone and of which the client has some.
    fn cleared_reports(&self, state: &State) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let published = state.roots.iter().flat_map(|root| root.diagnostics.published.values());
        let published: FxHashSet<&PathBuf> = published.map(|report| &report.path).collect();
        let empty = result_id(&[]);
        let cleared = self.known.iter().filter(|(path, (uri, id))| {
            *id != empty && !published.contains(path) && state.documents.get(uri).is_none()
        });
        let cleared = cleared.map(|(_, (uri, _))| uri);
        let again = state.reports_again.keys().filter(|uri| {
            let is_published = uri.to_file_path().is_ok_and(|path| published.contains(&path));
            !is_published && state.documents.get(uri).is_none_or(|document| document.hidden)
        });
        let uris: FxHashSet<&Url> = cleared.chain(again).collect();
        uris.into_iter().map(|uri| changed(uri.clone(), empty.clone(), Vec::new())).collect()
    }

    /// Sends a partial result, and records what the client now has.
    fn send_partial(
        &mut self,
        token: &NumberOrString,
        items: &[WorkspaceDocumentDiagnosticReport],
        state: &State,
    ) {
        self.sent_partial = true;
        for item in items {
            if let WorkspaceDocumentDiagnosticReport::Full(report) = item
                && let Ok(path) = report.uri.to_file_path()
            {
                let id = report.full_document_diagnostic_report.result_id.clone();
                self.known.insert(path, (report.uri.clone(), id.unwrap_or_default()));
            }
        }
        let value = json!({"token": token, "value": {"items": items}});
        state.client.notify::<PartialResult>(value);
    }
}

/// `$/progress` with a partial result.
enum PartialResult {}

impl Notification for PartialResult {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

/// Maximum number of held `workspace/diagnostic` requests. A client sends one at a time.
const MAX_PULLS: usize = 16;

/// Number of reports on the workspace that repeat what a client may have missed. VS Code drops a
/// report if it arrives before the answer to its own pull for the document.
const REPEATS: u8 = 2;

impl State {
    /// The client no longer shows the document at `uri`. VS Code keeps the diagnostics that it last
    /// pulled for it, and does not name them in its next requests: they are reported again, or
    /// cleared.
    pub(crate) fn report_again(&mut self, uri: &Url) {
        if self.client_capabilities.pulls_diagnostics && uri.to_file_path().is_ok() {
            self.reports_again.insert(uri.clone(), REPEATS);
            self.closed_diagnostics_revision += 1;
        }
    }

    /// Holds `pull` until diagnostics change. If too many are held, the oldest gets an empty answer.
    pub(crate) fn hold_pull(&mut self, pull: WorkspacePull) {
        if self.held_pulls.len() >= MAX_PULLS {
            let oldest = self.held_pulls.remove(0);
            let _ = oldest.sender.send(WorkspaceDiagnosticReport::default());
        }
        self.held_pulls.push(pull);
    }

    /// Answers the held pulls for which diagnostics changed, or sends them partial results.
    pub(crate) fn answer_pulls(&mut self) {
        if self.held_pulls.is_empty() {
            return;
        }
        let complete =
            self.roots.iter().all(|root| !root.is_loading() && root.diagnostics.is_up_to_date());
        for pull in std::mem::take(&mut self.held_pulls) {
            // The request may have been cancelled.
            if !pull.sender.is_closed() {
                let held = self.answer_pull(pull, complete);
                self.held_pulls.extend(held);
            }
        }
    }

    /// Answers `pull`, or returns it if it is to be held. `complete` says whether all notes are
    /// diagnosed.
    fn answer_pull(&mut self, mut pull: WorkspacePull, complete: bool) -> Option<WorkspacePull> {
        let now = self.closed_diagnostics_revision;
        let has_enough_changes = match pull.seen {
            Some(seen) if complete => seen != now,
            Some(seen) => now - seen >= MIN_PARTIAL,
            None => true,
        };
        if !has_enough_changes || !complete && pull.token.is_none() {
            return Some(pull);
        }
        pull.seen = Some(now);
        let mut items = pull.new_reports(self);
        if complete {
            items.extend(pull.cleared_reports(self));
            self.reports_again.retain(|_, times| {
                *times -= 1;
                *times > 0
            });
        }
        let is_full = |item: &WorkspaceDocumentDiagnosticReport| {
            matches!(item, WorkspaceDocumentDiagnosticReport::Full(_))
        };
        let has_changes = items.iter().any(is_full);
        if let Some(token) = pull.token.clone()
            && has_changes
        {
            pull.send_partial(&token, &items, self);
            items.clear();
        }
        // The first request is answered even if there are no diagnostics.
        if complete && (has_changes || pull.sent_partial || !self.first_pull_answered) {
            self.first_pull_answered = true;
            let _ = pull.sender.send(WorkspaceDiagnosticReport { items });
            return None;
        }
        Some(pull)
    }
}

fn full(result_id: String, items: Vec<lsp::Diagnostic>) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport { result_id: Some(result_id), items }
}

fn changed(
    uri: Url,
    result_id: String,
    items: Vec<lsp::Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: full(result_id, items),
    })
}

fn unchanged(uri: Url, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_project::live::LoadState;
    use linkwright_settings::{DiagnosticsScope, Settings};
    use linkwright_vault::Change;

    #[test]
    fn a_closed_note_is_answered_before_the_pass_over_all_notes_starts() {
        let mut state = State::without_client();
        let id = state.add_root(None);
        let dir = std::env::temp_dir();
        let uri = Url::from_file_path(dir.join("a.md")).expect("an absolute path");
        let root = state.root_mut(id).expect("open");
        root.dir = linkwright_disk::Root::open(&dir).ok();
        root.state = LoadState::Ready;
        root.apply(Change::Note { path: "a.md", text: "[[gone]]" });
        assert!(plan(&mut state, &uri).expect("an answer").is_none());

        let whole = Settings { scope: DiagnosticsScope::Vault, ..Settings::default() };
        state.root_mut(id).expect("open").apply(Change::Settings(Box::new(whole)));
        assert!(plan(&mut state, &uri).expect("an answer").is_some());
    }
}
