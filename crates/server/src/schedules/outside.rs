//! Events from outside the server: what other programs do to the disk.

use super::disk::{INNER, Setting};
use super::kinds::Event;
use super::text::{NOTES, name_of};
use super::world::Inner;

impl Inner {
    /// One event.
    pub(super) fn outside(&self, event: Event) {
        let Some((path, is_open)) = self.some_file() else {
            return self.write(NOTES[0], "[[b]]\n".to_owned());
        };
        match event {
            Event::Ask => self.ask_something(),
            Event::Open if !is_open => self.open(&path),
            Event::Save if is_open => {
                let text = self.editor.borrow().open[&path].text.clone();
                self.write(&path, text);
                self.editor.borrow().saved(&self.server, &path);
            }
            Event::Close if is_open => self.close(&path),
            Event::Remove if !is_open => self.remove(&path),
            Event::ChangeFolder => self.change_folder(&path, is_open),
            Event::Deny if !is_open => self.deny(&path),
            Event::TakeAway => self.take_away(),
            Event::Create => self.create(),
            Event::RemoveAll => self.remove_all(),
            Event::Set => self.set(),
            Event::Cancel => self.cancel(),
            Event::MoveFile => self.move_file(&path),
            Event::Panic => {
                self.say(|| "the next look panics".to_owned());
                self.server.have_panic(self.below(2));
            }
            Event::FailToWatch => {
                let mut files = self.disk.files();
                files.unwatchable = !files.unwatchable;
                self.say(|| format!("watches fail: {}", files.unwatchable));
            }
            Event::FailThreads => {
                let mut files = self.disk.files();
                files.no_threads = !files.no_threads;
                self.say(|| format!("threads cannot be started: {}", files.no_threads));
            }
            Event::StopReading => {
                let reads = !self.server.reads();
                self.say(|| format!("the client reads: {reads}"));
                self.server.set_reading(reads);
            }
            _ if is_open => self.change(&path, self.some_text()),
            _ => self.write(&path, self.some_text()),
        }
    }

    /// Opens some documents, and has a note be unreadable, before anything happens.
    pub(super) fn begin(&self) {
        for _ in 0..self.below(3) {
            if let Some((path, false)) = self.some_file() {
                self.open(&path);
            }
        }
        if self.below(4) == 0
            && let Some((path, false)) = self.some_file()
        {
            self.deny(&path);
        }
    }

    fn change_folder(&self, path: &str, is_open: bool) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let to = match folder {
            "" => format!("s/{name}"),
            "s" => name.to_owned(),
            _ => return,
        };
        self.rename(path, &to, is_open || self.below(2) == 0);
    }

    pub(super) fn write(&self, path: &str, text: String) {
        if self.disk.files().is_away(path) {
            return;
        }
        self.say(|| format!("disk: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.disk.files().write(path, text);
    }

    /// Moves a file; the server is told of it or not.
    pub(super) fn rename(&self, from: &str, to: &str, told: bool) {
        let can = {
            let files = self.disk.files();
            let (there, free) = (files.files.contains_key(from), !files.files.contains_key(to));
            there && free && !files.is_away(from) && !files.is_away(to)
        };
        if !can {
            return;
        }
        self.say(|| format!("{from} moves to {to}{}", if told { ", told" } else { "" }));
        self.renames.borrow_mut().touched(from, None);
        self.disk.files().rename(from, to);
        if told {
            self.editor.borrow_mut().rename(&self.server, from, to);
        }
    }

    /// A file that is on disk; whether it is open.
    pub(super) fn some_file(&self) -> Option<(String, bool)> {
        let files = self.disk.files();
        let paths: Vec<&String> = files.files.keys().collect();
        let path = (*paths.get(self.below(paths.len()))?).clone();
        let is_open = self.is_open(&path);
        Some((path, is_open))
    }

    pub(super) fn is_open(&self, path: &str) -> bool {
        self.editor.borrow().open.contains_key(path)
    }

    /// The text of a file that can be read now.
    pub(super) fn readable(&self, path: &str) -> Option<String> {
        let files = self.disk.files();
        let file = files.files.get(path)?;
        (!file.unreadable && !files.is_away(path)).then(|| file.text.clone())
    }

    fn remove(&self, path: &str) {
        if self.disk.files().is_away(path) {
            return;
        }
        self.say(|| format!("disk: {path} is removed"));
        self.renames.borrow_mut().touched(path, None);
        self.disk.files().remove(path);
    }

    /// Removes all closed files, or those of a folder.
    fn remove_all(&self) {
        let folder = ["", "s/", INNER][self.below(3)];
        let paths: Vec<String> = self.disk.files().files.keys().cloned().collect();
        for path in paths.iter().filter(|path| path.starts_with(folder) && !self.is_open(path)) {
            self.remove(path);
        }
    }

    fn create(&self) {
        let is_there = |path: &&&str| {
            let name = name_of(path);
            self.disk.files().files.keys().any(|known| name_of(known) == name)
        };
        if let Some(path) = NOTES.iter().find(|path| !is_there(path)) {
            self.write(path, self.some_text());
        }
    }

    /// A file can be read no more, or again.
    fn deny(&self, path: &str) {
        let mut files = self.disk.files();
        let Some(file) = files.files.get_mut(path) else { return };
        file.unreadable = !file.unreadable;
        let unreadable = file.unreadable;
        files.see(path);
        drop(files);
        self.renames.borrow_mut().hidden(path);
        self.say(|| format!("disk: {path} is {}readable", if unreadable { "un" } else { "" }));
    }

    /// A folder is away, or back.
    fn take_away(&self) {
        let folder = ["", "s/", INNER][self.below(3)];
        let mut files = self.disk.files();
        // The stamps of what comes back are as before, and nobody sees the folder of a vault go.
        if files.coarse {
            return;
        }
        let back = files.away.remove(folder);
        if !back {
            files.away.insert(folder);
        }
        let is_below = |path: &&String| path.starts_with(folder);
        let paths: Vec<String> = files.files.keys().filter(is_below).cloned().collect();
        let nested = files.nested;
        if folder == "s/" || (folder == INNER && !nested) {
            files.see(&folder[..folder.len() - 1]);
        }
        drop(files);
        self.say(|| format!("the folder {folder:?} is {}", if back { "back" } else { "away" }));
        for path in &paths {
            match folder {
                "s/" if !self.is_open(path) => self.renames.borrow_mut().touched(path, None),
                _ => self.renames.borrow_mut().hidden(path),
            }
        }
        match folder {
            "" => drop(self.disk.deliver(0, Vec::new(), true)),
            INNER if nested => drop(self.disk.deliver(1, Vec::new(), true)),
            _ => {}
        }
    }

    /// The settings of a vault change.
    fn set(&self) {
        let vault = self.below(2);
        let [scope, excludes, texts] = [0; 3].map(|_| self.below(2) == 0);
        let settings = Setting { scope, excludes, texts };
        self.say(|| format!("settings of vault {vault}: {settings:?}"));
        let mut files = self.disk.files();
        if vault == 1 && !files.nested {
            return;
        }
        let paths: Vec<String> = files.files.keys().cloned().collect();
        let is_note = |files: &super::disk::Files| -> Vec<bool> {
            paths.iter().map(|path| files.is_note(path, self.is_open(path))).collect()
        };
        let before = is_note(&files);
        files.set(vault, settings);
        let after = is_note(&files);
        drop(files);
        for (path, (before, after)) in paths.iter().zip(before.into_iter().zip(after)) {
            if before != after {
                self.renames.borrow_mut().touched(path, None);
            }
        }
    }

    /// The user cancels the reading of a vault.
    fn cancel(&self) {
        let id = self.server.roots[self.below(self.server.roots.len())];
        self.say(|| format!("cancel the reading of {id:?}"));
        self.server.handle.send(move |state| {
            if let Some(reader) = state.root(id).and_then(|root| root.reader.as_ref()) {
                reader.cancel();
            }
        });
    }
}
