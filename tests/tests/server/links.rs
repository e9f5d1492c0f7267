//! The commands that list backlinks and outgoing links.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /a.md
# A
𝒳 [[b]] and [[b#𝒴 Über|𝒵 shown]] [[gone]] [[b#Missing]] [[a]]
//- /b.md
## 𝒴 Über
//- /sub/c.md
---
up: \"[[a]]\"
---
  𝒳 é [[a|x]]
";

fn run(client: &mut Client, command: &str, uri: &str) -> Value {
    client.execute(command, json!({"uri": uri}))
}

#[test]
fn backlinks_and_outgoing_links_of_open_and_closed_notes_are_listed() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        for open in [true, false] {
            let folder = Folder::new(VAULT);
            let mut client = Client::start_with(&folder, |params| {
                params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
            });
            client.ignore("textDocument/publishDiagnostics");
            if open {
                client.open("a.md");
                client.open("sub/c.md");
            }
            let found = run(&mut client, "linkwright.backlinks", &folder.uri("a.md"));
            assert_eq!(client.describe_locations(&found), ["sub/c.md: [[a]]", "sub/c.md: [[a|x]]"]);
            assert_eq!(found[0]["line"], "up: \"[[a]]\"");
            assert_eq!(found[1]["line"], "𝒳 é [[a|x]]");

            let found = run(&mut client, "linkwright.outgoing", &folder.uri("a.md"));
            let links = found.as_array().expect("a list of links").iter();
            let show = |link: &Value| {
                let target = &link["target"];
                let target = match target["uri"].as_str() {
                    Some(uri) => client.describe_range(uri, &target["range"]),
                    None => "nothing".to_owned(),
                };
                let words = client.describe_range(&folder.uri("a.md"), &link["range"]);
                let text = link["text"].as_str().expect("a text");
                let broken = if link["broken"] == true { " !" } else { "" };
                format!("{words} | {text} → {target}{broken}")
            };
            let shown: Vec<String> = links.map(show).collect();
            assert_eq!(
                shown,
                [
                    "a.md: [[b]] | b → b.md: ",
                    "a.md: [[b#𝒴 Über|𝒵 shown]] | 𝒵 shown → b.md: 𝒴 Über",
                    "a.md: [[gone]] | gone → nothing !",
                    "a.md: [[b#Missing]] | b#Missing → b.md:  !",
                    "a.md: [[a]] | a → a.md: ",
                ]
            );
            client.finish();
        }
    }
}

#[test]
fn a_file_that_is_not_a_note_is_an_error() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    let uri = folder.uri("none.md");
    let params = json!({"command": "linkwright.backlinks", "arguments": [{"uri": uri}]});
    let error = client.request_error("workspace/executeCommand", params);
    assert_eq!(error["code"], -32602);
    client.finish();
}

#[test]
fn markdown_links_are_relative_without_obsidian() {
    let notes = "//- /d/a.md\n[x](b.md)\n//- /e/b.md\n# b\n";
    let folder = Folder::new(notes);
    let mut client = Client::start(&folder);
    client.open("d/a.md");
    assert_eq!(client.diagnostics("d/a.md"), ["not-relative b.md"]);
    let at = client.at("d/a.md", "b$0.md");
    let found = client.request("textDocument/definition", at);
    assert_eq!(found[0]["targetUri"], folder.uri("e/b.md"));
    client.replace("d/a.md", "b.md", "../e/b.md");
    assert_eq!(client.diagnostics("d/a.md"), [""; 0]);
    client.finish();

    let folder = Folder::new(&format!("{notes}//- /.obsidian/app.json\n{{}}\n"));
    let mut client = Client::start(&folder);
    client.open("d/a.md");
    assert_eq!(client.diagnostics("d/a.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_preview_knows_where_links_lead_and_what_embeds_show() {
    let folder = Folder::new(
        "//- /a.md\n[[b#𝒴 Two|x]] ![[b#𝒴 Two]] ![[b#^id]] [[b#𝒴 Two]] [[gone]] ![[p.png]] [[.x/c]]\n\
         //- /b.md\n---\ny: 1\n---\nFirst ^id\n# 𝒴 Two\nRest\n//- /p.png\n//- /.x/c.md\n",
    );
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("b.md");
    client.replace("b.md", "Rest", "Unsaved");
    let found = run(&mut client, "linkwright.preview", &folder.uri("a.md"));
    let link = |target: &str, embed: bool, name: Option<&str>, line: u32, content: Option<&str>| {
        let uri = name.map(|name| folder.uri(name));
        json!({"target": target, "embed": embed, "broken": uri.is_none(), "uri": uri, "line": line,
               "content": content})
    };
    let expected = json!([
        link(".x/c", false, Some(".x/c.md"), 0, None),
        link("b#^id", true, Some("b.md"), 3, Some("First ^id\n")),
        link("b#𝒴 Two", false, Some("b.md"), 4, None),
        link("b#𝒴 Two", true, Some("b.md"), 4, Some("# 𝒴 Two\nUnsaved\n")),
        link("gone", false, None, 0, None),
        link("p.png", true, Some("p.png"), 0, None),
    ]);
    assert_eq!(found, expected);
    client.finish();
}

#[test]
fn the_message_about_a_broken_link_does_not_wait_for_a_pause_in_typing() {
    let folder = Folder::new("//- /a.md\n[[b]] [[b#One]] ![[c]]\n//- /b.md\n# B\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    client.replace("a.md", "[[b#One]]", "[[b#Ones]]");
    let argument = json!({"uri": folder.uri("a.md"), "messages": true});
    let found = client.execute("linkwright.outgoing", argument);
    let messages: Vec<&str> =
        (0..3).map(|at| found[at]["message"].as_str().unwrap_or_default()).collect();
    let wrong = |what: &str| format!("{what} Add it, or fix the link.");
    assert_eq!(messages[..2], ["", &*wrong("`b` has no heading `Ones`.")]);
    assert!(messages[2].starts_with("No note is named `c`"), "{messages:?}");
    client.finish();
}
