//! A schedule: random choices of the next step, until no step is possible.

use std::cell::{Cell, RefCell};
use std::iter;
use std::rc::Rc;

use fastrand::Rng;
use serde_json::Value;
use tower_lsp::jsonrpc::Result as Answer;

use super::check::compare;
use super::disk::{INNER, Memory};
use super::editor::Editor;
use super::kinds::{Event, KINDS};
use super::renames::Renames;
use super::requests::Request;
use super::server::{Server, Step};
use super::text::{self, Edit, NOTES, name_of};
use super::threads::set_interleave;

/// The reason why a schedule failed.
pub(super) type Failure = String;

/// Maximum number of external events in a schedule.
pub(super) const MAX_EVENTS: usize = 12;

/// Maximum number of steps. A schedule with more steps does not end.
const MAX_STEPS: usize = 20_000;

/// A server with its disk, editor and requests, and the random choices of the next step.
pub(super) struct World(Rc<Inner>);

/// The state that external events change.
pub(super) struct Inner {
    rng: RefCell<Rng>,
    pub(super) disk: Memory,
    pub(super) server: Server,
    pub(super) editor: RefCell<Editor>,
    requests: RefCell<Vec<(usize, After, Request)>>,
    pub(super) renames: RefCell<Renames>,
    /// The kinds of events in this schedule, each repeated by its weight.
    kinds: Vec<Event>,
    /// Number of external events that are still to come.
    remaining_events: Cell<usize>,
    request_count: Cell<usize>,
    steps: Cell<usize>,
    depth: Cell<usize>,
    log: Option<RefCell<Vec<String>>>,
}

/// What the editor does when a request is answered.
#[derive(Clone, Debug)]
pub(super) enum After {
    Nothing,
    /// It may apply the edit.
    Edit,
    /// It applies the edit, if there is one, and moves the file.
    Move(String, String),
}

#[derive(Clone, Copy)]
enum Choice {
    Server(Step),
    Request(usize),
    Hints(usize),
    Outside,
}

impl World {
    /// The schedule of `seed`, with at most `max_events` external events. If `logs` is set, the events
    /// are logged.
    pub(super) fn new(seed: u64, max_events: usize, logs: bool) -> World {
        let mut rng = Rng::with_seed(seed);
        let disk = Memory::default();
        {
            let mut files = disk.files();
            files.coarse = rng.u8(0..4) == 0;
            files.nested = rng.bool();
            files.unwatchable = rng.u8(0..16) == 0;
            let names: Vec<&str> = NOTES.iter().map(|path| name_of(path)).collect();
            for path in &NOTES[..rng.usize(2..=NOTES.len())] {
                let text = text::some(&mut rng, &names);
                files.write(path, text);
            }
            if files.nested {
                for name in ["a", "g"] {
                    files.write(&format!("{INNER}{name}.md"), text::some(&mut rng, &["a", "g"]));
                }
            }
        }
        let events = rng.usize(1..=MAX_EVENTS).min(max_events);
        let kinds = KINDS.iter().filter(|(event, _)| *event == Event::Ask || rng.bool());
        let kinds = kinds.flat_map(|(event, weight)| iter::repeat_n(*event, *weight)).collect();
        let inner = Inner {
            rng: RefCell::new(rng),
            server: Server::new(&disk),
            disk,
            editor: RefCell::default(),
            requests: RefCell::default(),
            renames: RefCell::default(),
            kinds,
            remaining_events: Cell::new(events),
            request_count: Cell::new(0),
            steps: Cell::new(0),
            depth: Cell::new(0),
            log: logs.then(RefCell::default),
        };
        World(Rc::new(inner))
    }

    /// Runs the schedule to its end.
    pub(super) fn run(&self) -> Result<(), Failure> {
        let inner = Rc::downgrade(&self.0);
        let interleave = move || inner.upgrade().iter().for_each(|inner| inner.interleave());
        set_interleave(Some(Rc::new(interleave)));
        let inner = &self.0;
        inner.begin();
        while inner.step() {
            if inner.steps.get() > MAX_STEPS {
                return Err("the server never becomes idle".to_owned());
            }
        }
        set_interleave(None);
        if !inner.requests.borrow().is_empty() {
            return Err("a request is never answered".to_owned());
        }
        compare(&inner.server, &inner.disk, &inner.editor.borrow(), &inner.renames.borrow())
    }

    /// The log of what happened.
    pub(super) fn log(&self) -> Vec<String> {
        self.0.log.as_ref().map(RefCell::take).unwrap_or_default()
    }
}

impl Inner {
    /// Adds a line to the log, if there is one.
    pub(super) fn say(&self, what: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            log.borrow_mut().push(format!("{}{}", "  ".repeat(self.depth.get()), what()));
        }
    }

    /// A random number below `n`, or 0.
    pub(super) fn below(&self, n: usize) -> usize {
        self.rng.borrow_mut().usize(0..n.max(1))
    }

    /// A random text with links to existing and missing notes.
    pub(super) fn random_text(&self) -> String {
        let files: Vec<String> = self.disk.files().files.keys().cloned().collect();
        let mut names: Vec<&str> = files.iter().map(|path| name_of(path)).collect();
        names.extend(NOTES.iter().map(|path| name_of(path)));
        text::some(&mut self.rng.borrow_mut(), &names)
    }

    /// Number of requests that were sent.
    pub(super) fn number(&self) -> usize {
        self.request_count.get()
    }

    /// Sends the request that `create` makes from its number.
    pub(super) fn send_request(&self, after: After, create: impl FnOnce(usize) -> Request) {
        let number = self.request_count.get() + 1;
        self.request_count.set(number);
        let request = create(number);
        self.requests.borrow_mut().push((number, after, request));
    }

    /// Sometimes takes a few steps while the disk is being read.
    fn interleave(&self) {
        if self.depth.get() < 3 && self.below(3) == 0 {
            self.depth.set(self.depth.get() + 1);
            for _ in 0..=self.below(3) {
                self.step();
            }
            self.depth.set(self.depth.get() - 1);
        }
    }

    /// Takes one random step; returns whether there was one.
    fn step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        let mut choices: Vec<Choice> =
            self.server.steps().into_iter().map(Choice::Server).collect();
        if let Ok(requests) = self.requests.try_borrow() {
            let woken = requests.iter().enumerate().filter(|(_, (_, _, it))| it.is_woken());
            choices.extend(woken.map(|(at, _)| Choice::Request(at)));
        }
        let (is_disturbed, seen) = {
            let files = self.disk.files();
            (files.is_disturbed(), [0, 1].map(|vault| !files.vaults[vault].seen.is_empty()))
        };
        choices.extend([0, 1].into_iter().filter(|vault| seen[*vault]).map(Choice::Hints));
        if self.remaining_events.get() > 0 {
            choices.push(Choice::Outside);
        }
        // Looking for a missing folder changes nothing.
        let is_idle = |choice: &Choice| matches!(choice, Choice::Server(Step::LookForFolder(_)));
        if is_disturbed && choices.iter().all(is_idle) {
            // Before the end, folders come back and files become readable.
            self.restore_disk();
            return true;
        }
        if choices.is_empty() {
            if self.server.reads() {
                return false;
            }
            self.say(|| "the client reads again".to_owned());
            self.server.set_reading(true);
            return true;
        }
        match choices[self.below(choices.len())] {
            Choice::Server(step) => {
                self.say(|| format!("{step:?}"));
                self.server.take(step);
            }
            Choice::Request(at) => self.continue_request(at),
            Choice::Hints(vault) => self.hint(vault),
            Choice::Outside => {
                self.remaining_events.set(self.remaining_events.get() - 1);
                self.outside(self.kinds[self.below(self.kinds.len())]);
            }
        }
        true
    }

    fn continue_request(&self, at: usize) {
        let (number, after, mut request) = self.requests.borrow_mut().remove(at);
        let Some(answer) = request.step() else {
            self.requests.borrow_mut().push((number, after, request));
            return;
        };
        self.say(|| format!("answer {number}: {answer:?}"));
        self.on_answer(number, after, answer);
    }

    fn on_answer(&self, number: usize, after: After, answer: Answer<Option<Value>>) {
        self.renames.borrow_mut().answered(number, &answer);
        let edit = answer.ok().flatten().map(|answer| Edit::of(&answer));
        match after {
            After::Nothing => {}
            After::Edit => {
                if let Some(edit) = edit.filter(|_| self.below(3) > 0) {
                    self.apply(&edit);
                }
            }
            After::Move(from, to) => {
                edit.iter().for_each(|edit| self.apply(edit));
                self.rename(&from, &to, true);
            }
        }
    }

    fn restore_disk(&self) {
        self.say(|| "everything is readable again".to_owned());
        let hidden = self.disk.files().restore_all();
        hidden.iter().for_each(|path| self.renames.borrow_mut().hidden(path));
        // With a coarse clock, lost events are never found. No folder is away in that case.
        if self.disk.files().coarse {
            return;
        }
        for vault in [0, 1] {
            self.disk.deliver(vault, Vec::new(), true);
        }
    }
}
