//! The editor's side of a session: it holds the text of the open note, sends each change to the
//! server, and applies the edits that the server returns.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use linkwright_text::{ColumnCounting, Edit, Position, PositionEncoding, Span, Text, apply_edits};
use serde_json::{Value, json};
use url::Url;

use super::client::ServerProcess;
use crate::failure::Failure;

/// The position encoding of the session: UTF-16, which every client supports.
pub(super) const COLUMNS: ColumnCounting = ColumnCounting::of_file(PositionEncoding::Utf16);

/// An editor with one note open.
pub(super) struct TourEditor {
    pub(super) server: ServerProcess,
    uri: String,
    version: i32,
    /// The text of the open note.
    pub(super) text: String,
}

impl TourEditor {
    /// Starts the server on the vault at `root` and opens `note`. Returns the time until the first
    /// complete answer.
    ///
    /// # Errors
    /// If the server cannot be started or returns an error.
    pub(super) fn open(root: &Path, note: &str) -> Result<(TourEditor, Duration), Failure> {
        let started = Instant::now();
        let mut server = ServerProcess::start(root)?;
        let folder = uri(root)?;
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-16"] },
            "window": { "workDoneProgress": false },
            "workspace": {
                "workspaceFolders": true,
                "workspaceEdit": {
                    "documentChanges": true, "resourceOperations": ["create", "rename", "delete"],
                    "changeAnnotationSupport": { "groupsOnLabel": true },
                },
            },
            "textDocument": {
                "synchronization": { "didSave": true },
                "publishDiagnostics": { "versionSupport": true, "relatedInformation": true },
                "completion": { "completionItem": { "snippetSupport": false } },
                "definition": { "linkSupport": true },
                "rename": { "prepareSupport": true },
            },
        });
        let params = json!({
            "processId": std::process::id(), "clientInfo": { "name": "linkwright tour" },
            "rootUri": folder, "capabilities": capabilities,
            "workspaceFolders": [{ "uri": folder, "name": "tour" }],
        });
        server.request("initialize", &params)?;
        server.notify("initialized", &json!({}))?;

        let path = root.join(note);
        let text = fs::read_to_string(&path)?;
        let mut editor = TourEditor { server, uri: uri(&path)?, version: 1, text };
        editor.server.notify(
            "textDocument/didOpen",
            &json!({ "textDocument": {
                "uri": editor.uri, "languageId": "markdown",
                "version": editor.version, "text": editor.text,
            } }),
        )?;
        // This request needs the whole vault, so it is answered when the vault is loaded.
        editor.request_at("textDocument/definition", 0)?;
        Ok((editor, started.elapsed()))
    }

    /// Sends a request about the position at `offset`, in bytes.
    ///
    /// # Errors
    /// As [`ServerProcess::request`].
    pub(super) fn request_at(
        &mut self,
        method: &str,
        offset: usize,
    ) -> Result<(Value, Duration), Failure> {
        let params = self.position_params(offset);
        self.server.request(method, &params)
    }

    /// Sends a rename request for the position at `offset`, in bytes.
    ///
    /// # Errors
    /// As [`ServerProcess::request`].
    pub(super) fn rename(
        &mut self,
        offset: usize,
        new_name: &str,
    ) -> Result<(Value, Duration), Failure> {
        let mut params = self.position_params(offset);
        params["newName"] = json!(new_name);
        self.server.request("textDocument/rename", &params)
    }

    /// Changes the open note and sends the change to the server, as after a keystroke.
    ///
    /// # Errors
    /// If the server has stopped.
    pub(super) fn edit(&mut self, edit: Edit) -> Result<(), Failure> {
        let rope = Text::new(&self.text);
        let change = json!({
            "range": { "start": position(&rope, edit.span.start), "end": position(&rope, edit.span.end) },
            "text": edit.insert,
        });
        self.text = apply_edits(&self.text, &[edit]).map_err(Failure::new)?;
        self.version += 1;
        self.server.notify(
            "textDocument/didChange",
            &json!({
                "textDocument": { "uri": self.uri, "version": self.version },
                "contentChanges": [change],
            }),
        )
    }

    /// Waits for diagnostics of the current version of the open note for which `wanted` returns a
    /// value.
    ///
    /// # Errors
    /// If none are published in time.
    pub(super) fn diagnostics<T>(
        &mut self,
        wanted: impl Fn(&[Value]) -> Option<T>,
    ) -> Result<T, Failure> {
        let (uri, version) = (self.uri.clone(), self.version);
        self.server.wait("textDocument/publishDiagnostics", |params| {
            let current = params["version"].as_i64().is_none_or(|v| v == i64::from(version));
            if params["uri"] != json!(uri) || !current {
                return None;
            }
            wanted(params["diagnostics"].as_array().map_or(&[], Vec::as_slice))
        })
    }

    /// The span in the open note of an LSP range.
    pub(super) fn span(&self, range: &Value) -> Span {
        span(&Text::new(&self.text), range)
    }

    fn position_params(&self, offset: usize) -> Value {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        json!({
            "textDocument": { "uri": self.uri },
            "position": position(&Text::new(&self.text), offset),
        })
    }
}

/// The result of an applied `WorkspaceEdit`.
pub(super) struct AppliedEdit {
    /// The files that changed: the path before and after, and the text before and after.
    pub(super) files: Vec<(PathBuf, PathBuf, String, String)>,
    /// The number of edits of each kind, by the label of their annotation.
    pub(super) kinds: BTreeMap<String, usize>,
    /// The number of edits.
    pub(super) edits: usize,
}

/// Applies a `WorkspaceEdit` to the files in `root`, and to none outside it.
///
/// # Errors
/// If an edit does not fit the text, or a file cannot be read or written.
pub(super) fn apply(root: &Path, answer: &Value) -> Result<AppliedEdit, Failure> {
    let changes = answer["documentChanges"].as_array();
    let changes =
        changes.ok_or_else(|| Failure::new("the server returned no changes for the rename"))?;
    let mut applied = AppliedEdit { files: Vec::new(), kinds: BTreeMap::new(), edits: 0 };
    for change in changes {
        if change["kind"] == "rename" {
            let (old, new) = (path(root, &change["oldUri"])?, path(root, &change["newUri"])?);
            if let Some(folder) = new.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(&old, &new)?;
            match applied.files.iter_mut().find(|(_, now, ..)| *now == old) {
                Some(file) => file.1 = new,
                None => {
                    let text = fs::read_to_string(&new)?;
                    applied.files.push((old, new, text.clone(), text));
                }
            }
            continue;
        }
        let path = path(root, &change["textDocument"]["uri"])?;
        let before = fs::read_to_string(&path)?;
        let rope = Text::new(&before);
        let mut edits = Vec::new();
        for edit in change["edits"].as_array().into_iter().flatten() {
            let label = edit["annotationId"].as_str().map_or("edit", |id| {
                answer["changeAnnotations"][id]["label"].as_str().unwrap_or(id)
            });
            *applied.kinds.entry(label.to_owned()).or_default() += 1;
            let insert = edit["newText"].as_str().unwrap_or_default();
            edits.push(Edit::new(span(&rope, &edit["range"]), insert));
        }
        applied.edits += edits.len();
        edits.sort_by_key(|edit| edit.span);
        let after = apply_edits(&before, &edits).map_err(Failure::new)?;
        fs::write(&path, &after)?;
        applied.files.push((path.clone(), path, before, after));
    }
    Ok(applied)
}

/// The path of a `file:` URI that lies in `root`.
pub(super) fn path(root: &Path, uri: &Value) -> Result<PathBuf, Failure> {
    let path = uri.as_str().and_then(|uri| Url::parse(uri).ok()?.to_file_path().ok());
    let inside = path.filter(|path| {
        let has_no_parent = !path.components().any(|part| part == std::path::Component::ParentDir);
        path.starts_with(root) && has_no_parent
    });
    inside
        .ok_or_else(|| Failure::new(format!("the server returned a file outside the vault: {uri}")))
}

/// The span in `text` of an LSP range.
pub(super) fn span(text: &Text, range: &Value) -> Span {
    let at = |place: &Value| {
        let number = |name: &str| {
            place[name].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
        };
        text.offset(Position::new(number("line"), number("character")), COLUMNS)
    };
    let (start, end) = (at(&range["start"]), at(&range["end"]));
    Span { start, end: end.max(start) }
}

fn position(text: &Text, offset: u32) -> Value {
    let Position { line, column } = text.position(offset, COLUMNS);
    json!({ "line": line, "character": column })
}

fn uri(path: &Path) -> Result<String, Failure> {
    let uri = Url::from_file_path(path);
    uri.map(String::from)
        .map_err(|()| Failure::new(format!("{}: the path has no `file:` URI", path.display())))
}
