//! What a reader delivers from the disk, and how that reaches the owner's thread.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

use linkwright_settings::Settings;
use linkwright_vault::{DiskEntry, PreparedNote};

use super::vault_id::VaultId;

/// A delivery, with the number of the last request that the reader had started before it read the
/// delivered files.
pub type NumberedDelivery = (u64, Delivery);

/// Something that a reader read from the disk.
pub enum Delivery {
    /// New and changed files.
    Files(FilesRead),
    /// Paths of removed files.
    Removed(Vec<String>),
    /// The notes and folders that cannot be read now, by path, each with the reason.
    Unreadable(BTreeMap<String, String>),
    /// The symbolic links that are not followed, by path, each with the reason.
    Unfollowed(BTreeMap<String, String>),
    /// What exists at link targets that are not files of the vault.
    OnDisk(OnDisk),
    /// The whole vault has been read: a file that was not delivered does not exist.
    Complete,
    /// The settings.
    Settings(Box<Settings>),
    /// All requests up to this number are finished, and the files that they read are delivered.
    Finished(u64, FinishedRead),
}

/// A kind of request that a reader has finished, with its outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FinishedRead {
    /// Some paths, or new settings.
    Part(Result<(), Incomplete>),
    /// A reread of the whole vault for new, changed and removed files.
    Whole(Result<(), Incomplete>),
    /// The loading of the whole vault.
    Everything(Result<(), Incomplete>),
}

/// The reason why a request to a reader was not completed.
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
    /// The paths of files whose texts are not read.
    pub others: Vec<String>,
    /// The number of processed files.
    pub done: usize,
    /// The number of files to process.
    pub total: usize,
}

/// What exists at paths relative to the root; `None` for nothing.
pub type OnDisk = Vec<(String, Option<DiskEntry>)>;

/// A message of a reader to the owner's thread.
pub enum ReaderEvent {
    /// A delivery is in the queue.
    Delivered,
    /// The request of this number will not be finished, for this reason.
    Failed(u64, String),
    /// The vault cannot be watched completely.
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
        // The next delivery is announced again.
        self.announced.store(false, Ordering::SeqCst);
        self.queue.try_recv().ok()
    }

    /// Makes the owner's thread take the next delivery after the jobs that it already has.
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
