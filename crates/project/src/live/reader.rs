//! The thread that reads a vault from the disk and watches it.
//!
//! Each vault has one reader. It does one request after the other, so that of two readings of a file
//! the later one is delivered later. It remembers only the size and time of what it has delivered;
//! the notes themselves go to the owner's thread.
//!
//! Requests are numbered. Each delivery carries the number of the last request that was taken up
//! before it was read, so that the owner can tell what is older than what it knows. When a request is
//! finished, that is delivered too, so that jobs can wait for it.

mod on_disk;
mod problems;
mod reread;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Duration;

use linkwright_disk::{ChangeHints, Known, PathKind, Walk};
use linkwright_settings::Settings;
use serde_json::Value;

use super::deliveries::{
    Deliveries, Delivery, FinishedRead, Incomplete, NumberedDelivery, OnReaderEvent, ReaderEvent,
    announce,
};
use crate::platform::{Platform, Watch};
use crate::vault_files::FileRules;

/// Maximum number of deliveries that wait for the owner's thread; more make the reader wait.
const MAX_DELIVERIES: usize = 16;

/// Interval at which the reader looks for a vault's folder that is gone.
const FOLDER_POLL: Duration = Duration::from_millis(500);

/// Maximum number of attempts at a request that ends in a panic.
const ATTEMPTS: usize = 3;

/// The number of the first request, [`ReadRequest::Start`], which every reader begins with.
pub const FIRST_READ: u64 = 1;

/// A request to a reader.
#[derive(Clone)]
pub enum ReadRequest {
    /// Read everything, then begin to watch.
    Start,
    /// Read everything anew, whatever was delivered before.
    ReadAll,
    /// Reread the whole vault for files that are new, changed or gone.
    RereadAll,
    /// Reread the settings, and as much of the vault as was read: changes may have been missed.
    RereadMissed,
    /// Reread these files and folders, which may have changed, come or gone.
    RereadPaths(Vec<String>),
    /// Find what stands at these paths, which need not be in the vault.
    FindOnDisk(Vec<String>),
    /// Check the targets of links again where nothing is watched.
    CheckUnwatched,
    /// Use these settings of the editor from now on.
    SetEditorSettings(Value),
    /// Follow what the watcher saw.
    FollowHints(ChangeHints),
    /// End: the vault is closed.
    Stop,
}

/// A request with its number; the watcher's have none.
pub type NumberedRequest = (Option<u64>, ReadRequest);

/// Sends requests to a vault's reader, which ends when this is dropped.
pub struct Reader {
    on_event: OnReaderEvent,
    requests: Sender<NumberedRequest>,
    /// The number of the last request.
    last: u64,
    signals: Arc<Signals>,
}

/// What stops a read that is in progress.
#[derive(Debug, Default)]
struct Signals {
    /// The user does not want the whole vault to be read.
    cancel: AtomicBool,
    /// Up to this number, requests for the whole vault are cancelled.
    cancelled: AtomicU64,
    /// The vault is closed.
    stop: AtomicBool,
}

impl Reader {
    /// Starts a reader, which reads all of `dir` at once and then watches it. Calls `on_event` when
    /// there are deliveries to take. `editor` is the settings that the editor gave.
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

    /// Cancels the requests for the whole vault that are in progress or waiting. What was delivered
    /// stays.
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

/// The state of a reader's thread. [`Reader::start`] makes it and runs it; a test of the order of
/// events takes its steps one by one.
pub struct ReaderThread {
    walk: Walk,
    platform: Platform,
    on_event: OnReaderEvent,
    settings: Settings,
    /// The settings that the editor gave.
    editor: Value,
    /// What was delivered, with the stamps of notes that could be read.
    known: Known,
    /// What was delivered about paths that links may reach outside the vault.
    standing: BTreeMap<String, Option<PathKind>>,
    /// The warnings that were logged.
    warned: BTreeSet<String>,
    /// The notes and folders that cannot be read, as delivered last.
    unread: BTreeMap<String, String>,
    /// The symbolic links that are not followed, as delivered last.
    unfollowed: BTreeMap<String, String>,
    deliveries: SyncSender<NumberedDelivery>,
    announced: Arc<AtomicBool>,
    signals: Arc<Signals>,
    requests: Sender<NumberedRequest>,
    /// The number of the last request that was taken up.
    number: u64,
    watcher: Option<Watch>,
    /// The vault's own folder is gone.
    folder_is_gone: bool,
    /// All of the vault was read, and delivered.
    complete: bool,
    /// The user cancelled the reading of the whole vault, and it was not read since.
    partial: bool,
    /// A panic happened: a request may be half done, and the watch may be gone.
    panicked: bool,
}

impl ReaderThread {
    /// Returns a reader's thread that is not running, the receiver of its requests, and what the
    /// owner gets. At most `max_deliveries` wait for the owner; more make the reader wait.
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
            // Whether `.gitignore` counts is known once the settings are read.
            walk: FileRules::of(&settings).walk(dir, false),
            platform,
            on_event: Arc::clone(&on_event),
            settings,
            editor,
            known: Known::new(),
            standing: BTreeMap::new(),
            warned: BTreeSet::new(),
            unread: BTreeMap::new(),
            unfollowed: BTreeMap::new(),
            deliveries,
            announced: Arc::clone(&announced),
            signals: Arc::clone(&signals),
            requests: requests.clone(),
            number: 0,
            watcher: None,
            folder_is_gone: false,
            complete: false,
            partial: false,
            panicked: false,
        };
        let reader =
            Reader { on_event: Arc::clone(&on_event), requests, last: FIRST_READ, signals };
        (thread, inbox, reader, Deliveries { queue, announced, on_event })
    }

    /// Whether the vault's own folder is gone, so that it has to be looked for again and again.
    #[must_use]
    pub fn folder_is_gone(&self) -> bool {
        self.folder_is_gone
    }

    fn run(mut self, inbox: &Receiver<NumberedRequest>) {
        let mut next = Some((Some(FIRST_READ), ReadRequest::Start));
        loop {
            let request = match next.take() {
                Some(request) => request,
                None if self.folder_is_gone => match inbox.recv_timeout(FOLDER_POLL) {
                    Err(RecvTimeoutError::Timeout) => (None, ReadRequest::FollowHints(rescan())),
                    Err(RecvTimeoutError::Disconnected) => return,
                    Ok(request) => request,
                },
                None => match inbox.recv() {
                    Ok(request) => request,
                    Err(_) => return,
                },
            };
            if !self.step(request, inbox, &mut next) {
                return;
            }
        }
    }

    /// Does `request`, together with the requests behind it that can be done in one go. The first one
    /// that cannot is left in `next`. Returns whether there may be more to do.
    pub fn step(
        &mut self,
        request: NumberedRequest,
        inbox: &Receiver<NumberedRequest>,
        next: &mut Option<NumberedRequest>,
    ) -> bool {
        let (number, request) = joined(request, inbox, next);
        if let ReadRequest::Stop = request {
            return false;
        }
        self.take_up(number, &request);
        true
    }

    /// Does a request, and delivers that it is finished. After a panic it is tried again; what was
    /// delivered before the panic is known, so that nothing is lost.
    fn take_up(&mut self, number: Option<u64>, request: &ReadRequest) {
        if let Some(number) = number {
            self.number = number;
            self.signals.cancel.store(false, Ordering::SeqCst);
            if self.signals.cancelled.load(Ordering::SeqCst) >= number {
                self.signals.cancel.store(true, Ordering::SeqCst);
            }
        }
        let mut outcome = Err(Incomplete::Failed(
            "reading the vault failed with an internal error; its log says more".to_owned(),
        ));
        for _ in 0..ATTEMPTS {
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                self.recover();
                self.answer(request)
            }));
            if let Ok(done) = attempt {
                outcome = done;
                break;
            }
            // The first reading is followed by a watch, and a reread, in any case.
            self.panicked = !matches!(request, ReadRequest::Start);
            tracing::error!("the reader of a vault survived a panic");
        }
        if let Some(number) = number {
            let finished = match request {
                ReadRequest::Start | ReadRequest::ReadAll => FinishedRead::Everything(outcome),
                ReadRequest::RereadAll => FinishedRead::Whole(outcome),
                _ => FinishedRead::Part(outcome),
            };
            self.deliver(Delivery::Finished(number, finished));
        }
        if let ReadRequest::Start = request
            && catch_unwind(AssertUnwindSafe(|| self.watch())).is_err()
        {
            tracing::error!("the reader of a vault survived a panic when it began to watch");
            self.panicked = true;
            self.report_unwatched();
        }
    }

    /// After a panic, watches anew and reads everything again: what was seen before is lost.
    fn recover(&mut self) {
        if self.panicked {
            self.forget();
            self.watch();
            self.panicked = false;
        }
    }

    fn answer(&mut self, request: &ReadRequest) -> Result<(), Incomplete> {
        match request {
            ReadRequest::Start => {
                self.read_settings();
                self.reread_all()
            }
            ReadRequest::ReadAll => {
                self.forget();
                self.reread_all()
            }
            ReadRequest::RereadAll => {
                // The settings say which files are notes, and a change of them may not have been
                // seen yet.
                self.update_settings()?;
                self.reread_all()
            }
            ReadRequest::RereadMissed => self.reread_missed(),
            ReadRequest::RereadPaths(paths) => {
                // Of a path that was never delivered, its absence is to be delivered too.
                for path in paths.iter().filter(|path| !path.is_empty()) {
                    self.known.entry(path.clone()).or_default();
                }
                self.follow_paths(paths)
            }
            ReadRequest::FindOnDisk(paths) => {
                self.find_on_disk(paths);
                Ok(())
            }
            ReadRequest::CheckUnwatched => {
                self.check_on_disk(Some(&[]));
                Ok(())
            }
            ReadRequest::SetEditorSettings(editor) => {
                self.editor = editor.clone();
                self.update_settings()
            }
            ReadRequest::FollowHints(hints) => self.follow(hints),
            ReadRequest::Stop => Ok(()),
        }
    }

    fn deliver(&self, delivery: Delivery) {
        match self.deliveries.send((self.number, delivery)) {
            Ok(()) => announce(&self.announced, &self.on_event),
            // The vault is closed.
            Err(_) => self.signals.stop.store(true, Ordering::SeqCst),
        }
    }
}

/// Returns `request` joined with those behind it that can be done in one go. The first one that
/// cannot is left in `next`.
fn joined(
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

fn rescan() -> ChangeHints {
    ChangeHints { rescan: true, ..ChangeHints::default() }
}

#[cfg(test)]
mod tests;
