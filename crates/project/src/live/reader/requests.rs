//! Requests to a reader's thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use linkwright_disk::ChangeHints;
use serde_json::Value;

use crate::live::deliveries::{OnReaderEvent, ReaderEvent};

/// The number of the first request, [`ReadRequest::Start`], with which every reader starts.
pub const FIRST_READ: u64 = 1;

/// A request to a reader.
#[derive(Clone)]
pub enum ReadRequest {
    /// Read everything, then start to watch.
    Start,
    /// Read everything again, whatever was delivered before.
    ReadAll,
    /// Reread the whole vault for new, changed and removed files.
    RereadAll,
    /// Reread the settings, and the vault as far as it was read before, because changes may have
    /// been missed.
    RereadMissed,
    /// Reread these files and folders, which may be new, changed or removed.
    RereadPaths(Vec<String>),
    /// Find what exists at these paths, which need not be in the vault.
    FindOnDisk(Vec<String>),
    /// Check again the link targets that are not watched.
    CheckUnwatched,
    /// Use these settings of the editor from now on.
    SetEditorSettings(Value),
    /// OwnerHandle the hints of the watcher.
    FollowHints(ChangeHints),
    /// End the thread, because the vault is closed.
    Stop,
}

/// A request with its number. Hints of the watcher have no number.
pub type NumberedRequest = (Option<u64>, ReadRequest);

/// Sends requests to a vault's reader, which ends when this value is dropped.
pub struct Reader {
    pub(super) on_event: OnReaderEvent,
    pub(super) requests: Sender<NumberedRequest>,
    /// The number of the last request.
    pub(super) last: u64,
    pub(super) signals: Arc<Signals>,
}

/// Signals that stop a read in progress.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// The user cancelled reading the whole vault.
    pub(super) cancel: AtomicBool,
    /// Requests for the whole vault up to this number are cancelled.
    pub(super) cancelled: AtomicU64,
    /// The vault is closed.
    pub(super) stop: AtomicBool,
}

impl Reader {
    /// Sends a request, without waiting, and returns its number.
    pub fn request(&mut self, request: ReadRequest) -> u64 {
        self.last += 1;
        let number = self.last;
        if self.requests.send((Some(number), request)).is_err() {
            // The jobs that wait for the request must not wait for ever.
            let reason = "the thread that reads the vault has ended".to_owned();
            (self.on_event)(ReaderEvent::Failed(number, reason));
        }
        number
    }

    /// Cancels the requests for the whole vault that are in progress or waiting. Files that were
    /// already delivered stay in the vault.
    pub fn cancel(&self) {
        self.signals.cancelled.store(self.last, Ordering::SeqCst);
        self.signals.cancel.store(true, Ordering::SeqCst);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.signals.stop.store(true, Ordering::SeqCst);
        self.cancel();
        self.request(ReadRequest::Stop);
    }
}

/// Merges `request` with the following requests where possible. The first one that cannot be merged
/// is left in `next`.
pub(super) fn merge(
    request: NumberedRequest,
    inbox: &Receiver<NumberedRequest>,
    next: &mut Option<NumberedRequest>,
) -> NumberedRequest {
    use ReadRequest::{CheckUnwatched, FindOnDisk, RereadAll, RereadPaths};
    let (mut number, mut request) = request;
    while let Ok(more) = inbox.try_recv() {
        match (&mut request, more) {
            (RereadPaths(paths), (later, RereadPaths(more)))
            | (FindOnDisk(paths), (later, FindOnDisk(more))) => {
                paths.extend(more);
                number = later;
            }
            (RereadAll, (later, RereadAll)) | (CheckUnwatched, (later, CheckUnwatched)) => {
                number = later;
            }
            (_, more) => {
                *next = Some(more);
                break;
            }
        }
    }
    (number, request)
}
