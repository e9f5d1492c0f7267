//! The renames of a schedule, and the check that each covers all links.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tower_lsp::jsonrpc::Result as Answer;

use super::disk::{Files, INNER};
use super::editor::Editor;
use super::server::path_of;
use super::text::{Edit, edited, has_link, links, name_of};

/// The renames that were requested.
#[derive(Default)]
pub(super) struct Renames(Vec<Rename>);

/// A rename, and the contents of the vault at the time of the request.
struct Rename {
    number: usize,
    /// The document of the request, or the file that the editor moves.
    path: String,
    /// The editor moves the file itself.
    moves: bool,
    /// The document was open.
    open: bool,
    /// The name that was to be changed.
    name: String,
    /// The notes of its vault by path, with the unsaved texts of open documents.
    texts: BTreeMap<String, String>,
    /// Paths whose text changed before the answer; `true` if the link was there all the time.
    touched: BTreeMap<String, bool>,
    /// Paths that were unreadable for some of the time.
    hidden: BTreeSet<String>,
    answer: Option<Answer<Option<Value>>>,
}

impl Renames {
    /// Records the request of a rename of the link's `name` in `path`.
    pub(super) fn asked(
        &mut self,
        number: usize,
        path: &str,
        name: &str,
        files: &Files,
        editor: &Editor,
    ) {
        self.0.push(Rename::new(number, path, name, files, editor));
    }

    /// Records the request for a move of the file at `from` by the editor.
    pub(super) fn moved(&mut self, number: usize, from: &str, files: &Files, editor: &Editor) {
        let rename = Rename::new(number, from, name_of(from), files, editor);
        self.0.push(Rename { moves: true, ..rename });
    }

    /// Records that the text at `path` changed; `None` if it is no longer a note.
    pub(super) fn touched(&mut self, path: &str, text: Option<&str>) {
        for rename in self.0.iter_mut().filter(|rename| rename.answer.is_none()) {
            let stays = text.is_some_and(|text| has_link(text, &rename.name));
            *rename.touched.entry(path.to_owned()).or_insert(true) &= stays;
        }
    }

    /// Records that the file at `path` became unreadable or readable.
    pub(super) fn hidden(&mut self, path: &str) {
        for rename in self.0.iter_mut().filter(|rename| rename.answer.is_none()) {
            rename.hidden.insert(path.to_owned());
        }
    }

    /// Records the answer to the request `number`.
    pub(super) fn answered(&mut self, number: usize, answer: &Answer<Option<Value>>) {
        if let Some(rename) = self.0.iter_mut().find(|rename| rename.number == number) {
            rename.answer = Some(answer.clone());
        }
    }

    /// Checks that each rename covers every link that existed at the time of the request, or that one of
    /// `messages` names the missing ones.
    pub(super) fn check(&self, messages: &[String]) -> Result<(), String> {
        self.0.iter().try_for_each(|rename| rename.check(messages))
    }
}

impl Rename {
    fn new(number: usize, path: &str, name: &str, files: &Files, editor: &Editor) -> Rename {
        let vault = files.vault_of(path);
        let (mut texts, mut hidden) = (BTreeMap::new(), BTreeSet::new());
        for (path, file) in &files.files {
            let shown = editor.open.get(path).map(|document| &document.text);
            let is_note = files.is_note(path, shown.is_some()) && files.vault_of(path) == vault;
            let is_lost = files.is_away("") || (vault == 1 && files.is_away(path));
            if !is_note || (files.is_away(path) && shown.is_none() && !is_lost) {
                continue;
            }
            if file.unreadable || is_lost {
                hidden.insert(path.clone());
            }
            texts.insert(path.clone(), shown.unwrap_or(&file.text).clone());
        }
        Rename {
            number,
            path: path.to_owned(),
            moves: false,
            open: editor.open.contains_key(path),
            name: name.to_owned(),
            texts,
            touched: BTreeMap::new(),
            hidden,
            answer: None,
        }
    }

    fn check(&self, messages: &[String]) -> Result<(), String> {
        let Some(Ok(answer)) = &self.answer else { return Ok(()) };
        let is_touched = self.touched.contains_key(&self.path);
        if answer.is_none() && !self.moves {
            // The server may not know a closed note, and the position in it may be stale.
            let is_known = self.open && !is_touched && self.path.ends_with(".md");
            return if is_known { Err(format!("rename {} is null", self.number)) } else { Ok(()) };
        }
        let edit = answer.as_ref().map(Edit::of).unwrap_or_default();
        let is_moved = self.touched.keys().any(|path| name_of(path) == self.name);
        let is_other_place = !self.open && !self.moves && is_touched;
        // A target without a file has no edits for other files.
        if is_moved || is_other_place || (edit.moves.is_empty() && !self.moves) {
            return Ok(());
        }
        let is_refusal = |message: &String| {
            message.contains("Links not updated") && !message.contains("files changed while")
        };
        let is_refused = messages.iter().any(is_refusal);
        if answer.is_none() && is_refused {
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
            let own = path.strip_prefix(INNER).unwrap_or(path);
            let is_said = self.hidden.contains(path)
                && messages.iter().any(|message| message.contains(&format!("`{own}`")));
            if left && !is_said {
                let (number, name) = (self.number, &self.name);
                return Err(format!("rename {number} of {name} leaves a link in {path}"));
            }
        }
        Ok(())
    }
}
