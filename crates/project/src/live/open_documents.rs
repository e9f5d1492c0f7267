//! The vaults of open documents: opened for them, and indexed with their texts.

use std::path::PathBuf;

use linkwright_disk::allow_blocking_io;
use linkwright_settings::Settings;
use linkwright_syntax::digest;
use linkwright_vault::Change;

use super::event::VaultEvent;
use super::open_vault::OpenVault;
use super::open_vaults::VaultsEvent;
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;

/// The vault of a document, and its path there.
pub struct Home {
    /// The vault and the path.
    pub place: (VaultId, String),
    /// The document is not a file of a folder, so only its language says whether it is a note.
    pub is_loose: bool,
}

/// Opening and closing vaults and documents.
pub trait OpenDocuments: VaultOwner {
    /// Finds the vault of the document at `uri`, and opens it if it is not open.
    fn home(&mut self, uri: &Self::Uri) -> Home {
        let Some(path) = Self::file_path(uri) else {
            // A document that was never saved belongs to the first vault. Others, such as the old side
            // of a comparison, would define everything there again.
            let first = self.vaults().first_of_workspace().map(|vault| vault.id);
            let first = first.filter(|_| Self::is_unsaved(uri));
            let vault = first.unwrap_or_else(|| self.vaults_mut().add(None));
            return Home { place: (vault, uri.to_string()), is_loose: true };
        };
        let mut events = Vec::new();
        let home = allow_blocking_io(|| self.vaults_mut().home(&path, &mut events));
        let has_closed = events.iter().any(|event| matches!(event, VaultsEvent::Closed(_)));
        report(self, events);
        if has_closed {
            move_homes(self);
        }
        if let Some(place) = home {
            return Home { place, is_loose: false };
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let place = (self.vaults_mut().add(None), name.unwrap_or_default());
        Home { place, is_loose: true }
    }

    /// Opens and closes folders of the workspace.
    fn change_folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let mut events = Vec::new();
        let vaults = self.vaults_mut();
        allow_blocking_io(|| {
            vaults.close_folders(removed, &mut events);
            vaults.open_folders(added, &mut events);
        });
        report(self, events);
        move_homes(self);
    }

    /// Indexes the text of the document at `uri` in its vault.
    fn index_document(&mut self, uri: &Self::Uri) {
        self.on_document_changed(uri);
        let (vaults, documents) = self.vaults_and_documents();
        let Some(document) = documents.get(uri).filter(|it| documents.counts(it)) else { return };
        let Some(vault) = vaults.get_mut(document.vault_id) else { return };
        // Of other kinds of files, only the names are indexed.
        if document.is_read(vault) {
            let text = String::from(&*document.text);
            // Most documents are opened with the text that is on disk.
            if !vault.has_text(&document.path, digest(&text)) {
                vault.apply(Change::Note { path: &document.path, text: &text });
            }
        }
    }

    /// Updates the index after the document at `uri` was closed or moved, if no other document shows
    /// the file at `path` of the vault.
    fn close_file(&mut self, id: VaultId, path: String, uri: &Self::Uri) {
        let Some(vault) = self.vaults_mut().get_mut(id) else { return };
        if vault.dir.is_none() {
            close_vault(self, id);
        } else if Self::file_path(uri).is_some() {
            vault.reread(path);
        } else {
            vault.apply(Change::Remove { path: &path });
        }
    }

    /// After a panic: reads the vault again that was being changed.
    fn recover_vaults(&mut self) {
        let (vaults, documents) = self.vaults_and_documents();
        documents.visit(None);
        let recovered = vaults.iter_mut().filter_map(|vault| vault.recover().then_some(vault.id));
        let open = recovered.flat_map(|id| documents.of_vault(id).map(|it| it.uri.clone()));
        let open: Vec<Self::Uri> = open.collect();
        let handle = self.jobs().handle.clone();
        for uri in open {
            handle.send(move |state| state.index_document(&uri));
        }
    }
}

impl<S: VaultOwner> OpenDocuments for S {}

/// Applies new settings to the vault `id`.
pub(super) fn change_settings<S: VaultOwner>(state: &mut S, id: VaultId, settings: Settings) {
    let Some(vault) = state.vaults().get(id) else { return };
    if settings.scope != vault.vault.settings().scope {
        state.on_event(VaultEvent::ScopeChanged(id));
    }
    if let Some(vault) = state.vaults_mut().get_mut(id) {
        vault.apply(Change::Settings(Box::new(settings)));
    }
    // The settings decide which files are notes, and what their aliases are.
    let open: Vec<S::Uri> = state.documents().of_vault(id).map(|it| it.uri.clone()).collect();
    open.iter().for_each(|uri| state.index_document(uri));
}

/// Reports vaults that were opened and closed.
fn report<S: VaultOwner>(state: &mut S, events: Vec<VaultsEvent>) {
    for event in events {
        match event {
            VaultsEvent::Opened(id) => state.on_event(VaultEvent::LoadStarted(id)),
            VaultsEvent::Closed(vault) => vault_closed(state, *vault),
            VaultsEvent::Unmarked(notice) => state.on_event(VaultEvent::Unmarked(notice)),
            VaultsEvent::Failed(error) => state.on_event(VaultEvent::OpenFailed(error)),
        }
    }
}

fn close_vault<S: VaultOwner>(state: &mut S, id: VaultId) {
    if let Some(vault) = state.vaults_mut().close(id) {
        vault_closed(state, vault);
    }
}

fn vault_closed<S: VaultOwner>(state: &mut S, vault: OpenVault) {
    state.on_event(VaultEvent::Closed(vault.id));
    state.run_jobs_of_closed(vault);
}

/// Finds the vault of each document again.
fn move_homes<S: VaultOwner>(state: &mut S) {
    let open = state.documents().iter().map(|it| (it.uri.clone(), it.vault_id, it.path.clone()));
    let open: Vec<(S::Uri, VaultId, String)> = open.collect();
    for (uri, vault_id, path) in open {
        let place = allow_blocking_io(|| state.place_of(&uri));
        let stays = place.is_none() && state.vaults().get(vault_id).is_some();
        if stays || place.as_ref() == Some(&(vault_id, path.clone())) {
            continue;
        }
        let (new_vault_id, new_path) = state.home(&uri).place;
        state.documents_mut().move_to(&uri, new_vault_id, new_path);
        state.index_document(&uri);
        state.close_file(vault_id, path, &uri);
    }
}
