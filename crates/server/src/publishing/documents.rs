//! Publishing the diagnostics of open documents.
//!
//! A client that pulls diagnostics is only asked to pull them again.

use linkwright_ide::diagnostics::Related;
use linkwright_project::live::{VaultId, VaultOwner as _};
use tower_lsp::lsp_types::{self as lsp, Url};

use super::reports::{
    Built, NoteDiagnostics, build_in_background, clamp, diagnose_now, needs_text,
};
use crate::convert;
use crate::diagnostics::DocumentDiagnostics;
use crate::vaults::state::State;

/// Number of documents that are diagnosed before the inbox is looked at again. They take some
/// tenths of a millisecond.
const BATCH: usize = 4;

/// Diagnoses and publishes the next documents whose diagnostics are out of date. Returns whether
/// there were any.
pub(super) fn publish_documents(state: &mut State) -> bool {
    let State { vaults, documents, diagnostics, .. } = &*state;
    let is_loaded = |id| vaults.get(id).is_some_and(|vault| !vault.is_loading());
    let due = documents.iter().filter(|it| diagnostics.is_dirty(it) && is_loaded(it.vault_id));
    let due: Vec<Url> = due.take(BATCH).map(|document| document.uri.clone()).collect();
    for uri in &due {
        if state.session.capabilities().pulls_diagnostics {
            check_last_pull(state, uri);
        } else {
            diagnose_document(state, uri);
        }
    }
    let handle = state.jobs.handle.clone();
    let refreshed = move || handle.send(|state| state.diagnostics.refreshed());
    state.diagnostics.send_refresh(&state.session, refreshed);
    !due.is_empty()
}

/// Requests a refresh if the diagnostics that the client last pulled for a document are out of date.
/// If the document itself changed, the client pulls again anyway.
fn check_last_pull(state: &mut State, uri: &Url) {
    let State { vaults, documents, diagnostics, .. } = state;
    let Some(document) = documents.get(uri) else { return };
    let is_current = match (diagnostics.pulled(uri), documents.note(vaults, uri)) {
        (None, _) => true,
        (Some((version, _)), Some((document, ..))) if *version != document.version => true,
        (Some(_), Some((document, vault, note))) => {
            let (found, _) = diagnose_now(diagnostics, document, vault, note);
            diagnostics.pulled(uri).is_some_and(|(_, pulled)| *pulled == found)
        }
        // The document is no longer a note, or its text is not the one that the vault uses.
        (Some((_, pulled)), None) => pulled.is_empty() || !documents.is_known(document),
    };
    diagnostics.pull_checked(uri, is_current);
}

/// Diagnoses a document. Publishes at once, unless another note has to be read first.
fn diagnose_document(state: &mut State, uri: &Url) {
    let Some(attempt) = state.diagnostics.of_document(uri).map(DocumentDiagnostics::begin) else {
        return;
    };
    let State { session, vaults, documents, diagnostics, .. } = &mut *state;
    let Some((document, vault, note)) = documents.note(vaults, uri) else {
        return diagnostics.publish_empty(session, documents, uri);
    };
    let (found, needs_disk) = diagnose_now(diagnostics, document, vault, note);
    let Some((document, vault, note)) = state.note(uri) else { return };
    let id = vault.id;
    if needs_disk {
        let uri = uri.clone();
        let mark = move |state: &mut State| state.diagnostics.mark_document(&uri);
        return state.after_disk_check(id, Box::new(mark));
    }
    let open = |related: &Related| state.documents.at(id, &vault.vault.get(related.file)?.path);
    let related = found.iter().flat_map(|diagnostic| &diagnostic.related);
    if related.clone().any(|related| needs_text(related) && open(related).is_none()) {
        return publish_when_read(state, uri, attempt, vec![(note, found)], id);
    }
    let client = state.session.capabilities();
    let locate = |related: &Related| {
        let path = &vault.vault.get(related.file)?.path;
        let range = open(related).filter(|_| needs_text(related)).map(|open| {
            let span = clamp(related.span, &open.text);
            convert::range(&open.text, span, open.counting)
        });
        let start = || convert::start_of_line(vault.vault.start_line(related.file));
        Some(lsp::Location::new(state.uri(vault, path)?, range.unwrap_or_else(start)))
    };
    let convert = |it| convert::diagnostic(it, &document.text, document.counting, client, locate);
    let items = found.iter().map(convert).collect();
    publish(state, uri, items);
}

fn publish(state: &mut State, uri: &Url, items: Vec<lsp::Diagnostic>) {
    if let Some(document) = state.documents.get(uri) {
        state.diagnostics.publish(&state.session, document, items);
    }
}

/// Publishes the diagnostics of a document when the notes that they refer to are read.
fn publish_when_read(
    state: &mut State,
    uri: &Url,
    attempt: u64,
    found: NoteDiagnostics,
    id: VaultId,
) {
    let (uri, revision) = (uri.clone(), state.documents.revision(uri));
    build_in_background(state, id, found, move |state, built| match built {
        Built::Reports(reports) => {
            let Some(report) = reports.into_iter().next() else { return };
            let is_unchanged = state.documents.revision(&uri) == revision;
            let document = state.diagnostics.of_document(&uri);
            if is_unchanged && document.is_some_and(|it| it.is_newest(attempt)) {
                publish(state, &uri, report.items);
            }
        }
        Built::Stale(read) => retry_document(state, &uri, read),
        Built::Failed => {}
    });
}

/// Diagnoses a document again after `read`, in which the reader rereads the changed files.
fn retry_document(state: &mut State, uri: &Url, read: Option<(VaultId, u64)>) {
    if state.diagnostics.of_document(uri).is_some_and(DocumentDiagnostics::retry) {
        let uri = uri.clone();
        let mark = move |state: &mut State, _| state.diagnostics.mark_document(&uri);
        state.after_read(read, Box::new(mark));
    }
}
