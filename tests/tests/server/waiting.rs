//! Requests that come before the vault is read, or that nobody wants any more.

use linkwright_tests::{Client, Folder};
use serde_json::json;

/// A vault that takes a moment to read.
fn large() -> Folder {
    let folder = Folder::new("//- /a.md\n[[note 1999]] [[gone]]\n");
    for n in 0..2000 {
        folder
            .write(&format!("{}/note {n}.md", n % 20), format!("# Note {n}\n[[note {}]]\n", n + 1));
    }
    folder
}

#[test]
fn a_request_before_the_vault_is_read_waits_and_is_answered_rightly() {
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
fn an_editor_s_text_beats_the_disk_while_the_vault_is_read() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.open_with("19/note 1999.md", "---\naliases: [gone]\n---\n[[note 1]]\n");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["alias-link gone"]);
    assert_eq!(client.diagnostics("19/note 1999.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_place_that_moved_while_its_request_waited_is_not_answered_for_another() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    let asked = client.ask("textDocument/definition", at);
    client.set_text("a.md", "[[note 5]]\n");
    // Either the vault was read already, or the place is stale.
    if let Err(error) = client.answer_to(asked) {
        assert_eq!(error["code"], -32801);
    }
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_cancelled_request_is_answered_as_such_and_others_are_answered() {
    let folder = large();
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let at = client.at("a.md", "[[note$0 1999");
    let asked: Vec<i64> =
        (0..20).map(|_| client.ask("textDocument/completion", at.clone())).collect();
    for id in asked.iter().skip(1) {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    client.notify("$/cancelRequest", json!({"id": 12345}));
    assert!(client.answer_to(asked[0]).is_ok());
    for id in &asked[1..] {
        // It may have been answered before.
        if let Err(error) = client.answer_to(*id) {
            assert_eq!(error["code"], -32800);
        }
    }
    client.request("textDocument/completion", at);
    client.finish();
}

#[test]
fn the_reading_of_the_vault_is_shown() {
    let folder = large();
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    client.answer("window/workDoneProgress/create", json!(null));
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    // The vault may be read before the client has agreed to see it.
    client.ignore("$/progress");
    client.finish();
}

#[test]
fn a_progress_that_is_agreed_to_when_all_is_read_begins_and_ends() {
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
fn the_reading_of_the_vault_can_be_cancelled() {
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
