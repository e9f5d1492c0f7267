//! The vaults that are open, and the folders that the editor opened (`docs/semantics.md`, "Which
//! folder is the vault").

use std::path::{Path, PathBuf};

use linkwright_disk::{ChosenBy, DiskError, Root, VaultFolder, vault_folder};
use serde_json::Value;

use super::deliveries::ReaderEvents;
use super::locate::{SymlinkMode, locate};
use super::open_vault::OpenVault;
use super::reader::ReadRequest;
use super::vault_id::VaultId;
use crate::platform::Platform;

/// The open vaults, in the order in which they were opened.
pub struct OpenVaults {
    vaults: Vec<OpenVault>,
    next_id: u32,
    platform: Platform,
    reader_events: ReaderEvents,
    /// The settings of the editor.
    editor_settings: Value,
    /// The folders that the editor opened.
    folders: Vec<PathBuf>,
}

/// A vault that was opened or closed.
pub(super) enum VaultsEvent {
    /// The vault was opened, and is loading.
    Opened(VaultId),
    /// The vault was closed, because its folder was closed or it is part of another vault now.
    Closed(Box<OpenVault>),
    /// The message that says which folder is used as the vault, and how to mark one.
    Unmarked(String),
    /// The folder of a vault cannot be opened.
    Failed(DiskError),
}

impl OpenVaults {
    /// No open vaults. `reader_events` makes the callback for the messages of a vault's reader.
    #[must_use]
    pub fn new(platform: Platform, reader_events: ReaderEvents) -> OpenVaults {
        OpenVaults {
            vaults: Vec::new(),
            next_id: 0,
            platform,
            reader_events,
            editor_settings: Value::Null,
            folders: Vec::new(),
        }
    }

    /// The open vault with this id.
    #[must_use]
    pub fn get(&self, id: VaultId) -> Option<&OpenVault> {
        self.vaults.iter().find(|vault| vault.id == id)
    }

    /// The open vault with this id, to be changed.
    pub fn get_mut(&mut self, id: VaultId) -> Option<&mut OpenVault> {
        self.vaults.iter_mut().find(|vault| vault.id == id)
    }

    /// All open vaults.
    pub fn iter(&self) -> impl Iterator<Item = &OpenVault> {
        self.vaults.iter()
    }

    /// All open vaults, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut OpenVault> {
        self.vaults.iter_mut()
    }

    /// The first vault that is a folder of the workspace.
    #[must_use]
    pub fn first_of_workspace(&self) -> Option<&OpenVault> {
        self.iter().find(|vault| vault.workspace)
    }

    /// Finds the innermost vault that contains the file at `path`, and its path there. `None` also for a
    /// file of a nested vault that is not open. Reads the disk if no vault has indexed this spelling.
    #[must_use]
    pub fn locate(&self, path: &Path, symlinks: SymlinkMode) -> Option<(VaultId, String)> {
        locate(&self.vaults, path, symlinks)
    }

    /// Adds a vault in `dir`, or a vault without a folder for a single document. No reader is started.
    pub fn add(&mut self, dir: Option<Root>) -> VaultId {
        let id = VaultId(self.next_id);
        self.next_id += 1;
        self.vaults.push(OpenVault::new(id, dir, self.platform.clone()));
        id
    }

    /// Closes a vault and returns it.
    pub fn close(&mut self, id: VaultId) -> Option<OpenVault> {
        let at = self.vaults.iter().position(|vault| vault.id == id)?;
        Some(self.vaults.remove(at))
    }

    /// Finds the vault of the file at `path` and the file's path there, and opens the vault if it is not
    /// open. `None` for a file that is in no vault. Reads the disk.
    pub(super) fn home(
        &mut self,
        path: &Path,
        events: &mut Vec<VaultsEvent>,
    ) -> Option<(VaultId, String)> {
        if let Some(home) = self.locate(path, SymlinkMode::Follow) {
            return Some(home);
        }
        let folder = vault_folder(path, &self.folders);
        // The folder of a new file may not exist yet.
        if folder.chosen == ChosenBy::Alone || !folder.path.is_dir() {
            events.extend(folder.notice().map(VaultsEvent::Unmarked));
            return None;
        }
        self.open(&folder, false, events);
        self.locate(path, SymlinkMode::Follow)
    }

    /// Opens the vaults of these folders of the workspace. Reads the disk.
    pub(super) fn open_folders(&mut self, folders: Vec<PathBuf>, events: &mut Vec<VaultsEvent>) {
        for path in folders {
            let vault = if path.is_dir() {
                vault_folder(&path, std::slice::from_ref(&path))
            } else {
                VaultFolder { path: path.clone(), chosen: ChosenBy::Opened }
            };
            self.folders.push(path);
            self.open(&vault, true, events);
        }
    }

    /// Closes the vaults of these folders of the workspace. Reads the disk.
    pub(super) fn close_folders(&mut self, folders: &[PathBuf], events: &mut Vec<VaultsEvent>) {
        for path in folders {
            self.folders.retain(|opened| opened != path);
            let vault = vault_folder(path, std::slice::from_ref(path)).path;
            let is_vault =
                |open: &&OpenVault| open.path_of(&vault, SymlinkMode::Keep).as_deref() == Some("");
            let closed = self.iter().find(is_vault).map(|open| open.id);
            let closed = closed.and_then(|id| self.close(id));
            events.extend(closed.map(|vault| VaultsEvent::Closed(Box::new(vault))));
        }
    }

    /// Opens the vault in `folder`, unless it is open, and starts to load it.
    fn open(&mut self, folder: &VaultFolder, workspace: bool, events: &mut Vec<VaultsEvent>) {
        let dir = match Root::open(&folder.path) {
            Ok(dir) => dir,
            Err(error) => return events.push(VaultsEvent::Failed(error)),
        };
        let is_open = |it: &&mut OpenVault| {
            it.dir.as_ref().is_some_and(|open| open.canonical == dir.canonical)
        };
        if let Some(open) = self.vaults.iter_mut().find(is_open) {
            open.workspace |= workspace;
            return;
        }
        let canonical = dir.canonical.clone();
        let id = self.add(Some(dir));
        let (on_event, editor) = ((self.reader_events)(id), self.editor_settings.clone());
        let is_marked = folder.chosen == ChosenBy::Marked;
        if let Some(vault) = self.get_mut(id) {
            vault.workspace = workspace;
            vault.marked = is_marked;
            vault.start_reader(on_event, editor);
        }
        events.push(VaultsEvent::Opened(id));
        if !is_marked {
            events.extend(folder.notice().map(VaultsEvent::Unmarked));
            // A file must not be in two vaults.
            let is_part = |vault: &mut OpenVault| {
                let below =
                    vault.dir.as_ref().is_some_and(|it| it.canonical.starts_with(&canonical));
                vault.id != id && below && !vault.marked && !vault.workspace
            };
            let parts = self.vaults.extract_if(.., is_part);
            events.extend(parts.map(|vault| VaultsEvent::Closed(Box::new(vault))));
        }
    }

    /// Uses these settings of the editor from now on.
    pub fn set_editor_settings(&mut self, settings: Value) {
        for reader in self.vaults.iter_mut().filter_map(|vault| vault.reader.as_mut()) {
            reader.request(ReadRequest::SetEditorSettings(settings.clone()));
        }
        self.editor_settings = settings;
    }

    /// Whether there are names for completion that are not precomputed.
    #[must_use]
    pub fn needs_precompute(&self) -> bool {
        self.iter().any(|vault| !vault.is_loading() && !vault.vault.is_precomputed())
    }

    /// Precomputes a part of the names that completion searches.
    pub fn precompute(&mut self) {
        let mut loaded = self.iter_mut().filter(|vault| !vault.is_loading());
        let _ = loaded.any(|vault| vault.vault.precompute());
    }
}
