//! Actions of the user in the editor: changes of documents, and requests.

use super::requests;
use super::server::uri;
use super::text::{links, position};
use super::world::{After, Inner};

impl Inner {
    pub(super) fn change(&self, path: &str, text: String) {
        self.say(|| format!("editor: {path} is {text:?}"));
        self.renames.borrow_mut().touched(path, Some(&text));
        self.editor.borrow_mut().change(&self.server, path, text);
    }

    pub(super) fn open(&self, path: &str) {
        let Some(text) = self.readable(path) else { return };
        self.say(|| format!("editor: opens {path}"));
        self.editor.borrow_mut().open(&self.server, path, text);
    }

    pub(super) fn close(&self, path: &str) {
        self.say(|| format!("editor: closes {path}"));
        {
            let files = self.disk.files();
            let there = files.is_note(path, false) && !files.is_away(path);
            let text = files.files.get(path).filter(|_| there).map(|file| file.text.as_str());
            self.renames.borrow_mut().touched(path, text);
        }
        self.editor.borrow_mut().close(&self.server, path);
    }

    /// The editor renames a file: it requests the edit, applies it, then moves the file.
    pub(super) fn move_file(&self, from: &str) {
        let is_note = self.disk.files().is_note(from, self.is_open(from));
        // Links do not refer to files with other extensions by name.
        if self.readable(from).is_none() || !is_note || !from.ends_with(".md") {
            return;
        }
        self.send_request(After::Nothing, |_| requests::symbols(&self.server.handle, "n"));
        let number = self.number() + 1;
        let folder =
            from.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let to = format!("{folder}n{number}.md");
        self.say(|| format!("ask {number}: {from} is to move to {to}"));
        let (files, editor) = (self.disk.files(), self.editor.borrow());
        self.renames.borrow_mut().moved(number, from, &files, &editor);
        drop((files, editor));
        self.send_request(After::Move(from.to_owned(), to.clone()), |_| {
            requests::will_rename(&self.server.handle, &uri(from), &uri(&to))
        });
    }

    /// Sends a request about a note, or at a link in it. The note is usually open.
    pub(super) fn send_random_request(&self) {
        let vaults = &self.server.handle;
        let open: Vec<String> = self.editor.borrow().open.keys().cloned().collect();
        let closed = self.below(4) == 0;
        let path = match open.get(self.below(open.len())).filter(|_| !closed) {
            Some(path) => path.clone(),
            None => match self.random_file() {
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
            0 => return self.send_request(After::Nothing, |_| requests::folds(vaults, &uri)),
            1 => {
                let commands =
                    ["linkwright.backlinks", "linkwright.outgoing", "linkwright.mentions"];
                let name = commands[self.below(3)];
                self.say(|| format!("ask {number}: {name} of {path}"));
                return self
                    .send_request(After::Nothing, |_| requests::command(vaults, name, &uri));
            }
            _ => {}
        }
        let links = links(&text);
        let Some((offset, name)) = links.get(self.below(links.len())) else { return };
        let at = position(&text, *offset);
        match kind {
            2 | 3 => {
                self.say(|| format!("ask {number}: definition of {name} in {path}"));
                self.send_request(After::Nothing, |_| requests::definition(vaults, &uri, at));
            }
            4 | 5 => {
                self.say(|| format!("ask {number}: references of {name} in {path}"));
                self.send_request(After::Nothing, |_| requests::references(vaults, &uri, at));
            }
            _ => {
                self.say(|| format!("ask {number}: rename of {name} in {path}"));
                let (files, editor) = (self.disk.files(), self.editor.borrow());
                self.renames.borrow_mut().asked(number, &path, name, &files, &editor);
                drop((files, editor));
                let to = format!("n{number}");
                self.send_request(After::Edit, |_| requests::rename(vaults, &uri, at, &to));
            }
        }
    }
}
