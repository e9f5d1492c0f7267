//! Diagnostics of open notes.

use linkwright_tests::{Client, Folder};
use serde_json::json;

#[test]
fn a_broken_link_is_published_as_it_is_typed() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.replace("a.md", "[[b]]", "[[bc]]");
    assert_eq!(client.diagnostics("a.md"), ["broken-link bc"]);
    client.replace("a.md", "[[bc]]", "![[bc]]");
    assert_eq!(client.diagnostics("a.md"), ["broken-embed bc"]);
    client.replace("a.md", "![[bc]]", "[[b]]");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn comments_silence_findings_where_they_stand() {
    let folder = Folder::new(
        "//- /.linkwright.toml\n[diagnostics]\nunused-suppression = \"hint\"\n\
         //- /a.md\n[[gone]] [[lost]] <!-- linkwright-disable-line broken-link -->\n\n\
         %% linkwright-disable-next-line %%\n\n[[b]]\n",
    );
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    // A note that appears makes a comment needless.
    folder.write("b.md", "");
    client.notify("workspace/didCreateFiles", json!({"files": [{"uri": folder.uri("b.md")}]}));
    client.expect_diagnostics("a.md", &["unused-suppression linkwright-disable-next-line"]);
    client.replace("a.md", "-next-line", "-file");
    client.expect_diagnostics("a.md", &[]);
    client.replace("a.md", " broken-link", " alias-link");
    client.expect_diagnostics("a.md", &["unused-suppression alias-link"]);
    client.replace("a.md", "%% linkwright-disable-file %%", "");
    let found = ["broken-link gone", "broken-link lost", "unused-suppression alias-link"];
    client.expect_diagnostics("a.md", &found);
    // In code, a comment does nothing.
    client.replace(
        "a.md",
        " <!-- linkwright-disable-line alias-link -->",
        " `%%linkwright-disable-line%%`",
    );
    client.expect_diagnostics("a.md", &["broken-link gone", "broken-link lost"]);
    client.finish();
}

#[test]
fn created_and_deleted_notes_update_open_notes() {
    let folder = Folder::new("//- /a.md\n[[new]]\n//- /b.md\n![[new]] [[a]]\n//- /c.md\n[[a]]\n");
    let mut client = Client::start(&folder);
    for name in ["a.md", "b.md", "c.md"] {
        client.open(name);
    }
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    assert_eq!(client.diagnostics("b.md"), ["broken-embed new"]);
    assert_eq!(client.diagnostics("c.md"), [""; 0]);

    folder.write("new.md", "");
    client.notify("workspace/didCreateFiles", json!({"files": [{"uri": folder.uri("new.md")}]}));
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    assert_eq!(client.diagnostics("b.md"), [""; 0]);

    std::fs::rename(folder.path("new.md"), folder.path("renamed.md")).expect("a file to move");
    let moved = json!({"oldUri": folder.uri("new.md"), "newUri": folder.uri("renamed.md")});
    client.notify("workspace/didRenameFiles", json!({"files": [moved]}));
    client.expect_diagnostics("a.md", &["broken-link new"]);
    client.expect_diagnostics("b.md", &["broken-embed new"]);

    client.set_text("a.md", "[[renamed]]\n");
    client.expect_diagnostics("a.md", &[]);
    std::fs::remove_file(folder.path("renamed.md")).expect("a file to remove");
    client
        .notify("workspace/didDeleteFiles", json!({"files": [{"uri": folder.uri("renamed.md")}]}));
    client.expect_diagnostics("a.md", &["broken-link renamed"]);
    client.finish();
}

#[test]
fn headings_and_aliases_that_are_typed_update_other_open_notes() {
    let folder = Folder::new("//- /a.md\n[[b#Later]] [[Nick]]\n//- /b.md\n# B\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-heading Later", "broken-link Nick"]);
    client.open("b.md");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    client.replace("b.md", "# B\n", "# B\n## Later\n");
    assert_eq!(client.diagnostics("a.md"), ["broken-link Nick"]);
    client.replace("b.md", "# B\n", "---\naliases: [Nick]\n---\n# B\n");
    assert_eq!(client.diagnostics("a.md"), ["alias-link Nick"]);
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn open_notes_become_orphans() {
    let folder = Folder::new(
        "//- /.linkwright.toml\n[diagnostics]\norphan-note = \"hint\"\n//- /a.md\n[[b]]\n//- /b.md\n# B\n[[a]]\n",
    );
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.open("b.md");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    client.set_text("a.md", "b\n");
    assert_eq!(client.diagnostics("b.md"), ["orphan-note B"]);
    client.set_text("a.md", "[[b]]\n");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn diagnostics_of_a_closed_document_are_cleared() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.close("a.md");
    client.expect_cleared("a.md");
    client.finish();
}

#[test]
fn the_editor_s_settings_apply_while_the_server_runs() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = Client::start_with(&folder, |params| {
        params["initializationOptions"] = json!({"diagnostics": {"broken-link": "error"}});
    });
    client.open("a.md");
    let published = client.expect("textDocument/publishDiagnostics");
    assert_eq!(published["diagnostics"][0]["severity"], 1);
    let settings = json!({"settings": {"linkwright": {"diagnostics": {"broken-link": "off"}}}});
    client.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn settings_are_requested_from_a_client_that_supports_it() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["workspace"]["configuration"] = true.into();
    });
    client
        .auto_respond("workspace/configuration", json!([{"diagnostics": {"broken-link": "off"}}]));
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn diagnostics_link_to_their_page_and_mark_unnecessary_text() {
    let folder = Folder::new("//- /a.md\nx\n\n[^1]: y\n");
    let publish = |supported: bool| {
        let mut client = Client::start_with(&folder, |params| {
            let publish = &mut params["capabilities"]["textDocument"]["publishDiagnostics"];
            if supported {
                publish["codeDescriptionSupport"] = json!(true);
                publish["tagSupport"] = json!({"valueSet": [1, 2]});
            }
        });
        client.open("a.md");
        let mut published = client.expect("textDocument/publishDiagnostics");
        client.finish();
        published["diagnostics"][0].take()
    };
    let diagnostic = publish(true);
    assert_eq!(diagnostic["code"], "unused-definition");
    let page = diagnostic["codeDescription"]["href"].as_str().expect("a page");
    assert!(page.ends_with("/docs/diagnostics/unused-definition.md"), "{page}");
    assert_eq!(diagnostic["tags"], json!([1]));
    let diagnostic = publish(false);
    assert_eq!(diagnostic["code"], "unused-definition");
    assert_eq!((diagnostic.get("codeDescription"), diagnostic.get("tags")), (None, None));
}
