//! Events from outside the server: what other programs do to the disk, and users in their editor.

use super::disk::{INNER, Setting};
use super::requests;
use super::server::uri;
use super::text::{NOTES, links, name_of, position};
use super::world::{After, Inner};

impl Inner {
    /// One event.
    pub(super) fn outside(&self) {
        let Some((path, is_open)) = self.some_file() else {
            return self.write(NOTES[0], "[[b]]\n".to_owned());
        };
        match self.below(24) {
            0..=5 => self.ask_something(),
            6 | 7 if !is_open => self.open(&path),
            6 | 7 => self.change(&path, self.some_text()),
            8 if is_open => {
                let text = self.editor.borrow().open[&path].text.clone();
                self.write(&path, text);
                self.editor.borrow().saved(&self.server, &path);
            }
            9 if is_open => self.close(&path),
            10 if !is_open => self.remove(&path),
            11 => {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                let to = match folder {
                    "" => format!("s/{name}"),
                    "s" => name.to_owned(),
                    _ => return,
                };
                self.rename(&path, &to, is_open || self.below(2) == 0);
            }
            12 if !is_open => self.deny(&path),
            13 => self.take_away(),
            14 => self.create(),
            15 => self.remove_all(),
            16 => self.set(),
            17 => self.cancel(),
            18 => self.move_file(&path),
            19 => {
                self.say(|| "the next look panics".to_owned());
                self.server.have_panic(self.below(2));
            }
            20 => {
                let mut files = self.disk.files();
                files.unwatchable = !files.unwatchable;
                self.say(|| format!("watches fail: {}", files.unwatchable));
            }
            _ if !is_open => self.write(&path, self.some_text()),
            _ => self.change(&path, self.some_text()),
        }
    }

    pub(super) fn write(&self, path: &str, text: String) {
        if self.disk.files().is_away(path) {
            return;
        }
        self.say(|| format!("disk: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.disk.files().write(path, text);
    }

    pub(super) fn change(&self, path: &str, text: String) {
        self.say(|| format!("editor: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.editor.borrow_mut().change(&self.server, path, text);
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
    fn some_file(&self) -> Option<(String, bool)> {
        let files = self.disk.files();
        let paths: Vec<&String> = files.files.keys().collect();
        let path = (*paths.get(self.below(paths.len()))?).clone();
        let is_open = self.is_open(&path);
        Some((path, is_open))
    }

    fn is_open(&self, path: &str) -> bool {
        self.editor.borrow().open.contains_key(path)
    }

    fn open(&self, path: &str) {
        let Some(text) = self.readable(path) else { return };
        self.say(|| format!("editor: opens {path}"));
        self.editor.borrow_mut().open(&self.server, path, text);
    }

    /// The text of a file that can be read now.
    fn readable(&self, path: &str) -> Option<String> {
        let files = self.disk.files();
        let file = files.files.get(path)?;
        (!file.unreadable && !files.is_away(path)).then(|| file.text.clone())
    }

    fn close(&self, path: &str) {
        self.say(|| format!("editor: closes {path}"));
        {
            let files = self.disk.files();
            let there = files.is_note(path, false) && !files.is_away(path);
            let text = files.files.get(path).filter(|_| there).map(|file| file.text.as_str());
            self.renames.borrow_mut().touched(path, text);
        }
        self.editor.borrow_mut().close(&self.server, path);
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

    /// The editor is to give a file another name: it asks what follows, then moves it.
    fn move_file(&self, from: &str) {
        let is_note = self.disk.files().is_note(from, self.is_open(from));
        // Links do not reach other notes by their names.
        if self.readable(from).is_none() || !is_note || !from.ends_with(".md") {
            return;
        }
        self.ask(After::Nothing, |_| requests::symbols(&self.server.handle, "n"));
        let number = self.number() + 1;
        let folder =
            from.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let to = format!("{folder}n{number}.md");
        self.say(|| format!("ask {number}: {from} is to move to {to}"));
        let (files, editor) = (self.disk.files(), self.editor.borrow());
        self.renames.borrow_mut().moved(number, from, &files, &editor);
        drop((files, editor));
        self.ask(After::Move(from.to_owned(), to.clone()), |_| {
            requests::will_rename(&self.server.handle, &uri(from), &uri(&to))
        });
    }

    /// A request about a note, or at a link of it; most often an open one.
    fn ask_something(&self) {
        let vaults = &self.server.handle;
        let open: Vec<String> = self.editor.borrow().open.keys().cloned().collect();
        let closed = self.below(4) == 0;
        let path = match open.get(self.below(open.len())).filter(|_| !closed) {
            Some(path) => path.clone(),
            None => match self.some_file() {
                Some((path, _)) => path,
                None => return,
            },
        };
        let shown = self.editor.borrow().open.get(&path).map(|it| it.text.clone());
        let Some(text) = shown.or_else(|| self.readable(&path)) else { return };
        let uri = uri(&path);
        let kind = self.below(10);
        let number = self.number() + 1;
        match kind {
            0 => return self.ask(After::Nothing, |_| requests::folds(vaults, &uri)),
            1 => {
                let commands =
                    ["linkwright.backlinks", "linkwright.outgoing", "linkwright.mentions"];
                let name = commands[self.below(3)];
                self.say(|| format!("ask {number}: {name} of {path}"));
                return self.ask(After::Nothing, |_| requests::command(vaults, name, &uri));
            }
            _ => {}
        }
        let links = links(&text);
        let Some((offset, name)) = links.get(self.below(links.len())) else { return };
        let at = position(&text, *offset);
        match kind {
            2 | 3 => {
                self.say(|| format!("ask {number}: definition of {name} in {path}"));
                self.ask(After::Nothing, |_| requests::definition(vaults, &uri, at));
            }
            4 | 5 => {
                self.say(|| format!("ask {number}: references of {name} in {path}"));
                self.ask(After::Nothing, |_| requests::references(vaults, &uri, at));
            }
            _ => {
                self.say(|| format!("ask {number}: rename of {name} in {path}"));
                let (files, editor) = (self.disk.files(), self.editor.borrow());
                self.renames.borrow_mut().asked(number, &path, name, &files, &editor);
                drop((files, editor));
                let to = format!("n{number}");
                self.ask(After::Edit, |_| requests::rename(vaults, &uri, at, &to));
            }
        }
    }
}
