//! All that changes while the server runs; the vaults' thread owns it.

use std::path::{Path, PathBuf};

use linkwright_disk::allow_blocking_io;
#[cfg(test)]
use linkwright_project::live::Platform;
use linkwright_project::live::{
    BackgroundWorker, Symlinks, VaultId, VaultOwner as _, WaitingJobs, locate,
};
use linkwright_settings::Settings;
use linkwright_syntax::digest;
use linkwright_vault::{Change, FileId};
use rustc_hash::FxHashMap;
use serde_json::Value;
use tower_lsp::lsp_types::{MessageType, Url};

use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::diagnostics::typed_link::TypedLink;
use crate::diagnostics::workspace_pull::WorkspacePull;
use crate::vaults::documents::{Document, Documents};
use crate::vaults::handle::Handle;
use crate::vaults::notices::Notices;
use crate::vaults::progress::{Progress, Task};
use crate::vaults::renamed::Renamed;
use crate::vaults::roots::Root;
use crate::vaults::status::Status;
use crate::wire::client::Client;

/// The state of the server.
pub(crate) struct State {
    /// Sends this thread more jobs.
    pub(crate) handle: Handle<State>,
    /// Sends diagnostics and messages to the client.
    pub(crate) client: Client,
    /// What the client can do.
    pub(crate) client_capabilities: ClientCapabilities,
    /// The client's name, for behaviour that its capabilities do not show.
    pub(crate) client_name: String,
    /// The settings that the editor gave.
    pub(crate) editor_settings: Value,
    /// The folders that the editor opened.
    pub(crate) workspace_folders: Vec<PathBuf>,
    /// The messages to the user about vaults that are not marked as such.
    pub(crate) notices: Notices,
    /// The open vaults.
    pub(crate) roots: Vec<Root>,
    /// The open documents.
    pub(crate) documents: Documents,
    /// The closed note that the current request is about.
    pub(crate) visited_note: Option<Document>,
    /// The moves and edits of the last rename that was answered.
    pub(crate) renamed: Option<Renamed>,
    /// By [`View`](crate::vaults::shown::View): whether to ask the client to refresh it.
    pub(crate) stale_views: [bool; 3],
    /// The vault and path of documents that were opened or edited, the last one first.
    pub(crate) recently_used: Vec<(VaultId, String)>,
    /// The progress that the client shows.
    pub(crate) progress: Progress,
    /// The client has sent `initialized`, so that it accepts requests.
    pub(crate) initialized: bool,
    /// The client has to watch files.
    pub(crate) wants_client_watch: bool,
    /// Block trees are being parsed on another thread.
    pub(crate) block_parsing_in_flight: bool,
    /// Does work that would keep this thread from answering.
    pub(crate) background: BackgroundWorker<State>,
    /// Requests for workspace diagnostics that are held until something changes.
    pub(crate) held_pulls: Vec<WorkspacePull>,
    /// The first request for workspace diagnostics was answered.
    pub(crate) first_pull_answered: bool,
    /// Counts the changes of closed notes' diagnostics.
    pub(crate) closed_diagnostics_revision: u64,
    /// The files whose diagnostics a client that pulls has to get again, with the number of times.
    pub(crate) reports_again: FxHashMap<Url, u8>,
    /// The link that is being typed, if there is one.
    pub(crate) typed_link: Option<TypedLink>,
    /// The client has to be asked to pull diagnostics again.
    pub(crate) needs_diagnostic_refresh: bool,
    /// A request to refresh diagnostics is in flight.
    pub(crate) diagnostic_refresh_in_flight: bool,
    /// The status that was sent to the client last.
    pub(crate) status: Option<Status>,
    /// The hash of the vaults' content when the client was last told that it changed.
    pub(crate) told_content: u64,
    /// The jobs that wait for a vault.
    pub(crate) waiting: WaitingJobs<State>,
    next_root: u32,
}

impl State {
    /// A state with nothing open, before the client introduced itself.
    pub(crate) fn new(handle: Handle<State>, client: Client) -> State {
        State {
            progress: Progress::new(client.clone()),
            background: BackgroundWorker::start(handle.owner.clone()),
            handle,
            client,
            client_capabilities: ClientCapabilities::default(),
            client_name: String::new(),
            editor_settings: Value::Null,
            workspace_folders: Vec::new(),
            notices: Notices::default(),
            roots: Vec::new(),
            documents: Documents::default(),
            visited_note: None,
            renamed: None,
            stale_views: [false; 3],
            recently_used: Vec::new(),
            initialized: false,
            wants_client_watch: false,
            block_parsing_in_flight: false,
            held_pulls: Vec::new(),
            first_pull_answered: false,
            closed_diagnostics_revision: 0,
            reports_again: FxHashMap::default(),
            typed_link: None,
            needs_diagnostic_refresh: false,
            diagnostic_refresh_in_flight: false,
            status: None,
            told_content: 0,
            waiting: WaitingJobs::default(),
            next_root: 0,
        }
    }

    /// For tests: a state without a client.
    #[cfg(test)]
    pub(crate) fn without_client() -> State {
        let (client, _) = Client::new();
        let (handle, _) = Handle::new(Platform::system());
        State::new(handle, client)
    }

    /// An open vault.
    pub(crate) fn root(&self, id: VaultId) -> Option<&Root> {
        self.roots.iter().find(|root| root.id == id)
    }

    /// An open vault, to be changed.
    pub(crate) fn root_mut(&mut self, id: VaultId) -> Option<&mut Root> {
        self.roots.iter_mut().find(|root| root.id == id)
    }

    /// Opens the vault in the folder `path`, unless it is open, and starts to load it.
    pub(crate) fn open_root(&mut self, path: &Path, workspace: bool) -> Option<VaultId> {
        let dir = match allow_blocking_io(|| linkwright_disk::Root::open(path)) {
            Ok(dir) => dir,
            Err(error) => {
                let message = format!("Linkwright cannot open the vault {error}");
                tracing::warn!("{message}");
                self.client.show(MessageType::ERROR, message);
                return None;
            }
        };
        let open = self
            .roots
            .iter_mut()
            .find(|root| root.dir.as_ref().is_some_and(|open| open.canonical == dir.canonical));
        if let Some(open) = open {
            open.workspace |= workspace;
            return Some(open.id);
        }
        let id = self.add_root(Some(dir));
        let (on_event, editor) = (self.reader_events(id), self.editor_settings.clone());
        if let Some(root) = self.root_mut(id) {
            root.workspace = workspace;
            root.start_reader(on_event, editor);
        }
        self.show_progress(Task::Reading(id));
        Some(id)
    }

    /// Adds a vault in `dir`, or one without a folder for a document that is in none.
    pub(crate) fn add_root(&mut self, dir: Option<linkwright_disk::Root>) -> VaultId {
        let id = VaultId(self.next_root);
        self.next_root += 1;
        self.roots.push(Root::new(id, dir, self.handle.platform.clone()));
        id
    }

    /// Closes a vault. The jobs that wait for it run now, and find it closed.
    pub(crate) fn close_root(&mut self, id: VaultId) {
        self.stop_vault_diagnostics(id);
        let Some(at) = self.roots.iter().position(|root| root.id == id) else { return };
        let root = self.roots.remove(at);
        self.progress.end(Task::Reading(id));
        self.run_jobs_of_closed(root.open);
    }

    /// Precomputes a part of the names that completion searches.
    pub(crate) fn precompute_names(&mut self) {
        let mut loaded = self.roots.iter_mut().filter(|root| !root.is_loading());
        let _ = loaded.any(|root| root.vault.precompute());
    }

    /// The vault that the file at `uri` is in.
    pub(crate) fn root_of(&self, uri: &Url) -> Option<VaultId> {
        match self.documents.get(uri) {
            Some(document) => Some(document.root),
            None => locate(&self.roots, &uri.to_file_path().ok()?, Symlinks::Follow)
                .map(|(root, _)| root),
        }
    }

    /// The URI of the file at `path` of `root`. If the file is open, the URI that the client itself
    /// used.
    pub(crate) fn uri(&self, root: &Root, path: &str) -> Option<Url> {
        if let Some(document) = self.documents.at(root.id, path) {
            return Some(document.uri.clone());
        }
        convert::file_uri(root.dir.as_ref()?, path)
    }

    /// The revision of the document at `uri`, if it is open. While it is the same, so is the text.
    pub(crate) fn revision(&self, uri: &Url) -> Option<u64> {
        self.documents.get(uri).map(|document| document.revision)
    }

    /// The document at `uri`, its vault, and its file there, if it is a note or a canvas. Includes a
    /// closed note while a request about it runs; excludes a document whose text is not the one that
    /// its vault has indexed.
    pub(crate) fn note(&self, uri: &Url) -> Option<(&Document, &Root, FileId)> {
        let visited = || self.visited_note.as_ref().filter(|visited| visited.uri == *uri);
        let document = match self.documents.get(uri) {
            Some(open) => Some(open).filter(|open| self.documents.is_known(open)),
            None => visited(),
        }?;
        let root = self.root(document.root)?;
        let file = root.vault.find_file(&document.path)?;
        root.vault.note(file)?;
        Some((document, root, file))
    }

    /// Indexes the text of the document at `uri` in its vault.
    pub(crate) fn apply_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = true;
        let Some(document) = self.documents.get(uri).filter(|it| self.documents.counts(it)) else {
            return;
        };
        let Some(root) = self.roots.iter_mut().find(|root| root.id == document.root) else {
            return;
        };
        // Of other kinds of files only the names are indexed.
        if document.is_read(root) {
            let text = String::from(&*document.text);
            // Most documents are opened with the text that is on disk.
            if root.has_text(&document.path, digest(&text)) {
                return;
            }
            root.apply(Change::Note { path: &document.path, text: &text });
        }
    }

    /// Applies new settings to the vault `id`.
    pub(super) fn configure(&mut self, id: VaultId, settings: Settings) {
        let Some(root) = self.root_mut(id) else { return };
        // A new scope ends a check that a command started.
        root.diagnostics.requested_by_user &= settings.scope == root.vault.settings().scope;
        root.apply(Change::Settings(Box::new(settings)));
        // The settings decide which files are notes, and what their aliases are.
        let open: Vec<Url> = self.documents_of(id).map(|document| document.uri.clone()).collect();
        open.iter().for_each(|uri| self.apply_document(uri));
    }

    /// The open documents of the vault `id`.
    pub(crate) fn documents_of(&self, id: VaultId) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.root == id && !document.hidden)
    }

    /// After a panic: reads the vault anew that was being changed.
    pub(super) fn recover_vaults(&mut self) {
        self.visited_note = None;
        for at in 0..self.roots.len() {
            if !self.roots[at].recover() {
                continue;
            }
            let id = self.roots[at].id;
            let open: Vec<Url> = self.documents_of(id).map(|d| d.uri.clone()).collect();
            for uri in open {
                self.handle.send(move |state| state.apply_document(&uri));
            }
        }
    }
}
