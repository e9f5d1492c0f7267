//! The folders that the editor opened, and which vault a document is in.

use std::path::PathBuf;

use linkwright_disk::allow_blocking_io;
use linkwright_project::live::{VaultId, VaultOwner as _, VaultsEvent};
use tower_lsp::lsp_types::{MessageType, Url};

use crate::session::Task;
use crate::vaults::state::State;

/// The vault of a document.
pub(super) struct Home {
    pub(super) place: (VaultId, String),
    /// It is no file of a folder, so that its language alone says what it is.
    pub(super) loose: bool,
}

impl State {
    /// Where the document at `uri` is; its vault is opened.
    pub(super) fn home(&mut self, uri: &Url) -> Home {
        if let Ok(path) = uri.to_file_path() {
            let mut events = Vec::new();
            let home = allow_blocking_io(|| self.vaults.home(&path, &mut events));
            let has_closed = events.iter().any(|event| matches!(event, VaultsEvent::Closed(_)));
            self.react(events);
            if has_closed {
                self.rehome();
            }
            if let Some(place) = home {
                return Home { place, loose: false };
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let place = (self.vaults.add(None), name.unwrap_or_default());
            return Home { place, loose: true };
        }
        // A document that was never saved is written for the first vault. Others, such as the
        // old side of a comparison, would say everything twice there.
        let first = self.vaults.first_of_workspace().map(|vault| vault.id);
        let first = first.filter(|_| uri.scheme() == "untitled");
        let vault = first.unwrap_or_else(|| self.vaults.add(None));
        Home { place: (vault, uri.to_string()), loose: true }
    }

    /// Opens and closes folders of the workspace.
    pub(crate) fn change_folders(&mut self, added: &[Url], removed: &[Url]) {
        let mut events = Vec::new();
        allow_blocking_io(|| {
            self.vaults.close_folders(&paths(removed), &mut events);
            self.vaults.open_folders(paths(added), &mut events);
        });
        self.react(events);
        self.rehome();
    }

    /// Reacts to vaults that were opened and closed.
    fn react(&mut self, events: Vec<VaultsEvent>) {
        for event in events {
            match event {
                VaultsEvent::Opened(id) => self.session.show_progress(Task::Reading(id)),
                VaultsEvent::Closed(vault) => self.vault_closed(*vault),
                VaultsEvent::Unmarked(notice) => self.session.notice(notice),
                VaultsEvent::Failed(error) => {
                    let message = format!("Linkwright cannot open the vault {error}");
                    tracing::warn!("{message}");
                    self.session.show(MessageType::ERROR, message);
                }
            }
        }
    }

    /// Finds anew where each document is.
    fn rehome(&mut self) {
        let open: Vec<(Url, VaultId, String)> =
            self.documents.iter().map(|it| (it.uri.clone(), it.root, it.path.clone())).collect();
        for (uri, root, path) in open {
            let place = allow_blocking_io(|| self.place_of(&uri));
            let stays = place.is_none() && self.vaults.get(root).is_some();
            if stays || place.as_ref() == Some(&(root, path.clone())) {
                continue;
            }
            let (new_root, new_path) = self.home(&uri).place;
            self.documents.move_to(&uri, new_root, new_path);
            self.apply_document(&uri);
            self.leave(root, path, &uri);
        }
    }
}

fn paths(folders: &[Url]) -> Vec<PathBuf> {
    let path = |uri: &Url| {
        let path = uri.to_file_path().ok();
        if path.is_none() {
            tracing::warn!("{uri} is not a folder on this machine");
        }
        path
    };
    folders.iter().filter_map(path).collect()
}
