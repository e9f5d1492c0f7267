//! Diagnostics of all notes, published to a client that does not pull.

use std::collections::BTreeMap;

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

fn start(folder: &Folder, scope: &str) -> Client {
    Client::start_with(folder, |params| {
        params["initializationOptions"] = json!({"diagnostics": {"scope": scope}});
    })
}

/// Waits for the next diagnostics of the file `name`: code and start of each, `line:column` from 0.
fn next_published(client: &mut Client, name: &str) -> Vec<String> {
    let uri = client.uri(name);
    let published = client.wait(&format!("diagnostics of {name}"), |message| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
    });
    let found =
        published["params"]["diagnostics"].as_array().expect("a list of diagnostics").iter();
    let line = |diagnostic: &Value| {
        let start = &diagnostic["range"]["start"];
        let code = diagnostic["code"].as_str().expect("a code");
        format!("{code} {}:{}", start["line"], start["character"])
    };
    found.map(line).collect()
}

#[test]
fn diagnostics_of_closed_notes_are_published_and_updated() {
    let folder = Folder::new(
        "//- /a.md\n\n\nx [[gone]]\n//- /b.md\n[[a]]\n//- /c.md\n[[b#None]]\n//- /d.md\n[[also]]\n",
    );
    let mut client = start(&folder, "vault");
    assert_eq!(next_published(&mut client, "a.md"), ["broken-link 2:4"]);
    assert_eq!(next_published(&mut client, "c.md"), ["broken-heading 0:4"]);
    assert_eq!(next_published(&mut client, "d.md"), ["broken-link 0:2"]);
    folder.write("gone.md", "");
    assert_eq!(next_published(&mut client, "a.md"), [""; 0]);
    folder.write("b.md", "# None\n");
    assert_eq!(next_published(&mut client, "c.md"), [""; 0]);
    std::fs::remove_file(folder.path("d.md")).expect("a file to remove");
    assert_eq!(next_published(&mut client, "d.md"), [""; 0]);
    client.finish();
}

#[test]
fn diagnostics_are_published_once_for_open_and_closed_notes() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = start(&folder, "vault");
    assert_eq!(next_published(&mut client, "a.md"), ["broken-link 0:2"]);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.replace("a.md", "[[gone]]", "[[gone]] [[new]]");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone", "broken-link new"]);
    // The unsaved text is discarded.
    client.close("a.md");
    assert_eq!(next_published(&mut client, "a.md"), ["broken-link 0:2"]);
    client.finish();
}

#[test]
fn the_scope_can_change_while_the_server_runs() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n//- /open.md\n[[gone]]\n");
    let mut client = start(&folder, "open");
    client.open("open.md");
    assert_eq!(client.diagnostics("open.md"), ["broken-link gone"]);
    folder.write(".linkwright.toml", "[diagnostics]\nscope = \"vault\"\n");
    // The editor's settings take precedence over the file.
    let settings = json!({"settings": {"linkwright": {"rename": {}}}});
    client.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(next_published(&mut client, "a.md"), ["broken-link 0:2"]);
    folder.write(".linkwright.toml", "[diagnostics]\nscope = \"open\"\n");
    assert_eq!(next_published(&mut client, "a.md"), [""; 0]);
    client.finish();
}

#[test]
fn diagnostics_of_a_large_vault_are_published() {
    let folder = Folder::new("//- /open.md\n");
    for n in 0..1500 {
        folder.write(&format!("{}/n{n}.md", n % 20), format!("[[n{}]] [[gone {n}]]\n", n + 1));
    }
    let mut client = start(&folder, "vault");
    let mut found = BTreeMap::new();
    while found.len() < 1500 {
        let published = client.expect("textDocument/publishDiagnostics");
        let uri = published["uri"].as_str().expect("a URI").to_owned();
        assert!(
            found
                .insert(uri, published["diagnostics"].as_array().expect("diagnostics").len())
                .is_none()
        );
    }
    let last = folder.uri("19/n1499.md");
    assert!(found.iter().all(|(uri, &count)| count == if *uri == last { 2 } else { 1 }));
    client.finish();
}

#[test]
fn a_check_diagnoses_all_notes_whatever_the_settings_say() {
    let folder = Folder::new("//- /a.md\n[[gone]] [[b]]\n//- /b.md\n[[a#None]]\n//- /c.md\n");
    let mut client = start(&folder, "open");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    let check = json!({"command": "linkwright.check", "arguments": [{}]});
    let counts = client.request("workspace/executeCommand", check.clone());
    assert_eq!(counts, json!({"notes": 3, "links": 3, "broken": 2}));
    assert_eq!(next_published(&mut client, "b.md"), ["broken-heading 0:4"]);
    // The diagnostics stay correct and are not published again.
    let counts = client.request("workspace/executeCommand", check);
    assert_eq!(counts["broken"], 2);
    folder.write("b.md", "");
    assert_eq!(next_published(&mut client, "b.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_check_shows_progress_and_can_be_cancelled() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    for n in 0..3000 {
        folder.write(&format!("n{n}.md"), "[[a]]\n".repeat(20));
    }
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["window"] = json!({"workDoneProgress": true});
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    client.auto_respond("window/workDoneProgress/create", Value::Null);
    let at = client.at("a.md", "[[go$0ne");
    client.request("textDocument/completion", at);
    let check = json!({"command": "linkwright.check", "arguments": [{}]});
    let request = client.send_request("workspace/executeCommand", check);
    let token = "linkwright/command/1";
    while client.expect("$/progress")["token"] != token {}
    client.ignore("$/progress");
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    // It may have ended before the cancellation.
    if let Err(error) = client.response_to(request) {
        assert_eq!(error["code"], -32800);
    }
    client.finish();
}

#[test]
fn a_check_reports_progress_with_the_token_of_the_request() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n[[a]]\n");
    let mut client = Client::start(&folder);
    let mut check = json!({"command": "linkwright.check", "arguments": [{}]});
    check["workDoneToken"] = "mine".into();
    assert_eq!(client.request("workspace/executeCommand", check)["notes"], 2);
    let begun = client.expect("$/progress");
    assert_eq!((&begun["token"], &begun["value"]["kind"]), (&"mine".into(), &"begin".into()));
    loop {
        let progress = client.expect("$/progress");
        assert_eq!(progress["token"], "mine");
        if progress["value"]["kind"] == "end" {
            break;
        }
    }
    client.finish();
}

#[test]
fn related_information_has_its_range_in_closed_notes() {
    let folder = Folder::new(
        "//- /a.md\n[[Nick]]\n//- /b.md\n---\ntags: x\naliases: [é𝒳, Nick]\n---\n//- /d/c.md\n[[Nick]]\n",
    );
    for scope in ["open", "vault"] {
        let mut client = start(&folder, scope);
        client.open("a.md");
        let uri = client.uri("a.md");
        let open = client.wait("diagnostics", |message| message["params"]["uri"] == uri);
        let mut all = vec![open];
        if scope == "vault" {
            let uri = client.uri("d/c.md");
            all.push(client.wait("diagnostics", |message| message["params"]["uri"] == uri));
        }
        for published in all {
            let related = &published["params"]["diagnostics"][0]["relatedInformation"][0];
            assert_eq!(related["location"]["uri"], folder.uri("b.md"));
            // In UTF-16: `aliases: [é𝒳, ` is 15 units.
            let range =
                json!({"start": {"line": 2, "character": 15}, "end": {"line": 2, "character": 19}});
            assert_eq!(related["location"]["range"], range);
        }
        // The note may also be published before it is opened.
        client.ignore("textDocument/publishDiagnostics");
        client.finish();
    }
}

#[test]
fn a_change_is_sent_when_commands_know_of_it() {
    let folder = Folder::new("//- /a.md\n![[b]]\n//- /b.md\nOld\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["experimental"] = json!({"linkwright": {"changes": true}});
    });
    let argument = json!({"uri": folder.uri("a.md")});
    let mut content_after_change = || {
        client.expect("linkwright/changed");
        let command = json!({"command": "linkwright.preview", "arguments": [argument]});
        client.request("workspace/executeCommand", command)[0]["content"].clone()
    };
    assert_eq!(content_after_change(), "Old\n");
    folder.write("b.md", "New\n");
    while content_after_change() != "New\n" {}
    client.finish();
}

#[test]
fn the_status_is_sent_to_clients_that_show_it() {
    let folder = Folder::new("//- /a.md\n//- /b.md\n//- /c.png\nx\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["experimental"] = json!({"linkwright": {"status": true}});
    });
    let mut until = |notes: usize| loop {
        let status = client.expect("linkwright/status");
        assert_eq!(status["vaults"], json!([{"folder": folder.path(""), "marked": false}]));
        if status["state"] == "ready" && status["notes"] == notes {
            return;
        }
        assert!(["reading", "ready"].contains(&status["state"].as_str().expect("a state")));
    };
    until(2);
    folder.write("new.md", "");
    until(3);
    std::fs::remove_file(folder.path("a.md")).expect("a file to remove");
    until(2);
    client.finish();
}
