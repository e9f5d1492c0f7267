//! Neovim 0.11: `apply_workspace_edit` in `runtime/lua/vim/lsp/util.lua`.
//!
//! - `create` without `ignoreIfExists`, or with `overwrite`, opens the file for writing, which empties
//!   one that exists, be it behind a symbolic link. With `ignoreIfExists` it adds a buffer and touches
//!   nothing on the disk, whether a file exists or not; the folder is not made either.
//! - `rename` moves what the old path leads to, not a link there. It skips a target that exists (a
//!   link to nothing does not) unless it is told to overwrite and not to ignore. The buffer is written
//!   to the new path.
//! - An edit of text opens a buffer; its version is compared only in the first operation, and a buffer
//!   that is newer is left alone. An empty buffer is one empty line.

use std::fs;

use serde_json::Value;

use super::{Failed, option, uri, write_empty};
use crate::client::Client;
use crate::folder::path_of;

pub(super) fn operate(client: &mut Client, operation: &Value) -> Result<(), Failed> {
    match operation["kind"].as_str() {
        Some("create") => {
            let path = path_of(uri(operation, "uri"));
            if !option(operation, "ignoreIfExists") || option(operation, "overwrite") {
                // A file that cannot be opened is passed over.
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
            client.forget(uri(operation, "uri"));
            let deleted =
                if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            deleted.map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("Unsupported change: {other}")),
        None => {
            let document = &operation["textDocument"];
            let uri = uri(document, "uri");
            client.load(uri, "\n")?;
            client.edit_buffer(uri, &operation["edits"]);
            Ok(())
        }
    }
}

fn rename(client: &mut Client, operation: &Value) -> Result<(), Failed> {
    let skip = !option(operation, "overwrite") || option(operation, "ignoreIfExists");
    let (from, to) = (uri(operation, "oldUri"), uri(operation, "newUri"));
    let new = path_of(to);
    // Both are said to the user, and the rest of the edit is carried out.
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
