//! Applies workspace edits strictly: any conflict fails the test.

use std::fs;

use serde_json::{Value, json};

use super::Client;
use super::documents::{marked_as, without_mark};
use crate::folder::{path_of, write};
use crate::position;

impl Client {
    /// Waits for the server's next `workspace/applyEdit`, applies the edit, and responds.
    pub fn apply_requested_edit(&mut self) {
        let request = self.wait("workspace/applyEdit", |message| {
            message["method"] == "workspace/applyEdit" && message.get("id").is_some()
        });
        self.apply(&request["params"]["edit"]);
        self.send(&json!({"jsonrpc": "2.0", "id": request["id"], "result": {"applied": true}}));
    }

    /// Applies a workspace edit as an editor does: changes open documents, writes closed files, creates
    /// files, and opens moved documents under their new names.
    pub fn apply(&mut self, edit: &Value) {
        for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
            self.apply_to_document(uri, &Value::Null, edits);
        }
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            if change["kind"] == "create" {
                create_file(change);
                continue;
            }
            if change["kind"] == "delete" {
                let path = path_of(change["uri"].as_str().expect("a URI"));
                fs::remove_file(path).expect("a file that can be removed");
                continue;
            }
            if change["kind"] == "rename" {
                self.move_file(change);
                continue;
            }
            assert_eq!(change.get("kind"), None, "an unknown operation: {change}");
            for annotated in change["edits"].as_array().into_iter().flatten() {
                if let Some(id) = annotated["annotationId"].as_str() {
                    assert!(edit["changeAnnotations"][id]["label"].is_string(), "no label: {id}");
                }
            }
            let document = &change["textDocument"];
            let uri = document["uri"].as_str().expect("a URI");
            self.apply_to_document(uri, &document["version"], &change["edits"]);
        }
    }

    fn apply_to_document(&mut self, uri: &str, version: &Value, edits: &Value) {
        let edits = edits.as_array().expect("a list of edits");
        match self.documents.get(uri) {
            Some(open) => {
                assert!(version.is_null() || *version == open.version, "stale edits of {uri}");
                let text = position::edited(&open.text, edits, self.encoding);
                // From the last to the first, so that the ranges stay valid.
                let mut changes: Vec<Value> = edits
                    .iter()
                    .map(|edit| json!({"range": edit["range"], "text": edit["newText"]}))
                    .collect();
                let place = |change: &Value| {
                    let start = &change["range"]["start"];
                    (start["line"].as_u64(), start["character"].as_u64())
                };
                changes.sort_by_key(|change| std::cmp::Reverse(place(change)));
                self.change(uri, &changes, text);
            }
            None => {
                assert!(version.is_null(), "a version of {uri}, which is closed");
                let path = path_of(uri);
                let text = fs::read_to_string(&path).expect("a file that can be read");
                let edited = position::edited(without_mark(&text), edits, self.encoding);
                write(&path, marked_as(&text, &edited).as_bytes());
            }
        }
    }

    fn move_file(&mut self, operation: &Value) {
        let [old, new] = ["oldUri", "newUri"].map(|key| operation[key].as_str().expect("a URI"));
        let (from, to) = (path_of(old), path_of(new));
        let overwrites = operation["options"]["overwrite"] == true;
        assert!(overwrites || !to.exists(), "{} already exists", to.display());
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).expect("a folder");
        }
        fs::rename(from, to).expect("a file that can be moved");
        if let Some(document) = self.documents.remove(old) {
            self.notify("textDocument/didClose", json!({"textDocument": {"uri": old}}));
            self.open_with(new, &document.text);
        }
    }
}

fn create_file(operation: &Value) {
    let path = path_of(operation["uri"].as_str().expect("a URI"));
    assert!(!path.exists(), "{} already exists", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("a folder");
    }
    fs::write(path, "").expect("a file that can be written");
}
