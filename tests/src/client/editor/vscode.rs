//! VS Code 1.139: `bulkFileEdits.ts` and `bulkTextEdits.ts` in
//! `src/vs/workbench/contrib/bulkEdit/browser`.
//!
//! - `create` of an existing path and `rename` to one fail and stop the edit. With `ignoreIfExists` they
//!   are skipped, but only if `overwrite` is not present: `overwrite: false` counts as present. A broken
//!   symbolic link exists.
//! - A `rename` with `overwrite` deletes the existing file first. `willRenameFiles` is sent before a
//!   move. Missing folders are created.
//! - Consecutive text edits are one group. All its files are opened before the first is changed, and if
//!   one does not exist or has another version, none is changed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Editor, EditorError, option, uri, write_empty};
use crate::client::Client;
use crate::folder::path_of;

pub(super) fn apply_as(client: &mut Client, operations: &[Value]) -> Result<(), EditorError> {
    let is_edit = |operation: &Value| operation.get("kind").is_none();
    for group in operations.chunk_by(|one, next| is_edit(one) == is_edit(next)) {
        for edit in group.iter().filter(|operation| is_edit(operation)) {
            open(client, &edit["textDocument"])?;
        }
        group.iter().try_for_each(|operation| apply_operation(client, operation))?;
    }
    Ok(())
}

pub(super) fn apply_operation(client: &mut Client, operation: &Value) -> Result<(), EditorError> {
    let ignores =
        option(operation, "ignoreIfExists") && operation["options"]["overwrite"].is_null();
    let overwrites = option(operation, "overwrite");
    match operation["kind"].as_str() {
        Some("create") => {
            let path = path_of(uri(operation, "uri"));
            match exists(&path) {
                true if ignores => Ok(()),
                true if !overwrites => Err(format!("{}: file already exists", path.display())),
                _ => write_empty(&path),
            }
        }
        Some("rename") => {
            let (from, to) = (uri(operation, "oldUri"), uri(operation, "newUri"));
            let path = path_of(to);
            match exists(&path) {
                true if ignores => return Ok(()),
                true if !overwrites => return Err(format!("{to} already exists")),
                true => drop(fs::remove_file(&path)),
                false => {}
            }
            let folder = path.parent().expect("a file is in a folder");
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            client.move_as_user(Editor::VsCode, from, to)
        }
        Some("delete") => {
            let path = path_of(uri(operation, "uri"));
            client.close_buffer(uri(operation, "uri"));
            fs::remove_file(&path).map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("unknown operation: {other}")),
        None => {
            let document = &operation["textDocument"];
            open(client, document)?;
            client.edit_buffer(uri(document, "uri"), &operation["edits"]);
            Ok(())
        }
    }
}

fn open(client: &mut Client, document: &Value) -> Result<(), EditorError> {
    let uri = uri(document, "uri");
    if client.version(uri).is_none() && !path_of(uri).is_file() {
        return Err(format!("{uri} does not exist"));
    }
    client.load_buffer(uri, "")?;
    match document["version"].as_i64() {
        Some(version) if Some(version) != client.version(uri) => {
            Err(format!("{uri} has changed in the meantime"))
        }
        _ => Ok(()),
    }
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
