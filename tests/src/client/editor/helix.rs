//! Helix 25.07: `apply_document_resource_op` in `helix-view/src/handlers/lsp.rs`, and `move_path` in
//! `helix-view/src/editor.rs`.
//!
//! - `create` writes an empty file, also over an existing file and through a symbolic link. Exception:
//!   `ignoreIfExists` is set without `overwrite`, and the file exists (a broken link does not).
//! - `rename` requests `willRenameFiles` first, applies the answer, and overwrites an existing file,
//!   with the same exception. It does not create folders.
//! - A text edit opens a buffer, and fails if the version differs.
//! - The first error stops the edit.

use std::fs;

use serde_json::Value;

use super::{Editor, EditorError, option, uri, write_empty};
use crate::client::Client;
use crate::folder::path_of;

pub(super) fn apply_operation(client: &mut Client, operation: &Value) -> Result<(), EditorError> {
    let skips_existing = option(operation, "ignoreIfExists") && !option(operation, "overwrite");
    match operation["kind"].as_str() {
        Some("create") => {
            let path = path_of(uri(operation, "uri"));
            if skips_existing && path.exists() { Ok(()) } else { write_empty(&path) }
        }
        Some("rename") => {
            let (from, to) = (uri(operation, "oldUri"), uri(operation, "newUri"));
            if skips_existing && path_of(to).exists() {
                return Ok(());
            }
            client.move_as_user(Editor::Helix, from, to)
        }
        Some("delete") => {
            let path = path_of(uri(operation, "uri"));
            let deleted =
                if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            client.close_buffer(uri(operation, "uri"));
            deleted.map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("unknown operation: {other}")),
        None => {
            let document = &operation["textDocument"];
            let uri = uri(document, "uri");
            client.load_buffer(uri, "")?;
            let expected = document["version"].as_i64();
            if expected.is_some_and(|version| Some(version) != client.version(uri)) {
                return Err(format!("outdated workspace edit for {uri}"));
            }
            client.edit_buffer(uri, &operation["edits"]);
            Ok(())
        }
    }
}
