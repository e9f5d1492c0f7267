//! The open vaults of the server, each with what is kept for the client.

use std::ops::{Deref, DerefMut};

use linkwright_project::live::{OpenVault, Platform, VaultId};

use crate::diagnostics::vault_diagnostics::VaultDiagnostics;

/// An open vault, with what is kept for the client.
pub(crate) struct Root {
    /// The vault.
    pub(crate) open: OpenVault,
    /// It is a folder of the workspace, and not only the vault of an open document.
    pub(crate) workspace: bool,
    /// Its folder holds `.obsidian` or `.linkwright.toml`.
    pub(crate) marked: bool,
    /// The diagnostics of all its notes.
    pub(crate) diagnostics: VaultDiagnostics,
}

impl Root {
    /// A vault with nothing indexed and no reader.
    pub(crate) fn new(id: VaultId, dir: Option<linkwright_disk::Root>, platform: Platform) -> Root {
        Root {
            open: OpenVault::new(id, dir, platform),
            workspace: false,
            marked: false,
            diagnostics: VaultDiagnostics::default(),
        }
    }
}

impl Deref for Root {
    type Target = OpenVault;

    fn deref(&self) -> &OpenVault {
        &self.open
    }
}

impl DerefMut for Root {
    fn deref_mut(&mut self) -> &mut OpenVault {
        &mut self.open
    }
}

impl AsRef<OpenVault> for Root {
    fn as_ref(&self) -> &OpenVault {
        &self.open
    }
}
