//! Notifications of the client about documents and files.

use std::path::PathBuf;

use linkwright_disk::vault_path_of;
use linkwright_project::live::{
    Document, Home, OpenDocuments as _, OpenVault, ReadRequest, VaultId, VaultOwner as _,
};
use linkwright_syntax::OpenText;
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Url};

use crate::vaults::changes::apply_changes;
use crate::vaults::state::State;

impl State {
    /// Opens a document: from now on its text counts, not the file on disk.
    pub(crate) fn open(&mut self, item: &TextDocumentItem) {
        if self.documents.get(&item.uri).is_some() {
            tracing::warn!("{} was opened twice", item.uri);
            self.close(&item.uri);
        }
        let Home { place, is_loose } = self.home(&item.uri);
        let root = place.0;
        let counting = ColumnCounting::of_buffer(self.session.capabilities().encoding);
        let text = OpenText::new(&item.text);
        self.documents.open(Document {
            version: item.version,
            markdown: is_loose && item.language_id.eq_ignore_ascii_case("markdown"),
            ..Document::new(item.uri.clone(), place, text, counting)
        });
        self.diagnostics.open_document(item.uri.clone());
        self.show_document(&item.uri);
        self.documents.mark_recent(&item.uri);
        // What it links to outside the vault, nobody watches.
        if let Some(reader) = self.vaults.get_mut(root).and_then(|vault| vault.reader.as_mut()) {
            reader.request(ReadRequest::CheckUnwatched);
        }
    }

    /// The text of the document at `uri` changed.
    pub(crate) fn change(
        &mut self,
        uri: &Url,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) {
        let Some(before) = self.documents.get(uri).map(|document| document.version) else {
            tracing::warn!("{uri} was changed and is not open");
            return;
        };
        if version <= before {
            // The client does not send the change again, so it is applied anyway.
            tracing::warn!("{uri} was changed to version {version}, after {before}");
        }
        let Some(document) = self.documents.edit(uri, version) else { return };
        let end = apply_changes(&mut document.text, changes, document.counting);
        self.views.forget(uri);
        // VS Code takes back its edits in the document whose file is gone, too: that has no findings
        // until there is a file again.
        let vault = self.vaults.get(document.root);
        if document.hidden && vault.is_none_or(|vault| !vault.has_file(&document.path)) {
            return;
        }
        // Of several documents of a file, the one that is edited counts.
        self.show_document(uri);
        let State { vaults, documents, diagnostics, .. } = self;
        diagnostics.edit_ended(documents.note(vaults, uri), end);
        documents.mark_recent(uri);
    }

    /// Closes a document: from now on the file on disk counts.
    pub(crate) fn close(&mut self, uri: &Url) {
        let Some(document) = self.documents.close(uri) else {
            tracing::warn!("{uri} was closed and is not open");
            return;
        };
        self.diagnostics.report_again(&self.session, uri);
        self.views.forget(uri);
        let other = self.documents.at(document.root, &document.path);
        let other = other.map(|other| other.uri.clone());
        if document.hidden || other.is_some() {
            self.diagnostics.close_duplicate(&self.session, uri);
            if let Some(other) = other.filter(|_| !document.hidden) {
                self.index_document(&other);
            }
            return;
        }
        let note = self.file_of(&document);
        self.diagnostics.close_document(&self.session, &document, note);
        self.close_file(document.root, document.path, uri);
    }

    /// The file that `document` shows, as its vault knows it.
    fn file_of(&self, document: &Document<Url>) -> Option<FileId> {
        self.vaults.get(document.root)?.vault.find_file(&document.path)
    }

    /// A file was saved. What is open is known; the rest is looked at.
    pub(crate) fn saved(&mut self, uri: &Url) {
        if self.documents.get(uri).is_none() {
            self.files_changed([uri.as_str()]);
        }
    }

    /// Files were created, changed or deleted, or may have been.
    pub(crate) fn files_changed<'u>(&mut self, uris: impl IntoIterator<Item = &'u str>) {
        let (mut places, mut elsewhere) = (Vec::new(), Vec::new());
        let paths = uris.into_iter().filter_map(|uri| Url::parse(uri).ok()?.to_file_path().ok());
        for path in paths {
            // The reader finds out how the disk spells it, and whether it belongs to the vault.
            let before = places.len();
            let within = |vault: &OpenVault| Some((vault.id, vault.path_as_spelled(&path)?));
            places.extend(self.vaults.iter().filter_map(within));
            if places.len() == before {
                elsewhere.push(path);
            }
        }
        self.look_at_all(places);
        self.look_elsewhere(elsewhere);
    }

    /// Has the vaults look at these paths, if the disk says that they lie in one.
    fn look_elsewhere(&mut self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let dirs = self.vaults.iter().filter_map(|vault| Some((vault.id, vault.dir.clone()?)));
        let dirs: Vec<(VaultId, linkwright_disk::Root)> = dirs.collect();
        let find = move || {
            let places = paths.iter().flat_map(|path| {
                dirs.iter().filter_map(|(id, dir)| Some((*id, vault_path_of(dir, path)?)))
            });
            places.collect::<Vec<_>>()
        };
        let look = |state: &mut State, places: Option<_>| {
            state.look_at_all(places.unwrap_or_default());
        };
        self.jobs.background.run(find, look);
    }

    /// Has each vault look at its files among `places` in one go: what moved is there before it is
    /// gone.
    fn look_at_all(&mut self, mut places: Vec<(VaultId, String)>) {
        places.sort();
        for of_one_root in places.chunk_by(|a, b| a.0 == b.0) {
            let paths = of_one_root.iter().map(|(_, path)| path.clone()).collect();
            self.reread_paths(of_one_root[0].0, paths);
        }
    }

    /// Files or folders were moved. Documents move along at once, though their own URIs may be
    /// closed only later, or never.
    pub(crate) fn files_moved<'u>(&mut self, moves: impl IntoIterator<Item = (&'u str, &'u str)>) {
        let mut places = Vec::new();
        for (from, to) in moves {
            let (from, to) = (self.entry_at(from), self.entry_at(to));
            if let (Some((root, from)), Some((new_root, to))) = (&from, &to) {
                let below = |path: &str| {
                    let rest = path.strip_prefix(from.as_str())?;
                    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
                };
                let moved: Vec<(Url, String, String)> = self
                    .documents
                    .of_vault(*root)
                    .filter_map(|open| {
                        Some((open.uri.clone(), open.path.clone(), below(&open.path)?))
                    })
                    .collect();
                for (uri, from, to) in moved {
                    if let Some(vault) = self.vaults.get_mut(*root) {
                        vault.document_left(from);
                    }
                    self.move_document(&uri, *new_root, to);
                }
            }
            places.extend(from.into_iter().chain(to));
        }
        self.look_at_all(places);
    }

    /// The file that the document at `uri` shows is at `to` now. VS Code opens a document there
    /// before it says so, and when a rename is undone or done again it never closes the other.
    fn move_document(&mut self, uri: &Url, root: VaultId, to: String) {
        let is_there =
            |open: &&Document<Url>| open.root == root && open.path == to && open.uri != *uri;
        let there = self.documents.iter().find(is_there).map(|open| open.uri.clone());
        let Some(there) = there else {
            self.documents.move_to(uri, root, to);
            return self.show_document(uri);
        };
        if let Some(document) = self.documents.get(uri) {
            let note = self.file_of(document);
            self.diagnostics.hide_document(&self.session, document, note);
            self.documents.hide(uri);
            self.diagnostics.report_again(&self.session, uri);
        }
        self.show_document(&there);
    }

    /// The document at `uri` shows its file from now on, and counts. Its findings are its own, not
    /// those of a closed note.
    fn show_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        if !self.documents.counts(document) {
            self.documents.show(uri);
        }
        if let Some(document) = self.documents.get(uri) {
            let (id, path) = (document.root, &document.path);
            self.diagnostics.on_note_opened(&self.session, id, path, uri);
        }
        self.index_document(uri);
    }
}
