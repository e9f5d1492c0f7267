//! Commands about a whole vault, and the command that finds or creates a note by name.

use linkwright_tests::{Client, Folder};
use serde_json::json;

const VAULT: &str = "\
//- /a.md
---
aliases: [𝒳 first]
---
#Love [[gone]] 𝒳 [[Gone#h|x]]
//- /sub/b.md
[[a]] #love/deep [y](missing.md) [[.hidden/there]]
//- /.hidden/there.md
//- /c.png
";

fn start(folder: &Folder) -> Client {
    let mut client = Client::start(folder);
    client.ignore("textDocument/publishDiagnostics");
    client
}

#[test]
fn names_tags_and_orphans_of_the_vault() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let names = client.execute("linkwright.names", json!({}));
    let (a, b) = (folder.uri("a.md"), folder.uri("sub/b.md"));
    let expected = json!([
        {"name": "a", "alias": false, "path": "a.md", "uri": a},
        {"name": "𝒳 first", "alias": true, "path": "a.md", "uri": a},
        {"name": "b", "alias": false, "path": "sub/b.md", "uri": b},
    ]);
    assert_eq!(names, expected);
    let tags = client.execute("linkwright.tags", json!({"uri": a}));
    let expected = json!([
        {"tag": "Love", "uses": 1, "notes": 1},
        {"tag": "love/deep", "uses": 1, "notes": 1},
    ]);
    assert_eq!(tags, expected);
    let orphans = client.execute("linkwright.orphans", json!({}));
    assert_eq!(orphans, json!([{"path": "sub/b.md", "uri": b}]));
    client.finish();
}

#[test]
fn places_of_a_tag_and_unresolved_links_have_their_lines() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let tagged = client.execute("linkwright.tagged", json!({"tag": "#LOVE"}));
    assert_eq!(client.describe_locations(&tagged), ["a.md: Love", "sub/b.md: love/deep"]);
    let deep = client.execute("linkwright.tagged", json!({"tag": "love/deep"}));
    assert_eq!(client.describe_locations(&deep), ["sub/b.md: love/deep"]);

    let unresolved = client.execute("linkwright.unresolved", json!({}));
    let shown: Vec<String> = unresolved
        .as_array()
        .expect("a list of targets")
        .iter()
        .map(|target| {
            let path = target["path"].as_str().expect("a path");
            format!("{path} ← {}", client.describe_locations(&target["links"]).join(", "))
        })
        .collect();
    let expected =
        ["gone ← a.md: [[gone]], a.md: [[Gone#h|x]]", "missing ← sub/b.md: [y](missing.md)"];
    assert_eq!(shown, expected);
    assert_eq!(unresolved[0]["links"][0]["line"], "#Love [[gone]] 𝒳 [[Gone#h|x]]");
    client.finish();
}

#[test]
fn unsaved_text_counts() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    client.open("a.md");
    client.replace("a.md", "[[gone]]", "[[sub/b]]");
    client.replace("a.md", "[[Gone#h|x]]", "#new");
    let unresolved = client.execute("linkwright.unresolved", json!({}));
    assert_eq!(unresolved[0]["path"], "missing");
    assert_eq!(client.execute("linkwright.orphans", json!({})), json!([]));
    assert_eq!(client.execute("linkwright.tags", json!({}))[2]["tag"], "new");
    client.finish();
}

#[test]
fn a_note_is_found_or_created_by_its_name() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let found = client.execute("linkwright.newNote", json!({"name": "𝒳 first"}));
    assert_eq!(found, json!({"uri": folder.uri("a.md"), "exists": true}));
    let created = client.execute("linkwright.newNote", json!({"name": "New note"}));
    assert_eq!(created, json!({"uri": folder.uri("New note.md"), "exists": false}));
    client.apply_requested_edit();
    client.save_all();
    assert_eq!(folder.read("New note.md"), "");
    // The file may be on disk before it is indexed.
    folder.write("Other.md", "here");
    let other = client.execute("linkwright.newNote", json!({"name": "Other"}));
    assert_eq!(other["exists"], true);
    let params = json!({"command": "linkwright.newNote", "arguments": [{"name": "a|b"}]});
    let error = client.request_error("workspace/executeCommand", params);
    assert!(error["message"].as_str().expect("a reason").contains('|'), "{error}");
    client.finish();
}
