//! Requests that many tests send.

use serde_json::{Value, json};

use super::Client;

impl Client {
    /// Requests a rename at `words` (see [`Client::at`]) in a document, and returns the edit.
    pub fn rename(&mut self, name: &str, words: &str, new_name: &str) -> Value {
        let params = self.rename_params(name, words, new_name);
        self.request("textDocument/rename", params)
    }

    /// Requests a rename that fails, and returns the error.
    pub fn rename_error(&mut self, name: &str, words: &str, new_name: &str) -> Value {
        let params = self.rename_params(name, words, new_name);
        self.request_error("textDocument/rename", params)
    }

    /// The params of a rename.
    #[must_use]
    pub fn rename_params(&self, name: &str, words: &str, new_name: &str) -> Value {
        let mut params = self.at(name, words);
        params["newName"] = new_name.into();
        params
    }

    /// Requests the edit for a file or folder that the editor is about to move.
    pub fn will_rename(&mut self, from: &str, to: &str) -> Value {
        let params = self.move_params(from, to);
        self.request("workspace/willRenameFiles", params)
    }

    /// Requests the edit for a move, which fails, and returns the error.
    pub fn will_rename_error(&mut self, from: &str, to: &str) -> Value {
        let params = self.move_params(from, to);
        self.request_error("workspace/willRenameFiles", params)
    }

    /// Notifies the server that the editor has moved a file or folder.
    pub fn did_rename(&mut self, from: &str, to: &str) {
        let params = self.move_params(from, to);
        self.notify("workspace/didRenameFiles", params);
    }

    fn move_params(&self, from: &str, to: &str) -> Value {
        json!({"files": [{"oldUri": self.uri(from), "newUri": self.uri(to)}]})
    }

    /// The targets of the link at `words`.
    pub fn definition(&mut self, name: &str, words: &str) -> Value {
        let at = self.at(name, words);
        self.request("textDocument/definition", at)
    }

    /// The references of the item at `words`, as [`Client::describe_locations`] shows them.
    pub fn references(&mut self, name: &str, words: &str, with_declaration: bool) -> Vec<String> {
        let mut params = self.at(name, words);
        params["context"] = json!({"includeDeclaration": with_declaration});
        let found = self.request("textDocument/references", params);
        self.describe_locations(&found)
    }

    /// The code actions at `words`, for a request with this `context`.
    pub fn code_actions(&mut self, name: &str, words: &str, context: Value) -> Vec<Value> {
        let mut params = self.at(name, words);
        let position = params["position"].take();
        params["range"] = json!({"start": position, "end": position});
        params["context"] = context;
        let actions = self.request("textDocument/codeAction", params);
        actions.as_array().expect("a list of actions").clone()
    }

    /// The suggestion with this label at `words`, and whether the list is incomplete.
    ///
    /// # Panics
    /// If there is no such suggestion.
    pub fn suggestion(&mut self, name: &str, words: &str, label: &str) -> (Value, bool) {
        let at = self.at(name, words);
        let list = self.request("textDocument/completion", at);
        let items = list["items"].as_array().expect("a list of items");
        let item = items.iter().find(|item| item["label"] == label);
        let item = item.unwrap_or_else(|| panic!("no {label:?} in {list:#}"));
        (item.clone(), list["isIncomplete"] == true)
    }

    /// Runs a command of the server with this argument, and returns its result.
    pub fn execute(&mut self, command: &str, argument: Value) -> Value {
        self.request("workspace/executeCommand", self::command(command, argument))
    }
}

/// The params of `workspace/executeCommand`.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "callers pass a literal")]
pub fn command(name: &str, argument: Value) -> Value {
    json!({"command": name, "arguments": [argument]})
}

/// The code action with this title.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn action_titled(actions: &[Value], title: &str) -> Value {
    let found = actions.iter().find(|action| action["title"] == title);
    found.unwrap_or_else(|| panic!("no {title:?} in {actions:#?}")).clone()
}
