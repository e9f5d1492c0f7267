//! What a reader delivers from the disk, and how that reaches the owner's thread.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

use linkwright_settings::Settings;
use linkwright_vault::{DiskEntry, PreparedNote};

use super::vault_id::VaultId;

/// A delivery, with the number of the last request that the reader had taken up before it read
/// what it delivers.
pub type NumberedDelivery = (u64, Delivery);

/// Something that a reader read from the disk.
pub enum Delivery {
    /// New and changed files.
    Files(FilesRead),
    /// Paths of files that are gone.
    Removed(Vec<String>),
    /// The notes and folders that cannot be read now, by path, each with the reason.
    Unread(BTreeMap<String, String>),
    /// The symbolic links that are not followed, by path, each with the reason.
    Unfollowed(BTreeMap<String, String>),
    /// What stands at paths that links may reach outside the vault.
    OnDisk(OnDisk),
    /// All of the vault has been read: what was not delivered does not exist.
    Complete,
    /// The settings.
    Settings(Box<Settings>),
    /// All requests up to this number are finished, and what they read has been delivered.
    Finished(u64, FinishedRead),
}

/// A kind of request that a reader has finished, with its outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FinishedRead {
    /// Some paths, or new settings.
    Part(Result<(), Incomplete>),
    /// A search of the whole vault for what is new, changed or gone.
    Whole(Result<(), Incomplete>),
    /// The loading of the whole vault.
    Everything(Result<(), Incomplete>),
}

/// Why not everything was read that was requested.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incomplete {
    /// The user cancelled it.
    Cancelled,
    /// It failed, for this reason.
    Failed(String),
}

/// Files that are new or changed, ready for the vault.
pub struct FilesRead {
    /// Notes and canvases.
    pub notes: Vec<PreparedNote>,
    /// The paths of files that are not read.
    pub others: Vec<String>,
    /// The number of files that have been dealt with.
    pub done: usize,
    /// The number of files to deal with.
    pub total: usize,
}

/// What stands at paths relative to the root; `None` where nothing does.
pub type OnDisk = Vec<(String, Option<DiskEntry>)>;

/// A message of a reader to the owner's thread.
pub enum ReaderEvent {
    /// There is a delivery to take.
    Delivered,
    /// The request of this number will not be finished, for this reason.
    Failed(u64, String),
    /// Not all of the vault can be watched from here.
    Unwatched,
}

/// Called by a reader, on its own thread, with every message to the owner.
pub type OnReaderEvent = Arc<dyn Fn(ReaderEvent) + Send + Sync>;

/// Makes the callback for the reader of a vault.
pub type ReaderEvents = Arc<dyn Fn(VaultId) -> OnReaderEvent + Send + Sync>;

/// The queue of a reader's deliveries, which the owner's thread takes one by one.
pub struct Deliveries {
    pub(super) queue: Receiver<NumberedDelivery>,
    pub(super) announced: Arc<AtomicBool>,
    pub(super) on_event: OnReaderEvent,
}

impl Deliveries {
    /// Takes the next delivery.
    #[must_use]
    pub fn take(&self) -> Option<NumberedDelivery> {
        // What comes from here on is announced anew.
        self.announced.store(false, Ordering::SeqCst);
        self.queue.try_recv().ok()
    }

    /// Makes the owner's thread look for more after the jobs that it already has.
    pub fn announce(&self) {
        announce(&self.announced, &self.on_event);
    }
}

/// Announces deliveries. At most one announcement waits for the owner's thread, so that a request
/// waits for one delivery and not for all.
pub(super) fn announce(announced: &AtomicBool, on_event: &OnReaderEvent) {
    if !announced.swap(true, Ordering::SeqCst) {
        on_event(ReaderEvent::Delivered);
    }
}
