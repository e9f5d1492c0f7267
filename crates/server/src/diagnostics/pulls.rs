//! Requests for the diagnostics of the whole workspace: `workspace/diagnostic`.

use std::path::PathBuf;

use linkwright_project::live::{Documents, OpenVaults};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower_lsp::lsp_types::notification::Notification;
use tower_lsp::lsp_types::{
    self as lsp, FullDocumentDiagnosticReport, NumberOrString, UnchangedDocumentDiagnosticReport,
    Url, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::Diagnostics;
use super::published::{PublishedReport, result_id};
use super::vault::VaultDiagnostics;
use crate::session::Session;

/// Minimum number of changed reports in a partial result.
const MIN_PARTIAL: u64 = 256;

/// Maximum number of held requests. A client sends one at a time.
const MAX_PULLS: usize = 16;

/// Number of reports on the workspace that repeat what a client may have missed. A client built on
/// `vscode-languageclient` drops a report if it arrives before the answer to its own pull for the
/// document, which can take seconds on a busy machine. It asks for the next report two seconds after
/// the last. Our extension for VS Code does not pull, so this is only for others.
const REPEATS: u8 = 5;

/// The requests that are held until something changes.
#[derive(Default)]
pub(super) struct HeldPulls {
    held: Vec<WorkspacePull>,
    /// The first request was answered.
    first_answered: bool,
}

/// A `workspace/diagnostic` request. It is held until diagnostics change, because clients send the
/// next one as soon as it is answered.
pub(crate) struct WorkspacePull {
    sender: oneshot::Sender<WorkspaceDiagnosticReport>,
    /// The token for partial results.
    token: Option<NumberOrString>,
    /// The URI and the result id of each report that the client has, by path.
    known: FxHashMap<PathBuf, (Url, String)>,
    /// A partial result was sent.
    sent_partial: bool,
    /// The value of `Diagnostics::closed_revision` when this request was last considered.
    seen: Option<u64>,
}

impl WorkspacePull {
    /// The request with these `params`, and the receiver of its answer.
    pub(crate) fn new(
        params: WorkspaceDiagnosticParams,
    ) -> (WorkspacePull, oneshot::Receiver<WorkspaceDiagnosticReport>) {
        let (sender, receiver) = oneshot::channel();
        let known = params.previous_result_ids.into_iter().filter_map(|previous| {
            let path = previous.uri.to_file_path().ok()?;
            Some((path, (previous.uri, previous.value)))
        });
        let known = known.collect();
        let token = params.partial_result_params.partial_result_token;
        (WorkspacePull { sender, token, known, sent_partial: false, seen: None }, receiver)
    }

    /// The reports that the client does not have yet. Without partial results, the reports that it
    /// has are listed as unchanged.
    fn new_reports<'r>(
        &self,
        published: impl Iterator<Item = &'r PublishedReport>,
        again: &FxHashMap<Url, u8>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let list_unchanged = self.token.is_none();
        let convert = |report: &PublishedReport| {
            let (id, items) = (report.result_id.clone(), report.items.clone());
            let again = again.contains_key(&report.uri);
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
    fn cleared_reports<'r>(
        &self,
        published: impl Iterator<Item = &'r PublishedReport>,
        again: &FxHashMap<Url, u8>,
        documents: &Documents<Url>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let published: FxHashSet<&PathBuf> = published.map(|report| &report.path).collect();
        let empty = result_id(&[]);
        let cleared = self.known.iter().filter(|(path, (uri, id))| {
            *id != empty && !published.contains(path) && documents.get(uri).is_none()
        });
        let cleared = cleared.map(|(_, (uri, _))| uri);
        let again = again.keys().filter(|uri| {
            let is_published = uri.to_file_path().is_ok_and(|path| published.contains(&path));
            !is_published && documents.get(uri).is_none_or(|document| document.hidden)
        });
        let uris: FxHashSet<&Url> = cleared.chain(again).collect();
        uris.into_iter().map(|uri| changed(uri.clone(), empty.clone(), Vec::new())).collect()
    }

    /// Sends a partial result, and records what the client now has.
    fn send_partial(
        &mut self,
        token: &NumberOrString,
        items: &[WorkspaceDocumentDiagnosticReport],
        session: &Session,
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
        session.client().notify::<PartialResult>(value);
    }
}

/// `$/progress` with a partial result.
enum PartialResult {}

impl Notification for PartialResult {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

impl Diagnostics {
    /// The client no longer shows the document at `uri`. Some clients keep the diagnostics that they
    /// last pulled for it, and do not name them in their next requests: they are reported again, or
    /// cleared.
    pub(crate) fn report_again(&mut self, session: &Session, uri: &Url) {
        if session.capabilities().pulls_diagnostics && uri.to_file_path().is_ok() {
            self.reports_again.insert(uri.clone(), REPEATS);
            self.closed_revision += 1;
        }
    }

    /// Holds `pull` until diagnostics change. If too many are held, the oldest gets an empty answer.
    pub(crate) fn hold_pull(&mut self, pull: WorkspacePull) {
        let held = &mut self.pulls.held;
        if held.len() >= MAX_PULLS {
            let oldest = held.remove(0);
            let _ = oldest.sender.send(WorkspaceDiagnosticReport::default());
        }
        held.push(pull);
    }

    /// Answers the held pulls for which diagnostics changed, or sends them partial results.
    pub(crate) fn answer_pulls(
        &mut self,
        session: &Session,
        vaults: &OpenVaults,
        documents: &Documents<Url>,
    ) {
        if self.pulls.held.is_empty() {
            return;
        }
        let complete = vaults.iter().all(|vault| {
            !vault.is_loading()
                && self.vaults.get(&vault.id).is_none_or(VaultDiagnostics::is_up_to_date)
        });
        for pull in std::mem::take(&mut self.pulls.held) {
            // The request may have been cancelled.
            if !pull.sender.is_closed() {
                let held = self.answer_pull(pull, complete, session, documents);
                self.pulls.held.extend(held);
            }
        }
    }

    /// The reports of all closed notes.
    fn published(&self) -> impl Iterator<Item = &PublishedReport> {
        self.vaults.values().flat_map(|vault| vault.published.values())
    }

    /// Answers `pull`, or returns it if it is to be held. `complete` says whether all notes are
    /// diagnosed.
    fn answer_pull(
        &mut self,
        mut pull: WorkspacePull,
        complete: bool,
        session: &Session,
        documents: &Documents<Url>,
    ) -> Option<WorkspacePull> {
        let now = self.closed_revision;
        let has_enough_changes = match pull.seen {
            Some(seen) if complete => seen != now,
            Some(seen) => now - seen >= MIN_PARTIAL,
            None => true,
        };
        if !has_enough_changes || !complete && pull.token.is_none() {
            return Some(pull);
        }
        pull.seen = Some(now);
        let mut items = pull.new_reports(self.published(), &self.reports_again);
        if complete {
            items.extend(pull.cleared_reports(self.published(), &self.reports_again, documents));
            // A file that a document still shows is not reported yet.
            let sent = items.iter().filter_map(full_report_uri);
            let sent: FxHashSet<PathBuf> = sent.filter_map(|uri| uri.to_file_path().ok()).collect();
            self.reports_again.retain(|uri, times| {
                let was_sent = uri.to_file_path().is_ok_and(|path| sent.contains(&path));
                *times -= u8::from(was_sent);
                *times > 0
            });
        }
        let has_changes = items.iter().any(|item| full_report_uri(item).is_some());
        if let Some(token) = pull.token.clone()
            && has_changes
        {
            pull.send_partial(&token, &items, session);
            items.clear();
        }
        // The first request is answered even if there are no diagnostics.
        if complete && (has_changes || pull.sent_partial || !self.pulls.first_answered) {
            self.pulls.first_answered = true;
            let _ = pull.sender.send(WorkspaceDiagnosticReport { items });
            return None;
        }
        Some(pull)
    }
}

/// The file of a report with all its diagnostics; `None` if they are unchanged.
fn full_report_uri(report: &WorkspaceDocumentDiagnosticReport) -> Option<&Url> {
    match report {
        WorkspaceDocumentDiagnosticReport::Full(report) => Some(&report.uri),
        WorkspaceDocumentDiagnosticReport::Unchanged(_) => None,
    }
}

/// A full report.
pub(crate) fn full(result_id: String, items: Vec<lsp::Diagnostic>) -> FullDocumentDiagnosticReport {
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
