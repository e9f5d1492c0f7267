//! One file that is open under several URIs.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /dir/a b.md
[[b]] [[gone]]
# Title
//- /b.md
# B
[[a b]]
";

/// Ways to write the URI of `dir/a b.md`.
fn spellings(folder: &Folder) -> Vec<String> {
    let plain = folder.uri("dir/a b.md");
    assert!(plain.ends_with("/dir/a%20b.md"), "{plain}");
    let raw = plain.replace("%20", " ");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(""), folder.path("").with_extension("link"))
        .expect("a link");
    let mut spellings = vec![
        plain.clone(),
        raw.clone(),
        plain.replace("dir", "%64ir"),
        plain.replace("/dir/", "/dir/../dir/"),
        plain.replace("file://", "file://localhost"),
        plain.replace("file://", "FILE://"),
    ];
    if cfg!(unix) {
        let root = folder.uri("");
        let link = format!("{}.link", root.trim_end_matches('/'));
        spellings.push(plain.replace(root.trim_end_matches('/'), &link));
    }
    spellings
}

fn remove_link(folder: &Folder) {
    // There is none where links cannot be made.
    let _ = std::fs::remove_file(folder.path("").with_extension("link"));
}

fn ask(client: &mut Client, method: &str, uri: &str, more: &Value) -> Value {
    let mut params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}});
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    client.request(method, params)
}

fn start(folder: &Folder) -> Client {
    let mut client = Client::start(folder);
    client.ignore("textDocument/publishDiagnostics");
    client
}

#[test]
fn closing_one_of_two_keeps_the_other() {
    let folder = Folder::new(VAULT);
    let all = spellings(&folder);
    for first in &all {
        for second in all.iter().filter(|it| *it != first) {
            let mut client = start(&folder);
            client.open_with(first, "[[b]] one\n");
            client.open_with(second, "[[b]] one\n");
            for uri in [first, second] {
                let found = ask(&mut client, "textDocument/definition", uri, &json!({}));
                assert_eq!(found[0]["targetUri"], folder.uri("b.md"), "{uri}");
            }
            client.close(second);
            // What the editor shows in the other still counts.
            client.open("b.md");
            let at = client.at("b.md", "[[a$0 b]]");
            let found = client.request("textDocument/definition", at);
            assert_eq!(found[0]["targetUri"], **first);
            client.replace(first, "one", "[[dir/a b]] two");
            let links = json!({"textDocument": {"uri": first}});
            let links = client.request("textDocument/documentLink", links);
            assert_eq!(links.as_array().map(Vec::len), Some(2), "{first} and {second}");
            assert_eq!(links[1]["target"], **first);
            client.close(first);
            let symbols = json!({"textDocument": {"uri": first}});
            let symbols = client.request("textDocument/documentSymbol", symbols);
            assert_eq!(symbols[0]["name"], "Title", "the disk counts again");
            client.finish();
        }
    }
    remove_link(&folder);
}

#[test]
fn the_one_that_was_edited_counts_and_nothing_panics() {
    let folder = Folder::new(VAULT);
    let all = spellings(&folder);
    let methods = [
        "textDocument/definition",
        "textDocument/hover",
        "textDocument/references",
        "textDocument/documentHighlight",
        "textDocument/documentLink",
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
        "textDocument/semanticTokens/full",
        "textDocument/prepareRename",
        "textDocument/completion",
        "textDocument/codeAction",
        "textDocument/rename",
    ];
    let long = format!("[[b]] 😀 {}\n", "words [[b]] ".repeat(50));
    for other in &all[1..] {
        let mut client = start(&folder);
        client.open_with(&all[0], &long);
        client.open_with(other, "[[b]]\n");
        for round in 0..4 {
            let (edited, behind) = if round % 2 == 0 { (&all[0], other) } else { (other, &all[0]) };
            let text = format!("[[b]] {round}\n{}", if round > 1 { &*long } else { "" });
            client.set_text(edited, &text);
            for uri in [edited, behind] {
                for method in methods {
                    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 9}});
                    let params = json!({
                        "textDocument": {"uri": uri}, "position": {"line": 0, "character": 3},
                        "context": {"includeDeclaration": true, "diagnostics": [], "triggerKind": 1},
                        "range": range, "newName": "c",
                    });
                    let id = client.ask(method, params);
                    match client.answer_to(id) {
                        Ok(_) => {}
                        // The other has changed.
                        Err(error) if uri == behind => {
                            assert_eq!(error["code"], -32801, "{method} of {uri}: {error}");
                        }
                        Err(error) => panic!("{method} of {uri}: {error}"),
                    }
                }
            }
        }
        client.finish();
    }
    remove_link(&folder);
}

#[test]
fn edits_name_the_document_that_was_asked_about() {
    let folder = Folder::new(VAULT);
    let all = spellings(&folder);
    for other in &all[1..] {
        let mut client = start(&folder);
        client.open_with(&all[0], "[[b]]\n");
        client.open_with(other, "[[b]]\n");
        for uri in [&all[0], other] {
            let edit = ask(&mut client, "textDocument/rename", uri, &json!({"newName": "c"}));
            let edits = edit["documentChanges"].as_array().expect("edits");
            let named = edits.iter().filter_map(|it| it["textDocument"]["uri"].as_str());
            assert_eq!(
                named.filter(|it| it.contains("a%20b") || it.contains("a b")).collect::<Vec<_>>(),
                [uri]
            );
        }
        client.finish();
    }
    remove_link(&folder);
}
