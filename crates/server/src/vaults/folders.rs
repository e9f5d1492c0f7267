//! The folders that the editor opened, and which vault a document is in (`docs/semantics.md`,
//! "Which folder is the vault").

use std::path::Path;

use linkwright_disk::{ChosenBy, VaultFolder, allow_blocking_io, vault_folder};
use linkwright_project::live::{Symlinks, VaultId, locate};
use tower_lsp::lsp_types::{MessageType, Url};

use crate::vaults::roots::Root;
use crate::vaults::state::State;

/// The vault of a document.
pub(super) struct Home {
    pub(super) root: VaultId,
    pub(super) path: String,
    /// It is no file of a folder, so that its language alone says what it is.
    pub(super) loose: bool,
}

impl State {
    /// Where the document at `uri` is; its vault is opened.
    pub(super) fn home(&mut self, uri: &Url) -> Home {
        if let Ok(path) = uri.to_file_path() {
            if let Some((root, path)) = self.locate_or_open(&path) {
                return Home { root, path, loose: false };
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            return Home { root: self.add_root(None), path: name.unwrap_or_default(), loose: true };
        }
        // A document that was never saved is written for the first vault. Others, such as the
        // old side of a comparison, would say everything twice there.
        let first = self.roots.iter().find(|root| root.workspace).map(|root| root.id);
        let root = match first.filter(|_| uri.scheme() == "untitled") {
            Some(root) => root,
            None => self.add_root(None),
        };
        Home { root, path: uri.to_string(), loose: true }
    }

    fn locate_or_open(&mut self, path: &Path) -> Option<(VaultId, String)> {
        if let Some(home) = locate(&self.roots, path, Symlinks::Follow) {
            return Some(home);
        }
        let folder = vault_folder(path, &self.workspace_folders);
        // The folder of a new file may not exist yet.
        if folder.chosen == ChosenBy::Alone || !folder.path.is_dir() {
            self.notices.add(folder.notice());
            self.send_notices();
            return None;
        }
        self.open_vault(&folder, false)?;
        locate(&self.roots, path, Symlinks::Follow)
    }

    /// Opens the vault in `folder`, and says which folder it is unless it is marked.
    fn open_vault(&mut self, folder: &VaultFolder, workspace: bool) -> Option<VaultId> {
        let known = self.roots.len();
        let id = self.open_root(&folder.path, workspace)?;
        if self.roots.len() > known {
            let marked = folder.chosen == ChosenBy::Marked;
            if let Some(root) = self.root_mut(id) {
                root.marked = marked;
            }
            if !marked {
                self.notices.add(folder.notice());
                self.send_notices();
                self.absorb(id);
            }
        }
        Some(id)
    }

    /// Closes the vaults that lie in the vault `id` and are neither marked nor opened by the
    /// editor: no file is in two vaults.
    fn absorb(&mut self, id: VaultId) {
        let Some(dir) = self.root(id).and_then(|root| root.dir.clone()) else { return };
        let is_part = |root: &&Root| {
            let below =
                root.dir.as_ref().is_some_and(|it| it.canonical.starts_with(&dir.canonical));
            root.id != id && below && !root.marked && !root.workspace
        };
        let parts: Vec<VaultId> = self.roots.iter().filter(is_part).map(|root| root.id).collect();
        for part in &parts {
            self.close_root(*part);
        }
        if !parts.is_empty() {
            self.rehome();
        }
    }

    /// Folders of the workspace came and went.
    pub(crate) fn change_folders(&mut self, added: &[Url], removed: &[Url]) {
        allow_blocking_io(|| self.replace_folders(added, removed));
    }

    fn replace_folders(&mut self, added: &[Url], removed: &[Url]) {
        for path in removed.iter().filter_map(|uri| uri.to_file_path().ok()) {
            self.workspace_folders.retain(|opened| *opened != path);
            let vault = vault_folder(&path, std::slice::from_ref(&path)).path;
            let closed = self
                .roots
                .iter()
                .find(|root| root.path_of(&vault, Symlinks::Keep).as_deref() == Some(""));
            if let Some(id) = closed.map(|root| root.id) {
                self.close_root(id);
            }
        }
        self.open_folders(added);
        self.rehome();
    }

    /// Opens the vaults that these folders of the workspace lie in or are.
    pub(crate) fn open_folders(&mut self, folders: &[Url]) {
        for uri in folders {
            let Ok(path) = uri.to_file_path() else {
                tracing::warn!("{uri} is no folder on this machine");
                continue;
            };
            let vault = if path.is_dir() {
                vault_folder(&path, std::slice::from_ref(&path))
            } else {
                VaultFolder { path: path.clone(), chosen: ChosenBy::Opened }
            };
            self.workspace_folders.push(path);
            self.open_vault(&vault, true);
        }
    }

    /// Finds anew where each document is.
    fn rehome(&mut self) {
        let open: Vec<(Url, VaultId, String)> =
            self.documents.iter().map(|d| (d.uri.clone(), d.root, d.path.clone())).collect();
        for (uri, root, path) in open {
            let place = uri
                .to_file_path()
                .ok()
                .and_then(|path| locate(&self.roots, &path, Symlinks::Follow));
            let stays = place.is_none() && self.root(root).is_some();
            if stays || place.as_ref() == Some(&(root, path.clone())) {
                continue;
            }
            let home = self.home(&uri);
            self.documents.move_to(&uri, home.root, home.path);
            self.apply_document(&uri);
            self.leave(root, path, &uri);
        }
    }

    /// Writes into the client's log what it was not sent yet: a log does not interrupt.
    pub(crate) fn send_notices(&mut self) {
        if self.initialized {
            for notice in self.notices.unsent() {
                self.client.log(MessageType::INFO, notice);
            }
        }
    }
}
