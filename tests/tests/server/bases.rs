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

#[test]
fn closed_bases_are_checked_with_the_vault() {
    let all = format!("//- /.linkwright.toml\ndiagnostics.scope = \"vault\"\n{VAULT}");
    let folder = Folder::new(&format!("{all}//- /Block.md\n```base\nviews: 1\n```\n"));
    let mut client = Client::start(&folder);
    for name in ["Block.md", "wrong.base"] {
        let uri = folder.uri(name);
        let published = client.wait(name, |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        });
        assert_eq!(published["params"]["diagnostics"][0]["code"], "invalid-base", "{published}");
    }
    client.finish();
}

#[test]
fn notes_are_referred_to_by_bases() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("Ada.md");
    client.open("reading.base");
    let found = ["Ada.md: Ada", "Tides.md: [[Ada]]"];
    assert_eq!(client.references("Ada.md", "hasLink(\"A$0da", false), found);
    assert_eq!(client.references("Ada.md", "Te$0xt", false), found);
    let found = ["reading.base: price", "reading.base: price", "reading.base: price"];
    let all = [&found[..], &["Storm.md: price", "Tides.md: price"]].concat();
    let mut shown =
        client.references("reading.base", "by]\n    sort:\n      - property: pri$0ce", false);
    shown.sort();
    let mut all: Vec<_> = all.into_iter().map(str::to_owned).collect();
    all.sort();
    assert_eq!(shown, all);
    client.finish();
}

#[test]
fn expressions_have_colours() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("wrong.base");
    let document = json!({"textDocument": {"uri": folder.uri("wrong.base")}});
    let found = client.request("textDocument/semanticTokens/full", document);
    let data = found["data"].as_array().expect("numbers").clone();
    let legend = client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"].clone();
    let kinds = data.chunks(5).map(|token| {
        let kind = token[3].as_u64().and_then(|kind| usize::try_from(kind).ok());
        legend[kind.expect("small")].as_str().expect("a name").to_owned()
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["keyword", "keyword", "function", "string"]);
    client.finish();
}

#[test]
fn a_hover_counts_rows() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("reading.base");
    client.open("wrong.base");
    let hover = |client: &mut Client, name: &str, words: &str| {
        let found = client.request("textDocument/hover", client.at(name, words));
        let value = found["contents"]["value"].as_str().expect("a text");
        value.rsplit("\n\n").next().unwrap_or_default().to_owned()
    };
    assert_eq!(hover(&mut client, "reading.base", "$0filters: file"), "2 notes");
    assert_eq!(hover(&mut client, "reading.base", "name: Ch$0eap"), "1 note");
    assert_eq!(hover(&mut client, "reading.base", "filt$0ers: price"), "1 note");
    client.replace("reading.base", "  - type: table\n    name: All", "  - limit: 1\n    name: All");
    assert_eq!(hover(&mut client, "reading.base", "name: A$0ll"), "1 note of 2");
    assert_eq!(hover(&mut client, "wrong.base", "fil$0ters"), "Which files all views have.");
    client.finish();
}

#[test]
fn rows_are_counted_again_when_properties_of_other_notes_change() {
    let folder = Folder::new(VAULT);
    let able = |params: &mut Value| {
        params["capabilities"]["workspace"]["codeLens"] = json!({"refreshSupport": true});
    };
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("reading.base");
    client.open("Tides.md");
    assert_eq!(lenses(&mut client, "reading.base"), ["2: 2 notes", "7: 1 note"]);
    client.replace("Tides.md", "12", "2");
    let method = "workspace/codeLens/refresh";
    let request = client.wait(method, |message| message["method"] == method);
    client.respond(&request["id"], Value::Null);
    assert_eq!(lenses(&mut client, "reading.base"), ["2: 2 notes", "7: 2 notes"]);
    client.finish();
}
