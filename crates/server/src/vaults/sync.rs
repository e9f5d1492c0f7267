//! Notifications of the client about documents and files.

use std::path::PathBuf;

use linkwright_disk::{allow_blocking_io, vault_path_of};
use linkwright_project::live::{ReadRequest, Symlinks, VaultId, VaultOwner as _, locate};
use linkwright_syntax::OpenText;
use linkwright_text::ColumnCounting;
use linkwright_vault::Change;
use serde_json::Value;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Url};

use crate::vaults::documents::{Document, apply_changes};
use crate::vaults::folders::Home;
use crate::vaults::roots::Root;
use crate::vaults::shown::Shown;
use crate::vaults::state::State;

impl State {
    /// Opens a document: from now on its text counts, not the file on disk.
    pub(crate) fn open(&mut self, item: &TextDocumentItem) {
        if self.documents.get(&item.uri).is_some() {
            tracing::warn!("{} was opened twice", item.uri);
            self.close(&item.uri);
        }
        let Home { root, path, loose } = allow_blocking_io(|| self.home(&item.uri));
        let revision = self.documents.next_revision();
        self.documents.open(Document {
            version: item.version,
            revision,
            text: OpenText::new(&item.text),
            counting: ColumnCounting::of_buffer(self.client_capabilities.encoding),
            root,
            path,
            markdown: loose && item.language_id.eq_ignore_ascii_case("markdown"),
            hidden: false,
            unparsable: false,
            dirty: true,
            published: None,
            published_while_closed: None,
            shown: Shown::default(),
            diagnose_attempt: 0,
            diagnose_retries: 0,
            last_pulled: None,
            is_pulled: false,
            uri: item.uri.clone(),
        });
        self.show_document(&item.uri);
        self.mark_recently_used(&item.uri);
        // What it links to outside the vault, nobody watches.
        if let Some(reader) = self.root_mut(root).and_then(|root| root.reader.as_mut()) {
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
        let revision = self.documents.next_revision();
        let Some(document) = self.documents.get_mut(uri) else {
            tracing::warn!("{uri} was changed and is not open");
            return;
        };
        if version <= document.version {
            // The client does not send the change again, so it is applied anyway.
            tracing::warn!("{uri} was changed to version {version}, after {}", document.version);
        }
        document.version = version;
        document.revision = revision;
        document.shown = Shown::default();
        document.unparsable = false;
        let end = apply_changes(&mut document.text, changes, document.counting);
        // VS Code takes back its edits in the document whose file is gone, too: that has no findings
        // until there is a file again.
        let is_gone = document.hidden && {
            let (root, path) = (document.root, document.path.clone());
            self.root(root).is_none_or(|root| !root.has_file(&path))
        };
        if is_gone {
            return;
        }
        // Of several documents of a file, the one that is edited counts.
        self.show_document(uri);
        self.edit_ended(uri, end);
        self.mark_recently_used(uri);
    }

    /// Closes a document: from now on the file on disk counts.
    pub(crate) fn close(&mut self, uri: &Url) {
        let Some(mut document) = self.documents.close(uri) else {
            tracing::warn!("{uri} was closed and is not open");
            return;
        };
        self.report_again(uri);
        if document.hidden {
            return;
        }
        if let Some(other) = self.documents.at(document.root, &document.path) {
            let other = other.uri.clone();
            self.unpublish_duplicate(&document);
            self.apply_document(&other);
            return;
        }
        self.unpublish(&mut document);
        self.leave(document.root, document.path, uri);
    }

    /// No document shows the file at `path` any more.
    pub(super) fn leave(&mut self, id: VaultId, path: String, uri: &Url) {
        let Some(root) = self.root_mut(id) else { return };
        if root.dir.is_none() {
            self.close_root(id);
        } else if uri.scheme() == "file" {
            root.reread(path);
        } else {
            root.apply(Change::Remove { path: &path });
        }
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
            let within = |root: &Root| Some((root.id, root.path_as_spelt(&path)?));
            places.extend(self.roots.iter().filter_map(within));
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
        let dirs = self.roots.iter().filter_map(|root| Some((root.id, root.dir.clone()?)));
        let dirs: Vec<(VaultId, linkwright_disk::Root)> = dirs.collect();
        let find = move || {
            let places = paths.iter().flat_map(|path| {
                dirs.iter().filter_map(|(id, dir)| Some((*id, vault_path_of(dir, path)?)))
            });
            places.collect::<Vec<_>>()
        };
        self.background.run(find, |state, places| state.look_at_all(places.unwrap_or_default()));
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
                    .documents_of(*root)
                    .filter_map(|open| {
                        Some((open.uri.clone(), open.path.clone(), below(&open.path)?))
                    })
                    .collect();
                for (uri, from, to) in moved {
                    if let Some(root) = self.root_mut(*root) {
                        root.document_left(from);
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
        let is_there = |open: &&Document| open.root == root && open.path == to && open.uri != *uri;
        let there = self.documents.iter().find(is_there).map(|open| open.uri.clone());
        if let Some(there) = there {
            if let Some(mut document) = self.documents.close(uri) {
                self.unpublish(&mut document);
                // What is on its way to be told of it is not told any more.
                let asked = document.diagnose_attempt + 1;
                let (told, before, pulled) = (None, None, None);
                let hidden = Document {
                    hidden: true,
                    diagnose_attempt: asked,
                    published: told,
                    published_while_closed: before,
                    last_pulled: pulled,
                    is_pulled: false,
                    ..document
                };
                self.documents.open(hidden);
                self.report_again(uri);
            }
            self.show_document(&there);
        } else {
            self.documents.move_to(uri, root, to);
            self.show_document(uri);
        }
    }

    /// The document at `uri` shows its file from now on, and counts. Its findings are its own, not
    /// those of a closed note.
    fn show_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get(uri) else { return };
        if !self.documents.counts(document) {
            self.documents.show(uri);
        }
        if let Some(document) = self.documents.get(uri) {
            let (root, path) = (document.root, document.path.clone());
            self.on_note_opened(root, &path, uri);
        }
        self.apply_document(uri);
    }

    /// The vault and the path there of the file at `uri`, whether it exists or not.
    pub(crate) fn place_of(&self, uri: &str) -> Option<(VaultId, String)> {
        let path = Url::parse(uri).ok()?.to_file_path().ok()?;
        locate(&self.roots, &path, Symlinks::Follow)
    }

    /// The same, of what stands at `uri` itself: of a symbolic link, not of the file that it leads to.
    pub(crate) fn entry_at(&self, uri: &str) -> Option<(VaultId, String)> {
        let path = Url::parse(uri).ok()?.to_file_path().ok()?;
        locate(&self.roots, &path, Symlinks::Keep)
    }

    /// The editor's settings changed.
    pub(crate) fn set_editor_settings(&mut self, settings: Value) {
        for reader in self.roots.iter_mut().filter_map(|root| root.reader.as_mut()) {
            reader.request(ReadRequest::SetEditorSettings(settings.clone()));
        }
        self.editor_settings = settings;
    }
}
