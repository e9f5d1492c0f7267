//! Workspace edits carried out on a real folder as three editors do it. Each has code of its own for
//! this, and it differs most where a file is in the way; the differences are said in the files of
//! this module, after the sources of Neovim 0.11, Helix 25.07 and VS Code 1.139.
//!
//! | | Neovim | Helix | VS Code |
//! |---|---|---|---|
//! | operations | one by one; an error ends it, what is done stays | likewise | in groups of one kind; likewise |
//! | edits of text | in a buffer, not saved | in a buffer, not saved | in a model, not saved |
//! | of a file that is not there | a new buffer | a new buffer | the whole edit fails |
//! | `create` onto a file | emptied | emptied | fails |
//! | … with `ignoreIfExists` | no file is ever created, only a buffer | left alone | left alone |
//! | `rename` onto a file | skipped with a message | overwritten | fails |
//! | … with `ignoreIfExists` | likewise | skipped in silence | skipped in silence |
//! | … with `overwrite` | overwritten | overwritten | the other one is deleted first |
//! | a missing folder | made by both, but not by `ignoreIfExists` | made by `create` only | made |

mod helix;
mod neovim;
mod vscode;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Client;
use crate::folder::path_of;
use crate::position;

/// An editor, by how it carries out an edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Editor {
    /// Neovim 0.11.
    Neovim,
    /// Helix 25.07.
    Helix,
    /// Visual Studio Code 1.139.
    VsCode,
}

/// The three.
pub const EDITORS: [Editor; 3] = [Editor::Neovim, Editor::Helix, Editor::VsCode];

/// The reason why an editor did not carry out an edit, or the rest of it.
pub type Failed = String;

impl Editor {
    /// Makes the params of `initialize` those of this editor, as far as edits are concerned.
    pub fn introduce(self, params: &mut Value) {
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

    fn operate(self, client: &mut Client, operation: &Value) -> Result<(), Failed> {
        match self {
            Editor::Neovim => neovim::operate(client, operation),
            Editor::Helix => helix::operate(client, operation),
            Editor::VsCode => vscode::operate(client, operation),
        }
    }
}

impl Client {
    /// Carries out an edit of the workspace as `editor` does. Texts are changed in its buffers;
    /// [`Client::save_all`] writes them.
    ///
    /// # Errors
    /// With what the user would be told. What was done before stays done.
    pub fn carry_out(&mut self, editor: Editor, edit: &Value) -> Result<(), Failed> {
        let Some(operations) = edit["documentChanges"].as_array() else {
            for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
                let document =
                    json!({"textDocument": {"uri": uri, "version": null}, "edits": edits});
                editor.operate(self, &document)?;
            }
            return Ok(());
        };
        if editor == Editor::VsCode {
            // All the models of a group of edits are opened before the first is changed.
            return vscode::carry_out(self, operations);
        }
        operations.iter().try_for_each(|operation| editor.operate(self, operation))
    }

    /// Writes every changed buffer, as the user would: where the folder is missing, it is made.
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
                // In place, so that a symbolic link stays one.
                fs::write(&path, text).expect("a buffer that can be saved");
            }
        }
    }

    /// Moves a file as the user's own command does, and Helix and VS Code for a `rename` of an answer
    /// too: the server is asked first, and told afterwards.
    ///
    /// # Errors
    /// As [`Client::carry_out`].
    pub fn move_by_hand(&mut self, editor: Editor, from: &str, to: &str) -> Result<(), Failed> {
        let files = json!({"files": [{"oldUri": from, "newUri": to}]});
        let edit = self.request("workspace/willRenameFiles", files);
        self.carry_out(editor, &edit)?;
        self.moved(from, to)
    }

    /// The edit that the server asked for before its last answer, if it did; it is told that the
    /// edit is made.
    pub fn asked_edit(&mut self) -> Option<Value> {
        let is_asked = |message: &Value| message["method"] == "workspace/applyEdit";
        let at = self.inbox.iter().position(is_asked)?;
        let asked = self.inbox.remove(at)?;
        self.respond(&asked["id"], json!({"applied": true}));
        Some(asked["params"]["edit"].clone())
    }

    /// Moves a file and its buffer, and tells the server.
    fn moved(&mut self, from: &str, to: &str) -> Result<(), Failed> {
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

    /// Closes the buffer on `uri`, if there is one.
    fn forget(&mut self, uri: &str) {
        if self.documents.remove(uri).is_some() {
            self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        }
    }

    /// Opens a buffer on the file at `uri`, if there is none yet. Without a file it is empty.
    fn load(&mut self, uri: &str, empty: &str) -> Result<(), Failed> {
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

    /// Changes the buffer on `uri`.
    fn edit_buffer(&mut self, uri: &str, edits: &Value) {
        let edits: Vec<Value> = edits.as_array().expect("a list of edits").clone();
        let text = position::edited(self.text(uri), &edits, self.encoding);
        self.set_text(uri, &text);
    }

    /// The version of the buffer on `uri`.
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

/// Makes the folder of `path`, and writes a file without text there.
fn write_empty(path: &Path) -> Result<(), Failed> {
    let folder = path.parent().expect("a file is in a folder");
    let made = fs::create_dir_all(folder).and_then(|()| fs::write(path, ""));
    made.map_err(|error| format!("{}: {error}", path.display()))
}
