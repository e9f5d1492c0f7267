//! Requests about closed notes, answered from the disk.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /.linkwright.toml
[diagnostics]
scope = \"open\"
//- /a.md
---
aliases: [first]
---
# Title 😀 [[b]] ^id

[[b#Two]] [[gone]] [[b|Shown]] #tag words[^1]

> quoted
//- /b.md
# B

## Two

[[a]] [[a|first]]
//- /pic.png
x
";

const METHODS: &[&str] = &[
    "textDocument/definition",
    "textDocument/hover",
    "textDocument/references",
    "textDocument/prepareCallHierarchy",
    "textDocument/documentHighlight",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/semanticTokens/full",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/prepareRename",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/rename",
];

fn start(folder: &Folder) -> Client {
    let mut client = Client::start(folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/showMessage");
    client
}

/// The answers about each link and word of `a.md`.
fn answers(client: &mut Client) -> Vec<(String, Value)> {
    let mut answers = Vec::new();
    for (line, character) in [(1, 12), (3, 3), (3, 14), (5, 3), (5, 12), (5, 23), (5, 32), (5, 43)]
    {
        let at = json!({"line": line, "character": character});
        for method in METHODS {
            let params = json!({
                "textDocument": {"uri": client.uri("a.md")},
                "position": at, "positions": [at],
                "range": {"start": at, "end": at},
                "context": {"includeDeclaration": true, "diagnostics": [], "triggerKind": 1},
                "newName": "renamed",
            });
            let id = client.send_request(method, params);
            let mut answer = client.response_to(id).unwrap_or_else(|error| json!({"error": error}));
            unversioned(&mut answer);
            answers.push((format!("{method} at {at}"), answer));
        }
    }
    answers
}

/// Removes what differs between open and closed notes: the versions of documents, and the ids of
/// their texts.
fn unversioned(answer: &mut Value) {
    match answer {
        Value::Object(object) => {
            object.insert("version".to_owned(), Value::Null);
            if let Some(data) = object.get_mut("data").and_then(Value::as_object_mut) {
                data.remove("text");
            }
            object.values_mut().for_each(unversioned);
        }
        Value::Array(items) => items.iter_mut().for_each(unversioned),
        _ => {}
    }
}

#[test]
fn answers_about_a_closed_note_equal_those_about_an_open_one() {
    for mark in ["", "\u{feff}"] {
        let folder = Folder::new(VAULT);
        folder.write("a.md", format!("{mark}{}", folder.read("a.md")));
        let mut client = start(&folder);
        let closed = answers(&mut client);
        client.open("a.md");
        let open = answers(&mut client);
        for (closed, open) in closed.iter().zip(&open) {
            assert_eq!(closed, open);
        }
        let errors = open.iter().filter(|(_, answer)| answer.get("error").is_some()).count();
        assert!(errors < open.len() / 4, "{open:#?}");
        client.finish();
    }
}

#[test]
fn a_rename_works_in_a_closed_note() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let params = json!({
        "textDocument": {"uri": client.uri("a.md")},
        "position": {"line": 5, "character": 3}, "newName": "C",
    });
    let edit = client.request("textDocument/rename", params);
    client.apply(&edit);
    assert!(folder.read("a.md").contains("[[C#Two]] [[gone]] [[C|Shown]]"));
    assert!(folder.path("C.md").exists());
    client.finish();
}

#[test]
fn an_action_in_a_closed_note_is_resolved() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["textDocument"]["codeAction"] =
            json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
    });
    let at = json!({"line": 5, "character": 14});
    let params = json!({
        "textDocument": {"uri": client.uri("a.md")},
        "range": {"start": at, "end": at}, "context": {"diagnostics": []},
    });
    let actions = client.request("textDocument/codeAction", params);
    let actions = actions.as_array().expect("actions");
    let create = actions.iter().find(|it| it["title"] == "Create `gone.md`").expect("an action");
    let resolved = client.request("codeAction/resolve", create.clone());
    assert_eq!(resolved["edit"]["documentChanges"][0]["kind"], "create", "{resolved}");
    client.finish();
}

#[test]
fn links_and_actions_of_a_closed_note_are_stale_after_a_change() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["textDocument"]["codeAction"] =
            json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
    });
    let about = json!({"uri": client.uri("a.md")});
    let links = client.request("textDocument/documentLink", json!({"textDocument": about}));
    let at = json!({"line": 5, "character": 14});
    let range = json!({"start": at, "end": at});
    let params = json!({"textDocument": about, "range": range, "context": {"diagnostics": []}});
    let actions = client.request("textDocument/codeAction", params);
    let create = |it: &&Value| it["title"] == "Create `gone.md`";
    let action = actions.as_array().expect("actions").iter().find(create).expect("an action");
    // A client in JavaScript keeps only this many digits of a number.
    let kept = |it: &Value| it["data"]["text"]["Closed"].as_u64().expect("a number") < 1 << 53;
    assert!(kept(&links[1]) && kept(action));
    for method in ["documentLink/resolve", "codeAction/resolve"] {
        let params = if method == "documentLink/resolve" { &links[1] } else { action };
        client.request(method, params.clone());
    }
    folder.write("a.md", folder.read("a.md").replace("# ", "[[c]] # "));
    for method in ["documentLink/resolve", "codeAction/resolve"] {
        let params = if method == "documentLink/resolve" { &links[1] } else { action };
        let error = client.request_error(method, params.clone());
        assert_eq!(error["code"], -32801, "{method}");
    }
    client.finish();
}

#[test]
fn answers_use_the_current_text_on_disk() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let symbols = json!({"textDocument": {"uri": client.uri("a.md")}});
    for n in 0..20 {
        folder.write("a.md", format!("# Number {n}\n"));
        let found = client.request("textDocument/documentSymbol", symbols.clone());
        assert_eq!(found[0]["name"], format!("Number {n}"));
    }
    client.finish();
}

#[test]
fn files_that_are_not_notes_get_null_or_a_clear_error() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let about = |uri: String| json!({"textDocument": {"uri": uri}});
    let symbols = "textDocument/documentSymbol";
    assert_eq!(client.request(symbols, about(folder.uri("pic.png"))), Value::Null);
    let error = client.request_error(symbols, about(folder.uri("none.md")));
    let message = error["message"].as_str().expect("a message");
    assert!(message.ends_with("none.md does not exist in the vault"), "{message}");
    let error = client.request_error(symbols, about("file:///nowhere/at/all.md".to_owned()));
    let message = error["message"].as_str().expect("a message");
    assert_eq!(message, "file:///nowhere/at/all.md is not in an open vault");
    client.finish();
}

#[test]
fn a_closed_note_that_was_just_created_or_renamed_can_be_renamed() {
    let folder = Folder::new("//- /.linkwright.toml\n//- /old.md\n# old\n//- /c.md\n[[old]]\n");
    let mut client = start(&folder);
    let mut name = "old".to_owned();
    for round in 0..8 {
        let new = format!("new{round}");
        let document = json!({"uri": folder.uri(&format!("{name}.md"))});
        let at = json!({"line": 0, "character": 3});
        let params = json!({"textDocument": document, "position": at, "newName": new});
        let edit = client.request("textDocument/rename", params);
        assert!(edit.to_string().contains(&folder.uri("c.md")), "round {round}: {edit}");
        // The client writes closed files without notifying the server.
        std::fs::remove_file(folder.path(&format!("{name}.md"))).expect("it is there");
        folder.write(&format!("{new}.md"), format!("# {new}\n"));
        folder.write("c.md", format!("[[{new}]]\n"));
        name = new;
    }
    client.finish();
}
