//! External events: changes to the disk by other programs.

use super::disk::{INNER, Setting};
use super::kinds::Event;
use super::text::{NOTES, name_of};
use super::world::Inner;

impl Inner {
    /// Makes one external event happen.
    pub(super) fn outside(&self, event: Event) {
        let Some((path, is_open)) = self.random_file() else {
            return self.write(NOTES[0], "[[b]]\n".to_owned());
        };
        match event {
            Event::Ask => self.send_random_request(),
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
                self.say(|| "the next reread panics".to_owned());
                self.server.make_reread_panic(self.below(2));
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
            _ if is_open => self.change(&path, self.random_text()),
            _ => self.write(&path, self.random_text()),
        }
    }

    /// Before the first event, opens some documents and may make a note unreadable.
    pub(super) fn begin(&self) {
        for _ in 0..self.below(3) {
            if let Some((path, false)) = self.random_file() {
                self.open(&path);
            }
        }
        if self.below(4) == 0
            && let Some((path, false)) = self.random_file()
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

    /// Moves a file. `notifies` says whether the editor notifies the server.
    pub(super) fn rename(&self, from: &str, to: &str, notifies: bool) {
        let is_possible = {
            let files = self.disk.files();
            let (exists, free) = (files.files.contains_key(from), !files.files.contains_key(to));
            exists && free && !files.is_away(from) && !files.is_away(to)
        };
        if !is_possible {
            return;
        }
        self.say(|| format!("{from} moves to {to}{}", if notifies { ", notified" } else { "" }));
        self.renames.borrow_mut().touched(from, None);
        self.disk.files().rename(from, to);
        if notifies {
            self.editor.borrow_mut().rename(&self.server, from, to);
        }
    }

    /// A random file on disk, and whether it is open.
    pub(super) fn random_file(&self) -> Option<(String, bool)> {
        let files = self.disk.files();
        let paths: Vec<&String> = files.files.keys().collect();
        let path = (*paths.get(self.below(paths.len()))?).clone();
        let is_open = self.is_open(&path);
        Some((path, is_open))
    }

    pub(super) fn is_open(&self, path: &str) -> bool {
        self.editor.borrow().open.contains_key(path)
    }

    /// The text of a file, if it can be read now.
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
            self.write(path, self.random_text());
        }
    }

    /// Makes a file unreadable, or readable again.
    fn deny(&self, path: &str) {
        let mut files = self.disk.files();
        let Some(file) = files.files.get_mut(path) else { return };
        file.unreadable = !file.unreadable;
        let unreadable = file.unreadable;
        files.record_change(path);
        drop(files);
        self.renames.borrow_mut().hidden(path);
        self.say(|| format!("disk: {path} is {}readable", if unreadable { "un" } else { "" }));
    }

    /// Makes a folder disappear, or come back.
    fn take_away(&self) {
        let folder = ["", "s/", INNER][self.below(3)];
        let mut files = self.disk.files();
        // The files come back with their old stamps, and a watcher does not notice that the folder of a
        // vault disappears.
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
            files.record_change(&folder[..folder.len() - 1]);
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

    /// Changes the settings of a vault.
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

    /// The user cancels the indexing of a vault.
    fn cancel(&self) {
        let id = self.server.roots[self.below(self.server.roots.len())];
        self.say(|| format!("cancel the indexing of {id:?}"));
        self.server.handle.send(move |state| {
            if let Some(reader) =
                state.vaults.get(id).and_then(|open_vault| open_vault.reader.as_ref())
            {
                reader.cancel();
            }
        });
    }
}
