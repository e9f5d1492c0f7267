//! What a reader delivers from the disk, and how it reaches the vaults' thread.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

use linkwright_vault::{DiskEntry, PreparedNote, Settings};

/// A delivery, with the number of the last request that the reader had taken up before it read
/// what it delivers.
pub(crate) type Numbered = (u64, Delivery);

/// What a reader delivers from the disk.
pub(crate) enum Delivery {
    /// New and changed files.
    Files(Files),
    /// Paths of files that are gone.
    Removed(Vec<String>),
    /// The notes and folders that cannot be read now, by path, each with the reason.
    Unread(BTreeMap<String, String>),
    /// The symbolic links that are not followed, by path, each with the reason.
    Unfollowed(BTreeMap<String, String>),
    /// What stands at paths that links may reach outside the vault.
    OnDisk(OnDisk),
    /// Nothing of the vault is left to be read.
    Known,
    /// The settings.
    Settings(Box<Settings>),
    /// All requests up to this number are done, and what they read has been delivered.
    Done(u64, Done),
}

/// A kind of request that a reader has done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Done {
    /// A look at some paths, or new settings.
    Part(Result<(), Incomplete>),
    /// A look at the whole vault for what is new, changed or gone.
    Whole(Result<(), Incomplete>),
    /// A reading of the whole vault.
    Everything(Result<(), Incomplete>),
}

/// The reason why not everything was read that was to be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Incomplete {
    /// The user cancelled it.
    Cancelled,
    /// It failed, and this is why.
    Failed(String),
}

/// Files that are new or changed, ready for the vault.
pub(crate) struct Files {
    /// Notes and canvases.
    pub(crate) notes: Vec<PreparedNote>,
    /// The paths of files that are not read.
    pub(crate) others: Vec<String>,
    /// How many files have been dealt with.
    pub(crate) done: usize,
    /// How many there are to deal with.
    pub(crate) total: usize,
}

/// What stands at paths relative to the root; `None` where nothing does.
pub(crate) type OnDisk = Vec<(String, Option<DiskEntry>)>;

/// What a reader tells the vaults' thread.
pub(crate) enum Told {
    /// There is something to take.
    Delivered,
    /// The request of this number will not be done, and this is why.
    Ended(u64, String),
    /// Not all of the vault can be watched from here.
    Unwatched,
}

/// How a reader tells it.
pub(crate) type Tell = Arc<dyn Fn(Told) + Send + Sync>;

/// What a reader has delivered, in order, for the vaults' thread to take one by one.
pub(crate) struct Deliveries {
    pub(super) delivered: Receiver<Numbered>,
    pub(super) announced: Arc<AtomicBool>,
    pub(super) tell: Tell,
}

impl Deliveries {
    /// The next one.
    pub(crate) fn take(&self) -> Option<Numbered> {
        // What comes from here on is announced anew.
        self.announced.store(false, Ordering::SeqCst);
        self.delivered.try_recv().ok()
    }

    /// Has the vaults' thread look for more when it has done what was sent to it before.
    pub(crate) fn announce(&self) {
        announce(&self.announced, &self.tell);
    }
}

/// At most one announcement waits for the vaults' thread, so that what a client asks waits for one
/// delivery and not for all.
pub(super) fn announce(announced: &AtomicBool, tell: &Tell) {
    if !announced.swap(true, Ordering::SeqCst) {
        tell(Told::Delivered);
    }
}
