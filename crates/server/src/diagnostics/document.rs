//! Diagnostics of open documents: which are out of date, and which the client has.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode};
use linkwright_project::live::{Document, Documents};
use linkwright_vault::{Delta, FileId};
use tower_lsp::lsp_types::{self as lsp, Url};

use super::Diagnostics;
use super::published::{PublishedReport, clear, send};
use crate::session::Session;

/// Maximum number of times that a note is diagnosed again because a note that its diagnostics refer
/// to has changed on disk.
pub(super) const MAX_RETRIES: u8 = 3;

/// With more changes than this, all documents are diagnosed again, without a look at each change.
const MAX_DELTAS: usize = 128;

/// The diagnostics of an open document.
pub(crate) struct DocumentDiagnostics {
    /// They are out of date.
    is_dirty: bool,
    /// The diagnostics that were published last, and the version they were for.
    pub(super) published: Option<(i32, Vec<lsp::Diagnostic>)>,
    /// The diagnostics that were published while it was closed, until its own are published.
    pub(super) published_while_closed: Option<PublishedReport>,
    /// The number of the last attempt to publish diagnostics.
    attempt: u64,
    /// The number of retries because a note that the diagnostics refer to has changed on disk.
    retries: u8,
    /// The diagnostics that the client pulled last, and the version they were for; `None` once it was
    /// asked to pull again.
    pulled: Option<(i32, Vec<Diagnostic>)>,
    /// The code and the text of each that was found last, except those that were held back.
    pub(super) found: Vec<(DiagnosticCode, Box<str>)>,
    /// The client has pulled them. VS Code opens documents without showing them, and does not pull for
    /// those: their diagnostics are part of the report on the workspace.
    pub(super) is_pulled: bool,
}

impl DocumentDiagnostics {
    /// Of a document that was just opened, whose attempts follow `attempt`.
    fn new(attempt: u64) -> DocumentDiagnostics {
        DocumentDiagnostics {
            is_dirty: true,
            published: None,
            published_while_closed: None,
            attempt,
            retries: 0,
            pulled: None,
            found: Vec::new(),
            is_pulled: false,
        }
    }

    /// Whether they are out of date.
    pub(crate) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Marks them as out of date.
    pub(crate) fn mark(&mut self) {
        self.is_dirty = true;
    }

    /// Whether the client shows some.
    fn is_published(&self) -> bool {
        self.published_while_closed.is_some()
            || self.published.as_ref().is_some_and(|(_, items)| !items.is_empty())
    }

    /// Begins an attempt to publish them, and returns its number.
    pub(crate) fn begin(&mut self) -> u64 {
        self.is_dirty = false;
        self.attempt += 1;
        self.attempt
    }

    /// Whether the attempt of this number is the last one.
    pub(crate) fn is_newest(&self, attempt: u64) -> bool {
        self.attempt == attempt
    }

    /// Whether to try again after a note was different on disk. After the last retry, only the next
    /// change does.
    pub(crate) fn retry(&mut self) -> bool {
        self.retries += 1;
        if self.retries > MAX_RETRIES {
            self.retries = 0;
            return false;
        }
        true
    }

    /// The client pulls `found`, for this version.
    pub(crate) fn pull(&mut self, version: i32, found: Vec<Diagnostic>) {
        self.pulled = Some((version, found));
        self.is_pulled = true;
        self.is_dirty = false;
    }
}

impl Diagnostics {
    /// Whether the diagnostics of `document` are out of date.
    pub(crate) fn is_dirty(&self, document: &Document<Url>) -> bool {
        self.documents.get(&document.uri).is_some_and(DocumentDiagnostics::is_dirty)
    }

    /// A document was opened.
    pub(crate) fn open_document(&mut self, uri: Url) {
        self.reports_again.remove(&uri);
        self.documents.insert(uri, DocumentDiagnostics::new(0));
    }

    /// Publishes the diagnostics of a document, unless the client already has the same ones.
    pub(crate) fn publish(
        &mut self,
        session: &Session,
        document: &Document<Url>,
        items: Vec<lsp::Diagnostic>,
    ) {
        let Some(diagnostics) = self.documents.get_mut(&document.uri) else { return };
        diagnostics.retries = 0;
        diagnostics.published_while_closed = None;
        let published = (document.version, items);
        if diagnostics.published.as_ref() != Some(&published) {
            send(session, document.uri.clone(), published.1.clone(), Some(published.0));
            diagnostics.published = Some(published);
        }
    }

    /// Clears the diagnostics of a document that is no longer a note. A document whose text is not the
    /// one that the vault uses keeps its diagnostics.
    pub(crate) fn publish_empty(
        &mut self,
        session: &Session,
        documents: &Documents<Url>,
        uri: &Url,
    ) {
        let is_published = self.documents.get(uri).is_some_and(DocumentDiagnostics::is_published);
        let outdated = documents.get(uri).filter(|it| is_published && documents.is_known(it));
        if let Some(document) = outdated {
            self.publish(session, document, Vec::new());
        }
    }

    /// `document` was closed. Clears its diagnostics, unless closed notes are diagnosed too.
    pub(crate) fn close_document(
        &mut self,
        session: &Session,
        document: &Document<Url>,
        note: Option<FileId>,
    ) {
        let Some(diagnostics) = self.documents.remove(&document.uri) else { return };
        let is_published = diagnostics.is_published();
        if !self.on_note_closed(document, diagnostics, note) && is_published {
            clear(session, document.uri.clone());
        }
    }

    /// A document was closed that shows no file, or one that another document shows too. Clears its
    /// diagnostics.
    pub(crate) fn close_duplicate(&mut self, session: &Session, uri: &Url) {
        let closed = self.documents.remove(uri);
        if closed.is_some_and(|it| it.is_published()) {
            clear(session, uri.clone());
        }
    }

    /// `document` shows no file any more. Clears its diagnostics as if it was closed; results of
    /// attempts before are dropped.
    pub(crate) fn hide_document(
        &mut self,
        session: &Session,
        document: &Document<Url>,
        note: Option<FileId>,
    ) {
        let before = self.documents.get(&document.uri).map(|it| (it.attempt, it.is_dirty));
        self.close_document(session, document, note);
        if let Some((attempt, is_dirty)) = before {
            let hidden = DocumentDiagnostics { is_dirty, ..DocumentDiagnostics::new(attempt + 1) };
            self.documents.insert(document.uri.clone(), hidden);
        }
    }

    /// The diagnostics that the client pulled last for a document, and the version they were for.
    pub(crate) fn pulled(&self, uri: &Url) -> Option<&(i32, Vec<Diagnostic>)> {
        self.documents.get(uri)?.pulled.as_ref()
    }

    /// Marks the diagnostics of a document as up to date. Requests a refresh if those that the client
    /// pulled last are not current.
    pub(crate) fn pull_checked(&mut self, uri: &Url, is_current: bool) {
        let Some(diagnostics) = self.documents.get_mut(uri) else { return };
        diagnostics.is_dirty = false;
        if !is_current {
            diagnostics.pulled = None;
            self.needs_refresh = true;
        }
    }
}

/// All of `deltas` as one.
pub(super) fn merge_deltas(deltas: Vec<Delta>) -> Delta {
    if deltas.len() > MAX_DELTAS {
        return Delta { everything: true, ..Delta::default() };
    }
    let merge = |mut earlier: Delta, later| {
        earlier.merge(later);
        earlier
    };
    deltas.into_iter().reduce(merge).unwrap_or_default()
}
