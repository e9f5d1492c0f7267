//! The thread that reads a vault from the disk and watches it.
//!
//! Each vault has one reader. It handles one request after the other, so a file that is read twice
//! is delivered in the order of reading. The reader keeps only the stamps of delivered notes; the
//! notes themselves go to the owner's thread.
//!
//! Requests are numbered. Each delivery carries the number of the last request that was started
//! before it was read, so that the owner can drop deliveries that are older than the index. The end
//! of a request is delivered too, so that jobs can wait for it.

mod handle_request;
mod on_disk;
mod problems;
mod requests;
mod reread;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::{Duration, Instant};

use linkwright_disk::{ChangeHints, KnownFiles, PathKind, WalkOptions};
use linkwright_settings::Settings;
use serde_json::Value;

pub use self::requests::{FIRST_READ, NumberedRequest, ReadRequest, Reader};
use self::requests::{Signals, merge};
use super::deliveries::{Deliveries, Delivery, NumberedDelivery, OnReaderEvent, announce};
use crate::platform::{Platform, Watch};
use crate::vault_files::FileRules;

/// Maximum number of deliveries in the queue to the owner's thread. At the limit, the reader waits.
const MAX_DELIVERIES: usize = 16;

/// Interval at which the reader checks whether the missing folder of a vault is back.
const FOLDER_POLL: Duration = Duration::from_millis(500);

/// Interval at which a vault that another machine can change is reread.
const REMOTE_POLL: Duration = Duration::from_secs(20);

/// A remote vault is read for at most this part of the time.
const REMOTE_POLL_SHARE: u32 = 20;

impl Reader {
    /// Starts a reader, which reads all of `dir` and then watches it. Calls `on_event` when
    /// deliveries are waiting. `editor` contains the settings of the editor.
    ///
    /// # Panics
    /// If a thread cannot be started.
    #[must_use]
    pub fn start(
        platform: Platform,
        on_event: OnReaderEvent,
        dir: linkwright_disk::Root,
        editor: Value,
    ) -> (Reader, Deliveries) {
        let (thread, inbox, reader, deliveries) =
            ReaderThread::new(platform, on_event, dir, editor, MAX_DELIVERIES);
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || thread.run(&inbox))
            .expect("a thread can be started");
        (reader, deliveries)
    }
}

/// The state of a reader's thread. [`Reader::start`] creates and runs it. Tests of races run it
/// step by step.
pub struct ReaderThread {
    walk: WalkOptions,
    platform: Platform,
    on_event: OnReaderEvent,
    settings: Settings,
    /// The settings of the editor.
    editor: Value,
    /// The delivered files, with the stamps of the notes that could be read.
    known: KnownFiles,
    /// What was delivered for link targets outside the vault.
    path_kinds: BTreeMap<String, Option<PathKind>>,
    /// The warnings that were logged.
    warned: BTreeSet<String>,
    /// The notes and folders that cannot be read, as they were last delivered.
    unreadable: BTreeMap<String, String>,
    /// The symbolic links that are not followed, as they were last delivered.
    unfollowed: BTreeMap<String, String>,
    deliveries: SyncSender<NumberedDelivery>,
    announced: Arc<AtomicBool>,
    signals: Arc<Signals>,
    requests: Sender<NumberedRequest>,
    /// The number of the last request that was started.
    number: u64,
    watcher: Option<Watch>,
    /// The vault's own folder is missing.
    folder_is_gone: bool,
    /// The interval at which the whole vault is reread, because changes can go unreported.
    poll: Option<Duration>,
    /// The whole vault was read and delivered.
    complete: bool,
    /// The user cancelled reading the whole vault, and it was not read since.
    partial: bool,
    /// A panic happened: a request may be half done, and the watch may be lost.
    panicked: bool,
}

impl ReaderThread {
    /// Returns a reader's thread that is not running, the receiver of its requests, and the owner's
    /// handles. At most `max_deliveries` wait in the queue to the owner; at the limit, the reader
    /// waits.
    #[must_use]
    pub fn new(
        platform: Platform,
        on_event: OnReaderEvent,
        dir: linkwright_disk::Root,
        editor: Value,
        max_deliveries: usize,
    ) -> (ReaderThread, Receiver<NumberedRequest>, Reader, Deliveries) {
        let (requests, inbox) = mpsc::channel();
        let (deliveries, queue) = mpsc::sync_channel(max_deliveries);
        let announced = Arc::new(AtomicBool::new(false));
        let signals = Arc::new(Signals::default());
        let settings = Settings::default();
        let thread = ReaderThread {
            // Whether `.gitignore` applies is known after the settings are read.
            walk: FileRules::of(&settings).walk(dir, false),
            platform,
            on_event: Arc::clone(&on_event),
            settings,
            editor,
            known: KnownFiles::new(),
            path_kinds: BTreeMap::new(),
            warned: BTreeSet::new(),
            unreadable: BTreeMap::new(),
            unfollowed: BTreeMap::new(),
            deliveries,
            announced: Arc::clone(&announced),
            signals: Arc::clone(&signals),
            requests: requests.clone(),
            number: 0,
            watcher: None,
            folder_is_gone: false,
            poll: None,
            complete: false,
            partial: false,
            panicked: false,
        };
        let reader =
            Reader { on_event: Arc::clone(&on_event), requests, last: FIRST_READ, signals };
        (thread, inbox, reader, Deliveries { queue, announced, on_event })
    }

    /// Whether the vault's own folder is missing, so that the reader must check for it regularly.
    #[must_use]
    pub fn folder_is_gone(&self) -> bool {
        self.folder_is_gone
    }

    fn run(mut self, inbox: &Receiver<NumberedRequest>) {
        let mut next = Some((Some(FIRST_READ), ReadRequest::Start));
        self.poll = self.platform.disk.is_remote(&self.walk.root).then_some(REMOTE_POLL);
        loop {
            let request = match next.take().map_or_else(|| self.wait(inbox), Some) {
                Some(request) => request,
                None => return,
            };
            let rereads = matches!(request.1, ReadRequest::RereadMissed);
            let start = Instant::now();
            if !self.step(request, inbox, &mut next) {
                return;
            }
            if let Some(poll) = self.poll.as_mut().filter(|_| rereads) {
                *poll = REMOTE_POLL.max(start.elapsed() * REMOTE_POLL_SHARE);
            }
        }
    }

    /// Waits for the next request, or until it is time to look for changes that are not reported.
    /// `None` if the vault is closed.
    fn wait(&self, inbox: &Receiver<NumberedRequest>) -> Option<NumberedRequest> {
        let (pause, request) = if self.folder_is_gone {
            (FOLDER_POLL, ReadRequest::FollowHints(rescan()))
        } else if let Some(poll) = self.poll {
            (poll, ReadRequest::RereadMissed)
        } else {
            return inbox.recv().ok();
        };
        match inbox.recv_timeout(pause) {
            Err(RecvTimeoutError::Timeout) => Some((None, request)),
            Err(RecvTimeoutError::Disconnected) => None,
            Ok(request) => Some(request),
        }
    }

    /// Handles `request`, merged with the following requests where possible. The first one that
    /// cannot be merged is left in `next`. Returns `false` after [`ReadRequest::Stop`].
    pub fn step(
        &mut self,
        request: NumberedRequest,
        inbox: &Receiver<NumberedRequest>,
        next: &mut Option<NumberedRequest>,
    ) -> bool {
        let (number, request) = merge(request, inbox, next);
        if let ReadRequest::Stop = request {
            return false;
        }
        self.handle(number, &request);
        true
    }

    fn deliver(&self, delivery: Delivery) {
        match self.deliveries.send((self.number, delivery)) {
            Ok(()) => announce(&self.announced, &self.on_event),
            // The vault is closed.
            Err(_) => self.signals.stop.store(true, Ordering::SeqCst),
        }
    }
}

fn rescan() -> ChangeHints {
    ChangeHints { rescan: true, ..ChangeHints::default() }
}

#[cfg(test)]
mod tests;
