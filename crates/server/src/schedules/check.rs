//! What has to hold when a schedule has ended.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tower_lsp::jsonrpc::Result as Answer;

use super::disk::Memory;
use super::editor::Editor;
use super::requests;
use super::server::{Server, path_of, uri};
use super::text::{Edit, edited, has_link, links, name_of, position};

/// The renames that were asked for.
#[derive(Default)]
pub(super) struct Renames(Vec<Rename>);

/// A rename, and what the vault held when it was asked for.
struct Rename {
    number: usize,
    /// The document that it was asked in.
    asker: String,
    /// The name that was to be changed.
    name: String,
    /// By path: of open documents what the editor showed.
    texts: BTreeMap<String, String>,
    /// Paths whose text changed before it was answered; whether the link was there all the while.
    touched: BTreeMap<String, bool>,
    /// Paths that could not be read for some of the time.
    hidden: BTreeSet<String>,
    answer: Option<Answer<Option<Value>>>,
}

impl Renames {
    /// A rename is asked for.
    pub(super) fn asked(
        &mut self,
        number: usize,
        asker: &str,
        name: &str,
        disk: &Memory,
        editor: &Editor,
    ) {
        let files = disk.files();
        let mut texts = BTreeMap::new();
        let mut hidden = BTreeSet::new();
        for (path, file) in &files.files {
            texts.insert(path.clone(), file.text.clone());
            if file.unreadable || files.away {
                hidden.insert(path.clone());
            }
        }
        let open = editor.open.iter();
        texts.extend(open.map(|(path, document)| (path.clone(), document.text.clone())));
        let (asker, name) = (asker.to_owned(), name.to_owned());
        let touched = BTreeMap::new();
        self.0.push(Rename { number, asker, name, texts, touched, hidden, answer: None });
    }

    /// The text at `path` is this now, or gone.
    pub(super) fn touched(&mut self, path: &str, text: Option<&str>) {
        for rename in self.0.iter_mut().filter(|rename| rename.answer.is_none()) {
            let stays = text.is_some_and(|text| has_link(text, &rename.name));
            *rename.touched.entry(path.to_owned()).or_insert(true) &= stays;
        }
    }

    /// The file at `path` can be read no more, or again.
    pub(super) fn hidden(&mut self, path: &str) {
        for rename in self.0.iter_mut().filter(|rename| rename.answer.is_none()) {
            rename.hidden.insert(path.to_owned());
        }
    }

    /// The request `number` is answered; whether it was a rename.
    pub(super) fn answered(&mut self, number: usize, answer: &Answer<Option<Value>>) -> bool {
        let rename = self.0.iter_mut().find(|rename| rename.number == number);
        rename.map(|rename| rename.answer = Some(answer.clone())).is_some()
    }
}

impl Rename {
    /// A rename covers every link that was there when it was asked for, or says what it does not.
    fn check(&self, messages: &[String]) -> Result<(), String> {
        let Some(Ok(answer)) = &self.answer else { return Ok(()) };
        let Some(answer) = answer else {
            let known = self.touched.contains_key(&self.asker);
            return if known { Ok(()) } else { Err(format!("rename {} is null", self.number)) };
        };
        let edit = Edit::of(answer);
        let moved = self.touched.keys().any(|path| name_of(path) == self.name);
        // What has no file is not renamed file by file.
        if moved || edit.moves.is_empty() {
            return Ok(());
        }
        for (path, text) in &self.texts {
            let before = links(text).iter().filter(|(_, name)| *name == self.name).count();
            if before == 0 || self.touched.get(path) == Some(&false) {
                continue;
            }
            let edits = edit.texts.iter().find(|(uri, _)| path_of(uri) == *path);
            let left = match edits {
                None => true,
                Some((_, edits)) => {
                    !self.touched.contains_key(path) && has_link(&edited(text, edits), &self.name)
                }
            };
            let is_said = self.hidden.contains(path)
                && messages.iter().any(|message| message.contains(path.as_str()));
            if left && !is_said {
                let (number, name) = (self.number, &self.name);
                return Err(format!("rename {number} of {name} leaves a link in {path}"));
            }
        }
        Ok(())
    }
}

/// What a server knows and answers when nothing is left to happen.
#[derive(PartialEq, Debug)]
struct Known {
    /// Files, and what notes say.
    files: BTreeMap<String, Option<u64>>,
    /// The diagnostics of open documents that have any.
    diagnostics: BTreeMap<String, Value>,
    answers: Vec<(String, Option<Value>)>,
}

/// Runs `server` until nothing happens any more.
fn settle(server: &Server) {
    while let Some(step) = server.steps().first().copied().filter(|_| !server.is_lost()) {
        server.take(step);
    }
}

fn known(server: &Server, editor: &Editor, messages: &mut Vec<String>) -> Known {
    settle(server);
    let mut answers = Vec::new();
    for (path, document) in &editor.open {
        let Some((offset, name)) = links(&document.text).first().copied() else { continue };
        let (at, uri) = (position(&document.text, offset), uri(path));
        let asked = [
            ("definition", requests::definition(&server.handle, &uri, at)),
            ("references", requests::references(&server.handle, &uri, at)),
        ];
        for (kind, mut request) in asked {
            let answer = loop {
                if let Some(answer) = request.step() {
                    break answer.unwrap_or_else(|error| Some(error.to_string().into()));
                }
                settle(server);
                if !request.is_woken() {
                    break Some("no answer".into());
                }
            };
            answers.push((format!("{kind} of {name} in {path}"), answer));
        }
    }
    let mut diagnostics = BTreeMap::new();
    messages.extend(server.sent(&mut diagnostics));
    diagnostics.retain(|uri, items| {
        editor.open.contains_key(&path_of(uri)) && !items.as_array().is_none_or(Vec::is_empty)
    });
    let state = server.state.borrow();
    let root = state.root(server.root);
    let vault = root.map(|root| &root.vault);
    let files = vault
        .into_iter()
        .flat_map(linkwright_vault::Vault::files)
        .map(|(_, file)| (file.path.to_string(), file.note.as_ref().map(|note| note.facts.digest)));
    Known { files: files.collect(), diagnostics, answers }
}

/// Compares `server` with a fresh one, and its renames with what they had to do.
pub(super) fn compare(
    server: &Server,
    disk: &Memory,
    editor: &Editor,
    renames: &Renames,
) -> Result<(), String> {
    let mut messages = Vec::new();
    let old = known(server, editor, &mut messages);
    let fresh = Server::new(disk);
    let mut opened = Editor::default();
    for (path, document) in &editor.open {
        opened.open(&fresh, path, document.text.clone());
    }
    let new = known(&fresh, editor, &mut Vec::new());
    if old != new {
        return Err(format!("the server knows otherwise than a fresh one\n{old:#?}\n{new:#?}"));
    }
    renames.0.iter().try_for_each(|rename| rename.check(&messages))
}
