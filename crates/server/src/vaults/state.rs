//! All that changes while the server runs; the vaults' thread owns it.

use std::path::{Path, PathBuf};

use linkwright_disk::allow_blocking_io;
#[cfg(test)]
use linkwright_project::live::Platform;
use linkwright_project::live::{
    BackgroundWorker, Symlinks, VaultId, VaultOwner as _, WaitingJobs, locate,
};
use linkwright_syntax::{digest, scan_file};
use linkwright_vault::{Change, FileId, Settings};
use serde_json::Value;
use tower_lsp::lsp_types::{MessageType, Url};

use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::diagnostics::workspace_pull::WorkspacePull;
use crate::vaults::documents::{Document, Documents};
use crate::vaults::handle::Handle;
use crate::vaults::notices::Notices;
use crate::vaults::progress::{Progress, Task};
use crate::vaults::renamed::Renamed;
use crate::vaults::roots::Root;
use crate::vaults::status::Status;
use crate::wire::client::Client;

/// See the module.
pub(crate) struct State {
    /// To send itself more work.
    pub(crate) handle: Handle<State>,
    /// Where findings and messages go.
    pub(crate) client: Client,
    /// What the client can do.
    pub(crate) client_capabilities: ClientCapabilities,
    /// The client's name, for what only trying tells.
    pub(crate) client_name: String,
    /// The settings that the editor gave.
    pub(crate) editor: Value,
    /// The folders that the editor opened.
    pub(crate) opened: Vec<PathBuf>,
    /// The messages to the user about vaults that are not marked as such.
    pub(crate) notices: Notices,
    /// The open vaults.
    pub(crate) roots: Vec<Root>,
    /// The open documents.
    pub(crate) documents: Documents,
    /// A closed note that the question which is being answered is about.
    pub(crate) visited: Option<Document>,
    /// What the last rename answered.
    pub(crate) renamed: Option<Renamed>,
    /// By [`View`](crate::vaults::shown::View): the client is to be told that it is out of date.
    pub(crate) outdated: [bool; 3],
    /// The documents that were opened or edited, the last one first.
    pub(crate) recent: Vec<(VaultId, String)>,
    /// Of the reading of vaults.
    pub(crate) progress: Progress,
    /// The client may be asked for something.
    pub(crate) initialized: bool,
    /// The client is to watch files.
    pub(crate) wants_client_watch: bool,
    /// Block trees are being parsed elsewhere.
    pub(crate) parsing: bool,
    /// Does work that would keep this thread from answering.
    pub(crate) background: BackgroundWorker<State>,
    /// Questions about the whole workspace's findings, until there is news.
    pub(crate) pulls: Vec<WorkspacePull>,
    /// One was answered.
    pub(crate) pulled: bool,
    /// Counts the changes of closed notes' findings.
    pub(crate) reported: u64,
    /// The client is to ask for findings again …
    pub(crate) wants_refresh: bool,
    /// … when it has answered that it was told to.
    pub(crate) refreshing: bool,
    /// What the client was last told of how far the vaults are.
    pub(crate) status: Option<Status>,
    /// The jobs that wait for a vault.
    pub(crate) waiting: WaitingJobs<State>,
    next_root: u32,
}

impl State {
    /// Nothing open, nothing known of the client.
    pub(crate) fn new(handle: Handle<State>, client: Client) -> State {
        State {
            progress: Progress::new(client.clone()),
            background: BackgroundWorker::start(handle.owner.clone()),
            handle,
            client,
            client_capabilities: ClientCapabilities::default(),
            client_name: String::new(),
            editor: Value::Null,
            opened: Vec::new(),
            notices: Notices::default(),
            roots: Vec::new(),
            documents: Documents::default(),
            visited: None,
            renamed: None,
            outdated: [false; 3],
            recent: Vec::new(),
            initialized: false,
            wants_client_watch: false,
            parsing: false,
            pulls: Vec::new(),
            pulled: false,
            reported: 0,
            wants_refresh: false,
            refreshing: false,
            status: None,
            waiting: WaitingJobs::default(),
            next_root: 0,
        }
    }

    /// With nobody to talk to.
    #[cfg(test)]
    pub(crate) fn alone() -> State {
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

    /// Opens the vault in the folder `path`, unless it is open, and has it read.
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
        let (on_event, editor) = (self.reader_events(id), self.editor.clone());
        if let Some(root) = self.root_mut(id) {
            root.workspace = workspace;
            root.start_reader(on_event, editor);
        }
        self.show_progress(Task::Reading(id));
        Some(id)
    }

    /// A vault without a folder, for a document that is in none.
    pub(crate) fn add_root(&mut self, dir: Option<linkwright_disk::Root>) -> VaultId {
        let id = VaultId(self.next_root);
        self.next_root += 1;
        self.roots.push(Root::new(id, dir, self.handle.platform.clone()));
        id
    }

    /// Forgets a vault. What waits for it is asked now, in vain.
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

    /// Where the client finds the file at `path` of `root`: where it has the file open, the URI that
    /// it used itself.
    pub(crate) fn uri(&self, root: &Root, path: &str) -> Option<Url> {
        if let Some(document) = self.documents.at(root.id, path) {
            return Some(document.uri.clone());
        }
        convert::file_uri(root.dir.as_ref()?, path)
    }

    /// The revision of the document at `uri`, if it is open: while that is the same, so is its text.
    pub(crate) fn revision(&self, uri: &Url) -> Option<u64> {
        self.documents.get(uri).map(|document| document.revision)
    }

    /// The document at `uri`, its vault, and its file there if it is a note or a canvas. A note that
    /// is not open counts while a question about it is answered; a document whose text is not the
    /// one that its vault knows does not.
    pub(crate) fn note(&self, uri: &Url) -> Option<(&Document, &Root, FileId)> {
        let visited = || self.visited.as_ref().filter(|visited| visited.uri == *uri);
        let document = match self.documents.get(uri) {
            Some(open) => Some(open).filter(|open| self.documents.is_known(open)),
            None => visited(),
        }?;
        let root = self.root(document.root)?;
        let file = root.vault.find_file(&document.path)?;
        root.vault.note(file)?;
        Some((document, root, file))
    }

    /// Tells the document's vault what the editor shows.
    pub(crate) fn apply_document(&mut self, uri: &Url) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.dirty = true;
        let Some(document) = self.documents.get(uri).filter(|it| self.documents.counts(it)) else {
            return;
        };
        let Some(root) = self.roots.iter_mut().find(|root| root.id == document.root) else {
            return;
        };
        // A file of another kind is in the vault by its name alone.
        if document.is_read(root) {
            let text = String::from(&*document.text);
            // Most documents are opened as they are on disk.
            if root.has_text(&document.path, digest(&text)) {
                return;
            }
            let facts = scan_file(&document.path, &text);
            root.apply(Change::Note { path: &document.path, text: &text, facts });
        }
    }

    /// The settings of the vault `id` are these now.
    pub(super) fn configure(&mut self, id: VaultId, settings: Settings) {
        let Some(root) = self.root_mut(id) else { return };
        // Who changes what is looked at takes back what was asked for once.
        root.diagnostics.requested_by_user &= settings.scope == root.vault.settings().scope;
        root.apply(Change::Settings(Box::new(settings)));
        // What is a note, and what its aliases are, may have changed.
        let open: Vec<Url> = self.documents_of(id).map(|document| document.uri.clone()).collect();
        open.iter().for_each(|uri| self.apply_document(uri));
    }

    /// The documents that show a file of the vault `id`.
    pub(crate) fn documents_of(&self, id: VaultId) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.root == id && !document.hidden)
    }

    /// After a panic: reads the vault anew that was being changed.
    pub(super) fn recover_vaults(&mut self) {
        self.visited = None;
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
