//! Documents as editors open, change and close them.

use linkwright_tests::{Client, Folder};
use serde_json::json;

#[test]
fn the_last_of_many_quick_edits_is_used() {
    let folder = Folder::new("//- /a.md\n\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    for n in 0..500 {
        let (old, new) = (client.text("a.md").to_owned(), format!("[[b]] [[missing {n}]] é𝒳\n"));
        if n % 2 == 0 {
            client.set_text("a.md", &new);
        } else {
            client.replace("a.md", &old, &new);
        }
    }
    assert_eq!(client.diagnostics("a.md"), ["broken-link missing 499"]);
    client.finish();
}

#[test]
fn requests_and_edits_take_effect_in_the_order_they_are_sent() {
    let folder = Folder::new("//- /a.md\n[[\n//- /Target.md\n# One\n# Two\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.ignore("textDocument/publishDiagnostics");
    let mut pending = Vec::new();
    for n in 0..100 {
        let heading = if n % 2 == 0 { "One" } else { "Two" };
        client.set_text("a.md", &format!("{}[[Target#{heading}]]\n", "x".repeat(n)));
        let at = client.at("a.md", &format!("[[Target#{heading}$0]]"));
        pending.push((client.send_request("textDocument/definition", at), n));
    }
    for (id, n) in pending {
        let definition = client.response_to(id).expect("a definition");
        assert_eq!(definition[0]["targetRange"]["start"]["line"], n % 2);
        assert_eq!(definition[0]["originSelectionRange"]["start"]["character"], n);
    }
    client.finish();
}

#[test]
fn a_document_that_is_not_on_disk_is_a_note_until_it_is_closed() {
    let folder = Folder::new("//- /a.md\n[[new]]\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    client.open_with("sub/new.md", "# New\n");
    assert_eq!(client.diagnostics("sub/new.md"), [""; 0]);
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.close("sub/new.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    client.finish();
}

#[test]
fn closing_a_document_restores_the_text_on_disk() {
    let folder = Folder::new("//- /a.md\n[[b#Disk]] [[b#Editor]]\n//- /b.md\n# Disk\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Editor"]);
    client.open_with("b.md", "# Editor\n[[gone]]\n");
    assert_eq!(client.diagnostics("b.md"), ["broken-link gone"]);
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Disk"]);
    client.close("b.md");
    client.expect_cleared("b.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Editor"]);
    client.finish();
}

#[test]
fn invalid_sequences_of_notifications_log_a_warning() {
    let folder = Folder::new("//- /a.md\n//- /b.md\n");
    let mut client = Client::start(&folder);
    let document = |version: i64| json!({"uri": folder.uri("b.md"), "version": version});
    let change = |version, text| json!({"textDocument": document(version), "contentChanges": [{"text": text}]});
    client.notify("textDocument/didChange", change(2, "x"));
    client.expect("window/logMessage");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": folder.uri("b.md")}}));
    client.expect("window/logMessage");

    client.open("a.md");
    client.open("a.md");
    client.expect("window/logMessage");
    client.ignore("textDocument/publishDiagnostics");
    client.open("b.md");
    for version in [7, 7, 3] {
        client.notify("textDocument/didChange", change(version, "[[a]]"));
    }
    client.expect("window/logMessage");
    client.expect("window/logMessage");
    let at = json!({"textDocument": {"uri": folder.uri("b.md")},
                    "position": {"line": 0, "character": 3}});
    let definition = client.request("textDocument/definition", at);
    assert_eq!(definition[0]["targetUri"], folder.uri("a.md"));
    client.finish();
}

#[test]
fn the_client_s_own_spelling_of_a_uri_is_kept() {
    let folder = Folder::new("//- /dir/a b.md\n[[gone]]\n//- /c.md\n[[a b]]\n");
    let mut client = Client::start(&folder);
    client.open("c.md");
    assert_eq!(client.diagnostics("c.md"), [""; 0]);
    let odd = folder.uri("dir/a b.md").replace("dir", "%64ir");
    client.open_with(&odd, "[[gone]]\n");
    assert_eq!(client.diagnostics(&odd), ["broken-link gone"]);
    let at = client.at("c.md", "[[a$0 b]]");
    assert_eq!(client.request("textDocument/definition", at)[0]["targetUri"], odd);
    client.finish();
}

#[test]
fn an_untitled_document_can_link_to_notes_but_is_not_a_target() {
    let folder = Folder::new("//- /Target.md\n//- /a.md\n[[\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.open_with("untitled:Untitled-1", "[[Target]] [[gone]]\n");
    assert_eq!(client.diagnostics("untitled:Untitled-1"), ["broken-link gone"]);
    let at = client.at("untitled:Untitled-1", "[[Tar$0get");
    let definition = client.request("textDocument/definition", at);
    assert_eq!(definition[0]["targetUri"], folder.uri("Target.md"));
    client.close("untitled:Untitled-1");
    client.expect_cleared("untitled:Untitled-1");
    client.finish();
}

#[test]
fn a_file_outside_any_vault_gets_a_vault_of_its_own() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start(&folder);
    // The root of the file system is never a vault.
    let lone = "file:///a-note-that-was-never-saved.md".to_owned();
    client.open_with(&lone, "# Here\n[[#Here]] [[elsewhere]]\n");
    // It is unknown whether `elsewhere` exists.
    assert_eq!(client.diagnostics(&lone), [""; 0]);
    let at = client.at(&lone, "[[#He$0re");
    assert_eq!(client.request("textDocument/definition", at)[0]["targetUri"], lone.as_str());
    client.close(&lone);
    client.finish();
}

#[test]
fn opening_a_file_of_another_vault_indexes_that_vault() {
    let folder = Folder::new("//- /a.md\n");
    let other = Folder::new("//- /.obsidian/app.json\n{}\n//- /sub/x.md\n[[y]] [[a]]\n//- /y.md\n");
    let mut client = Client::start(&folder);
    let x = other.uri("sub/x.md");
    client.open(&x);
    assert_eq!(client.diagnostics(&x), ["broken-link a"]);
    client.finish();
}

#[test]
fn folders_of_the_workspace_come_and_go() {
    let one = Folder::new("//- /a.md\n[[b]]\n");
    let two = Folder::new("//- /sub/b.md\n[[a]] [[b]] [[c]]\n//- /c.md\n");
    let mut client = Client::start(&one);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link b"]);
    let b = two.uri("sub/b.md");
    client.open(&b);
    // Its own folder is the vault.
    assert_eq!(client.diagnostics(&b), ["broken-link a", "broken-link c"]);
    let folder = json!([{"uri": two.uri(""), "name": "two"}]);
    let change = |added, removed| json!({"event": {"added": added, "removed": removed}});
    client.notify("workspace/didChangeWorkspaceFolders", change(folder.clone(), json!([])));
    assert_eq!(client.diagnostics(&b), ["broken-link a"]);
    client.notify("workspace/didChangeWorkspaceFolders", change(json!([]), folder));
    assert_eq!(client.diagnostics(&b), ["broken-link a", "broken-link c"]);
    client.finish();
}

/// A frame with this `body`.
fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// A `didChange` of the document at `uri` from column `from` to `to` of line 0. `text` is JSON.
fn raw_change(uri: &str, version: i32, (from, to): (u32, u32), text: &[u8]) -> Vec<u8> {
    let range =
        json!({"start": {"line": 0, "character": from}, "end": {"line": 0, "character": to}});
    let head = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":{version}}},"contentChanges":[{{"range":{range},"text":""#
    );
    frame(&[head.as_bytes(), text, br#""}]}}"#].concat())
}

#[test]
fn a_change_that_is_almost_json_is_applied_and_later_ones_fit() {
    // The bytes that the client sends, and the number of columns that it counts for them.
    let cases: [(&str, &[u8], u32); 8] = [
        ("utf-16", br"\ud83d", 1),
        ("utf-16", br"a\ude00", 2),
        ("utf-16", b"\xff", 1),
        ("utf-16", b"\xe2\x82", 2),
        ("utf-32", b"\xff\xfe", 2),
        ("utf-8", b"\xff", 1),
        ("utf-8", b"\xed\xa0\xbd", 3),
        ("utf-16", b"\t", 1),
    ];
    for (encoding, text, columns) in cases {
        let folder = Folder::new("//- /a.md\n# x [[b]]\n//- /b.md\n");
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        });
        client.open("a.md");
        assert_eq!(client.diagnostics("a.md"), [""; 0]);
        let uri = client.uri("a.md");
        client.send_raw(&raw_change(&uri, 2, (2, 3), text));
        // Behind it, in the client's columns.
        client.send_raw(&raw_change(&uri, 3, (2 + columns, 3 + columns), b"y"));
        client.ignore("textDocument/publishDiagnostics");
        let symbols = json!({"textDocument": {"uri": uri}});
        let symbols = client.request("textDocument/documentSymbol", symbols);
        let name = symbols[0]["name"].as_str().expect("a heading");
        assert!(name.ends_with("y[[b]]"), "{name:?} in {encoding} after {text:?}");
        let range = &symbols[0]["location"]["range"];
        assert_eq!(range["start"], json!({"line": 0, "character": 0}));
        client.finish();
    }
}

#[test]
fn a_request_that_is_almost_json_is_answered_with_its_id() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    let uri = client.uri("a.md");
    for (id, name) in [(7001, &br"\ud83d"[..]), (7002, b"\xff")] {
        let head = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"textDocument/rename","params":{{"textDocument":{{"uri":"{uri}"}},"position":{{"line":0,"character":2}},"newName":"n"#
        );
        client.send_raw(&frame(&[head.as_bytes(), name, br#""}}"#].concat()));
        let edit = client.response_to(id).expect("an answer");
        assert!(edit.to_string().contains("n\u{fffd}"), "{edit}");
    }
    client.finish();
}
