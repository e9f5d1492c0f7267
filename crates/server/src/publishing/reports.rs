//! Diagnosing a note, and converting its diagnostics for the client.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, Related, diagnose};
use linkwright_project::live::{
    Document, OpenVault, Outcome, PendingPlan, PlanRead, Planned, VaultId,
};
use linkwright_text::{Span, Text};
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::diagnostics::{Diagnostics, VaultDiagnostics};
use crate::vaults::state::State;

/// Notes, each with its diagnostics.
pub(crate) type NoteDiagnostics = Vec<(FileId, Vec<Diagnostic>)>;

/// The diagnostics of one note, as the client gets them.
pub(crate) struct NoteReport {
    /// The note.
    pub(crate) file: FileId,
    /// The note's path in its vault.
    pub(crate) path: String,
    /// The note's URI, as the client knows it.
    pub(crate) uri: Url,
    /// The diagnostics.
    pub(crate) items: Vec<lsp::Diagnostic>,
}

/// What is found in a note.
#[derive(Default)]
pub(crate) struct SplitDiagnostics {
    /// What the client gets.
    pub(crate) found: Vec<Diagnostic>,
    /// What it does not get, because it was there when the session began and the settings ask for new
    /// findings.
    pub(crate) known: Vec<Diagnostic>,
    /// The disk must be asked for link targets before it is complete.
    pub(crate) needs_disk: bool,
}

/// Diagnoses `note`. `closed` are the diagnostics of its vault. While the vault is loading, broken links
/// are left out.
pub(crate) fn diagnose_note(
    closed: &VaultDiagnostics,
    vault: &OpenVault,
    note: FileId,
) -> SplitDiagnostics {
    let (mut found, needs_disk) = diagnose(&vault.vault, note);
    if !vault.is_fully_loaded() {
        found.retain(|it| {
            !matches!(it.code, DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed)
        });
    }
    let (found, known) = closed.split_known(vault, note, found);
    SplitDiagnostics { found, known, needs_disk: needs_disk && vault.is_fully_loaded() }
}

/// As [`diagnose_note`] for an open document, without the problems of the item that is being typed in this
/// or another document, and those that it may have caused.
pub(super) fn diagnose_now(
    diagnostics: &mut Diagnostics,
    document: &Document<Url>,
    vault: &OpenVault,
    note: FileId,
) -> (Vec<Diagnostic>, bool) {
    let SplitDiagnostics { mut found, needs_disk, .. } =
        diagnose_note(diagnostics.of_vault(vault.id), vault, note);
    diagnostics.hold_back(document, &mut found);
    (found, needs_disk)
}

/// Whether the file's text is needed to convert the span. An empty span at the start stands for the
/// whole file and needs no text.
pub(crate) fn needs_text(related: &Related) -> bool {
    related.span.end > 0
}

/// The plan for [`build_reports`]: which texts and files the diagnostics in `found` need.
pub(crate) fn plan_reports(vault_id: VaultId, found: NoteDiagnostics) -> Planned<NoteDiagnostics> {
    let related = || found.iter().flat_map(|(_, found)| found).flat_map(|it| &it.related);
    let texts = related().filter(|related| needs_text(related)).map(|related| related.file);
    Planned::new(
        vault_id,
        found.iter().map(|(note, _)| *note).chain(texts).collect(),
        related().map(|related| related.file).collect(),
        found,
    )
}

/// The outcome of [`build_in_background`].
pub(super) enum Built {
    /// The reports.
    Reports(Vec<NoteReport>),
    /// A file has changed on disk. The diagnostics must be made again after this read: the vault and the
    /// number of the request to its reader.
    Stale(Option<(VaultId, u64)>),
    /// A file cannot be read, or there was a panic.
    Failed,
}

/// Builds the reports of `found` on the background thread, then calls `then`, unless the vault is
/// closed.
pub(super) fn build_in_background(
    state: &mut State,
    id: VaultId,
    found: NoteDiagnostics,
    then: impl FnOnce(&mut State, Built) + Send + 'static,
) {
    type Read = (PendingPlan<State, NoteDiagnostics>, PlanRead<Box<str>>);
    let Some(pending) = PendingPlan::gather(plan_reports(id, found), state) else { return };
    let read = move || -> Read {
        let read = pending.read(false, |_, _, text, _| text.into());
        (pending, read)
    };
    state.jobs.background.run(read, move |state, read: Option<Read>| {
        match read.map(|(pending, read)| pending.settle(read, state)) {
            Some(Ok(Outcome::Valid(found, texts, context))) => {
                let build = move || build_reports(&found, &RequestContext::new(*context, texts));
                let built = |state: &mut State, reports: Option<_>| {
                    then(state, reports.map_or(Built::Failed, Built::Reports));
                };
                state.jobs.background.run(build, built);
            }
            Some(Ok(Outcome::Stale(stale))) => then(state, Built::Stale(stale.read)),
            None | Some(Err(_)) => then(state, Built::Failed),
        }
    });
}

/// Converts the diagnostics in `found` for the client.
pub(crate) fn build_reports(found: &NoteDiagnostics, context: &RequestContext) -> Vec<NoteReport> {
    let client = context.client_capabilities;
    let mut texts: FxHashMap<FileId, Text> = FxHashMap::default();
    let mut text = |file| {
        let read = || context.text(file).unwrap_or_default();
        texts.entry(file).or_insert_with(read).clone()
    };
    let mut reports = Vec::with_capacity(found.len());
    for (note, found) in found {
        let Some(file) = context.file(*note) else { continue };
        let own = text(*note);
        let mut locate = |related: &Related| {
            let file = context.file(related.file)?;
            let uri = file.uri.clone();
            if !needs_text(related) {
                return Some(lsp::Location::new(uri, file.start()));
            }
            let span = clamp(related.span, &text(related.file));
            let counting = context.counting(related.file);
            Some(lsp::Location::new(uri, convert::range(&text(related.file), span, counting)))
        };
        let counting = context.counting(*note);
        let convert = |it| convert::diagnostic(it, &own, counting, client, &mut locate);
        let items = found.iter().map(convert).collect();
        let (uri, path) = (file.uri.clone(), file.path.clone());
        reports.push(NoteReport { file: *note, path, uri, items });
    }
    reports
}

/// `span`, limited to `text`.
pub(crate) fn clamp(span: Span, text: &Text) -> Span {
    Span { start: span.start.min(text.len()), end: span.end.min(text.len()) }
}
