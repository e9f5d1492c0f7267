//! The editor of a schedule: its open documents, and the notifications that it sends.

use std::collections::BTreeMap;

use serde_json::json;
use tower_lsp::lsp_types::TextDocumentContentChangeEvent;

use super::server::{Server, uri};

/// The open documents, by path.
#[derive(Clone, Default)]
pub(super) struct Editor {
    pub(super) open: BTreeMap<String, Document>,
}

#[derive(Clone)]
pub(super) struct Document {
    pub(super) text: String,
    version: i32,
}

impl Editor {
    /// `textDocument/didOpen`
    pub(super) fn open(&mut self, server: &Server, path: &str, text: String) {
        let item = json!({
            "uri": uri(path), "languageId": "markdown", "version": 1, "text": text,
        });
        let item = serde_json::from_value(item).expect("a document");
        server.handle.send(move |state| state.open(&item));
        self.open.insert(path.to_owned(), Document { text, version: 1 });
    }

    /// `textDocument/didChange`
    pub(super) fn change(&mut self, server: &Server, path: &str, text: String) {
        let Some(document) = self.open.get_mut(path) else { return };
        document.version += 1;
        document.text.clone_from(&text);
        let (uri, version) = (uri(path), document.version);
        let change = TextDocumentContentChangeEvent { range: None, range_length: None, text };
        server.handle.send(move |state| state.change(&uri, version, vec![change]));
    }

    /// `textDocument/didClose`
    pub(super) fn close(&mut self, server: &Server, path: &str) {
        if self.open.remove(path).is_some() {
            let uri = uri(path);
            server.handle.send(move |state| state.close(&uri));
        }
    }

    /// `textDocument/didSave`
    pub(super) fn saved(&self, server: &Server, path: &str) {
        let uri = uri(path);
        server.handle.send(move |state| state.saved(&uri));
    }

    /// Moves a document to another path. Like VS Code, it closes the old document last.
    pub(super) fn rename(&mut self, server: &Server, from: &str, to: &str) {
        if let Some(document) = self.open.get(from).cloned() {
            self.open(server, to, document.text);
        }
        let (old, new) = (uri(from), uri(to));
        server.handle.send(move |state| state.files_moved([(old.as_str(), new.as_str())]));
        self.close(server, from);
    }
}
