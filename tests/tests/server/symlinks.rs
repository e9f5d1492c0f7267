//! Symbolic links that a rename or move would break: an editor cannot update them.

use std::fs;
use std::os::unix::fs::symlink;

use linkwright_tests::client::editor::Editor;
use linkwright_tests::{Client, Folder};
use serde_json::json;

fn start(folder: &Folder) -> Client {
    let mut client =
        Client::start_with(folder, |params| Editor::VsCode.set_initialize_params(params));
    client.ignore("textDocument/publishDiagnostics");
    client.open("n.md");
    client
}

#[test]
fn a_rename_that_would_break_a_symbolic_link_is_refused_and_names_it() {
    let folder = Folder::new("//- /n.md\n[[b]] [[L]]\n//- /sub/x.md\n//- /b.md\n# b\n");
    symlink("../b.md", folder.path("sub/L.md")).expect("a link");
    let mut client = start(&folder);
    let error = client.rename_error("n.md", "[[$0b]]", "c");
    assert_eq!(
        error["message"],
        "`sub/L.md` is a symbolic link to `../b.md`, and an editor cannot change it; run \
         `linkwright mv 'b.md' 'c.md'` in a terminal instead"
    );
    // The symbolic link itself can be renamed, and links with its name are updated.
    let edit = client.rename("n.md", "[[$0L]]", "M");
    assert_eq!(client.apply_as(Editor::VsCode, &edit), Ok(()));
    assert_eq!(client.text("n.md"), "[[b]] [[M]]\n");
    assert!(folder.path("sub/M.md").is_symlink());
    assert_eq!(folder.read("sub/M.md"), "# b\n");
    client.finish();
}

#[test]
fn an_excluded_symbolic_link_also_blocks_a_rename() {
    let folder = Folder::new("//- /n.md\n[[b]]\n//- /b.md\n//- /d/x.md\n");
    symlink("../b.md", folder.path("d/.current")).expect("a link");
    let mut client = start(&folder);
    let error = client.rename_error("n.md", "[[$0b]]", "c");
    let message = error["message"].as_str().expect("a message");
    assert!(message.starts_with("`d/.current` is a symbolic link to `../b.md`"), "{message}");
    client.finish();
}

#[test]
fn the_title_changes_if_a_symbolic_link_prevents_the_move() {
    let folder = Folder::new("//- /n.md\n# n\n//- /x.md\n");
    symlink("n.md", folder.path("L.md")).expect("a link");
    let mut client = start(&folder);
    let edit = client.rename("n.md", "# $0n", "new");
    let shown = client.expect("window/showMessage")["message"].clone();
    assert!(shown.as_str().expect("a message").contains("`L.md` is a symbolic link"), "{shown}");
    assert_eq!(client.apply_as(Editor::VsCode, &edit), Ok(()));
    assert_eq!(client.text("n.md"), "# new\n");
    assert!(folder.path("n.md").is_file());
    client.finish();
}

#[test]
fn a_move_by_the_editor_names_the_symbolic_links_that_it_breaks() {
    let folder = Folder::new("//- /n.md\n[[b]]\n//- /sub/x.md\n//- /d/a.md\n//- /b.md\n");
    symlink("../b.md", folder.path("sub/L.md")).expect("a link");
    symlink("../b.md", folder.path("d/up.md")).expect("a link");
    let mut client = start(&folder);
    for (from, to, named) in [
        ("b.md", "c.md", "`d/up.md` (to `../b.md`), `sub/L.md` (to `../b.md`)"),
        ("d", "deep/er", "`d/up.md` (to `../b.md`)"),
        ("sub/L.md", "L.md", "`sub/L.md` (to `../b.md`)"),
    ] {
        client.will_rename(from, to);
        let shown = client.expect("window/showMessage")["message"].clone();
        let expected = format!(
            "Symbolic links not updated: {named}; `linkwright mv` in a terminal updates them"
        );
        assert_eq!(shown, expected);
    }
    // Symbolic links that still work are not named.
    client.will_rename("d", "e");
    client.finish();
}

#[test]
fn moving_a_symbolic_link_does_not_move_its_target() {
    for name in [".hidden.md", "shown.md"] {
        let folder = Folder::new("//- /n.md\n[[b]]\n//- /b.md\n# b\n//- /d/x.md\n");
        symlink("b.md", folder.path(name)).expect("a link");
        let mut client = start(&folder);
        client.ignore("window/logMessage");
        client.open(name);
        let edit = client.will_rename(name, "other.md");
        assert_eq!(edit["documentChanges"].as_array().map_or(0, Vec::len), 0, "{name}: {edit}");
        fs::rename(folder.path(name), folder.path("other.md")).expect("a link");
        client.did_rename(name, "other.md");
        let at = client.at("n.md", "[[$0b]]");
        let found = client.request("textDocument/definition", at);
        // The document is still open under its old path.
        assert_eq!(found[0]["targetUri"], folder.uri(name));
        client.close(name);
        let at = client.at("n.md", "[[$0b]]");
        let found = client.request("textDocument/definition", at);
        assert_eq!(found[0]["targetUri"], folder.uri("b.md"));
        client.finish();
    }
}

#[test]
fn the_target_of_a_symbolic_link_is_not_deleted() {
    let folder = Folder::new("//- /n.md\n![[b]]\n//- /b.md\nText.\n");
    symlink("b.md", folder.path("L.md")).expect("a link");
    let mut client = start(&folder);
    let offered = client.code_actions("n.md", "![[$0b]]", json!({"diagnostics": []}));
    let inline = offered.iter().find(|it| it["title"].to_string().contains("delete the note"));
    let inline = inline.unwrap_or_else(|| panic!("{offered:?}")).clone();
    let error = client.request_error("codeAction/resolve", inline);
    let message =
        "`L.md` is a symbolic link to `b.md`, which would be removed; remove the link first";
    assert_eq!(error["message"], message);
    client.finish();
}
