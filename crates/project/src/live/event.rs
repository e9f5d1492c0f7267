//! The events to which a front end reacts.

use linkwright_disk::DiskError;

use super::deliveries::Incomplete;
use super::vault_id::VaultId;

/// Something that happened to the open vaults.
#[derive(Debug)]
pub enum VaultEvent {
    /// The vault starts to load.
    LoadStarted(VaultId),
    /// The number of files of the vault that are processed, and the number of all its files. The first
    /// number can decrease.
    LoadProgress(VaultId, usize, usize),
    /// The load of the vault has ended. The jobs that wait for it run afterwards.
    LoadEnded(VaultId, Result<(), Incomplete>),
    /// A vault whose load was cancelled has been read completely.
    Completed(VaultId),
    /// The whole vault was reread, while it was not loading.
    Reread(VaultId),
    /// The setting that says which notes are diagnosed is about to change.
    ScopeChanged(VaultId),
    /// The vault is closed. The jobs that wait for it run afterwards.
    Closed(VaultId),
    /// The folder of a vault cannot be opened.
    OpenFailed(DiskError),
    /// A folder that is not marked as a vault is used as one: the message says which, and how to mark
    /// a vault.
    Unmarked(String),
    /// A vault cannot be watched completely.
    Unwatched,
}
