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
    /// Opens a document. From now on, its text is used instead of the file on disk.
    pub(crate) fn open(&mut self, item: &TextDocumentItem) {
        if self.documents.get(&item.uri).is_some() {
            tracing::warn!("{} was opened twice", item.uri);
            self.close(&item.uri);
        }
        let Home { place, is_loose } = self.home(&item.uri);
        let vault_id = place.0;
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
        // Its link targets outside the vault are not watched.
        if let Some(reader) = self.vaults.get_mut(vault_id).and_then(|vault| vault.reader.as_mut())
        {
            reader.request(ReadRequest::CheckUnwatched);
        }
    }

    /// Applies the changes of the text of the document at `uri`.
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
        // VS Code also undoes its edits in a document whose file is gone. Such a document has no
        // diagnostics until the file exists again.
        let vault = self.vaults.get(document.vault_id);
        if document.hidden && vault.is_none_or(|vault| !vault.has_file(&document.path)) {
            return;
        }
        // If several documents show the file, the edited one is used.
        self.show_document(uri);
        let State { vaults, documents, diagnostics, .. } = self;
        diagnostics.edit_ended(documents.note(vaults, uri), end);
        documents.mark_recent(uri);
    }

    /// Closes a document. From now on, the file on disk is used.
    pub(crate) fn close(&mut self, uri: &Url) {
        let Some(document) = self.documents.close(uri) else {
            tracing::warn!("{uri} was closed and is not open");
            return;
        };
        self.diagnostics.report_again(&self.session, uri);
        self.views.forget(uri);
        let other = self.documents.at(document.vault_id, &document.path);
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
        self.close_file(document.vault_id, document.path, uri);
    }

    /// The indexed file that `document` shows.
    fn file_of(&self, document: &Document<Url>) -> Option<FileId> {
        self.vaults.get(document.vault_id)?.vault.find_file(&document.path)
    }

    /// Rereads a file that was saved, unless it is open.
    pub(crate) fn saved(&mut self, uri: &Url) {
        if self.documents.get(uri).is_none() {
            self.files_changed([uri.as_str()]);
        } else {
            self.diagnostics.document_saved(uri);
        }
    }

    /// Rereads files that may have been created, changed or deleted.
    pub(crate) fn files_changed<'u>(&mut self, uris: impl IntoIterator<Item = &'u str>) {
        let (mut places, mut elsewhere) = (Vec::new(), Vec::new());
        let paths = uris.into_iter().filter_map(|uri| Url::parse(uri).ok()?.to_file_path().ok());
        for path in paths {
            // The reader finds out how the path is spelled on disk, and whether it belongs to the vault.
            let before = places.len();
            let within = |vault: &OpenVault| Some((vault.id, vault.path_as_spelled(&path)?));
            places.extend(self.vaults.iter().filter_map(within));
            if places.len() == before {
                elsewhere.push(path);
            }
        }
        self.reread_places(places);
        self.reread_behind_symlinks(elsewhere);
    }

    /// Rereads the paths that lie in a vault when their symbolic links are followed.
    fn reread_behind_symlinks(&mut self, paths: Vec<PathBuf>) {
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
        let reread = |state: &mut State, places: Option<_>| {
            state.reread_places(places.unwrap_or_default());
        };
        self.jobs.background.run(find, reread);
    }

    /// Rereads `places`, those of each vault in one request, so that a moved file is found at its new
    /// path before it is removed at its old path.
    fn reread_places(&mut self, mut places: Vec<(VaultId, String)>) {
        places.sort();
        for of_one_root in places.chunk_by(|a, b| a.0 == b.0) {
            let paths = of_one_root.iter().map(|(_, path)| path.clone()).collect();
            self.reread_paths(of_one_root[0].0, paths);
        }
    }

    /// Files or folders were moved. Their documents are moved at once, because the client may close the
    /// old URIs later or never.
    pub(crate) fn files_moved<'u>(&mut self, moves: impl IntoIterator<Item = (&'u str, &'u str)>) {
        let mut places = Vec::new();
        for (from, to) in moves {
            let (from, to) = (self.entry_at(from), self.entry_at(to));
            if let (Some((vault_id, from)), Some((new_vault_id, to))) = (&from, &to) {
                let below = |path: &str| {
                    let rest = path.strip_prefix(from.as_str())?;
                    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
                };
                let moved: Vec<(Url, String, String)> = self
                    .documents
                    .of_vault(*vault_id)
                    .filter_map(|open| {
                        Some((open.uri.clone(), open.path.clone(), below(&open.path)?))
                    })
                    .collect();
                for (uri, from, to) in moved {
                    if let Some(vault) = self.vaults.get_mut(*vault_id) {
                        vault.document_left(from);
                    }
                    self.move_document(&uri, *new_vault_id, to);
                }
            }
            places.extend(from.into_iter().chain(to));
        }
        self.reread_places(places);
    }

    /// Moves the document at `uri`, whose file is at `to` now. VS Code opens a document at the new path
    /// before it reports the move. When a rename is undone or redone, it never closes the old one.
    fn move_document(&mut self, uri: &Url, vault_id: VaultId, to: String) {
        let shows_file = |open: &&Document<Url>| {
            open.vault_id == vault_id && open.path == to && open.uri != *uri
        };
        let other = self.documents.iter().find(shows_file).map(|open| open.uri.clone());
        let Some(other) = other else {
            self.documents.move_to(uri, vault_id, to);
            return self.show_document(uri);
        };
        if let Some(document) = self.documents.get(uri) {
            let note = self.file_of(document);
            self.diagnostics.hide_document(&self.session, document, note);
            self.documents.hide(uri);
            self.diagnostics.report_again(&self.session, uri);
        }
        self.show_document(&other);
    }

    /// Makes the document at `uri` show its file, and its text the one that is used. From now on the file
    /// has the diagnostics of the document, not those of a closed note.
    fn show_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        if !self.documents.counts(document) {
            self.documents.show(uri);
        }
        if let Some(document) = self.documents.get(uri) {
            let (id, path) = (document.vault_id, &document.path);
            self.diagnostics.on_note_opened(&self.session, id, path, uri);
        }
        self.index_document(uri);
    }
}
