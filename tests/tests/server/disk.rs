//! Files that others change, and files that are odd.

use linkwright_tests::{Client, Folder};
use serde_json::json;

#[test]
fn what_others_change_on_disk_is_seen() {
    let folder = Folder::new("//- /a.md\n[[new]] [[b#Late]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new", "broken-heading Late"]);
    folder.write("sub/new.md", "");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Late"]);
    folder.write("b.md", "# Late\n");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    std::fs::remove_dir_all(folder.path("sub")).expect("a folder to remove");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    client.finish();
}

#[test]
fn unsaved_text_beats_what_others_write() {
    let folder = Folder::new("//- /a.md\n[[b#Mine]] [[c]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    client.open_with("b.md", "# Mine\n");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    folder.write("b.md", "# Theirs\n");
    // A change that is seen later, so that the first one was seen.
    folder.write("c.md", "");
    client.expect_diagnostics("a.md", &[]);
    client.close("b.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Mine"]);
    client.finish();
}

#[test]
fn settings_files_apply_as_they_are_written() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    folder.write(".linkwright.toml", "[diagnostics]\n\"broken-link\" = \"off\"\n");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    folder.write(".linkwright.toml", "[diagnostics]\nbroken-lnk = \"off\"\n");
    let warning = client.expect("window/logMessage");
    let message = warning["message"].as_str().expect("a message");
    assert!(message.starts_with(".linkwright.toml:2:1: "), "{message}");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.finish();
}

#[test]
fn a_note_that_cannot_be_read_is_warned_of_and_can_be_linked() {
    let folder = Folder::new("//- /a.md\n[[bad]] [[huge]] [[gone]]\n");
    folder.write("bad.md", b"# Bad \xff\xfe\n");
    let paragraph = "Words and [[links]] of no great interest.\n\n".repeat(1000);
    folder.write("huge.md", paragraph.repeat(200));
    let mut client = Client::start(&folder);
    let warning = client.expect("window/logMessage");
    let message = warning["message"].as_str().expect("a message");
    assert!(message.contains("bad.md: not UTF-8 at byte 6"), "{message}");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.finish();
}

#[cfg(unix)]
#[test]
fn a_loop_of_symbolic_links_ends() {
    let folder = Folder::new("//- /a.md\n[[b]] [[gone]]\n//- /sub/b.md\n");
    std::os::unix::fs::symlink(folder.path(""), folder.path("sub/loop")).expect("a link");
    let mut client = Client::start(&folder);
    let warning = client.expect("window/logMessage");
    let message = warning["message"].as_str().expect("a message");
    assert!(message.contains("sub/loop: a symbolic link"), "{message}");
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.finish();
}

#[cfg(unix)]
#[test]
fn a_vault_behind_a_symbolic_link_is_spelt_as_the_client_spells_it() {
    let real = Folder::new("//- /vault/a.md\n[[b]]\n//- /vault/b.md\n");
    let linked = Folder::new("//- /other.md\n");
    std::os::unix::fs::symlink(real.path("vault"), linked.path("vault")).expect("a link");
    let mut client = Client::start_with(&linked, |params| {
        params["workspaceFolders"] = json!(null);
        params["rootUri"] = linked.uri("vault").into();
    });
    client.open("vault/a.md");
    assert_eq!(client.diagnostics("vault/a.md"), [""; 0]);
    let at = client.at("vault/a.md", "[[$0b]]");
    let definition = client.request("textDocument/definition", at);
    assert_eq!(definition[0]["targetUri"], linked.uri("vault/b.md"));
    client.finish();
}
