//! The state of the server, which the vaults' thread owns.

use linkwright_project::live::{
    self, Document, Documents, Jobs, OpenVault, OpenVaults, SymlinkMode, VaultId,
};
#[cfg(test)]
use linkwright_project::live::{LoadState, Platform};
use linkwright_vault::FileId;
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
    /// A state with nothing open, before the client sent `initialize`.
    pub(crate) fn new(handle: live::OwnerHandle<State>, client: Client) -> State {
        let begin = handle.clone();
        let begin = move |task: Task| begin.send(move |state| state.session.progress.begin(task));
        State {
            session: Session::new(client, begin),
            vaults: OpenVaults::new(handle.platform.clone(), live::reader_events(&handle)),
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
        let (handle, _) = live::OwnerHandle::new(Platform::system());
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

    /// The vault of the file at `uri`, and its path there. The path of a symbolic link is its own, not
    /// that of its target.
    pub(crate) fn entry_at(&self, uri: &str) -> Option<(VaultId, String)> {
        let path = Url::parse(uri).ok()?.to_file_path().ok()?;
        self.vaults.locate(&path, SymlinkMode::Keep)
    }

    /// The URI of the file at `path` of `vault`, spelled as the client spells it if the file is open.
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

    /// Ends `task`, because it is finished or the user cancelled it.
    pub(crate) fn end_work(&mut self, task: Task) {
        let State { session, vaults, diagnostics, .. } = self;
        session.progress.end(task);
        diagnostics.end_check(session, vaults, task);
    }
}
