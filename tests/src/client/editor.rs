//! Applies workspace edits to a real folder as three editors do. The editors differ most when a file
//! already exists. The files of this module describe the differences, after the sources of Neovim 0.11,
//! Helix 25.07 and VS Code 1.139.
//!
//! | | Neovim | Helix | VS Code |
//! |---|---|---|---|
//! | operations | one by one; an error stops, nothing is undone | the same | in groups of one kind; otherwise the same |
//! | text edits | in a buffer, not saved | in a buffer, not saved | in a model, not saved |
//! | text edits of a missing file | a new buffer | a new buffer | the whole edit fails |
//! | `create` of an existing file | empties it | empties it | fails |
//! | … with `ignoreIfExists` | never creates a file, only a buffer | skips | skips |
//! | `rename` to an existing file | skips with a message | overwrites | fails |
//! | … with `ignoreIfExists` | the same | skips silently | skips silently |
//! | … with `overwrite` | overwrites | overwrites | deletes the existing file first |
//! | a missing folder | created, but not with `ignoreIfExists` | created by `create` only | created |

mod helix;
mod neovim;
mod vscode;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Client;
use crate::folder::path_of;
use crate::position;

/// An editor whose way to apply edits is imitated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Editor {
    /// Neovim 0.11.
    Neovim,
    /// Helix 25.07.
    Helix,
    /// Visual Studio Code 1.139.
    VsCode,
}

/// All editors.
pub const EDITORS: [Editor; 3] = [Editor::Neovim, Editor::Helix, Editor::VsCode];

/// The reason why an editor did not apply an edit, or the rest of it.
pub type EditorError = String;

impl Editor {
    /// Sets the editor's name and its capabilities for edits in the params of `initialize`.
    pub fn set_initialize_params(self, params: &mut Value) {
        let operations = json!(["create", "rename", "delete"]);
        let (name, edit) = match self {
            Editor::Neovim => ("Neovim", json!({"resourceOperations": operations})),
            Editor::Helix => (
                "helix",
                json!({
                    "documentChanges": true,
                    "resourceOperations": operations,
                    "failureHandling": "abort",
                }),
            ),
            Editor::VsCode => (
                "Visual Studio Code",
                json!({
                    "documentChanges": true,
                    "resourceOperations": operations,
                    "failureHandling": "textOnlyTransactional",
                    "changeAnnotationSupport": {"groupsOnLabel": true},
                }),
            ),
        };
        params["clientInfo"]["name"] = name.into();
        let capabilities = &mut params["capabilities"];
        capabilities["workspace"]["workspaceEdit"] = edit;
        if self != Editor::Neovim {
            let operations = json!({"willRename": true, "didRename": true});
            capabilities["workspace"]["fileOperations"] = operations;
        }
        capabilities["textDocument"]["codeAction"] = json!({
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}},
            "dataSupport": true,
            "disabledSupport": self == Editor::VsCode,
            "resolveSupport": {"properties": ["edit"]},
        });
    }

    fn apply_operation(self, client: &mut Client, operation: &Value) -> Result<(), EditorError> {
        match self {
            Editor::Neovim => neovim::apply_operation(client, operation),
            Editor::Helix => helix::apply_operation(client, operation),
            Editor::VsCode => vscode::apply_operation(client, operation),
        }
    }
}

impl Client {
    /// Applies a workspace edit as `editor` does. Texts are changed in buffers; [`Client::save_all`]
    /// writes them.
    ///
    /// # Errors
    /// The message that the editor would show. Operations before the error are not undone.
    pub fn apply_as(&mut self, editor: Editor, edit: &Value) -> Result<(), EditorError> {
        let Some(operations) = edit["documentChanges"].as_array() else {
            for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
                let document =
                    json!({"textDocument": {"uri": uri, "version": null}, "edits": edits});
                editor.apply_operation(self, &document)?;
            }
            return Ok(());
        };
        if editor == Editor::VsCode {
            // VS Code opens all models of a group of edits before it changes the first one.
            return vscode::apply_as(self, operations);
        }
        operations.iter().try_for_each(|operation| editor.apply_operation(self, operation))
    }

    /// Saves every changed buffer, and creates missing folders.
    pub fn save_all(&mut self) {
        let uris: Vec<String> = self.documents.keys().cloned().collect();
        for uri in uris {
            let path = path_of(&uri);
            let text = &self.documents[&uri].text;
            let same = fs::read_to_string(&path).is_ok_and(|saved| saved == *text);
            if !same {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).expect("a folder");
                }
                // In place, so that a symbolic link stays a link.
                fs::write(&path, text).expect("a buffer that can be saved");
            }
        }
    }

    /// Moves a file as the editor's own command does: requests `willRenameFiles` first, and notifies
    /// `didRenameFiles` afterwards. Helix and VS Code also do this for a `rename` in an edit.
    ///
    /// # Errors
    /// The same as [`Client::apply_as`].
    pub fn move_as_user(
        &mut self,
        editor: Editor,
        from: &str,
        to: &str,
    ) -> Result<(), EditorError> {
        let files = json!({"files": [{"oldUri": from, "newUri": to}]});
        let edit = self.request("workspace/willRenameFiles", files);
        self.apply_as(editor, &edit)?;
        self.move_file_and_notify(from, to)
    }

    /// The edit of a `workspace/applyEdit` that the server sent before its last response, if there is
    /// one. Responds that the edit was applied.
    pub fn take_requested_edit(&mut self) -> Option<Value> {
        let is_request = |message: &Value| message["method"] == "workspace/applyEdit";
        let at = self.inbox.iter().position(is_request)?;
        let request = self.inbox.remove(at)?;
        self.respond(&request["id"], json!({"applied": true}));
        Some(request["params"]["edit"].clone())
    }

    /// Moves a file and its buffer, and notifies the server.
    fn move_file_and_notify(&mut self, from: &str, to: &str) -> Result<(), EditorError> {
        let (old, new) = (path_of(from), path_of(to));
        if old.symlink_metadata().is_ok() {
            fs::rename(old, new).map_err(|error| format!("{from} to {to}: {error}"))?;
        }
        self.rename_buffer(from, to);
        let files = json!({"files": [{"oldUri": from, "newUri": to}]});
        self.notify("workspace/didRenameFiles", files);
        Ok(())
    }

    fn rename_buffer(&mut self, from: &str, to: &str) {
        if let Some(document) = self.documents.remove(from) {
            self.notify("textDocument/didClose", json!({"textDocument": {"uri": from}}));
            self.open_with(to, &document.text);
        }
    }

    /// Closes the buffer of `uri`, if there is one.
    fn close_buffer(&mut self, uri: &str) {
        if self.documents.remove(uri).is_some() {
            self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        }
    }

    /// Opens a buffer of the file at `uri`, if there is none yet. For a missing or empty file, the text is
    /// `empty`.
    fn load_buffer(&mut self, uri: &str, empty: &str) -> Result<(), EditorError> {
        if self.documents.contains_key(uri) {
            return Ok(());
        }
        let path = path_of(uri);
        let text = match fs::read_to_string(&path) {
            Ok(text) if text.is_empty() => empty.to_owned(),
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => empty.to_owned(),
            Err(error) => return Err(format!("{uri}: {error}")),
        };
        self.open_with(uri, &text);
        Ok(())
    }

    /// Applies edits to the buffer of `uri`.
    fn edit_buffer(&mut self, uri: &str, edits: &Value) {
        let edits: Vec<Value> = edits.as_array().expect("a list of edits").clone();
        let text = position::edited(self.text(uri), &edits, self.encoding);
        self.set_text(uri, &text);
    }

    /// The version of the buffer of `uri`.
    fn version(&self, uri: &str) -> Option<i64> {
        self.documents.get(uri).map(|document| document.version)
    }
}

fn uri<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a URI")
}

fn option(operation: &Value, name: &str) -> bool {
    operation["options"][name] == true
}

/// Creates the folder of `path`, and writes an empty file.
fn write_empty(path: &Path) -> Result<(), EditorError> {
    let folder = path.parent().expect("a file is in a folder");
    let created = fs::create_dir_all(folder).and_then(|()| fs::write(path, ""));
    created.map_err(|error| format!("{}: {error}", path.display()))
}
