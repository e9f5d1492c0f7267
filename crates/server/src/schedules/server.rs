//! A server whose threads run one step at a time.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use linkwright_disk::{ChangeHints, Root};
use linkwright_project::live::{
    self, FIRST_READ, Job, NumberedRequest, Owner as _, Platform, ReadRequest, ReaderThread,
    VaultId, Work, guarded,
};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::lsp_types::Url;

use super::disk::{INNER, Memory};
use super::simulated_threads::SimulatedThreads;
use crate::client_capabilities::ClientCapabilities;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::client::{Client, OnResponse, Outgoing};
use crate::wire::load::MAX_OUTGOING;

/// The outer vault's folder. It and the inner folder exist on the real disk, but the vaults' files are
/// only in memory.
const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

thread_local! {
    /// The folders of the vaults, which do not change.
    static FOLDERS: [Root; 2] = [PathBuf::from(FOLDER), Path::new(FOLDER).join(INNER)]
        .map(|folder| Root::open(&folder).expect("a folder"));
}

/// Capacity for deliveries, more than any schedule needs.
const DELIVERIES: usize = 1024;

/// A time limit that is never reached.
const UNLIMITED: Duration = Duration::from_secs(3600);

/// The URI of the file at `path`.
pub(super) fn uri(path: &str) -> Url {
    Url::from_file_path(Path::new(FOLDER).join(path)).expect("a URI")
}

/// The path of the file at `uri`.
pub(super) fn path_of(uri: &str) -> String {
    let path = uri.strip_prefix("file://").and_then(|uri| uri.strip_prefix(FOLDER));
    path.and_then(|path| path.strip_prefix('/')).unwrap_or(uri).to_owned()
}

/// A step of the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Job,
    Idle,
    /// A step of the reader of this vault.
    Read(usize),
    LookForFolder(usize),
    Pool(usize),
    Worker,
    /// The time comes for which the server has set its timer.
    Timer,
    /// The client responds to a request of the server.
    ClientResponds(usize),
}

/// A server whose threads run one step at a time.
pub(super) struct Server {
    pub(super) handle: Handle,
    /// The vaults, the outer one first.
    pub(super) roots: Vec<VaultId>,
    pub(super) state: RefCell<State>,
    disk: Memory,
    inbox: Receiver<Job<State>>,
    jobs: RefCell<VecDeque<Job<State>>>,
    is_idle: Cell<bool>,
    readers: RefCell<Vec<Option<Reader>>>,
    pool_inbox: Receiver<Work>,
    pool: RefCell<Vec<Work>>,
    worker_inbox: Receiver<Work>,
    worker: RefCell<VecDeque<Work>>,
    is_working: Cell<bool>,
    outgoing: RefCell<UnboundedReceiver<Outgoing>>,
    /// The client reads messages.
    reads: Cell<bool>,
    /// The messages that the client received.
    pub(super) client: RefCell<Received>,
}

/// The messages that a client received.
#[derive(Default)]
pub(super) struct Received {
    /// The published diagnostics, by URI.
    pub(super) diagnostics: BTreeMap<String, Value>,
    /// The shown messages.
    pub(super) messages: Vec<String>,
    /// The server's requests that are not answered.
    pub(super) requests: Vec<(&'static str, String, OnResponse)>,
}

/// A reader's thread, and its requests.
struct Reader {
    thread: ReaderThread,
    requests: Receiver<NumberedRequest>,
    next: Option<NumberedRequest>,
}

impl Server {
    /// A server that has just started to index the vaults.
    pub(super) fn new(disk: &Memory) -> Server {
        let ((pool, pool_inbox), (worker, worker_inbox)) = (mpsc::channel(), mpsc::channel());
        let threads = SimulatedThreads { disk: disk.clone(), pool, worker };
        let platform = Platform { disk: Arc::new(disk.clone()), threads: Arc::new(threads) };
        let (handle, inbox) = live::OwnerHandle::new(platform);
        let (client, outgoing) = Client::new();
        let mut state = State::new(handle.clone(), client);
        let capabilities = ClientCapabilities {
            document_changes: true,
            rename_files: true,
            apply_edit: true,
            watch_files: true,
            ..ClientCapabilities::default()
        };
        state.session.introduce(String::new(), capabilities);
        state.session.initialize();
        let folders = FOLDERS.with(Clone::clone);
        let count = if disk.files().nested { 2 } else { 1 };
        let (mut roots, mut readers) = (Vec::new(), Vec::new());
        for dir in folders.into_iter().take(count) {
            let id = state.vaults.add(Some(dir.clone()));
            let (thread, requests, reader, deliveries) = ReaderThread::new(
                handle.platform.clone(),
                live::reader_events(&handle)(id),
                dir,
                Value::Null,
                DELIVERIES,
            );
            if let Some(open_vault) = state.vaults.get_mut(id) {
                open_vault.workspace = true;
                open_vault.attach_reader(reader, deliveries);
            }
            roots.push(id);
            let next = Some((Some(FIRST_READ), ReadRequest::Start));
            readers.push(Some(Reader { thread, requests, next }));
        }
        Server {
            handle: Handle(handle),
            roots,
            state: RefCell::new(state),
            disk: disk.clone(),
            inbox,
            jobs: RefCell::default(),
            is_idle: Cell::new(false),
            readers: RefCell::new(readers),
            pool_inbox,
            pool: RefCell::default(),
            worker_inbox,
            worker: RefCell::default(),
            is_working: Cell::new(false),
            outgoing: RefCell::new(outgoing),
            reads: Cell::new(true),
            client: RefCell::default(),
        }
    }

    /// The possible next steps.
    pub(super) fn steps(&self) -> Vec<Step> {
        self.receive();
        let (mut jobs, mut pool, mut worker) =
            (self.jobs.borrow_mut(), self.pool.borrow_mut(), self.worker.borrow_mut());
        jobs.extend(self.inbox.try_iter());
        pool.extend(self.pool_inbox.try_iter());
        worker.extend(self.worker_inbox.try_iter());
        let mut steps: Vec<Step> = (0..pool.len()).map(Step::Pool).collect();
        let requests = self.client.borrow().requests.len();
        steps.extend((0..requests).map(Step::ClientResponds));
        if !worker.is_empty() && !self.is_working.get() {
            steps.push(Step::Worker);
        }
        if let Ok(state) = self.state.try_borrow_mut() {
            match jobs.is_empty() {
                false => steps.push(Step::Job),
                true if !self.is_idle.get() => steps.push(Step::Idle),
                true if state.next_time().is_some() => steps.push(Step::Timer),
                true => {}
            }
        }
        for (at, reader) in self.readers.borrow_mut().iter_mut().enumerate() {
            let Some(reader) = reader else { continue };
            reader.next = reader.next.take().or_else(|| reader.requests.try_recv().ok());
            if reader.next.is_some() {
                steps.push(Step::Read(at));
            } else if reader.thread.folder_is_gone() {
                steps.push(Step::LookForFolder(at));
            }
        }
        steps
    }

    /// Takes `step`.
    pub(super) fn take(&self, step: Step) {
        match step {
            Step::Job => {
                let job = self.jobs.borrow_mut().pop_front();
                if let Some(job) = job {
                    self.is_idle.set(false);
                    guarded(&mut *self.state.borrow_mut(), job);
                }
            }
            Step::Idle => {
                self.is_idle.set(true);
                let mut state = self.state.borrow_mut();
                guarded(&mut *state, |state| state.on_idle(Instant::now() + UNLIMITED));
                if state.has_work_ahead() {
                    guarded(&mut *state, State::work_ahead);
                }
                while state.has_quiet_work() && guarded(&mut *state, State::on_quiet) {}
            }
            Step::Timer => {
                guarded(&mut *self.state.borrow_mut(), State::on_time);
            }
            Step::Read(at) | Step::LookForFolder(at) => self.read(at),
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
            Step::ClientResponds(at) => {
                let (method, params, then) = self.client.borrow_mut().requests.remove(at);
                if method == "client/registerCapability" && params.contains("WatchedFiles") {
                    self.disk.files().client_watches = true;
                }
                let answer = match method {
                    "workspace/applyEdit" => serde_json::json!({"applied": true}),
                    _ => Value::Null,
                };
                then(Ok(answer));
            }
        }
    }

    /// A step of a reader: its next request, or a look for the vault's folder.
    fn read(&self, at: usize) {
        let Some(mut reader) = self.readers.borrow_mut()[at].take() else { return };
        let rescan =
            ReadRequest::FollowHints(ChangeHints { rescan: true, ..ChangeHints::default() });
        let request = reader.next.take().unwrap_or((None, rescan));
        reader.thread.step(request, &reader.requests, &mut reader.next);
        self.readers.borrow_mut()[at] = Some(reader);
    }

    /// Makes the next reread of a vault panic, unless it is being read now.
    pub(super) fn make_reread_panic(&self, vault: usize) {
        if let Some(Some(_)) = self.readers.borrow().get(vault) {
            self.disk.files().vaults[vault].panics = true;
        }
    }

    /// Whether the client reads messages.
    pub(super) fn reads(&self) -> bool {
        self.reads.get()
    }

    /// Makes the client read or not. If it does not, the limit of outgoing bytes is exceeded.
    pub(super) fn set_reading(&self, reads: bool) {
        if self.reads.replace(reads) == reads {
            return;
        }
        self.handle.send(move |state| match reads {
            true => state.session.client().load.remove_outgoing(MAX_OUTGOING + 1),
            false => state.session.client().load.add_outgoing(MAX_OUTGOING + 1),
        });
    }

    /// Receives the messages to the client.
    pub(super) fn receive(&self) {
        if !self.reads.get() {
            return;
        }
        let mut client = self.client.borrow_mut();
        while let Ok(outgoing) = self.outgoing.borrow_mut().try_recv() {
            match outgoing {
                Outgoing::Notification("textDocument/publishDiagnostics", mut params) => {
                    let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                    client.diagnostics.insert(uri, params["diagnostics"].take());
                }
                Outgoing::Notification("window/showMessage", params) => {
                    client.messages.push(params["message"].to_string());
                }
                Outgoing::Request(method, params, then) => {
                    client.requests.push((method, params, then));
                }
                _ => {}
            }
        }
    }
}
