//! What an editor does on its side: it holds the text of the open note, tells the server of each
//! change, and carries out the edits it is given.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use linkwright_text::{ColumnCounting, Edit, Position, PositionEncoding, Span, Text, apply_edits};
use serde_json::{Value, json};
use url::Url;

use super::client::Client;
use crate::failure::Failure;

/// Columns are counted as the server is told: in what every client understands.
pub(super) const COLUMNS: ColumnCounting = ColumnCounting::of_file(PositionEncoding::Utf16);

/// An editor with one note open.
pub(super) struct Editor {
    pub(super) server: Client,
    uri: String,
    version: i32,
    /// The text of the open note.
    pub(super) text: String,
}

impl Editor {
    /// Starts the server on the vault at `root`; how long it took until it answered rightly.
    ///
    /// # Errors
    /// If the server cannot be started or refuses.
    pub(super) fn open(root: &Path, note: &str) -> Result<(Editor, Duration), Failure> {
        let started = Instant::now();
        let mut server = Client::start(root)?;
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
        let mut editor = Editor { server, uri: uri(&path)?, version: 1, text };
        editor.server.notify(
            "textDocument/didOpen",
            &json!({ "textDocument": {
                "uri": editor.uri, "languageId": "markdown",
                "version": editor.version, "text": editor.text,
            } }),
        )?;
        // An answer that needs the whole vault: it comes when the index is ready.
        editor.ask("textDocument/definition", 0)?;
        Ok((editor, started.elapsed()))
    }

    /// Asks about the place at `offset`, in bytes.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub(super) fn ask(
        &mut self,
        method: &str,
        offset: usize,
    ) -> Result<(Value, Duration), Failure> {
        let params = self.place(offset);
        self.server.request(method, &params)
    }

    /// Asks to rename what is at `offset`, in bytes.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub(super) fn rename(
        &mut self,
        offset: usize,
        new_name: &str,
    ) -> Result<(Value, Duration), Failure> {
        let mut params = self.place(offset);
        params["newName"] = json!(new_name);
        self.server.request("textDocument/rename", &params)
    }

    /// Changes the open note and tells the server, as after a keystroke.
    ///
    /// # Errors
    /// If the server is gone.
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

    /// Waits for diagnostics of the open note as it is now that `wanted` accepts.
    ///
    /// # Errors
    /// If none come.
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

    /// The bytes of the open note that a range means.
    pub(super) fn span(&self, range: &Value) -> Span {
        span(&Text::new(&self.text), range)
    }

    fn place(&self, offset: usize) -> Value {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        json!({
            "textDocument": { "uri": self.uri },
            "position": position(&Text::new(&self.text), offset),
        })
    }
}

/// What the answer to a rename asks for, carried out.
pub(super) struct Carried {
    /// Each file that changed: its path before, its path after, its texts before and after.
    pub(super) files: Vec<(PathBuf, PathBuf, String, String)>,
    /// How many edits there are of each kind, by the label of their annotation.
    pub(super) kinds: BTreeMap<String, usize>,
    /// How many edits there are.
    pub(super) edits: usize,
}

/// Carries out a `WorkspaceEdit` on the files of `root`, and on none outside it.
///
/// # Errors
/// If an edit is not on the text it is for, or a file cannot be read or written.
pub(super) fn carry_out(root: &Path, answer: &Value) -> Result<Carried, Failure> {
    let changes = answer["documentChanges"].as_array();
    let changes = changes.ok_or_else(|| Failure::new("the server renames nothing"))?;
    let mut done = Carried { files: Vec::new(), kinds: BTreeMap::new(), edits: 0 };
    for change in changes {
        if change["kind"] == "rename" {
            let (old, new) = (path(root, &change["oldUri"])?, path(root, &change["newUri"])?);
            if let Some(folder) = new.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(&old, &new)?;
            match done.files.iter_mut().find(|(_, now, ..)| *now == old) {
                Some(file) => file.1 = new,
                None => {
                    let text = fs::read_to_string(&new)?;
                    done.files.push((old, new, text.clone(), text));
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
            *done.kinds.entry(label.to_owned()).or_default() += 1;
            let insert = edit["newText"].as_str().unwrap_or_default();
            edits.push(Edit::new(span(&rope, &edit["range"]), insert));
        }
        done.edits += edits.len();
        edits.sort_by_key(|edit| edit.span);
        let after = apply_edits(&before, &edits).map_err(Failure::new)?;
        fs::write(&path, &after)?;
        done.files.push((path.clone(), path, before, after));
    }
    Ok(done)
}

/// The path of a `file:` URI that lies in `root`.
pub(super) fn path(root: &Path, uri: &Value) -> Result<PathBuf, Failure> {
    let path = uri.as_str().and_then(|uri| Url::parse(uri).ok()?.to_file_path().ok());
    let inside = path.filter(|path| {
        let plain = !path.components().any(|part| part == std::path::Component::ParentDir);
        path.starts_with(root) && plain
    });
    inside.ok_or_else(|| Failure::new(format!("the server speaks of another folder: {uri}")))
}

/// The bytes of `text` that a range means.
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
    uri.map(String::from).map_err(|()| Failure::new(format!("{}: no URI", path.display())))
}
