//! What is wrong with notes, as the client is told of it.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, Related, diagnose};
use linkwright_project::live::{LoadState, VaultId};
use linkwright_syntax::digest;
use linkwright_text::{Span, Text};
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::answers::material::{Material, Planned};
use crate::convert;
use crate::vaults::roots::Root;

/// Notes and what is wrong with each.
pub(crate) type NoteDiagnostics = Vec<(FileId, Vec<Diagnostic>)>;

/// What the client is told of one note.
pub(crate) struct Report {
    /// The note.
    pub(crate) file: FileId,
    /// Its path in its vault.
    pub(crate) path: String,
    /// Where the client finds it.
    pub(crate) uri: Url,
    /// What is wrong.
    pub(crate) items: Vec<lsp::Diagnostic>,
}

/// By which the client knows a report again: equal for equal reports, whenever they are made and
/// however they are asked for.
pub(crate) fn result_id(items: &[lsp::Diagnostic]) -> String {
    let json = serde_json::to_string(items).expect("the protocol's own types are JSON");
    format!("{:016x}", digest(&json))
}

/// What is wrong with `note`, as far as the vault is known, and whether the disk has to be asked
/// before that is all.
pub(crate) fn look(root: &Root, note: FileId) -> (Vec<Diagnostic>, bool) {
    let (mut found, unknown) = diagnose(&root.vault, note);
    if !is_fully_loaded(root) {
        found.retain(|finding| {
            !matches!(finding.code, DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed)
        });
    }
    (found, unknown && is_fully_loaded(root))
}

/// Whether what is not in the vault does not exist.
pub(crate) fn is_fully_loaded(root: &Root) -> bool {
    root.dir.is_some() && matches!(root.state, LoadState::Ready)
}

/// Whether the text is needed to say where it is; a file as a whole is shown from its start.
pub(crate) fn needs_text(related: &Related) -> bool {
    related.span.end > 0
}

/// What it takes to tell the client of `found`.
pub(crate) fn planned(root: VaultId, found: NoteDiagnostics) -> Planned<NoteDiagnostics> {
    let related = || found.iter().flat_map(|(_, found)| found).flat_map(|it| &it.related);
    let texts = related().filter(|related| needs_text(related)).map(|related| related.file);
    Planned {
        root,
        texts: found.iter().map(|(note, _)| *note).chain(texts).collect(),
        files: related().map(|related| related.file).collect(),
        plan: found,
    }
}

/// What the client is told of `found`.
pub(crate) fn finish(found: &NoteDiagnostics, material: &Material) -> Vec<Report> {
    let can = material.client_capabilities;
    let mut texts: FxHashMap<FileId, Text> = FxHashMap::default();
    let mut text = |file| {
        let read = || material.text(file).unwrap_or_default();
        texts.entry(file).or_insert_with(read).clone()
    };
    let mut reports = Vec::with_capacity(found.len());
    for (note, found) in found {
        let Some(file) = material.file(*note) else { continue };
        let own = text(*note);
        let mut place = |related: &Related| {
            let uri = material.file(related.file)?.uri.clone();
            let span = clamp(related.span, &text(related.file));
            let counting = material.counting(related.file);
            Some(lsp::Location::new(uri, convert::range(&text(related.file), span, counting)))
        };
        let counting = material.counting(*note);
        let convert = |it| convert::diagnostic(it, &own, counting, can, &mut place);
        let items = found.iter().map(convert).collect();
        let (uri, path) = (file.uri.clone(), file.path.clone());
        reports.push(Report { file: *note, path, uri, items });
    }
    reports
}

/// `span` as far as it lies in `text`.
pub(crate) fn clamp(span: Span, text: &Text) -> Span {
    Span { start: span.start.min(text.len()), end: span.end.min(text.len()) }
}
