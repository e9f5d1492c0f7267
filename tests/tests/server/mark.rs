//! Byte order marks: ignored in files, counted in a text that the client sends (`docs/semantics.md`).

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const MARK: &str = "\u{feff}";

const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// A vault whose notes have something on the first line that answers contain.
const VAULT: &[(&str, &str)] = &[
    ("Old.md", "# Old\n[[link]] é ^id\n\n## Two\n"),
    ("link.md", "[[Old]] and [[Old#Two]] and [[gone]] #tag\n"),
    ("alias.md", "---\naliases: [Elder]\nup: \"[[Old]]\"\n---\n[[Old|Old]]\n"),
    ("embed.md", "![[Old#^id]] Old\n"),
    ("twice.md", "a ^one\n\nb ^one\n"),
    ("open.md", "[[Old]] [[link]] [[twice#^one]]\n\nwords[^1] #tag\n"),
];

fn vault(mark: &str, encoding: &str) -> (Folder, Client) {
    let folder = Folder::new("//- /.linkwright.toml\n[diagnostics]\nscope = \"vault\"\n");
    for (name, text) in VAULT {
        folder.write(name, format!("{mark}{text}"));
    }
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        params["capabilities"]["textDocument"]["documentSymbol"] =
            json!({"hierarchicalDocumentSymbolSupport": true});
        params["capabilities"]["textDocument"]["diagnostic"] = json!({});
        params["capabilities"]["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    });
    client.auto_respond("workspace/diagnostic/refresh", Value::Null);
    client.ignore("window/showMessage");
    (folder, client)
}

/// The answers about the open note and the whole vault, without the name of the temporary folder.
fn answers(folder: &Folder, client: &mut Client) -> Vec<(String, Value)> {
    client.open("open.md");
    let mut answers = Vec::new();
    let mut ask = |client: &mut Client, method: &str, params: Value| {
        let answer = match method {
            "workspace/diagnostic" => {
                let mut report = client.request(method, params);
                // Their order is internal, and their ids depend on the folder.
                let items = report["items"].as_array_mut().expect("reports");
                items.sort_by_key(|item| item["uri"].to_string());
                items.iter_mut().for_each(|item| item["resultId"] = Value::Null);
                report
            }
            _ => client.request(method, params),
        };
        let text = answer.to_string().replace(&folder.uri(""), "file:///vault");
        answers.push((method.to_owned(), serde_json::from_str(&text).expect("JSON")));
    };
    for words in ["[[O$0ld]]", "[[li$0nk]]", "#^on$0e", "[^$01]", "#t$0ag"] {
        let at = client.at("open.md", words);
        ask(client, "textDocument/definition", at.clone());
        ask(client, "textDocument/hover", at.clone());
        ask(client, "textDocument/documentHighlight", at.clone());
        let mut references = at.clone();
        references["context"] = json!({"includeDeclaration": true});
        ask(client, "textDocument/references", references);
        let mut rename = at.clone();
        rename["newName"] = json!("New");
        ask(client, "textDocument/rename", rename);
        let actions = json!({
            "textDocument": at["textDocument"],
            "range": {"start": at["position"], "end": at["position"]},
            "context": {"diagnostics": []},
        });
        ask(client, "textDocument/codeAction", actions);
    }
    let document = json!({"textDocument": {"uri": client.uri("open.md")}});
    for method in ["documentLink", "documentSymbol", "foldingRange"] {
        ask(client, &format!("textDocument/{method}"), document.clone());
    }
    ask(client, "workspace/symbol", json!({"query": ""}));
    ask(client, "workspace/diagnostic", json!({"previousResultIds": []}));
    let backlinks =
        json!({"command": "linkwright.backlinks", "arguments": [{"uri": folder.uri("Old.md")}]});
    ask(client, "workspace/executeCommand", backlinks);
    let outgoing =
        json!({"command": "linkwright.outgoing", "arguments": [{"uri": folder.uri("link.md")}]});
    ask(client, "workspace/executeCommand", outgoing);
    let mentions =
        json!({"command": "linkwright.mentions", "arguments": [{"uri": folder.uri("Old.md")}]});
    ask(client, "workspace/executeCommand", mentions);
    let moves =
        json!({"files": [{"oldUri": folder.uri("Old.md"), "newUri": folder.uri("New.md")}]});
    ask(client, "workspace/willRenameFiles", moves);
    answers
}

#[test]
fn a_vault_whose_files_have_marks_answers_as_one_without() {
    for encoding in ENCODINGS {
        let (plain, mut without) = vault("", encoding);
        let (marked, mut with) = vault(MARK, encoding);
        let expected = answers(&plain, &mut without);
        let found = answers(&marked, &mut with);
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected, found, "in {encoding}");
        }
        without.finish();
        with.finish();
    }
}

#[test]
fn a_rename_edits_the_first_line_of_closed_notes_behind_their_marks() {
    for encoding in ENCODINGS {
        let (folder, mut client) = vault(MARK, encoding);
        client.open("open.md");
        let mut rename = client.at("open.md", "[[O$0ld]]");
        rename["newName"] = json!("New");
        let edit = client.request("textDocument/rename", rename);
        client.apply(&edit);
        client.save("open.md");
        let expected = [
            ("New.md", "# New\n[[link]] é ^id\n\n## Two\n"),
            ("link.md", "[[New]] and [[New#Two]] and [[gone]] #tag\n"),
            ("alias.md", "---\naliases: [Elder]\nup: \"[[New]]\"\n---\n[[New|New]]\n"),
            ("embed.md", "![[New#^id]] Old\n"),
            ("open.md", "[[New]] [[link]] [[twice#^one]]\n\nwords[^1] #tag\n"),
        ];
        for (name, text) in expected {
            assert_eq!(folder.read(name), format!("{MARK}{text}"), "{name} in {encoding}");
        }
        client.finish();
    }
}

/// A client that reads files itself may send the mark. Then it is a character of the text for both:
/// its positions count it, and so do ours; edits of the document leave it at the start.
#[test]
fn in_a_text_that_the_client_sent_a_mark_counts_as_a_character() {
    for (encoding, width) in ENCODINGS.into_iter().zip([3, 1, 1]) {
        let (_folder, mut client) = vault("", encoding);
        client.open_with("open.md", &format!("{MARK}[[Old]] [[gone]]\n"));
        // The positions before and behind the mark are the same place.
        for character in [0, width, width + 2] {
            let position = json!({"line": 0, "character": character});
            let at = json!({"textDocument": {"uri": client.uri("open.md")}, "position": position});
            let definition = client.request("textDocument/definition", at);
            let origin = &definition[0]["originSelectionRange"];
            assert_eq!(client.describe_range(&client.uri("open.md"), origin), "open.md: [[Old]]");
        }
        let mut rename = client.at("open.md", "[[O$0ld]]");
        rename["newName"] = json!("New");
        let edit = client.request("textDocument/rename", rename);
        client.apply(&edit);
        assert_eq!(client.text("open.md"), format!("{MARK}[[New]] [[gone]]\n"));
        // The client's changes are applied, also the removal of the mark.
        client.replace("open.md", MARK, "");
        client.replace("open.md", "[[New]]", "[[alias]]");
        let at = client.at("open.md", "[[al$0ias]]");
        let definition = client.request("textDocument/definition", at);
        assert_eq!(definition[0]["targetUri"], client.uri("alias.md"));
        client.finish();
    }
}

#[test]
fn text_inserted_at_the_top_goes_behind_a_mark() {
    let folder = Folder::new("//- /other.md\n[[note|Shown]]\n");
    folder.write("note.md", format!("{MARK}# Note\n"));
    let add = |client: &mut Client| {
        client.open("other.md");
        let at = client.at("other.md", "|Sh$0own");
        let params = json!({
            "textDocument": at["textDocument"],
            "range": {"start": at["position"], "end": at["position"]},
            "context": {"diagnostics": []},
        });
        let actions = client.request("textDocument/codeAction", params);
        let actions = actions.as_array().expect("actions");
        let add =
            actions.iter().find(|it| it["title"].as_str().is_some_and(|it| it.contains("alias")));
        let edit = add.unwrap_or_else(|| panic!("no such action: {actions:#?}"))["edit"].clone();
        client.apply(&edit);
    };
    let expected = format!("{MARK}---\naliases:\n  - Shown\n---\n# Note\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open_with("note.md", &format!("{MARK}# Note\n"));
    add(&mut client);
    assert_eq!(client.text("note.md"), expected);
    client.finish();
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    add(&mut client);
    assert_eq!(folder.read("note.md"), expected);
    client.finish();
}
