//! All that changes while the server runs; the vaults' thread owns it.

use linkwright_project::live::{
    self, Document, Documents, Jobs, OpenVault, OpenVaults, Symlinks, VaultId, VaultOwner as _,
};
#[cfg(test)]
use linkwright_project::live::{LoadState, Platform};
use linkwright_settings::Settings;
use linkwright_syntax::digest;
use linkwright_vault::{Change, FileId};
use tower_lsp::lsp_types::Url;

use crate::convert;
use crate::diagnostics::Diagnostics;
use crate::session::{Session, Task};
use crate::views::Views;
use crate::wire::client::Client;

/// The state of the server.
pub(crate) struct State {
    /// The jobs of this thread.
    pub(crate) jobs: Jobs<State>,
    /// The client, and what the server last sent to it.
    pub(crate) session: Session,
    /// The open vaults.
    pub(crate) vaults: OpenVaults,
    /// The open documents.
    pub(crate) documents: Documents<Url>,
    /// Which diagnostics are out of date, and which the client has.
    pub(crate) diagnostics: Diagnostics,
    /// The lenses, hints and tokens that the client shows.
    pub(crate) views: Views,
}

impl State {
    /// A state with nothing open, before the client introduced itself.
    pub(crate) fn new(handle: live::Handle<State>, client: Client) -> State {
        let begin = handle.clone();
        let begin = move |task: Task| begin.send(move |state| state.session.progress.begin(task));
        State {
            session: Session::new(client, begin),
            vaults: OpenVaults::new(handle.platform.clone(), State::reader_events(&handle)),
            jobs: Jobs::new(handle),
            documents: Documents::default(),
            diagnostics: Diagnostics::default(),
            views: Views::default(),
        }
    }

    /// For tests: a state without a client.
    #[cfg(test)]
    pub(crate) fn without_client() -> State {
        let (client, _) = Client::new();
        let (handle, _) = live::Handle::new(Platform::system());
        State::new(handle, client)
    }

    /// For tests: a state without a client, and its vault, which is loaded and empty.
    #[cfg(test)]
    pub(crate) fn with_empty_vault() -> (State, VaultId) {
        let mut state = State::without_client();
        let dir = linkwright_disk::Root::open(&std::env::temp_dir()).expect("a folder");
        let id = state.vaults.add(Some(dir));
        if let Some(vault) = state.vaults.get_mut(id) {
            vault.state = LoadState::Ready;
        }
        (state, id)
    }

    /// Closes a vault.
    pub(crate) fn close_vault(&mut self, id: VaultId) {
        if let Some(vault) = self.vaults.close(id) {
            self.vault_closed(vault);
        }
    }

    /// Forgets what is kept for a vault that was closed. The jobs that wait for it run now, and find
    /// it closed.
    pub(super) fn vault_closed(&mut self, vault: OpenVault) {
        self.diagnostics.close_vault(&mut self.session, vault.id);
        self.session.progress.end(Task::Reading(vault.id));
        self.run_jobs_of_closed(vault);
    }

    /// The vault of the file at `uri`, and its path there. The path of a symbolic link is its own, not
    /// that of its target.
    pub(crate) fn entry_at(&self, uri: &str) -> Option<(VaultId, String)> {
        let path = Url::parse(uri).ok()?.to_file_path().ok()?;
        self.vaults.locate(&path, Symlinks::Keep)
    }

    /// The URI of the file at `path` of `vault`. If the file is open, the URI that the client itself
    /// used.
    pub(crate) fn uri(&self, vault: &OpenVault, path: &str) -> Option<Url> {
        if let Some(document) = self.documents.at(vault.id, path) {
            return Some(document.uri.clone());
        }
        convert::file_uri(vault.dir.as_ref()?, path)
    }

    /// See [`Documents::note`]. Includes a closed note while a request about it runs.
    pub(crate) fn note(&self, uri: &Url) -> Option<(&Document<Url>, &OpenVault, FileId)> {
        self.documents.note(&self.vaults, uri)
    }

    /// Indexes the text of the document at `uri` in its vault.
    pub(crate) fn apply_document(&mut self, uri: &Url) {
        self.diagnostics.mark_document(uri);
        let Some(document) = self.documents.get(uri).filter(|it| self.documents.counts(it)) else {
            return;
        };
        let Some(vault) = self.vaults.get_mut(document.root) else { return };
        // Of other kinds of files only the names are indexed.
        if document.is_read(vault) {
            let text = String::from(&*document.text);
            // Most documents are opened with the text that is on disk.
            if vault.has_text(&document.path, digest(&text)) {
                return;
            }
            vault.apply(Change::Note { path: &document.path, text: &text });
        }
    }

    /// Applies new settings to the vault `id`.
    pub(super) fn configure(&mut self, id: VaultId, settings: Settings) {
        let Some(vault) = self.vaults.get_mut(id) else { return };
        if settings.scope != vault.vault.settings().scope {
            self.diagnostics.of_vault(id).scope_changed();
        }
        vault.apply(Change::Settings(Box::new(settings)));
        // The settings decide which files are notes, and what their aliases are.
        let open: Vec<Url> = self.documents.of_vault(id).map(|it| it.uri.clone()).collect();
        open.iter().for_each(|uri| self.apply_document(uri));
    }

    /// After a panic: reads the vault anew that was being changed.
    pub(crate) fn recover_vaults(&mut self) {
        self.documents.visit(None);
        for vault in self.vaults.iter_mut() {
            if !vault.recover() {
                continue;
            }
            for document in self.documents.of_vault(vault.id) {
                let uri = document.uri.clone();
                self.jobs.handle.send(move |state| state.apply_document(&uri));
            }
        }
    }

    /// Ends `task`, because it is finished or the user cancelled it.
    pub(crate) fn end_work(&mut self, task: Task) {
        let State { session, vaults, diagnostics, .. } = self;
        session.progress.end(task);
        diagnostics.end_check(session, vaults, task);
    }
}
