//! Several vaults, files that move between them, and documents outside vaults.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

fn start(folders: &[&Folder]) -> Client {
    Client::start_with(folders[0], |params| {
        let folders = folders.iter().map(|it| json!({"uri": it.uri(""), "name": it.uri("")}));
        params["workspaceFolders"] = folders.collect();
    })
}

fn change_folders(client: &mut Client, added: &[&Folder], removed: &[&Folder]) {
    let list = |folders: &[&Folder]| -> Value {
        folders.iter().map(|it| json!({"uri": it.uri(""), "name": "a folder"})).collect()
    };
    let event = json!({"event": {"added": list(added), "removed": list(removed)}});
    client.notify("workspace/didChangeWorkspaceFolders", event);
}

#[test]
fn moves_in_several_vaults_update_the_links_in_each() {
    let one = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let two = Folder::new("//- /x.md\n[[y]] [[b]]\n//- /y.md\n");
    let mut client = start(&[&one, &two]);
    let files = json!({"files": [
        {"oldUri": one.uri("b.md"), "newUri": one.uri("c.md")},
        {"oldUri": two.uri("y.md"), "newUri": two.uri("sub/z.md")},
    ]});
    let edit = client.request("workspace/willRenameFiles", files);
    client.apply(&edit);
    assert_eq!(one.read("a.md"), "[[c]]\n");
    assert_eq!(two.read("x.md"), "[[z]] [[b]]\n");
    client.finish();
}

#[test]
fn a_file_that_moves_to_another_vault_is_indexed_there_and_missing_here() {
    let one = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n[[a]]\n");
    let two = Folder::new("//- /x.md\n[[b]]\n");
    let mut client = start(&[&one, &two]);
    client.open("a.md");
    client.open("b.md");
    let x = two.uri("x.md");
    client.open(&x);
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    assert_eq!(client.diagnostics(&x), ["broken-link b"]);
    let files = json!({"files": [{"oldUri": one.uri("b.md"), "newUri": two.uri("b.md")}]});
    assert_eq!(client.request("workspace/willRenameFiles", files.clone()), Value::Null);
    let shown = client.expect("window/showMessage");
    let message = shown["message"].as_str().expect("a message");
    assert_eq!(message, "Links not updated: `b.md` moves out of its vault");
    std::fs::copy(one.path("b.md"), two.path("b.md")).expect("a copy");
    std::fs::remove_file(one.path("b.md")).expect("a file to remove");
    client.notify("workspace/didRenameFiles", files);
    client.expect_diagnostics("a.md", &["broken-link b"]);
    client.expect_diagnostics(&x, &[]);
    // It is still open under its old name, but already belongs to the other vault.
    client.expect_diagnostics("b.md", &["broken-link a"]);
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn diagnostics_of_a_vault_are_cleared_when_its_folder_is_closed() {
    let one =
        Folder::new("//- /.linkwright.toml\n[diagnostics]\nscope = \"vault\"\n//- /a.md\n[[x]]\n");
    let two =
        Folder::new("//- /.linkwright.toml\n[diagnostics]\nscope = \"vault\"\n//- /b.md\n[[y]]\n");
    let mut client = start(&[&one]);
    let published = |client: &mut Client, uri: &str| {
        let published = client.expect("textDocument/publishDiagnostics");
        assert_eq!(published["uri"], uri);
        published["diagnostics"].as_array().expect("diagnostics").len()
    };
    assert_eq!(published(&mut client, &one.uri("a.md")), 1);
    change_folders(&mut client, &[&two], &[]);
    assert_eq!(published(&mut client, &two.uri("b.md")), 1);
    change_folders(&mut client, &[], &[&two]);
    assert_eq!(published(&mut client, &two.uri("b.md")), 0);
    client.finish();
}

#[test]
fn an_untitled_document_without_a_vault_has_diagnostics_and_completion() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start_with(&folder, |params| {
        params["workspaceFolders"] = Value::Null;
        params["rootUri"] = Value::Null;
    });
    client.open_with("untitled:Untitled-1", "# Here\n[[#Here]] [[#Gone]] [^1] [[\n");
    let name = "untitled:Untitled-1";
    assert_eq!(client.diagnostics(name), ["broken-heading Gone", "undefined-footnote [^1]"]);
    assert_eq!(client.completions(name, "[[#$0Here"), ["Here"]);
    client.set_text(name, "# Here\n");
    assert_eq!(client.diagnostics(name), [""; 0]);
    client.close(name);
    client.open_with(name, "[[#Gone]]\n");
    assert_eq!(client.diagnostics(name), ["broken-heading Gone"]);
    client.close(name);
    client.expect_cleared(name);
    client.finish();
}

#[test]
fn an_untitled_document_in_a_vault_is_not_suggested_in_other_notes() {
    let folder = Folder::new("//- /a.md\n[[\n//- /Target.md\n");
    let mut client = start(&[&folder]);
    client.open("a.md");
    client.open_with("untitled:Untitled-1", "[[\n");
    client.ignore("textDocument/publishDiagnostics");
    for name in ["untitled:Untitled-1", "a.md"] {
        let mut offered = client.completions(name, "[[$0");
        offered.sort();
        assert_eq!(offered, ["Target", "a"]);
    }
    client.finish();
}
