//! Bases: `.base` files, and `base` code blocks of notes.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /reading.base
filters: file.hasTag(\"book\")
views:
  - type: table
    name: All
    order: [file.name, price, by]
    sort:
      - property: price
  - type: table
    name: Cheap
    filters: price < 10
//- /Tides.md
---
tags: [book]
price: 12
by: \"[[Ada]]\"
---
//- /Storm.md
---
tags: [book]
price: 3
---
//- /Ada.md
Text.

```base
filters: file.hasLink(\"Ada\")
```
//- /wrong.base
filters: file.hasTga(\"book\")
";

/// The titles of the lenses in a document, with the line of each.
fn lenses(client: &mut Client, name: &str) -> Vec<String> {
    let document = json!({"textDocument": {"uri": client.uri(name)}});
    let found = client.request("textDocument/codeLens", document);
    let found = found.as_array().expect("a list").clone().into_iter();
    let unresolved = found.filter(|lens| lens["command"].is_null());
    unresolved
        .map(|lens| {
            let lens = client.request("codeLens/resolve", lens);
            let title = lens["command"]["title"].as_str().expect("a title").to_owned();
            format!("{}: {title}", lens["range"]["start"]["line"])
        })
        .collect()
}

fn query(client: &mut Client, name: &str, view: &str) -> Value {
    let argument = json!({"uri": client.uri(name), "view": view});
    client.execute("linkwright.query", argument)
}

#[test]
fn mistakes_are_published() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.open("reading.base");
    assert_eq!(client.diagnostics("reading.base"), [""; 0]);
    client.open("wrong.base");
    assert_eq!(client.diagnostics("wrong.base"), ["invalid-base hasTga"]);
    client.finish();
}

#[test]
fn names_are_completed_explained_and_followed() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("reading.base");
    let at = |character: u32| {
        json!({
            "textDocument": {"uri": folder.uri("reading.base")},
            "position": {"line": 0, "character": character},
        })
    };
    let found = client.request("textDocument/completion", at(18));
    assert_eq!(found["items"][0]["label"], "hasTag");
    let hover = client.request("textDocument/hover", at(16));
    let shown = hover["contents"]["value"].as_str().expect("a text");
    assert!(shown.starts_with("`file.hasTag"), "{shown}");
    let definition = client.request("textDocument/definition", at(24));
    assert_eq!(definition.as_array().map(Vec::len), Some(2), "{definition}");
    client.finish();
}

#[test]
fn rows_are_counted_and_listed_and_follow_unsaved_changes() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("reading.base");
    client.open("Ada.md");
    assert_eq!(lenses(&mut client, "reading.base"), ["2: 2 notes", "7: 1 note"]);
    assert_eq!(lenses(&mut client, "Ada.md"), ["3: 1 note"]);

    let all = query(&mut client, "reading.base", "All");
    let names: Vec<_> =
        all["rows"].as_array().expect("rows").iter().map(|it| &it["path"]).collect();
    assert_eq!(names, ["Storm.md", "Tides.md"]);
    assert_eq!(all["rows"][1]["cells"][1], json!([{"text": "12", "number": 12.0}]));
    assert_eq!(all["rows"][1]["cells"][2][0]["uri"], folder.uri("Ada.md"));
    assert_eq!(
        all["markdown"],
        "| file.name | price | by |\n|---|---|---|\n| Storm.md | 3 |  |\n| Tides.md | 12 | [[Ada]] |\n"
    );
    client.open("Tides.md");
    client.replace("Tides.md", "12", "2");
    let cheap = query(&mut client, "reading.base", "cheap");
    assert_eq!(cheap["total"], 2);
    let refused = json!({
        "command": "linkwright.query",
        "arguments": [{"uri": folder.uri("reading.base"), "view": "none"}],
    });
    let error = client.request_error("workspace/executeCommand", refused);
    assert_eq!(error["message"], "no view is named `none`");
    client.finish();
}
