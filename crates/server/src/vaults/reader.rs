//! Reading a vault from the disk, and what becomes of it.
//!
//! Each vault has one reader: a thread that does one request after the other, so that of two
//! readings of a file the later one is delivered later. It remembers what it has delivered by
//! size and time only; what the notes say goes to the vaults' thread.
//!
//! Requests are numbered. Each delivery carries the number of the last request taken up before it
//! was read, so that the vaults' thread can tell what is older than what it knows; when a request
//! is done, that is delivered too, so that whoever asked can wait for it.

mod look;
mod present;
mod problems;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Duration;

use linkwright_disk::{Hints, Known, Standing, Walk};
use linkwright_vault::Settings;
use serde_json::Value;

use self::settings::walk_of;
use crate::vaults::deliveries::{
    Deliveries, Delivery, Done, Incomplete, Numbered, Tell, Told, announce,
};
use crate::vaults::platform::{Platform, Watch};

/// Deliveries that may wait for the vaults' thread; more make the reading wait.
const DELIVERIES: usize = 16;

/// How often a vault's folder that is gone is looked for.
const RETURN: Duration = Duration::from_millis(500);

/// Maximum number of attempts at a request that ends in a panic.
const ATTEMPTS: usize = 3;

/// The number of the first reading, which every reader begins with.
pub(crate) const FIRST: u64 = 1;

/// A request to a reader.
#[derive(Clone)]
pub(crate) enum Ask {
    /// Read everything, then begin to watch.
    Begin,
    /// Read everything anew, whatever was delivered before.
    Everything,
    /// Look at the whole vault for files that are new, changed or gone.
    Whole,
    /// Look at the settings, and at as much of the vault as was read: changes may have been missed.
    Again,
    /// Read these files and folders, which may have changed, come or gone.
    Paths(Vec<String>),
    /// Look for what stands at these paths, which need not be in the vault.
    OnDisk(Vec<String>),
    /// Look again at what links reach where nobody watches.
    Unwatched,
    /// The editor's settings are these now.
    Editor(Value),
    /// What the watcher saw.
    Hints(Hints),
    /// The vault is closed.
    Stop,
}

/// A request with its number; the watcher's have none.
pub(crate) type Asked = (Option<u64>, Ask);

/// Sends requests to a vault's reader, which ends when this is dropped.
pub(crate) struct Reader {
    tell: Tell,
    asks: Sender<Asked>,
    /// The number of the last request.
    last: u64,
    signals: Arc<Signals>,
}

/// What stops a reading that is going on.
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
    /// Starts a reader, which reads all of `dir` at once and then watches it. What it reads comes
    /// out as deliveries, of which it tells.
    pub(crate) fn start(
        platform: Platform,
        tell: Tell,
        dir: linkwright_disk::Root,
        editor: Value,
    ) -> (Reader, Deliveries) {
        let (reading, inbox, reader, deliveries) =
            prepared(platform, tell, dir, editor, DELIVERIES);
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || reading.run(&inbox))
            .expect("a thread can be started");
        (reader, deliveries)
    }

    /// Sends a request, without waiting, and returns its number.
    pub(crate) fn ask(&mut self, ask: Ask) -> u64 {
        self.last += 1;
        let number = self.last;
        if self.asks.send((Some(number), ask)).is_err() {
            // Whoever waits for the answer must not wait for ever.
            (self.tell)(Told::Ended(
                number,
                "the thread that reads the vault has ended".to_owned(),
            ));
        }
        number
    }

    /// Stops the reading of the whole vault that is going on or waits; what was delivered stays.
    pub(crate) fn cancel(&self) {
        self.signals.cancelled.store(self.last, Ordering::SeqCst);
        self.signals.cancel.store(true, Ordering::SeqCst);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.signals.stop.store(true, Ordering::SeqCst);
        self.cancel();
        self.ask(Ask::Stop);
    }
}

/// A reader's own half.
pub(crate) struct Reading {
    walk: Walk,
    platform: Platform,
    tell: Tell,
    settings: Settings,
    editor: Value,
    /// What was delivered, with the stamps of notes that could be read.
    known: Known,
    /// What was delivered of the paths that links may reach outside the vault.
    standing: BTreeMap<String, Option<Standing>>,
    /// What was warned of.
    warned: BTreeSet<String>,
    /// The notes and folders that cannot be read, as delivered last.
    unread: BTreeMap<String, String>,
    /// The symbolic links that are not followed, as delivered last.
    unfollowed: BTreeMap<String, String>,
    deliveries: SyncSender<Numbered>,
    announced: Arc<AtomicBool>,
    signals: Arc<Signals>,
    asks: Sender<Asked>,
    /// The number of the last request that was taken up.
    number: u64,
    watcher: Option<Watch>,
    /// The vault's own folder is gone.
    pub(crate) lost: bool,
    /// All of the vault was read, and delivered.
    complete: bool,
    /// The user cancelled the reading of the whole vault, and it was not read since.
    partial: bool,
    /// After a panic: what was being done may be half done, and nobody may watch.
    shaken: bool,
    /// For tests: how many of the next looks panic.
    #[cfg(test)]
    pub(crate) faults: usize,
}

/// A reader's two halves, and where its requests arrive. `most` deliveries may wait; more make the
/// reading wait.
pub(crate) fn prepared(
    platform: Platform,
    tell: Tell,
    dir: linkwright_disk::Root,
    editor: Value,
    most: usize,
) -> (Reading, Receiver<Asked>, Reader, Deliveries) {
    let (asks, inbox) = mpsc::channel();
    let (deliveries, delivered) = mpsc::sync_channel(most);
    let announced = Arc::new(AtomicBool::new(false));
    let signals = Arc::new(Signals::default());
    let settings = Settings::default();
    let reading = Reading {
        // Whether `.gitignore` counts is known once the settings are read.
        walk: walk_of(dir, &settings, false),
        platform,
        tell: Arc::clone(&tell),
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
        asks: asks.clone(),
        number: 0,
        watcher: None,
        lost: false,
        complete: false,
        partial: false,
        shaken: false,
        #[cfg(test)]
        faults: 0,
    };
    let reader = Reader { tell: Arc::clone(&tell), asks, last: FIRST, signals };
    (reading, inbox, reader, Deliveries { delivered, announced, tell })
}

impl Reading {
    fn run(mut self, inbox: &Receiver<Asked>) {
        let mut next = Some((Some(FIRST), Ask::Begin));
        loop {
            let asked = match next.take() {
                Some(asked) => asked,
                None if self.lost => match inbox.recv_timeout(RETURN) {
                    Err(RecvTimeoutError::Timeout) => (None, Ask::Hints(rescan())),
                    Err(RecvTimeoutError::Disconnected) => return,
                    Ok(asked) => asked,
                },
                None => match inbox.recv() {
                    Ok(asked) => asked,
                    Err(_) => return,
                },
            };
            if !self.step(asked, inbox, &mut next) {
                return;
            }
        }
    }

    /// Does what is asked, and what waits behind it and can be done in one go; what comes next and
    /// cannot is left in `next`. Returns whether there may be more to do.
    pub(crate) fn step(
        &mut self,
        asked: Asked,
        inbox: &Receiver<Asked>,
        next: &mut Option<Asked>,
    ) -> bool {
        let (number, ask) = joined(asked, inbox, next);
        if let Ask::Stop = ask {
            return false;
        }
        self.take_up(number, &ask);
        true
    }

    /// Does what is asked, and says so. After a panic it is tried again; what was delivered before
    /// it is known, so that nothing is lost.
    fn take_up(&mut self, number: Option<u64>, ask: &Ask) {
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
                self.answer(ask)
            }));
            if let Ok(done) = attempt {
                outcome = done;
                break;
            }
            // The first reading is followed by a watch, and a look, in any case.
            self.shaken = !matches!(ask, Ask::Begin);
            tracing::error!("the reader of a vault survived a panic");
        }
        if let Some(number) = number {
            let done = match ask {
                Ask::Begin | Ask::Everything => Done::Everything(outcome),
                Ask::Whole => Done::Whole(outcome),
                _ => Done::Part(outcome),
            };
            self.deliver(Delivery::Done(number, done));
        }
        if let Ask::Begin = ask
            && catch_unwind(AssertUnwindSafe(|| self.watch())).is_err()
        {
            tracing::error!("the reader of a vault survived a panic when it began to watch");
            self.shaken = true;
            self.watch_elsewhere();
        }
    }

    /// After a panic, watches anew and reads all that was read: what was seen before is lost.
    fn recover(&mut self) {
        if self.shaken {
            self.forget();
            self.watch();
            self.shaken = false;
        }
    }

    fn answer(&mut self, ask: &Ask) -> Result<(), Incomplete> {
        match ask {
            Ask::Begin => {
                self.configure();
                self.look_at_all()
            }
            Ask::Everything => {
                self.forget();
                self.look_at_all()
            }
            Ask::Whole => {
                // They say which files are notes, and a change of them may not have been seen yet.
                self.reconfigure()?;
                self.look_at_all()
            }
            Ask::Again => self.look_for_missed(),
            Ask::Paths(paths) => {
                // Of a path that was never delivered, its absence is to be delivered too.
                for path in paths.iter().filter(|path| !path.is_empty()) {
                    self.known.entry(path.clone()).or_default();
                }
                self.follow_paths(paths)
            }
            Ask::OnDisk(paths) => {
                self.look_for(paths);
                Ok(())
            }
            Ask::Unwatched => {
                self.look_again(Some(&[]));
                Ok(())
            }
            Ask::Editor(editor) => {
                self.editor = editor.clone();
                self.reconfigure()
            }
            Ask::Hints(hints) => self.follow(hints),
            Ask::Stop => Ok(()),
        }
    }

    fn deliver(&self, delivery: Delivery) {
        match self.deliveries.send((self.number, delivery)) {
            Ok(()) => announce(&self.announced, &self.tell),
            // The vault is closed.
            Err(_) => self.signals.stop.store(true, Ordering::SeqCst),
        }
    }
}

/// `asked`, and those behind it that can be done with it in one go; what comes next and cannot is
/// left in `next`.
fn joined(asked: Asked, inbox: &Receiver<Asked>, next: &mut Option<Asked>) -> Asked {
    let (mut number, mut ask) = asked;
    while let Ok(more) = inbox.try_recv() {
        match (&mut ask, more) {
            (Ask::Paths(paths), (later, Ask::Paths(more))) => {
                paths.extend(more);
                number = later;
            }
            (Ask::OnDisk(paths), (later, Ask::OnDisk(more))) => {
                paths.extend(more);
                number = later;
            }
            (Ask::Whole, (later, Ask::Whole)) | (Ask::Unwatched, (later, Ask::Unwatched)) => {
                number = later;
            }
            (_, more) => {
                *next = Some(more);
                break;
            }
        }
    }
    (number, ask)
}

fn rescan() -> Hints {
    Hints { rescan: true, ..Hints::default() }
}

#[cfg(test)]
mod tests;
