//! Open documents, and the diagnostics and completions in them.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::{Client, Document};
use crate::folder::{Folder, path_of, write};
use crate::position;

/// `text` as editors show it: without the byte order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// `text` as editors save it over a file with the text `old`: a byte order mark stays.
pub(super) fn marked_as(old: &str, text: &str) -> String {
    let mark = if old.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    format!("{mark}{text}")
}

impl Client {
    /// Opens the file `name` as it is on disk, without its byte order mark, as editors do.
    pub fn open(&mut self, name: &str) {
        let text = fs::read_to_string(path_of(&self.uri(name))).expect("a file that can be read");
        self.open_with(name, without_mark(&text));
    }

    /// Opens a document with this `text`, whatever is on disk.
    pub fn open_with(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let item = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
        self.documents.insert(uri, Document { version: 1, text: text.to_owned() });
    }

    /// Closes a document.
    pub fn close(&mut self, name: &str) {
        let uri = self.uri(name);
        self.documents.remove(&uri).expect("an open document");
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Writes a document to disk; a byte order mark stays.
    pub fn save(&mut self, name: &str) {
        let uri = self.uri(name);
        let old = fs::read_to_string(path_of(&uri)).unwrap_or_default();
        let text = marked_as(&old, without_mark(&self.documents[&uri].text));
        write(&path_of(&uri), text.as_bytes());
    }

    /// Whether a document is open.
    #[must_use]
    pub fn is_open(&self, name: &str) -> bool {
        self.documents.contains_key(&self.uri(name))
    }

    /// The text of a document.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        &self.documents[&self.uri(name)].text
    }

    /// Replaces the whole text of a document.
    pub fn set_text(&mut self, name: &str, text: &str) {
        self.change(name, &[json!({"text": text})], text.to_owned());
    }

    /// Replaces the first `old` in a document with `new`.
    pub fn replace(&mut self, name: &str, old: &str, new: &str) {
        let text = self.text(name).to_owned();
        let at = text.find(old).unwrap_or_else(|| panic!("no {old:?} in {text:?}"));
        let range = json!({
            "start": position::position(&text, at, self.encoding),
            "end": position::position(&text, at + old.len(), self.encoding),
        });
        let result = text.replacen(old, new, 1);
        self.change(name, &[json!({"range": range, "text": new})], result);
    }

    pub(super) fn change(&mut self, name: &str, changes: &[Value], text: String) {
        let uri = self.uri(name);
        let document = self.documents.get_mut(&uri).expect("an open document");
        document.version += 1;
        document.text = text;
        let params = json!({
            "textDocument": {"uri": uri, "version": document.version},
            "contentChanges": changes,
        });
        self.notify("textDocument/didChange", params);
    }

    /// The params `textDocument` and `position` for the `$0` in `words`, at the first place where a
    /// document contains them.
    #[must_use]
    pub fn at(&self, name: &str, words: &str) -> Value {
        let (before, after) = words.split_once("$0").expect("words with $0");
        let text = self.text(name);
        let found = text.find(&format!("{before}{after}"));
        let offset = found.unwrap_or_else(|| panic!("no {words:?} in {text:?}")) + before.len();
        json!({
            "textDocument": {"uri": self.uri(name)},
            "position": position::position(text, offset, self.encoding),
        })
    }

    /// The name of the file at `uri` and its text in `range`: `a.md: words`.
    #[must_use]
    pub fn describe_range(&self, uri: &str, range: &Value) -> String {
        let text = match self.documents.get(uri) {
            Some(open) => open.text.clone(),
            None => {
                let text = fs::read_to_string(path_of(uri)).expect("a file that can be read");
                without_mark(&text).to_owned()
            }
        };
        let path = path_of(uri);
        let root = path_of(&self.root);
        let name = path.strip_prefix(root).expect("a file of the vault").display().to_string();
        let name = if cfg!(windows) { name.replace('\\', "/") } else { name };
        format!("{name}: {}", position::slice(&text, range, self.encoding))
    }

    /// The locations in a list, as [`Client::describe_range`] shows them.
    #[must_use]
    pub fn describe_locations(&self, locations: &Value) -> Vec<String> {
        let locations = locations.as_array().expect("a list of locations").iter();
        let describe = |location: &Value| {
            self.describe_range(location["uri"].as_str().expect("a URI"), &location["range"])
        };
        locations.map(describe).collect()
    }

    /// Waits for the diagnostics of the document's newest version, and returns the code and the text of
    /// each, in order.
    pub fn diagnostics(&mut self, name: &str) -> Vec<String> {
        let uri = self.uri(name);
        let newest = self.documents[&uri].version;
        loop {
            let published = self.wait(&format!("diagnostics of {name}"), |message| {
                message["method"] == "textDocument/publishDiagnostics"
                    && message["params"]["uri"] == uri
            });
            if published["params"]["version"] == newest {
                return self.describe_diagnostics(name, &published["params"]["diagnostics"]);
            }
        }
    }

    /// Waits until the diagnostics of the document's newest version are `expected`. For changes on disk,
    /// where the diagnostics published before that depend on timing.
    pub fn expect_diagnostics(&mut self, name: &str, expected: &[&str]) {
        while self.diagnostics(name) != expected {}
    }

    /// The URIs that have diagnostics now, each with their number.
    pub fn published(&mut self) -> Vec<(String, usize)> {
        self.update_published();
        let shown = self.published.iter().filter(|(_, count)| **count > 0);
        shown.map(|(uri, count)| (uri.clone(), *count)).collect()
    }

    /// Waits until the diagnostics of a closed document are cleared.
    pub fn expect_cleared(&mut self, name: &str) {
        let uri = self.uri(name);
        let published = self.wait(&format!("{name} cleared"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        });
        assert_eq!(published["params"]["diagnostics"], json!([]));
    }

    fn describe_diagnostics(&self, name: &str, diagnostics: &Value) -> Vec<String> {
        let text = self.text(name);
        let diagnostics = diagnostics.as_array().expect("a list of diagnostics").iter();
        let line = |diagnostic: &Value| {
            let code = diagnostic["code"].as_str().expect("a code");
            format!("{code} {}", position::slice(text, &diagnostic["range"], self.encoding))
        };
        diagnostics.map(line).collect()
    }

    /// The labels of the suggestions at `words` in a document.
    pub fn completions(&mut self, name: &str, words: &str) -> Vec<String> {
        let at = self.at(name, words);
        let list = self.request("textDocument/completion", at);
        let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
        list["items"].as_array().expect("a list of items").iter().map(label).collect()
    }

    /// The texts of the vault's files, by path, with the unsaved text of open documents.
    #[must_use]
    pub fn files(&self, folder: &Folder) -> BTreeMap<String, String> {
        let mut files = folder.files();
        for (name, text) in &mut files {
            if let Some(open) = self.documents.get(&folder.uri(name)) {
                text.clone_from(&open.text);
            }
        }
        files
    }
}
