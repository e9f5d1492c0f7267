//! Findings that the client asks for (`textDocument/diagnostic`, `workspace/diagnostic`).

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

use crate::answers::material::{Material, Planned};
use crate::diagnostics::closed_notes::is_wanted;
use crate::diagnostics::diagnose::{NoteDiagnostics, finish, look, planned, result_id};
use crate::diagnostics::published::PublishedReport;
use crate::diagnostics::workspace_pull::WorkspacePull;
use crate::vaults::state::State;

/// A part of what was asked for is told before everything is found in steps of at least so many.
const STEP: u64 = 256;

/// `textDocument/diagnostic`, first half. Of a closed note findings are told where all notes' are.
pub(crate) fn plan(state: &mut State, uri: &Url) -> Result<Option<Planned<NoteDiagnostics>>> {
    let Some((id, note)) = note_at(state, uri) else { return Ok(None) };
    let Some(root) = state.root(id) else { return Ok(None) };
    let (found, _) = look(root, note);
    if let Some(document) = state.documents.get_mut(uri) {
        document.pulled = Some((document.version, found.clone()));
        document.dirty = false;
    }
    Ok(Some(planned(id, vec![(note, found)])))
}

fn note_at(state: &State, uri: &Url) -> Option<(VaultId, FileId)> {
    if state.documents.get(uri).is_some() {
        let (_, root, note) = state.note(uri)?;
        return Some((root.id, note));
    }
    let (id, path) = locate(&state.roots, &uri.to_file_path().ok()?, Symlinks::Follow)?;
    // The survey itself begins when the thread rests.
    let root = state.root(id).filter(|root| is_wanted(root))?;
    let note = root.vault.find_file(&path)?;
    root.vault.note(note).map(|_| (id, note))
}

/// `textDocument/diagnostic`, second half.
pub(crate) fn finish_document(
    found: &NoteDiagnostics,
    material: &Material,
) -> Vec<lsp::Diagnostic> {
    finish(found, material).into_iter().flat_map(|report| report.items).collect()
}

/// The answer to `textDocument/diagnostic`: `items`, unless the client knows them.
///
/// # Errors
/// If `items` is one: the client is to ask again, for the note or what it names changed.
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
    /// The reports that the client does not know; of those that it does know it is said so if it
    /// takes the answer whole.
    fn news(&self, state: &State) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let whole = self.token.is_none();
        let told = state.roots.iter().flat_map(|root| root.diagnostics.told.values());
        let report = |told: &PublishedReport| match self.known.get(&told.file) {
            Some((uri, id)) if *id == told.id => whole.then(|| unchanged(uri.clone(), id.clone())),
            Some((uri, _)) => Some(changed(uri.clone(), told.id.clone(), told.items.clone())),
            None => Some(changed(told.uri.clone(), told.id.clone(), told.items.clone())),
        };
        told.filter_map(report).collect()
    }

    /// The empty reports of what the client believes to have findings, and has none.
    fn gone(&self, state: &State) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let told = state.roots.iter().flat_map(|root| root.diagnostics.told.values());
        let told: FxHashSet<&PathBuf> = told.map(|told| &told.file).collect();
        let none = result_id(&[]);
        let known = self.known.iter().filter(|(path, (uri, id))| {
            *id != none && !told.contains(path) && state.documents.get(uri).is_none()
        });
        known.map(|(_, (uri, _))| changed(uri.clone(), none.clone(), Vec::new())).collect()
    }

    /// Tells a part of the answer.
    fn tell(
        &mut self,
        token: &NumberOrString,
        items: &[WorkspaceDocumentDiagnosticReport],
        state: &State,
    ) {
        self.told = true;
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

/// `$/progress`, with a part of an answer.
enum PartialResult {}

impl Notification for PartialResult {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

/// Clients hold one of these; so many are kept.
const MAX_PULLS: usize = 16;

impl State {
    /// Holds `pull` until there is news. If there are too many, the oldest is answered that there is
    /// none.
    pub(crate) fn hold_pull(&mut self, pull: WorkspacePull) {
        if self.pulls.len() >= MAX_PULLS {
            let oldest = self.pulls.remove(0);
            let _ = oldest.answer.send(WorkspaceDiagnosticReport::default());
        }
        self.pulls.push(pull);
    }

    /// Answers those questions about the whole workspace to which there is news, or parts of them.
    pub(crate) fn answer_pulls(&mut self) {
        if self.pulls.is_empty() {
            return;
        }
        let settled =
            self.roots.iter().all(|root| !root.is_loading() && root.diagnostics.is_settled());
        for pull in std::mem::take(&mut self.pulls) {
            // Whoever asked may have gone meanwhile.
            if !pull.answer.is_closed() {
                let held = self.answer_pull(pull, settled);
                self.pulls.extend(held);
            }
        }
    }

    /// The pull, if it is to be held.
    fn answer_pull(&mut self, mut pull: WorkspacePull, settled: bool) -> Option<WorkspacePull> {
        let now = self.reported;
        let due = match pull.seen {
            Some(seen) if settled => seen != now,
            Some(seen) => now - seen >= STEP,
            None => true,
        };
        if !due || !settled && pull.token.is_none() {
            return Some(pull);
        }
        pull.seen = Some(now);
        let mut items = pull.news(self);
        if settled {
            items.extend(pull.gone(self));
        }
        let is_news = |item: &WorkspaceDocumentDiagnosticReport| {
            matches!(item, WorkspaceDocumentDiagnosticReport::Full(_))
        };
        let news = items.iter().any(is_news);
        if let Some(token) = pull.token.clone()
            && news
        {
            pull.tell(&token, &items, self);
            items.clear();
        }
        // The first question has an answer in any case, if only that nothing is wrong.
        if settled && (news || pull.told || !self.pulled) {
            self.pulled = true;
            let _ = pull.answer.send(WorkspaceDiagnosticReport { items });
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
    use linkwright_syntax::scan;
    use linkwright_vault::{Change, DiagnosticsScope, Settings};

    #[test]
    fn a_closed_note_is_answered_for_before_the_survey_of_all_has_begun() {
        let mut state = State::alone();
        let id = state.add_root(None);
        let dir = std::env::temp_dir();
        let uri = Url::from_file_path(dir.join("a.md")).expect("an absolute path");
        let root = state.root_mut(id).expect("open");
        root.dir = linkwright_disk::Root::open(&dir).ok();
        root.state = LoadState::Ready;
        root.apply(Change::Note { path: "a.md", text: "[[gone]]", facts: scan("[[gone]]") });
        assert!(plan(&mut state, &uri).expect("an answer").is_none());

        let whole = Settings { scope: DiagnosticsScope::Vault, ..Settings::default() };
        state.root_mut(id).expect("open").apply(Change::Settings(Box::new(whole)));
        assert!(plan(&mut state, &uri).expect("an answer").is_some());
    }
}
