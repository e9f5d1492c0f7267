//! Sessions with the server.

use linkwright_tests::Client;

use crate::{names, vault};

/// Waits until the server has read what changed on disk, so that a link leads to `uri`.
fn leads_to(client: &mut Client, name: &str, words: &str, uri: &str) {
    let mut found = client.definition(name, words);
    for _ in 0..300 {
        if found[0]["targetUri"] == uri {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
        found = client.definition(name, words);
    }
    panic!("{words} leads to {found}, not to {uri}");
}

#[test]
fn the_case_of_a_note_changes_in_an_editor() {
    let source = "//- /love.md\n# love\n//- /other.md\n[[love]] [it](love.md) [[LOVE]]\n";
    let Some(folder) = vault(source) else { return };
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("other.md");
    let edit = client.rename("other.md", "[[$0love]]", "Love");
    client.apply(&edit);
    assert_eq!(client.text("other.md"), "[[Love]] [it](Love.md) [[LOVE]]\n");
    assert_eq!(names(&folder, ""), ["Love.md", "other.md"]);
    assert_eq!(folder.read("Love.md"), "# Love\n");
    client.did_rename("love.md", "Love.md");
    leads_to(&mut client, "other.md", "[[$0LOVE]]", &folder.uri("Love.md"));
    client.finish();
}

#[test]
fn a_document_that_is_opened_in_another_case_is_the_note() {
    let Some(folder) = vault("//- /Note.md\n[[other]] [[gone]]\n//- /Other.md\n[[note]]\n") else {
        return;
    };
    let mut client = Client::start(&folder);
    client.open_with("NOTE.md", "[[other]] [[gone]]\n");
    assert_eq!(client.diagnostics("NOTE.md"), ["broken-link gone"]);
    client.open("Other.md");
    assert_eq!(client.diagnostics("Other.md"), [""; 0]);
    let found = client.definition("Other.md", "[[$0note]]");
    assert_eq!(found[0]["targetUri"], folder.uri("NOTE.md"), "as the client spells it");
    client.finish();
}

#[test]
fn a_name_that_another_note_has_in_another_case_is_refused() {
    let Some(folder) = vault("//- /a.md\n[[b]]\n//- /b.md\n//- /Taken.md\n") else { return };
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let error = client.rename_error("a.md", "[[$0b]]", "TAKEN");
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("Taken.md"), "{message}");
    client.finish();
}

#[test]
fn a_change_of_case_by_another_program_is_seen() {
    let Some(folder) = vault("//- /a.md\n[[b#Late]]\n//- /b.md\n") else { return };
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Late"]);
    std::fs::rename(folder.path("b.md"), folder.path("B.md")).expect("a file to move");
    folder.write("B.md", "# Late\n");
    client.expect_diagnostics("a.md", &[]);
    leads_to(&mut client, "a.md", "[[$0b#Late]]", &folder.uri("B.md"));
    client.finish();
}
