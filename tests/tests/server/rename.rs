//! Renames, applied as an editor does and compared byte for byte.

use linkwright_tests::folder::files;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const BEFORE: &str = "\
//- /Being seen.md
---
aliases:
  - Being seen
  - Visibility # the other one
linter-yaml-title-alias: Being seen
---
# Being seen

See [[Other]] and [[Being seen#Being seen|here]].
//- /Other.md
[[Being seen]], [[Being seen|Visibility]] and [[being seen|Being seen]] é𝒳 [[Being seen]].
//- /folder/third.md
![[Being seen]] [text](Being%20seen.md)
";

const AFTER: &str = "\
//- /Being known.md
---
aliases:
  - Being known
  - Visibility # the other one
linter-yaml-title-alias: Being known
---
# Being known

See [[Other]] and [[Being known#Being known|here]].
//- /Other.md
[[Being known]], [[Being known|Visibility]] and [[Being known|Being known]] é𝒳 [[Being known]].
//- /folder/third.md
![[Being known]] [text](../Being%20known.md)
";

#[test]
fn a_rename_updates_title_alias_and_links() {
    for open in [&["Other.md"][..], &["Other.md", "Being seen.md", "folder/third.md"]] {
        let folder = Folder::new(BEFORE);
        let mut client = Client::start(&folder);
        client.ignore("textDocument/publishDiagnostics");
        open.iter().for_each(|name| client.open(name));
        let at = client.at("Other.md", "[[Being$0 seen]]");
        let prepared = client.request("textDocument/prepareRename", at);
        assert_eq!(prepared["placeholder"], "Being seen");
        let edit = client.rename("Other.md", "[[Being$0 seen]]", "Being known");
        client.apply(&edit);
        assert_eq!(client.files(&folder), files(AFTER));
        client.finish();
    }
}

#[test]
fn a_rename_uses_unsaved_text() {
    let folder = Folder::new("//- /a.md\n//- /b.md\n[[a]]\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("b.md");
    client.set_text("b.md", "unsaved\n\n[[a]] [[a|x]]\n");
    let edit = client.rename("b.md", "[[$0a]]", "z");
    client.apply(&edit);
    assert_eq!(client.text("b.md"), "unsaved\n\n[[z]] [[z|x]]\n");
    client.finish();
}

#[test]
fn a_rename_uses_the_current_text_on_disk() {
    let folder = Folder::new("//- /a.md\n//- /b.md\n[[a]]\n//- /c.md\n[[a]]\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("b.md");
    client.completions("b.md", "[[$0a]]");
    folder.write("c.md", "another text\n\n[[a|and a link]]\n");
    let edit = client.rename("b.md", "[[$0a]]", "z");
    client.apply(&edit);
    assert_eq!(folder.read("c.md"), "another text\n\n[[z|and a link]]\n");
    client.finish();
}

#[test]
fn an_impossible_rename_is_refused_with_the_reason() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n//- /c.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    for (new_name, reason) in [("c", "c.md"), ("x:y", ":"), ("", "")] {
        let error = client.rename_error("a.md", "[[$0b]]", new_name);
        assert_eq!(error["code"], -32803);
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(reason) && !message.is_empty(), "{message}");
    }
    client.finish();
}

#[test]
fn an_editor_that_cannot_move_files_gets_the_command_as_advice() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["workspace"]["workspaceEdit"] = json!({"documentChanges": true});
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let error = client.rename_error("a.md", "[[$0b]]", "c");
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("`linkwright rename`"), "{message}");
    client.finish();
}

#[test]
fn an_editor_that_moves_files_but_promises_no_document_changes_gets_the_move() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["workspace"]["workspaceEdit"] =
            json!({"resourceOperations": ["rename", "create", "delete"]});
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let edit = client.rename("a.md", "[[$0b]]", "c");
    assert!(edit["documentChanges"].is_array());
    assert!(edit["changeAnnotations"].is_null());
    client.apply(&edit);
    assert_eq!(client.files(&folder), files("//- /a.md\n[[c]]\n//- /c.md\n"));
    client.finish();
}

#[test]
fn a_move_by_the_editor_updates_links() {
    let folder = Folder::new("//- /a.md\n[[b]] [[sub/c]]\n//- /b.md\n//- /sub/c.md\n[[b]]\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let edit = client.will_rename("b.md", "sub/new.md");
    client.apply(&edit);
    std::fs::rename(folder.path("b.md"), folder.path("sub/new.md")).expect("a file to move");
    client.did_rename("b.md", "sub/new.md");
    let edit = client.will_rename("sub", "other");
    client.apply(&edit);
    assert_eq!(
        client.files(&folder),
        files("//- /a.md\n[[new]] [[other/c]]\n//- /sub/new.md\n//- /sub/c.md\n[[new]]\n")
    );
    client.finish();
}

#[test]
fn the_move_of_a_rename_is_not_planned_twice() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n//- /deep/New.md\n//- /deep/x.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let edit = client.rename("a.md", "[[$0b]]", "New");
    let operations = edit["documentChanges"].as_array().expect("a list of operations").clone();
    let (last, edits) = operations.split_last().expect("a move");
    assert_eq!(last["kind"], "rename");

    // The edit is discarded, and the file is moved in the editor: this is a new move.
    let by_hand = client.will_rename("b.md", "New.md");
    assert!(by_hand["documentChanges"].is_array());

    // The edit is applied by an editor that sends `willRenameFiles` before it moves the file.
    let edit = client.rename("a.md", "[[$0b]]", "New");
    client
        .apply(&json!({"documentChanges": edits, "changeAnnotations": edit["changeAnnotations"]}));
    let again = client.will_rename("b.md", "New.md");
    assert_eq!(again, Value::Null);
    client.finish();
}

/// An editor removes a byte order mark when it opens a file, and VS Code makes all line endings the same.
#[test]
fn the_move_of_a_rename_is_recognized_in_texts_that_the_editor_shows_differently() {
    for text in
        ["\u{feff}[[b]]\n", "\u{feff}[[b]]\r\nx\r\n", "[[b]]\r\nx\n", "x\n[[b]]\r\n", "[[b]]\rx\n"]
    {
        let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n//- /deep/New.md\n");
        folder.write("other.md", text);
        let mut client = Client::start(&folder);
        client.ignore("textDocument/publishDiagnostics");
        client.open("a.md");
        let edit = client.rename("a.md", "[[$0b]]", "New");
        // An editor opens the notes that it edits.
        let shown = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        client.open_with("other.md", &shown.replace('\n', "\r\n"));
        let operations = edit["documentChanges"].as_array().expect("a list of operations");
        let (_, edits) = operations.split_last().expect("a move");
        client.apply(
            &json!({"documentChanges": edits, "changeAnnotations": edit["changeAnnotations"]}),
        );
        assert_eq!(client.will_rename("b.md", "New.md"), Value::Null, "{text:?}");
        client.finish();
    }
}

#[test]
fn a_moved_document_that_was_not_closed_has_its_new_path() {
    let folder = Folder::new("//- /a.md\n[[b]] [[c]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link c"]);
    client.open("b.md");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    std::fs::rename(folder.path("b.md"), folder.path("c.md")).expect("a file to move");
    client.did_rename("b.md", "c.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link b"]);
    assert_eq!(client.definition("a.md", "[[$0c]]")[0]["targetUri"], folder.uri("b.md"));
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

/// VS Code opens the document with the new name before it notifies the move. When the move is
/// undone, it never closes that document.
#[test]
fn a_rename_that_is_undone_and_redone_leaves_no_second_note() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n[[gone]]\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.ignore("textDocument/publishDiagnostics");
    let definition = |client: &mut Client, words: &str| client.definition("a.md", words);
    let moved = |client: &mut Client, from: &str, to: &str| {
        std::fs::rename(folder.path(from), folder.path(to)).expect("a file to move");
        client.did_rename(from, to);
    };
    client.open("b.md");
    client.close("b.md");
    client.open_with("c.md", "[[gone]]\n");
    moved(&mut client, "b.md", "c.md");
    client.set_text("a.md", "[[b]] [[c]]\n");
    assert_eq!(definition(&mut client, "[[$0c]]")[0]["targetUri"], folder.uri("c.md"));

    client.open_with("b.md", "[[gone]]\n");
    moved(&mut client, "c.md", "b.md");
    assert_eq!(definition(&mut client, "[[$0b]]")[0]["targetUri"], folder.uri("b.md"));
    assert_eq!(definition(&mut client, "[[$0c]]"), json!(null));

    moved(&mut client, "b.md", "c.md");
    assert_eq!(definition(&mut client, "[[$0b]]"), json!(null));
    assert_eq!(definition(&mut client, "[[$0c]]")[0]["targetUri"], folder.uri("c.md"));
    client.finish();
}

#[test]
fn a_message_names_notes_that_cannot_be_read() {
    let folder = Folder::new("//- /a.md\n# a\n//- /b.md\n[[a]]\n");
    folder.write("latin.md", b"caf\xe9 [[a]]\n");
    folder.write("map.canvas", "{\"nodes\": [");
    let mut client = Client::start(&folder);
    client.ignore("window/logMessage");
    client.ignore("textDocument/publishDiagnostics");
    client.open("b.md");
    client.rename("b.md", "[[$0", "c");
    let shown = client.expect("window/showMessage")["message"].clone();
    let shown = shown.as_str().expect("a message");
    assert!(shown.starts_with("Links in 2 files were not updated"), "{shown}");
    assert!(shown.contains("`latin.md` (not UTF-8 at byte 3), `map.canvas` (not JSON"), "{shown}");
    // One is fixed and the other removed, so no message is shown.
    folder.write("latin.md", "[[a]]\n");
    std::fs::remove_file(folder.path("map.canvas")).expect("a file to remove");
    client.rename("b.md", "[[$0", "d");
    client.finish();
}

#[test]
fn links_that_a_move_cannot_update_are_shown() {
    let folder = Folder::new("//- /Love.md\n//- /b.md\n[[Love]]\n");
    let mut client = Client::start(&folder);
    client.will_rename("Love.md", "C#.md");
    let shown = client.expect("window/showMessage");
    let message = shown["message"].as_str().expect("a message");
    assert!(message.starts_with("b.md: a wikilink cannot contain `#`"), "{message}");
    client.finish();
}

#[test]
fn a_name_with_a_slash_moves_the_note() {
    let folder =
        Folder::new("//- /a.md\n[[d/b]] [x](d/b.md)\n//- /d/b.md\n# b\n[[./c]]\n//- /d/c.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let edit = client.rename("a.md", "[[d/$0b]]", "e/f/new");
    client.apply(&edit);
    let expected = "//- /a.md\n[[e/f/new]] [x](e/f/new.md)\n//- /d/c.md\n\
                    //- /e/f/new.md\n# new\n[[../../d/c]]\n";
    assert_eq!(client.files(&folder), files(expected));
    client.finish();
}
