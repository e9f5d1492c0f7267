//! A schedule: what happens outside the server, and the choice of what happens next.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use fastrand::Rng;

use super::check::{Renames, compare};
use super::disk::Memory;
use super::editor::Editor;
use super::requests::{self, Request};
use super::server::{Server, Step, path_of, uri};
use super::text::{self, Edit, NOTES, links, name_of, position};
use super::threads::set_between;

/// What a schedule found.
pub(super) type Fault = String;

/// Maximum number of events from outside in a schedule.
pub(super) const EVENTS: usize = 12;

/// More steps than any schedule takes that ends.
const STEPS: usize = 20_000;

/// See the module.
pub(super) struct World(Rc<Inner>);

struct Inner {
    rng: RefCell<Rng>,
    disk: Memory,
    server: Server,
    editor: RefCell<Editor>,
    requests: RefCell<Vec<(usize, Request)>>,
    renames: RefCell<Renames>,
    /// Events from outside that are still to come.
    left: Cell<usize>,
    asked: Cell<usize>,
    steps: Cell<usize>,
    depth: Cell<usize>,
    log: RefCell<Vec<String>>,
}

#[derive(Clone, Copy)]
enum Choice {
    Server(Step),
    Request(usize),
    Hints,
    Outside,
}

impl World {
    /// The schedule of `seed`, with at most `most` events from outside.
    pub(super) fn new(seed: u64, most: usize) -> World {
        let mut rng = Rng::with_seed(seed);
        let disk = Memory::default();
        disk.files().coarse = rng.u8(0..4) == 0;
        let names: Vec<&str> = NOTES.iter().map(|path| name_of(path)).collect();
        for path in &NOTES[..rng.usize(2..=NOTES.len())] {
            let text = text::some(&mut rng, &names);
            disk.files().write(path, text);
        }
        let events = rng.usize(1..=EVENTS).min(most);
        let inner = Inner {
            rng: RefCell::new(rng),
            server: Server::new(&disk),
            disk,
            editor: RefCell::default(),
            requests: RefCell::default(),
            renames: RefCell::default(),
            left: Cell::new(events),
            asked: Cell::new(0),
            steps: Cell::new(0),
            depth: Cell::new(0),
            log: RefCell::default(),
        };
        World(Rc::new(inner))
    }

    /// Runs it to its end.
    pub(super) fn run(&self) -> Result<(), Fault> {
        let inner = Rc::downgrade(&self.0);
        let between = move || inner.upgrade().iter().for_each(|inner| inner.between());
        set_between(Some(Rc::new(between)));
        let inner = &self.0;
        while inner.step() {
            if inner.steps.get() > STEPS {
                return Err("the server never comes to rest".to_owned());
            }
        }
        set_between(None);
        if !inner.requests.borrow().is_empty() {
            return Err("a request waits for ever".to_owned());
        }
        compare(&inner.server, &inner.disk, &inner.editor.borrow(), &inner.renames.borrow())
    }

    /// What happened.
    pub(super) fn log(&self) -> Vec<String> {
        self.0.log.take()
    }
}

impl Inner {
    fn say(&self, what: &str) {
        self.log.borrow_mut().push(format!("{}{what}", "  ".repeat(self.depth.get())));
    }

    fn below(&self, n: usize) -> usize {
        self.rng.borrow_mut().usize(0..n.max(1))
    }

    /// Sometimes lets a few steps happen while the disk is being read.
    fn between(&self) {
        if self.depth.get() < 3 && self.below(3) == 0 {
            self.depth.set(self.depth.get() + 1);
            for _ in 0..=self.below(3) {
                self.step();
            }
            self.depth.set(self.depth.get() - 1);
        }
    }

    /// Does one thing that can happen now; whether there was any.
    fn step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        let mut choices: Vec<Choice> =
            self.server.steps().into_iter().map(Choice::Server).collect();
        if let Ok(requests) = self.requests.try_borrow() {
            let woken = requests.iter().enumerate().filter(|(_, (_, it))| it.is_woken());
            choices.extend(woken.map(|(at, _)| Choice::Request(at)));
        }
        if !self.disk.files().seen.is_empty() {
            choices.push(Choice::Hints);
        }
        let mut more = self.left.get() > 0;
        if !more && self.disk.files().is_disturbed() {
            // What was taken away comes back before the end, and what could not be read can be.
            self.come_back();
            more = true;
        }
        if self.left.get() > 0 {
            choices.push(Choice::Outside);
        }
        // Looking for the folder alone changes nothing while it is away.
        if choices.is_empty() {
            return more;
        }
        match choices[self.below(choices.len())] {
            Choice::Server(step) => {
                self.say(&format!("{step:?}"));
                self.server.take(step);
            }
            Choice::Request(at) => self.go_on(at),
            Choice::Hints => self.hint(),
            Choice::Outside => {
                self.left.set(self.left.get() - 1);
                self.outside();
            }
        }
        true
    }

    fn go_on(&self, at: usize) {
        let (number, mut request) = self.requests.borrow_mut().remove(at);
        let Some(answer) = request.step() else {
            self.requests.borrow_mut().push((number, request));
            return;
        };
        self.say(&format!("answer {number}: {answer:?}"));
        if self.renames.borrow_mut().answered(number, &answer)
            && let Ok(Some(answer)) = answer
            && self.below(3) > 0
        {
            self.apply(&Edit::of(&answer));
        }
    }

    fn hint(&self) {
        let mut paths = Vec::new();
        let (mut rescan, some) = (self.below(8) == 0, self.below(2) == 0);
        {
            let mut files = self.disk.files();
            rescan &= !files.coarse;
            for path in std::mem::take(&mut files.seen) {
                if !some || self.below(2) == 0 {
                    paths.push(path);
                } else {
                    files.seen.insert(path);
                }
            }
        }
        if rescan {
            paths.clear();
        }
        if rescan || !paths.is_empty() {
            self.say(&format!(
                "hints {paths:?}{}",
                if rescan { " and more that is lost" } else { "" }
            ));
            self.disk.deliver(paths, rescan);
        }
    }

    /// The client makes an edit that was answered.
    fn apply(&self, edit: &Edit) {
        self.say(&format!("apply {edit:?}"));
        for (uri, edits) in &edit.texts {
            let path = path_of(uri);
            let open = self.editor.borrow().open.get(&path).map(|it| it.text.clone());
            let disk = self.disk.files().files.get(&path).map(|file| file.text.clone());
            match (open, disk) {
                (Some(text), _) => self.change(&path, text::edited(&text, edits)),
                (None, Some(text)) => self.write(&path, text::edited(&text, edits)),
                (None, None) => {}
            }
        }
        for (from, to) in &edit.moves {
            self.rename(&path_of(from), &path_of(to), true);
        }
    }

    fn write(&self, path: &str, text: String) {
        self.say(&format!("disk: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.disk.files().write(path, text);
    }

    fn change(&self, path: &str, text: String) {
        self.say(&format!("editor: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.editor.borrow_mut().change(&self.server, path, text);
    }

    fn rename(&self, from: &str, to: &str, told: bool) {
        let is_free = !self.disk.files().files.contains_key(to);
        if from == to || !is_free || !self.disk.files().files.contains_key(from) {
            return;
        }
        self.say(&format!("{from} moves to {to}{}", if told { ", told" } else { "" }));
        self.renames.borrow_mut().touched(from, None);
        self.disk.files().rename(from, to);
        if told {
            self.editor.borrow_mut().rename(&self.server, from, to);
        }
    }

    fn come_back(&self) {
        self.say("all can be read again");
        let hidden = self.disk.files().calm();
        hidden.iter().for_each(|path| self.renames.borrow_mut().hidden(path));
        self.disk.deliver(Vec::new(), true);
    }

    /// A file that is there; whether it is open.
    fn some_file(&self) -> Option<(String, bool)> {
        let files = self.disk.files();
        let paths: Vec<&String> = files.files.keys().collect();
        let path = (*paths.get(self.below(paths.len()))?).clone();
        let is_open = self.editor.borrow().open.contains_key(&path);
        Some((path, is_open))
    }

    fn some_text(&self) -> String {
        let files: Vec<String> = self.disk.files().files.keys().cloned().collect();
        let mut names: Vec<&str> = files.iter().map(|path| name_of(path)).collect();
        names.extend(NOTES.iter().map(|path| name_of(path)));
        text::some(&mut self.rng.borrow_mut(), &names)
    }

    fn outside(&self) {
        let Some((path, is_open)) = self.some_file() else {
            return self.write(NOTES[0], "[[b]]\n".to_owned());
        };
        match self.below(16) {
            0..=5 => self.ask(),
            6 | 7 if !is_open && !self.disk.files().away => {
                let file = self.disk.files().files.get(&path).cloned();
                let Some(file) = file.filter(|file| !file.unreadable) else { return };
                self.say(&format!("editor: opens {path}"));
                self.editor.borrow_mut().open(&self.server, &path, file.text);
            }
            6 | 7 if is_open => self.change(&path, self.some_text()),
            8 if is_open => {
                let text = self.editor.borrow().open[&path].text.clone();
                self.write(&path, text);
                self.editor.borrow().saved(&self.server, &path);
            }
            9 if is_open => {
                self.say(&format!("editor: closes {path}"));
                let text = self.disk.files().files[&path].text.clone();
                self.renames.borrow_mut().touched(&path, Some(&text));
                self.editor.borrow_mut().close(&self.server, &path);
            }
            10 if !is_open => {
                self.say(&format!("disk: {path} is removed"));
                self.renames.borrow_mut().touched(&path, None);
                self.disk.files().remove(&path);
            }
            11 => {
                let name = name_of(&path);
                let to =
                    if path.contains('/') { format!("{name}.md") } else { format!("s/{name}.md") };
                self.rename(&path, &to, is_open || self.below(2) == 0);
            }
            12 if !is_open => {
                let mut files = self.disk.files();
                let Some(file) = files.files.get_mut(&path) else { return };
                file.unreadable = !file.unreadable;
                let unreadable = file.unreadable;
                files.see(&path);
                drop(files);
                self.renames.borrow_mut().hidden(&path);
                self.say(&format!(
                    "disk: {path} is {}readable",
                    if unreadable { "un" } else { "" }
                ));
            }
            13 if !self.disk.files().coarse => {
                let mut files = self.disk.files();
                files.away = !files.away;
                let away = files.away;
                let all: Vec<String> = files.files.keys().cloned().collect();
                drop(files);
                all.iter().for_each(|path| self.renames.borrow_mut().hidden(path));
                self.disk.deliver(Vec::new(), true);
                self.say(&format!("the vault's folder is {}", if away { "away" } else { "back" }));
            }
            14 => {
                let missing = NOTES.iter().find(|path| {
                    let name = name_of(path);
                    !self.disk.files().files.keys().any(|known| name_of(known) == name)
                });
                if let Some(path) = missing {
                    self.write(path, self.some_text());
                }
            }
            _ if !is_open => self.write(&path, self.some_text()),
            _ => self.change(&path, self.some_text()),
        }
    }

    /// A request at a link of an open document.
    fn ask(&self) {
        let editor = self.editor.borrow();
        let open: Vec<_> = editor.open.iter().collect();
        let Some((path, document)) = open.get(self.below(open.len())) else { return };
        let links = links(&document.text);
        let Some((offset, name)) = links.get(self.below(links.len())) else { return };
        let (at, uri, vaults) = (position(&document.text, *offset), uri(path), &self.server.handle);
        let number = self.asked.get() + 1;
        self.asked.set(number);
        let (kind, request) = match self.below(6) {
            0 => ("definition", requests::definition(vaults, &uri, at)),
            1 => ("references", requests::references(vaults, &uri, at)),
            _ => {
                let to = format!("n{number}");
                let request = requests::rename(vaults, &uri, at, to.clone());
                self.renames.borrow_mut().asked(number, path, name, &self.disk, &editor);
                ("rename", request)
            }
        };
        self.say(&format!("ask {number}: {kind} of {name} in {path}"));
        self.requests.borrow_mut().push((number, request));
    }
}
