//! A file that is open under several URIs.

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

/// Several spellings of the URI of `dir/a b.md`.
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
    // It does not exist if links cannot be created.
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
fn closing_one_of_two_documents_keeps_the_other() {
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
            // The text of the other document still counts.
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
fn the_document_that_was_edited_last_counts() {
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
                    let id = client.send_request(method, params);
                    match client.response_to(id) {
                        Ok(_) => {}
                        // The other document has changed.
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
fn edits_use_the_uri_of_the_request() {
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

/// The URIs of `d/a b.md`: plain, with an escape that need not be, through a link to it, through a link
/// to its folder, and through a link to the vault.
#[cfg(unix)]
fn links(folder: &Folder) -> Vec<String> {
    use std::os::unix::fs::symlink;
    symlink("d/a b.md", folder.path("l.md")).expect("a link");
    symlink("d", folder.path("by")).expect("a link");
    symlink(folder.path(""), folder.path("").with_extension("link")).expect("a link");
    let plain = folder.uri("d/a b.md");
    let root = folder.uri("").trim_end_matches('/').to_owned();
    vec![
        plain.replace("/d/", "/%64/"),
        folder.uri("l.md"),
        folder.uri("by/a b.md"),
        plain.replace(&root, &format!("{root}.link")),
        plain,
    ]
}

#[cfg(unix)]
#[test]
fn a_file_is_one_note_whichever_symbolic_links_and_order_of_opening() {
    let folder = Folder::new("//- /d/a b.md\n[[n]]\n//- /n.md\n[[a b]]\n");
    let all = links(&folder);
    let mut client = start(&folder);
    // The links that are not followed are logged.
    client.ignore("window/logMessage");
    client.open("n.md");
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let check = |client: &mut Client, counts: Option<&str>, how: &str| {
        let shown = counts.map_or(folder.uri("d/a b.md"), str::to_owned);
        let at = client.at("n.md", "[[a$0 b]]");
        let found = client.request("textDocument/definition", at);
        assert_eq!(found[0]["targetUri"], *shown, "{how}");
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{how}: {found}");
        let mut params = client.at("n.md", "[[a b]]$0");
        params["position"] = json!({"line": 5, "character": 0});
        params["context"] = json!({"includeDeclaration": false});
        let found = client.request("textDocument/references", params);
        let places = found.as_array().into_iter().flatten().map(|it| it["uri"].clone());
        assert_eq!(places.collect::<Vec<_>>(), [json!(shown)], "{how}");
    };
    check(&mut client, None, "nothing is open");
    for three in [[0, 1, 2], [1, 2, 3], [1, 2, 4], [0, 3, 4], [2, 3, 4], [0, 1, 3]] {
        let three = three.map(|at| &all[at]);
        for opened in orders {
            for closed in orders {
                let how = format!("{three:?} opened {opened:?} closed {closed:?}");
                for at in opened {
                    client.open_with(three[at], "[[n]]\n");
                    check(&mut client, Some(three[at]), &how);
                }
                let mut open = opened.to_vec();
                for at in closed {
                    client.close(three[at]);
                    open.retain(|it| *it != at);
                    // The document that was opened last counts.
                    let counts = open.last().map(|at| three[*at].as_str());
                    check(&mut client, counts, &how);
                }
            }
        }
    }
    client.finish();
    remove_link(&folder);
}
