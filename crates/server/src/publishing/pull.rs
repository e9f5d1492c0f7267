//! `textDocument/diagnostic` and `workspace/diagnostic`, for a client that pulls diagnostics.

use linkwright_project::live::{Needs, Planned, SymlinkMode, VaultId};
use linkwright_vault::FileId;
use serde_json::json;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    self as lsp, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};

use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::diagnostics::{WorkspacePull, full, result_id};
use crate::publishing::reports::{
    NoteDiagnostics, build_reports, diagnose_note, diagnose_now, plan_reports,
};
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// `workspace/diagnostic`, which is held until something changes.
pub(crate) async fn workspace(
    vaults: &Handle,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let (pull, answer) = WorkspacePull::new(params);
    vaults.send(move |state| state.diagnostics.hold_pull(pull));
    answer.await.map(Into::into).map_err(|_| Error::internal_error())
}

/// `textDocument/diagnostic`
pub(crate) async fn document(
    vaults: &Handle,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let finish = |found, context: &RequestContext| Ok(finish(&found, context));
    let items = InBackground(Needs::Links, plan, finish).answer(vaults, params.text_document.uri);
    answer(items.await, params.previous_result_id.as_deref())
}

/// The first half. A closed note is answered only if closed notes are diagnosed.
pub(crate) fn plan(state: &mut State, uri: &Url) -> Result<Option<Planned<NoteDiagnostics>>> {
    if state.documents.get(uri).is_none_or(|document| document.hidden) {
        state.diagnostics.report_again(&state.session, uri);
    }
    let Some((id, note)) = note_at(state, uri) else { return Ok(None) };
    let Some(vault) = state.vaults.get(id) else { return Ok(None) };
    let Some(document) = state.documents.get(uri) else {
        let found = diagnose_note(state.diagnostics.of_vault(id), vault, note).found;
        return Ok(Some(plan_reports(id, vec![(note, found)])));
    };
    let (found, _) = diagnose_now(&mut state.diagnostics, document, vault, note);
    if let Some(diagnostics) = state.diagnostics.of_document(uri) {
        diagnostics.pull(document.version, found.clone());
    }
    state.diagnostics.on_note_opened(&state.session, id, &document.path, uri);
    Ok(Some(plan_reports(id, vec![(note, found)])))
}

fn note_at(state: &State, uri: &Url) -> Option<(VaultId, FileId)> {
    if state.documents.get(uri).is_some() {
        let (_, vault, note) = state.note(uri)?;
        return Some((vault.id, note));
    }
    let (id, path) = state.vaults.locate(&uri.to_file_path().ok()?, SymlinkMode::Follow)?;
    let vault = state.vaults.get(id).filter(|vault| state.diagnostics.has_closed_notes(vault))?;
    let note = vault.vault.find_file(&path)?;
    vault.vault.note(note).map(|_| (id, note))
}

/// The second half.
fn finish(found: &NoteDiagnostics, context: &RequestContext) -> Vec<lsp::Diagnostic> {
    build_reports(found, context).into_iter().flat_map(|report| report.items).collect()
}

/// The answer: `items`, or "unchanged" if their result id is `known`.
///
/// # Errors
/// If `items` is an error. Unless it is an internal error, the client is asked to send the request
/// again, because a note changed meanwhile.
fn answer(
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

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_settings::{DiagnosticsScope, Settings};
    use linkwright_vault::Change;

    #[test]
    fn a_closed_note_is_answered_before_the_pass_over_all_notes_starts() {
        let (mut state, id) = State::with_empty_vault();
        let vault = state.vaults.get_mut(id).expect("open");
        let dir = &vault.dir.as_ref().expect("a folder").path;
        let uri = Url::from_file_path(dir.join("a.md")).expect("an absolute path");
        vault.apply(Change::Note { path: "a.md", text: "[[gone]]" });
        assert!(plan(&mut state, &uri).expect("an answer").is_none());

        let whole = Settings { scope: DiagnosticsScope::Vault, ..Settings::default() };
        state.vaults.get_mut(id).expect("open").apply(Change::Settings(Box::new(whole)));
        assert!(plan(&mut state, &uri).expect("an answer").is_some());
    }
}
