//! Requests that arrive before the vault is indexed, and cancelled requests.

use linkwright_tests::{Client, Folder};
use serde_json::json;

/// A vault that takes a moment to index.
fn large() -> Folder {
    let folder = Folder::new("//- /a.md\n[[note 1999]] [[gone]]\n");
    for n in 0..2000 {
        folder
            .write(&format!("{}/note {n}.md", n % 20), format!("# Note {n}\n[[note {}]]\n", n + 1));
    }
    folder
}

#[test]
fn a_request_waits_until_the_vault_is_indexed() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    let definition = client.request("textDocument/definition", at);
    assert_eq!(definition[0]["targetUri"], folder.uri("19/note 1999.md"));
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.finish();
}

#[test]
fn unsaved_text_takes_precedence_while_the_vault_is_indexed() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.open_with("19/note 1999.md", "---\naliases: [gone]\n---\n[[note 1]]\n");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["alias-link gone"]);
    assert_eq!(client.diagnostics("19/note 1999.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_request_whose_position_moved_while_it_waited_is_not_answered() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    let request = client.send_request("textDocument/definition", at);
    client.set_text("a.md", "[[note 5]]\n");
    // Either the vault was already indexed, or the position is stale.
    if let Err(error) = client.response_to(request) {
        assert_eq!(error["code"], -32801);
    }
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_cancelled_request_gets_its_error_and_others_are_answered() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    let requests: Vec<i64> =
        (0..20).map(|_| client.send_request("textDocument/completion", at.clone())).collect();
    for id in requests.iter().skip(1) {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    client.notify("$/cancelRequest", json!({"id": 12345}));
    assert!(client.response_to(requests[0]).is_ok());
    for id in &requests[1..] {
        // It may have been answered before the cancellation.
        if let Err(error) = client.response_to(*id) {
            assert_eq!(error["code"], -32800);
        }
    }
    client.request("textDocument/completion", at);
    client.finish();
}

#[test]
fn indexing_shows_progress() {
    let folder = large();
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    client.auto_respond("window/workDoneProgress/create", json!(null));
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    // The vault may be indexed before the client has responded.
    client.ignore("$/progress");
    client.finish();
}

#[test]
fn a_progress_that_is_accepted_after_indexing_begins_and_ends() {
    let folder = large();
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    let create = client.wait("a progress", |m| m["method"] == "window/workDoneProgress/create");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    let answer = json!({"jsonrpc": "2.0", "id": create["id"], "result": null}).to_string();
    client.send_raw(format!("Content-Length: {}\r\n\r\n{answer}", answer.len()).as_bytes());
    for kind in ["begin", "end"] {
        let progress = client.expect("$/progress");
        assert_eq!(progress["token"], create["params"]["token"]);
        assert_eq!(progress["value"]["kind"], kind);
    }
    client.finish();
}

#[test]
fn indexing_can_be_cancelled() {
    let folder = large();
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    client.ignore("$/progress");
    let create = client.wait("a progress", |m| m["method"] == "window/workDoneProgress/create");
    client.notify("window/workDoneProgress/cancel", json!({"token": create["params"]["token"]}));
    let answer = json!({"jsonrpc": "2.0", "id": create["id"], "result": null}).to_string();
    client.send_raw(format!("Content-Length: {}\r\n\r\n{answer}", answer.len()).as_bytes());
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    client.request("textDocument/completion", at);
    client.finish();
}

/// A session on a vault of many notes with links to `hub`, whose indexing was cancelled as soon as
/// possible.
fn cancelled(folder: &Folder) -> Client {
    for n in 0..3000 {
        folder.write(&format!("{}/note {n}.md", n % 20), "words ".repeat(200) + "[[hub]]\n");
    }
    let mut client = Client::start_with(folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    client.ignore("$/progress");
    client.ignore("textDocument/publishDiagnostics");
    let create = client.wait("a progress", |m| m["method"] == "window/workDoneProgress/create");
    client.notify("window/workDoneProgress/cancel", json!({"token": create["params"]["token"]}));
    let answer = json!({"jsonrpc": "2.0", "id": create["id"], "result": null}).to_string();
    client.send_raw(format!("Content-Length: {}\r\n\r\n{answer}", answer.len()).as_bytes());
    client.auto_respond("window/workDoneProgress/create", json!(null));
    client
}

#[test]
fn a_rename_after_cancelled_indexing_indexes_the_rest_first() {
    let folder = Folder::new("//- /a.md\n[[hub]]\n//- /hub.md\n");
    let mut client = cancelled(&folder);
    client.open("a.md");
    let mut params = client.at("a.md", "[[hub$0]]");
    params["newName"] = "z".into();
    let edit = client.request("textDocument/rename", params);
    // An edit of every note, and the move.
    assert_eq!(edit["documentChanges"].as_array().expect("a list").len(), 3002);
    // The rest of the vault is indexed now.
    client.set_text("a.md", "[[gone]]\n");
    let diagnostics = client.at("a.md", "[[gone$0]]");
    client.request("textDocument/hover", diagnostics);
    client.finish();
}

#[test]
fn a_move_after_cancelled_indexing_indexes_the_rest_first() {
    let folder = Folder::new("//- /a.md\n[[hub]]\n//- /hub.md\n");
    let mut client = cancelled(&folder);
    let files = json!([{"oldUri": folder.uri("hub.md"), "newUri": folder.uri("z.md")}]);
    let edit = client.request("workspace/willRenameFiles", json!({"files": files}));
    assert_eq!(edit["documentChanges"].as_array().expect("a list").len(), 3001);
    client.finish();
}

#[test]
fn cancelling_the_rest_of_indexing_refuses_the_rename() {
    let folder = Folder::new("//- /a.md\n[[hub]]\n//- /hub.md\n");
    let mut client = cancelled(&folder);
    client.open("a.md");
    let mut params = client.at("a.md", "[[hub$0]]");
    params["newName"] = "z".into();
    let request = client.send_request("textDocument/rename", params);
    client.notify("window/workDoneProgress/cancel", json!({"token": "linkwright/reading/0"}));
    match client.response_to(request) {
        // It may have been indexed before the cancellation.
        Ok(edit) => assert_eq!(edit["documentChanges"].as_array().expect("a list").len(), 3002),
        Err(error) => {
            let message = error["message"].as_str().expect("a message");
            assert!(message.contains("some notes are not indexed"), "{message}");
        }
    }
    client.finish();
}
