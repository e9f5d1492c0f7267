//! Completion while a link is typed.

use linkwright_tests::position::{Encoding, edited};
use linkwright_tests::{Client, Folder};

const VAULT: &str = "\
//- /note.md

//- /Being seen.md
---
aliases: [Visibility]
---
//- /Other.md
";

#[test]
fn each_keystroke_proposes_what_fits() {
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
