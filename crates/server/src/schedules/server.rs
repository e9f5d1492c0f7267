//! A server whose threads take their turns one by one.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use linkwright_disk::Hints;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::lsp_types::Url;

use super::disk::Memory;
use super::given::{Given, Work};
use crate::abilities::Abilities;
use crate::vaults::owner::{Handle, Job, guarded};
use crate::vaults::platform::Platform;
use crate::vaults::reader::{Ask, Asked, FIRST, Reading, prepared};
use crate::vaults::roots::RootId;
use crate::vaults::state::State;
use crate::wire::client::{Client, Outgoing};

/// The vault's folder. It exists, and what the vault holds is not in it.
const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// More deliveries than a schedule has.
const DELIVERIES: usize = 1024;

/// Long enough that nothing is cut short by the machine's own clock.
const ENOUGH: Duration = Duration::from_secs(3600);

/// The URI of the file at `path`.
pub(super) fn uri(path: &str) -> Url {
    Url::from_file_path(Path::new(FOLDER).join(path)).expect("a URI")
}

/// The path of the file at `uri`.
pub(super) fn path_of(uri: &str) -> String {
    let folder = format!("{}/", Url::from_file_path(FOLDER).expect("a URI"));
    uri.strip_prefix(&folder).unwrap_or(uri).to_owned()
}

/// What can happen next in the server.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Job,
    Idle,
    Read,
    LookForFolder,
    Pool(usize),
    Worker,
}

/// See the module.
pub(super) struct Server {
    pub(super) handle: Handle,
    pub(super) root: RootId,
    pub(super) state: RefCell<State>,
    inbox: Receiver<Job>,
    jobs: RefCell<VecDeque<Job>>,
    is_idle: Cell<bool>,
    reader: RefCell<Option<Half>>,
    pooled: Receiver<Work>,
    pool: RefCell<Vec<Work>>,
    worked: Receiver<Work>,
    worker: RefCell<VecDeque<Work>>,
    is_working: Cell<bool>,
    outgoing: RefCell<UnboundedReceiver<Outgoing>>,
}

/// The reader's half.
struct Half {
    reading: Reading,
    asks: Receiver<Asked>,
    next: Option<Asked>,
}

impl Server {
    pub(super) fn new(disk: &Memory) -> Server {
        let ((pool, pooled), (worker, worked)) = (mpsc::channel(), mpsc::channel());
        let given = Given { disk: disk.clone(), pool, worker };
        let (handle, inbox) = Handle::new(Platform::Given(given));
        let (client, outgoing) = Client::new();
        let mut state = State::new(handle.clone(), client);
        let abilities = Abilities::default();
        state.abilities = Abilities { document_changes: true, rename_files: true, ..abilities };
        let dir = linkwright_disk::Root::open(Path::new(FOLDER)).expect("a folder");
        let root = state.add_root(Some(dir.clone()));
        let (reading, asks, reader, deliveries) =
            prepared(handle.clone(), root, dir, Value::Null, DELIVERIES);
        if let Some(root) = state.root_mut(root) {
            root.workspace = true;
            root.reader = Some(reader);
            root.deliveries = Some(deliveries);
        }
        let next = Some((Some(FIRST), Ask::Begin));
        Server {
            handle,
            root,
            state: RefCell::new(state),
            inbox,
            jobs: RefCell::default(),
            is_idle: Cell::new(false),
            reader: RefCell::new(Some(Half { reading, asks, next })),
            pooled,
            pool: RefCell::default(),
            worked,
            worker: RefCell::default(),
            is_working: Cell::new(false),
            outgoing: RefCell::new(outgoing),
        }
    }

    /// What can happen next.
    pub(super) fn steps(&self) -> Vec<Step> {
        let (mut jobs, mut pool, mut worker) =
            (self.jobs.borrow_mut(), self.pool.borrow_mut(), self.worker.borrow_mut());
        jobs.extend(self.inbox.try_iter());
        pool.extend(self.pooled.try_iter());
        worker.extend(self.worked.try_iter());
        let mut steps: Vec<Step> = (0..pool.len()).map(Step::Pool).collect();
        if !worker.is_empty() && !self.is_working.get() {
            steps.push(Step::Worker);
        }
        if self.state.try_borrow_mut().is_ok() {
            match jobs.is_empty() {
                false => steps.push(Step::Job),
                true if !self.is_idle.get() => steps.push(Step::Idle),
                true => {}
            }
        }
        if let Some(half) = &mut *self.reader.borrow_mut() {
            half.next = half.next.take().or_else(|| half.asks.try_recv().ok());
            if half.next.is_some() {
                steps.push(Step::Read);
            } else if half.reading.lost {
                steps.push(Step::LookForFolder);
            }
        }
        steps
    }

    /// Does `step`.
    pub(super) fn take(&self, step: Step) {
        match step {
            Step::Job => {
                let job = self.jobs.borrow_mut().pop_front();
                if let Some(job) = job {
                    self.is_idle.set(false);
                    guarded(&mut self.state.borrow_mut(), job);
                }
            }
            Step::Idle => {
                self.is_idle.set(true);
                let mut state = self.state.borrow_mut();
                guarded(&mut state, |state| state.rest(Instant::now() + ENOUGH));
                guarded(&mut state, State::warm);
                while state.awaits_quiet() && guarded(&mut state, State::quiet) {}
            }
            Step::Read | Step::LookForFolder => self.read(),
            Step::Pool(at) => {
                let work = self.pool.borrow_mut().remove(at);
                work();
            }
            Step::Worker => {
                let work = self.worker.borrow_mut().pop_front();
                self.is_working.set(true);
                work.into_iter().for_each(|work| work());
                self.is_working.set(false);
            }
        }
    }

    /// A step of the reader: its next request, or a look for the vault's folder.
    fn read(&self) {
        let Some(mut half) = self.reader.take() else { return };
        let rescan = Ask::Hints(Hints { rescan: true, ..Hints::default() });
        let asked = half.next.take().unwrap_or((None, rescan));
        half.reading.step(asked, &half.asks, &mut half.next);
        *self.reader.borrow_mut() = Some(half);
    }

    /// Whether the reader looks for the vault's folder.
    pub(super) fn is_lost(&self) -> bool {
        self.reader.borrow().as_ref().is_some_and(|half| half.reading.lost)
    }

    /// The diagnostics that the client shows, and the messages that it showed, of what was sent
    /// since the last call.
    pub(super) fn sent(&self, diagnostics: &mut BTreeMap<String, Value>) -> Vec<String> {
        let mut messages = Vec::new();
        while let Ok(outgoing) = self.outgoing.borrow_mut().try_recv() {
            let Outgoing::Notification(method, params) = outgoing else { continue };
            match method {
                "textDocument/publishDiagnostics" => {
                    let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                    diagnostics.insert(uri, params["diagnostics"].clone());
                }
                "window/showMessage" => messages.push(params["message"].to_string()),
                _ => {}
            }
        }
        messages
    }
}
