//! Reading a vault from the disk, and what becomes of it.
//!
//! Each vault has one reader: a thread that answers one request after the other, so that of two
//! readings of a file the later one is delivered later. It remembers what it has delivered by
//! size and time only; what the notes say goes to the vaults' thread.

mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::Duration;

use linkwright_disk::{
    Batch, CONFIG_FILES, Hints, Note, Reason, Stamp, Walk, Watcher, reread, watch,
};
use linkwright_vault::{Prepared, Settings};
use serde_json::Value;

use self::settings::walk_of;
use crate::vaults::deliveries::{Deliveries, Delivery, Files, announce};
use crate::vaults::owner::Handle;
use crate::vaults::roots::RootId;

/// Deliveries that may wait for the vaults' thread; more make the reading wait.
const DELIVERIES: usize = 16;

/// How often a vault's folder that is gone is looked for.
const RETURN: Duration = Duration::from_millis(500);

/// What a reader is asked.
pub(crate) enum Ask {
    /// Read everything anew, whatever was delivered before.
    Everything,
    /// Look at these files and folders, which may have changed, come or gone.
    Paths(Vec<String>),
    /// Say when all that was read before the document at this path moved away is delivered.
    Left(String),
    /// The editor's settings are these now.
    Editor(Value),
    /// What the watcher saw.
    Hints(Hints),
    /// Nothing any more.
    Stop,
}

/// Asks a vault's reader, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Reader {
    asks: Sender<Ask>,
    cancel: Arc<AtomicBool>,
}

impl Reader {
    /// Starts the reader of `root`, which reads all of `dir` at once and then watches it. What it
    /// reads comes out as deliveries, of which the vaults' thread is told.
    pub(crate) fn start(
        handle: Handle,
        root: RootId,
        dir: linkwright_disk::Root,
        editor: Value,
    ) -> (Reader, Deliveries) {
        let (asks, inbox) = mpsc::channel();
        let (deliveries, delivered) = mpsc::sync_channel(DELIVERIES);
        let announced = Arc::new(AtomicBool::new(false));
        let cancel = Arc::new(AtomicBool::new(false));
        let settings = Settings::default();
        let reading = Reading {
            root,
            walk: walk_of(dir, &settings),
            handle,
            settings,
            editor,
            known: BTreeMap::new(),
            warned: BTreeSet::new(),
            deliveries,
            announced: Arc::clone(&announced),
            cancel: Arc::clone(&cancel),
            asks: asks.clone(),
            watcher: None,
            lost: false,
        };
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || reading.run(&inbox))
            .expect("a thread can be started");
        (Reader { asks, cancel }, Deliveries { delivered, announced })
    }

    /// Asks, without waiting.
    pub(crate) fn ask(&self, ask: Ask) {
        // The thread outlives this, unless it panicked and said so.
        let _ = self.asks.send(ask);
    }

    /// Stops the reading that is going on; what was delivered stays.
    pub(crate) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.cancel();
        self.ask(Ask::Stop);
    }
}

struct Reading {
    root: RootId,
    walk: Walk,
    handle: Handle,
    settings: Settings,
    editor: Value,
    /// What was delivered, with the stamps of notes that could be read.
    known: BTreeMap<String, Option<Stamp>>,
    /// What was warned of.
    warned: BTreeSet<String>,
    deliveries: SyncSender<Delivery>,
    announced: Arc<AtomicBool>,
    cancel: Arc<AtomicBool>,
    asks: Sender<Ask>,
    watcher: Option<Watcher>,
    /// The vault's own folder is gone.
    lost: bool,
}

impl Reading {
    fn run(mut self, inbox: &Receiver<Ask>) {
        self.configure();
        self.read_everything();
        self.watch();
        loop {
            let ask = if self.lost {
                match inbox.recv_timeout(RETURN) {
                    Err(RecvTimeoutError::Timeout) => {
                        self.watch();
                        continue;
                    }
                    ask => ask.ok(),
                }
            } else {
                inbox.recv().ok()
            };
            let Some(ask) = ask else { return };
            // Only the reading that went on was cancelled.
            self.cancel.store(false, Ordering::Relaxed);
            match ask {
                Ask::Everything => self.read_everything(),
                Ask::Paths(paths) => {
                    // Of a path that was never delivered, its absence is to be delivered too.
                    for path in &paths {
                        self.known.entry(path.clone()).or_default();
                    }
                    self.look(Some(&paths));
                }
                Ask::Left(path) => self.deliver(Delivery::Left(path)),
                Ask::Editor(editor) => {
                    self.editor = editor;
                    self.reconfigure();
                }
                Ask::Hints(hints) => self.follow(hints),
                Ask::Stop => return,
            }
        }
    }

    fn follow(&mut self, hints: Hints) {
        if let Some(error) = hints.failed {
            tracing::warn!("{error}; asking the editor to watch");
            self.watch_elsewhere();
        }
        if hints.rescan {
            // The vault's own folder may be another than the one that was watched.
            self.watch();
            return;
        }
        if hints.paths.iter().any(|path| CONFIG_FILES.contains(&path.as_str())) {
            self.reconfigure();
        }
        self.look(Some(&hints.paths));
    }

    fn watch(&mut self) {
        self.watcher = None;
        let asks = self.asks.clone();
        let watched = watch(self.walk.clone(), move |hints| drop(asks.send(Ask::Hints(hints))));
        match watched {
            // What changed before the watch stood has not been seen by it: settings and files.
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.lost = false;
                self.reconfigure();
                self.look(None);
            }
            Err(error) if error.reason == Reason::Missing => {
                self.lost = true;
                self.look(None);
            }
            Err(error) => {
                tracing::warn!("{error}; asking the editor to watch");
                self.watch_elsewhere();
            }
        }
    }

    fn watch_elsewhere(&self) {
        let root = self.root;
        self.handle.send(move |state| state.have_client_watch(root));
    }

    fn read_everything(&mut self) {
        self.known.clear();
        self.look(None);
        let whole = !self.cancel.load(Ordering::Relaxed);
        self.deliver(Delivery::Ended { whole });
    }

    fn deliver(&self, delivery: Delivery) {
        match self.deliveries.send(delivery) {
            Ok(()) => announce(&self.announced, &self.handle, self.root),
            // The vault is closed.
            Err(_) => self.cancel.store(true, Ordering::Relaxed),
        }
    }

    /// Delivers what is new, changed or gone at or below `paths`, or anywhere.
    fn look(&mut self, paths: Option<&[String]>) {
        let known = self.known_below(paths);
        let (done, updates) = mpsc::channel();
        let rules = self.settings.aliases;
        let prepare = |Note { path, text, facts, stamp }: Note<'_>| {
            (Prepared::new(path, text, facts, rules), stamp)
        };
        let deliver = |batch| {
            // What is gone comes last: of a file that moved, the links to its new place are never
            // broken.
            let (update, files) = told(batch);
            let _ = done.send(update);
            self.deliver(Delivery::Files(files));
        };
        let outcome = reread(&self.walk, paths, &known, &self.cancel, prepare, deliver);
        drop(done);
        let mut removed = Vec::new();
        for update in updates {
            removed.extend(update.removed);
            self.known.extend(update.found);
            for warning in update.warnings {
                self.warn(&warning);
            }
        }
        if let Err(error) = outcome {
            if error.reason == Reason::Missing {
                removed = std::mem::take(&mut self.known).into_keys().collect();
                self.lost = true;
            }
            self.warn(&error);
        }
        for path in &removed {
            self.known.remove(path);
        }
        if !removed.is_empty() {
            self.deliver(Delivery::Removed(removed));
        }
    }

    fn known_below(&self, paths: Option<&[String]>) -> Vec<(String, Option<Stamp>)> {
        let Some(paths) = paths else {
            return self.known.iter().map(|(path, stamp)| (path.clone(), *stamp)).collect();
        };
        let mut below = BTreeMap::new();
        for path in paths {
            let inside = self.known.range(format!("{path}/")..format!("{path}0"));
            let own = self.known.get_key_value(path);
            below.extend(own.into_iter().chain(inside).map(|(path, stamp)| (path.clone(), *stamp)));
        }
        below.into_iter().collect()
    }

    /// Warns, once.
    fn warn(&mut self, warning: &dyn ToString) {
        let warning = warning.to_string();
        if !self.warned.contains(&warning) {
            tracing::warn!("{warning}");
            self.warned.insert(warning);
        }
    }
}

/// What a batch changes of what is known.
struct Update {
    removed: Vec<String>,
    found: Vec<(String, Option<Stamp>)>,
    warnings: Vec<String>,
}

/// What a batch tells this thread, and what it tells the vaults' own.
fn told(batch: Batch<(Prepared, Stamp)>) -> (Update, Files) {
    let Batch { removed, notes, files: others, warnings, done, total } = batch;
    let read = notes.iter().map(|(note, stamp)| (note.path().to_owned(), Some(*stamp)));
    let found = read.chain(others.iter().map(|path| (path.clone(), None))).collect();
    let warnings = warnings.iter().map(ToString::to_string).collect();
    let notes = notes.into_iter().map(|(note, _)| note).collect();
    (Update { removed, found, warnings }, Files { notes, others, done, total })
}
