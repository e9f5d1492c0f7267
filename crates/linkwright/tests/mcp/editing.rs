//! `edit` and `undo`.

use serde_json::{Value, json};

use crate::session;

const NOTE: &str = "\
//- /n.md
---
tags:
  - a
status: draft # for now
---
# Title

Intro.

## One

First.

## Two

- item ^id
- other

# End
";

/// Makes an edit, and returns the note after it, or the refusal.
fn edited(arguments: Value) -> String {
    let (vault, mut client) = session(NOTE);
    match client.edit("n", arguments) {
        Ok(_) => vault.read("n.md"),
        Err(refusal) => refusal,
    }
}

/// The whole note, with one part replaced.
fn with(old: &str, new: &str) -> String {
    let note = NOTE.split_once('\n').map_or("", |(_, note)| note);
    assert_eq!(note.matches(old).count(), 1, "{old}");
    note.replace(old, new)
}

#[test]
fn sections_are_changed_below_their_headings() {
    let at = |action: &str, heading: &str, text: &str| {
        edited(json!({"do": action, "heading": heading, "text": text}))
    };
    assert_eq!(at("replace", "One", "New."), with("First.", "New."));
    assert_eq!(at("append", "Title#One", "More."), with("First.", "First.\nMore."));
    assert_eq!(at("append", "Two", "- third\n"), with("- other", "- other\n- third"));
    assert_eq!(at("prepend", "Title", "Before.\n\n"), with("Intro.", "Before.\nIntro."));
    assert_eq!(at("append", "End", "Last."), with("# End\n", "# End\nLast.\n"));
    let deleted = edited(json!({"do": "delete", "heading": "One"}));
    assert_eq!(deleted, with("## One\n\nFirst.\n\n", ""));
    let missing = at("append", "Three", "x");
    assert!(missing.contains("It has: `Title`, `One`, `Two`, `End`"), "{missing}");
}

#[test]
fn blocks_keep_their_ids() {
    let at = |action: &str, text: &str| edited(json!({"do": action, "block": "id", "text": text}));
    assert_eq!(at("replace", "- changed"), with("- item ^id", "- changed ^id"));
    assert_eq!(at("append", "- after"), with("- item ^id", "- item ^id\n- after"));
    assert_eq!(at("prepend", "- before"), with("- item ^id", "- before\n- item ^id"));
    assert_eq!(edited(json!({"do": "delete", "block": "^id"})), with("- item ^id\n", ""));
}

#[test]
fn exact_text_must_occur_once() {
    let replace = |find: &str| edited(json!({"do": "replace", "find": find, "text": "X"}));
    assert_eq!(replace("First."), with("First.", "X"));
    assert_eq!(replace("Intro.\n\n## One"), with("Intro.\n\n## One", "X"));
    let several = replace("\n## ");
    assert!(several.contains("in several places, on lines 9, 13"), "{several}");
    let none = replace("Second");
    assert!(none.contains("does not contain this text"), "{none}");
    assert_eq!(
        edited(json!({"do": "append", "find": "Fir", "text": "e"})),
        with("First", "Firest")
    );
}

#[test]
fn properties_are_edited_in_place() {
    let set =
        |key: &str, value: Value| edited(json!({"do": "replace", "property": key, "value": value}));
    assert_eq!(set("status", json!("done")), with("draft #", "done #"));
    assert_eq!(set("tags", json!(["b", "c: d"])), with("  - a", "  - b\n  - \"c: d\""));
    assert_eq!(set("rank", json!(3)), with("for now\n", "for now\nrank: 3\n"));
    assert_eq!(set("status", Value::Null), with("status: draft # for now\n", ""));
    assert_eq!(edited(json!({"do": "delete", "property": "tags"})), with("tags:\n  - a\n", ""));
    let broken = edited(json!({"do": "replace", "find": "  - a", "text": "  - [a"}));
    assert!(broken.contains("invalid YAML"), "{broken}");
}

#[test]
fn properties_are_renamed_in_all_notes() {
    let (vault, mut client) = session(
        "//- /a.md\n---\nrating: 3 # of 5\n---\n//- /b.md\n---\nx: 1\nrating:\n  - 4\n---\n",
    );
    client.get("move", json!({"from": "property:rating", "to": "stars"}));
    assert_eq!(vault.read("a.md"), "---\nstars: 3 # of 5\n---\n");
    assert_eq!(vault.read("b.md"), "---\nx: 1\nstars:\n  - 4\n---\n");
}

#[test]
fn arguments_that_contradict_are_refused() {
    let cases = [
        (json!({"do": "replace", "text": "x"}), "say what to change"),
        (json!({"do": "replace", "heading": "One", "block": "id", "text": "x"}), "only one of"),
        (json!({"do": "append", "heading": "One"}), "`text` is missing"),
        (
            json!({"do": "replace", "heading": "Title#One", "text": "## one\n\nNew."}),
            "leave out the heading itself",
        ),
        (json!({"do": "replace", "heading": "One", "value": 1}), "`value` is for `property`"),
        (json!({"do": "append", "property": "tags", "value": 1}), "`do: replace` with `value`"),
        (json!({"do": "rewrite", "text": "x"}), "unknown variant"),
    ];
    for (arguments, expected) in cases {
        let refusal = edited(arguments.clone());
        assert!(refusal.contains(expected), "{arguments}: {refusal}");
    }
}

#[test]
fn notes_are_created_where_none_is() {
    let (vault, mut client) = session("//- /sub/n.md\n[[new]] [[n]]\n");
    let create = |note: &str| json!({"note": note, "do": "create", "text": "# Text\n"});
    let answer = client.get("edit", create("new"));
    assert_eq!((&answer["note"], &*vault.read("new.md")), (&json!("new.md"), "# Text\n"));
    client.get("edit", create("a/b/other"));
    assert_eq!(vault.read("a/b/other.md"), "# Text\n");
    let refusal = client.refused("edit", create("new"));
    assert!(refusal.contains("`new.md` exists"), "{refusal}");
    for path in ["x.base", "a/x.canvas"] {
        let refusal = client.refused("edit", create(path));
        assert!(refusal.contains("is not a note"), "{refusal}");
    }
    let refusal = client.refused("edit", create("../out"));
    assert!(refusal.contains(".."), "{refusal}");
    // `[[n]]` would lead to the new note.
    let refusal = client.refused("edit", create("/n"));
    assert!(refusal.contains("sub/n.md"), "{refusal}");
}

#[test]
fn edit_that_would_break_links_is_refused() {
    let (vault, mut client) = session(
        "//- /n.md\n# Keep\n\n## Old\n\nText ^id\n//- /a.md\n[[n#Old]] [[n#^id]]\n//- /b.md\n[[n]]\n",
    );
    let delete = json!({"do": "delete", "heading": "Old"});
    let refusal = client.edit("n", delete.clone()).expect_err("links break");
    assert!(refusal.contains("break 2 links") && refusal.contains("`a.md`"), "{refusal}");
    let renamed = json!({"do": "replace", "find": "## Old", "text": "## New"});
    let refusal = client.edit("n", renamed).expect_err("a link breaks");
    assert!(refusal.contains("use `move`"), "{refusal}");
    let alias = json!({"do": "replace", "property": "aliases", "value": ["b"]});
    client.edit("n", alias).expect("names win over aliases");
    let mut forced = delete;
    forced["breakLinks"] = true.into();
    let answer = client.edit("n", forced).expect("it is forced");
    assert_eq!(answer["newFindings"].as_array().map(Vec::len), Some(2), "{answer}");
    assert!(!vault.read("n.md").contains("Old"));
    let caused = client.get("check", json!({}));
    assert_eq!(caused["total"], 2, "{caused}");
}

#[test]
fn line_ends_and_all_other_bytes_stay() {
    let (vault, mut client) = session("");
    let text = "\u{feff}# A\r\n\r\none  \r\n\r\n# B\r\ntwo";
    vault.write("w.md", text.as_bytes());
    client.edit("w", json!({"do": "append", "heading": "A", "text": "x\ny"})).expect("it is made");
    assert_eq!(vault.read("w.md"), text.replace("one  ", "one  \r\nx\r\ny"));
    client.edit("w", json!({"do": "append", "heading": "B", "text": "z"})).expect("it is made");
    assert!(vault.read("w.md").ends_with("two\r\nz"));
}

#[test]
fn last_writes_are_undone_one_after_the_other() {
    let (vault, mut client) = session("//- /a.md\n[[n]]\n//- /n.md\n# n\n//- /other.md\nother\n");
    let before = vault.files();
    client.get("move", json!({"from": "n", "to": "folder/m"}));
    client.edit("m", json!({"do": "append", "text": "more"})).expect("it is made");
    client.get("edit", json!({"note": "new", "do": "create", "text": "x"}));
    let answer = client.get("undo", json!({"writes": 3}));
    assert_eq!(answer["undone"].as_array().map(Vec::len), Some(3), "{answer}");
    assert_eq!(vault.files(), before);
    assert!(!vault.path().join("folder").exists());
    let refusal = client.refused("undo", json!({}));
    assert!(refusal.contains("no write to undo"), "{refusal}");

    client.get("move", json!({"from": "n", "to": "m"}));
    vault.write("new.md", b"[[m]]\n");
    let refusal = client.refused("undo", json!({}));
    assert!(refusal.contains("breaks 1 link") && refusal.contains("new.md"), "{refusal}");
    vault.write("a.md", b"[[m]] and more\n");
    let refusal = client.refused("undo", json!({}));
    assert!(refusal.contains("`a.md` has changed since"), "{refusal}");
    assert_eq!(vault.read("a.md"), "[[m]] and more\n");
}
