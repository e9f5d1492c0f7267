//! Helix 25.07: `apply_document_resource_op` in `helix-view/src/handlers/lsp.rs`, and `move_path` in
//! `helix-view/src/editor.rs`.
//!
//! - `create` writes an empty file, over one that exists too and through a symbolic link, unless
//!   `ignoreIfExists` is set without `overwrite` and something exists (a link to nothing does not).
//! - `rename` asks the server first (`willRenameFiles`), carries out its answer, and renames over
//!   whatever is there, with the same exception. The folder is not made.
//! - An edit of text opens a buffer, and fails if its version is another.
//! - The first failure ends it.

use std::fs;

use serde_json::Value;

use super::{Editor, Failed, option, uri, write_empty};
use crate::client::Client;
use crate::folder::path_of;

pub(super) fn operate(client: &mut Client, operation: &Value) -> Result<(), Failed> {
    let ignores = option(operation, "ignoreIfExists") && !option(operation, "overwrite");
    match operation["kind"].as_str() {
        Some("create") => {
            let path = path_of(uri(operation, "uri"));
            if ignores && path.exists() { Ok(()) } else { write_empty(&path) }
        }
        Some("rename") => {
            let (from, to) = (uri(operation, "oldUri"), uri(operation, "newUri"));
            if ignores && path_of(to).exists() {
                return Ok(());
            }
            client.move_by_hand(Editor::Helix, from, to)
        }
        Some("delete") => {
            let path = path_of(uri(operation, "uri"));
            let deleted =
                if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
            client.forget(uri(operation, "uri"));
            deleted.map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("unknown operation: {other}")),
        None => {
            let document = &operation["textDocument"];
            let uri = uri(document, "uri");
            client.load(uri, "")?;
            let expected = document["version"].as_i64();
            if expected.is_some_and(|version| Some(version) != client.version(uri)) {
                return Err(format!("outdated workspace edit for {uri}"));
            }
            client.edit_buffer(uri, &operation["edits"]);
            Ok(())
        }
    }
}
