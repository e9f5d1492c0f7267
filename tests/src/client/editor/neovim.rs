//! Neovim 0.11: `apply_workspace_edit` in `runtime/lua/vim/lsp/util.lua`.
//!
//! - `create` without `ignoreIfExists`, or with `overwrite`, opens the file for writing, which empties
//!   an existing file, also through a symbolic link. With `ignoreIfExists` it adds a buffer and changes
//!   nothing on disk, whether the file exists or not. It does not create the folder either.
//! - `rename` of a symbolic link moves the target of the link. It skips an existing file (a broken link
//!   does not exist), except with `overwrite` and without `ignoreIfExists`. It writes the buffer to the
//!   new path.
//! - A text edit opens a buffer. The version is compared only in the first operation, and a newer
//!   buffer is not changed. An empty buffer is one empty line.

use std::fs;

use serde_json::Value;

use super::{EditorError, option, uri, write_empty};
use crate::client::Client;
use crate::folder::path_of;

pub(super) fn apply_operation(client: &mut Client, operation: &Value) -> Result<(), EditorError> {
    match operation["kind"].as_str() {
        Some("create") => {
            let path = path_of(uri(operation, "uri"));
            if !option(operation, "ignoreIfExists") || option(operation, "overwrite") {
                // Errors are ignored.
                drop(write_empty(&path));
            }
            Ok(())
        }
        Some("rename") => rename(client, operation),
        Some("delete") => {
            let path = path_of(uri(operation, "uri"));
            if !path.exists() {
                return Err(format!(
                    "Cannot delete not existing file or folder {}",
                    path.display()
                ));
            }
            client.close_buffer(uri(operation, "uri"));
            let deleted =
                if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            deleted.map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("Unsupported change: {other}")),
        None => {
            let document = &operation["textDocument"];
            let uri = uri(document, "uri");
            client.load_buffer(uri, "\n")?;
            client.edit_buffer(uri, &operation["edits"]);
            Ok(())
        }
    }
}

fn rename(client: &mut Client, operation: &Value) -> Result<(), EditorError> {
    let skip = !option(operation, "overwrite") || option(operation, "ignoreIfExists");
    let (from, to) = (uri(operation, "oldUri"), uri(operation, "newUri"));
    let new = path_of(to);
    // In both cases Neovim shows a message and continues with the edit.
    let Ok(old) = fs::canonicalize(path_of(from)) else { return Ok(()) };
    if skip && (new.exists() || client.documents.contains_key(to)) {
        return Ok(());
    }
    let folder = new.parent().expect("a file is in a folder");
    let moved = fs::create_dir_all(folder).and_then(|()| fs::rename(&old, &new));
    moved.map_err(|error| error.to_string())?;
    if let Some(document) = client.documents.get(from) {
        fs::write(&new, &document.text).map_err(|error| error.to_string())?;
    }
    client.rename_buffer(from, to);
    Ok(())
}
