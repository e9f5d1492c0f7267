//! Completion while a link is typed.

use linkwright_tests::position::{Encoding, edited};
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /note.md

//- /Being seen.md
---
aliases: [Visibility]
---
//- /Other.md
";

#[test]
fn suggestions_fit_each_keystroke() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    client.set_text("note.md", "[[]]\n");
    let typed = "Being";
    for end in 0..=typed.len() {
        client.set_text("note.md", &format!("[[{}]]\n", &typed[..end]));
        let labels = client.completions("note.md", &format!("[[{}$0]]", &typed[..end]));
        assert!(labels.iter().any(|label| label == "Being seen"), "{end}: {labels:?}");
        if end > 1 {
            assert!(!labels.iter().any(|label| label == "Other"), "{end}: {labels:?}");
        }
    }
    client.finish();
}

#[test]
fn an_alias_is_written_behind_its_note() {
    for (before, at) in [("x [[Visi", "[[Visi$0"), ("x [[Visi]] y", "[[Visi$0]]")] {
        let folder = Folder::new(VAULT);
        let mut client = Client::start(&folder);
        client.ignore("textDocument/publishDiagnostics");
        client.open("note.md");
        client.set_text("note.md", before);
        let params = client.at("note.md", at);
        let list = client.request("textDocument/completion", params);
        let items = list["items"].as_array().expect("a list of items");
        let item = items.iter().find(|item| item["label"] == "Visibility").expect("the alias");
        let after = edited(before, &[item["textEdit"].clone()], Encoding::Utf16);
        let rest = before.split_once("]]").map_or("", |(_, rest)| rest);
        assert_eq!(after, format!("x [[Being seen|Visibility]]{rest}"));
        client.finish();
    }
}

/// Sets the client's name and its capabilities for completion.
fn with_completion(name: &'static str, capabilities: Value) -> impl FnOnce(&mut Value) {
    move |params| {
        params["clientInfo"]["name"] = name.into();
        params["capabilities"]["textDocument"]["completion"] =
            json!({"completionItem": capabilities});
    }
}

#[test]
fn ranges_are_right_in_every_encoding() {
    for (kind, encoding) in
        [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)]
    {
        let folder = Folder::new("//- /note.md\n𝒳é [[𝒴b]] 𝒵\n//- /𝒴bc.md\n");
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["general"]["positionEncodings"] = json!([kind]);
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("note.md");
        let (item, _) = client.suggestion("note.md", "[[𝒴b$0]]", "𝒴bc");
        let after = edited("𝒳é [[𝒴b]] 𝒵\n", &[item["textEdit"].clone()], encoding);
        assert_eq!(after, "𝒳é [[𝒴bc]] 𝒵\n", "{kind}");
        client.finish();
    }
}

#[test]
fn a_suggestion_shows_its_note_and_the_beginning_of_its_text() {
    let vault = "//- /note.md\n[[Visi]]\n//- /Being seen.md\n---\naliases: [Visibility]\n---\n# Seen\n\nWords.\n";
    let folder = Folder::new(vault);
    let abilities = json!({"labelDetailsSupport": true, "documentationFormat": ["markdown"]});
    let mut client = Client::start_with(&folder, with_completion("strict", abilities));
    client.ignore("textDocument/publishDiagnostics");
    assert_eq!(client.capabilities["completionProvider"]["resolveProvider"], true);
    client.open("note.md");
    let (item, _) = client.suggestion("note.md", "[[Visi$0]]", "Visibility");
    assert_eq!(item["labelDetails"], json!({"description": "Being seen"}));
    assert_eq!(item.get("detail"), None);
    assert_eq!(item.get("documentation"), None);
    let resolved = client.request("completionItem/resolve", item.clone());
    let shown = json!({"kind": "markdown", "value": "# Seen\n\nWords."});
    assert_eq!(resolved["documentation"], shown);
    // Everything else stays the same.
    assert_eq!(resolved["textEdit"], item["textEdit"]);
    client.finish();
}

#[test]
fn the_file_of_a_suggestion_may_be_gone() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    client.set_text("note.md", "[[Oth]]\n");
    let (mut item, _) = client.suggestion("note.md", "[[Oth$0]]", "Other");
    item["data"]["path"] = "nothing.md".into();
    let resolved = client.request("completionItem/resolve", item);
    assert_eq!(resolved.get("documentation"), None);
    client.finish();
}

#[test]
fn filter_texts_fit_each_client() {
    let vault = "//- /note.md\n[[Visi]]\n//- /Being seen.md\n---\naliases: ['Visi $1 {x}']\n---\n";
    let cases = [
        ("Visual Studio Code", Some("[[Being seen|Visi $1 {x}]]"), "Visi", true),
        ("Neovim", Some("[[Being seen|Visi \\$1 {x\\}]]"), "Visi", true),
        // Helix leaves the cursor at the start of a range that continues behind it.
        ("helix", Some("[[Being seen|Visi \\$1 {x\\}]]$0"), "", false),
    ];
    for (name, text, filter, incomplete) in cases {
        let folder = Folder::new(vault);
        let abilities = json!({"snippetSupport": true});
        let mut client = Client::start_with(&folder, with_completion(name, abilities));
        client.ignore("textDocument/publishDiagnostics");
        client.open("note.md");
        let (item, more) = client.suggestion("note.md", "[[Visi$0]]", "Visi $1 {x}");
        let inserted = item["textEdit"]["newText"].as_str();
        assert_eq!(inserted.map(|inserted| format!("[[{inserted}")).as_deref(), text, "{name}");
        assert_eq!(item["filterText"].as_str().unwrap_or_default(), filter, "{name}");
        assert_eq!(more, incomplete, "{name}");
        // Neovim does not remove the replaced text behind the cursor, so the plugin needs it.
        let behind = if name == "Neovim" { json!("]]") } else { json!(null) };
        assert_eq!(item["data"]["behind"], behind, "{name}");
        // Without an additional edit, Neovim inserts nothing if the user types on at once.
        let additional = item["additionalTextEdits"].as_array().map_or(0, Vec::len);
        assert_eq!(additional, usize::from(name == "Neovim"), "{name}");
        client.finish();
    }
}

#[test]
fn more_suggestions_than_the_limit_come_with_more_typing() {
    let folder = Folder::new("//- /note.md\n[[x]]\n//- /xa.md\n//- /xb.md\n//- /xc.md\n");
    let mut client = Client::start_with(&folder, |params| {
        params["clientInfo"]["name"] = "helix".into();
        params["initializationOptions"] = json!({"completion": {"maxItems": 2}});
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    assert_eq!(client.completions("note.md", "[[x$0]]"), ["xa", "xb"]);
    let (_, more) = client.suggestion("note.md", "[[x$0]]", "xa");
    assert!(more);
    client.set_text("note.md", "[[xc]]\n");
    let (_, more) = client.suggestion("note.md", "[[xc$0]]", "xc");
    assert!(!more);
    client.finish();
}

#[test]
fn a_tag_is_inserted_before_the_rest_or_over_it() {
    let at = |character| json!({"line": 0, "character": character});
    // Whether other places have the tag or not.
    for other in ["#love/deep #lovely", "#love/deep"] {
        let folder = Folder::new(&format!("//- /note.md\n𝒳 #lovely\n//- /a.md\n{other}\n"));
        let edit = |abilities| {
            let mut client = Client::start_with(&folder, with_completion("strict", abilities));
            client.ignore("textDocument/publishDiagnostics");
            client.open("note.md");
            let (item, _) = client.suggestion("note.md", "#lo$0vely", "#love/deep");
            client.finish();
            item["textEdit"].clone()
        };
        let both = edit(json!({"insertReplaceSupport": true}));
        assert_eq!(both["insert"], json!({"start": at(4), "end": at(6)}), "{other}");
        assert_eq!(both["replace"], json!({"start": at(4), "end": at(10)}), "{other}");
        // Text behind a new tag may have been there before.
        let end = if other.contains("lovely") { 10 } else { 6 };
        assert_eq!(edit(json!({}))["range"], json!({"start": at(4), "end": at(end)}), "{other}");
    }
}

#[test]
fn recently_used_notes_come_first() {
    let folder = Folder::new("//- /note.md\n[[be]]\n//- /beast.md\n//- /beat.md\n//- /been.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    assert_eq!(client.completions("note.md", "[[be$0]]"), ["beat", "been", "beast"]);
    client.open("beast.md");
    client.open("been.md");
    client.close("been.md");
    assert_eq!(client.completions("note.md", "[[be$0]]"), ["been", "beast", "beat"]);
    client.finish();
}

#[test]
fn a_block_of_the_note_gets_its_id_with_the_link() {
    let before = "𝒳 [[#^tw]]\n\nOne.\n\nTwo 𝒳.\n";
    let folder = Folder::new(&format!("//- /note.md\n{before}"));
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    let (item, _) = client.suggestion("note.md", "[[#^tw$0]]", "Two 𝒳.");
    let id = item["detail"].as_str().and_then(|it| it.strip_prefix("new ^")).expect("the id");
    let mut edits = item["additionalTextEdits"].as_array().expect("a list of edits").clone();
    edits.push(item["textEdit"].clone());
    let after = edited(before, &edits, Encoding::Utf16);
    assert_eq!(after, format!("𝒳 [[#^{id}]]\n\nOne.\n\nTwo 𝒳. ^{id}\n"));
    client.finish();
}

#[test]
fn a_block_of_another_note_gets_its_id_by_a_command() {
    let folder = Folder::new("//- /note.md\n[[Beta#^on]]\n//- /Beta.md\n𝒳 one.\n\nTwo.\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("note.md");
    let (item, _) = client.suggestion("note.md", "[[Beta#^on$0]]", "𝒳 one.");
    let id = item["detail"].as_str().and_then(|it| it.strip_prefix("new ^")).expect("the id");
    client.set_text("note.md", &format!("[[Beta#^{id}]]\n"));
    let answer = client.request("workspace/executeCommand", item["command"].clone());
    assert_eq!(answer, Value::Null);
    client.apply_requested_edit();
    let beta = client.files(&folder)["Beta.md"].clone();
    assert_eq!(beta, format!("𝒳 one. ^{id}\n\nTwo.\n"));
    // The second time, no block needs the id.
    let error = client.request_error("workspace/executeCommand", item["command"].clone());
    assert_eq!(error["code"], -32803);
    client.finish();

    let mut client = Client::start_with(&folder, with_completion("helix", json!({})));
    client.ignore("textDocument/publishDiagnostics");
    client.open_with("note.md", "[[Beta#^]]\n");
    assert_eq!(client.completions("note.md", "[[Beta#^$0]]"), [format!("^{id}")]);
    client.finish();
}

#[test]
fn the_daily_note_is_found_or_created() {
    let folder = Folder::new(
        "//- /.obsidian/daily-notes.json\n{\"folder\": \"Journal\", \"format\": \"YYYY/MM-DD\", \"template\": \"Day\"}\n//- /Day.md\n# {{date:dddd}}\n",
    );
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    let asked =
        |date: &str| json!({"command": "linkwright.dailyNote", "arguments": [{"date": date}]});
    let uri = client.uri("Journal/2026/11-22.md");
    let answer = client.request("workspace/executeCommand", asked("2026-11-22"));
    assert_eq!(answer, json!({"uri": uri, "exists": false}));
    client.apply_requested_edit();
    assert_eq!(client.files(&folder)["Journal/2026/11-22.md"], "# Sunday\n");
    client.open("Journal/2026/11-22.md");
    let answer = client.request("workspace/executeCommand", asked("2026-11-22"));
    assert_eq!(answer, json!({"uri": uri, "exists": true}));
    let error = client.request_error("workspace/executeCommand", asked("today"));
    assert_eq!(error["code"], -32602);
    client.finish();
}

#[test]
fn a_daily_note_in_another_folder_is_found_and_periodic_notes_settings_apply() {
    let folder = Folder::new(
        "//- /.obsidian/daily-notes.json\n{\"folder\": \"Other\"}\n\
         //- /.obsidian/plugins/periodic-notes/data.json\n\
         {\"daily\": {\"enabled\": true, \"folder\": \"Journal\", \"format\": \"YYYY-MM-DD\"}}\n\
         //- /Old/2026-11-22.md\nwords\n",
    );
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    let asked =
        |date: &str| json!({"command": "linkwright.dailyNote", "arguments": [{"date": date}]});
    let answer = client.request("workspace/executeCommand", asked("2026-11-22"));
    assert_eq!(answer, json!({"uri": client.uri("Old/2026-11-22.md"), "exists": true}));
    let answer = client.request("workspace/executeCommand", asked("2026-11-23"));
    assert_eq!(answer, json!({"uri": client.uri("Journal/2026-11-23.md"), "exists": false}));
    client.apply_requested_edit();
    client.finish();
}

#[test]
fn a_new_note_is_inserted_and_in_neovim_ends_with_the_empty_line() {
    let folder = Folder::new(
        "//- /.obsidian/daily-notes.json\n{\"template\": \"Day\"}\n//- /Day.md\n# {{date:dddd}}\n",
    );
    for (editor, text) in [("Neovim", "# Sunday"), ("helix", "# Sunday\n")] {
        let mut client = Client::start_with(&folder, |params| {
            params["clientInfo"] = json!({"name": editor});
        });
        let params =
            json!({"command": "linkwright.dailyNote", "arguments": [{"date": "2026-11-22"}]});
        client.request("workspace/executeCommand", params);
        let asked = client.wait("an edit", |message| message["method"] == "workspace/applyEdit");
        let operations = &asked["params"]["edit"]["documentChanges"];
        assert_eq!(operations[0]["kind"], "create");
        // The edit replaces nothing, because another program may have written the file meanwhile.
        let start = json!({"line": 0, "character": 0});
        let inserted = json!({"range": {"start": start, "end": start}, "newText": text});
        assert_eq!(operations[1]["edits"], json!([inserted]), "{editor}");
        client.respond(&asked["id"], json!({"applied": true}));
        client.finish();
    }
}
