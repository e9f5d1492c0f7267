//! What a reader tells of the disk, and how it comes to the vaults' thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

use linkwright_vault::{Prepared, Settings};

use crate::vaults::owner::Handle;
use crate::vaults::roots::RootId;

/// What a reader tells of the disk.
pub(crate) enum Delivery {
    /// What is new or changed.
    Files(Files),
    /// What is gone.
    Removed(Vec<String>),
    /// What was read before the document at this path moved away has all been delivered.
    Left(String),
    /// The settings.
    Settings(Box<Settings>),
    /// A reading of everything has ended.
    Ended {
        /// Nothing was left out.
        whole: bool,
    },
}

/// Files that are new or changed, ready for the vault.
pub(crate) struct Files {
    /// Notes and canvases.
    pub(crate) notes: Vec<Prepared>,
    /// The paths of files that are not read.
    pub(crate) others: Vec<String>,
    /// How many files have been dealt with.
    pub(crate) done: usize,
    /// How many there are to deal with.
    pub(crate) total: usize,
}

/// What a reader has delivered, in order, for the vaults' thread to take one by one.
#[derive(Debug)]
pub(crate) struct Deliveries {
    pub(super) delivered: Receiver<Delivery>,
    pub(super) announced: Arc<AtomicBool>,
}

impl Deliveries {
    /// The next one.
    pub(crate) fn take(&self) -> Option<Delivery> {
        // What comes from here on is announced anew.
        self.announced.store(false, Ordering::SeqCst);
        self.delivered.try_recv().ok()
    }

    /// Has the vaults' thread look for more when it has done what was sent to it before.
    pub(crate) fn announce(&self, handle: &Handle, root: RootId) {
        announce(&self.announced, handle, root);
    }
}

/// At most one announcement waits for the vaults' thread, so that what a client asks waits for one
/// delivery and not for all.
pub(super) fn announce(announced: &AtomicBool, handle: &Handle, root: RootId) {
    if !announced.swap(true, Ordering::SeqCst) {
        handle.send(move |state| state.take_delivery(root));
    }
}
