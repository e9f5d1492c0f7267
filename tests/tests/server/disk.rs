//! Files that others change, and files that are odd.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

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
fn notes_behind_symbolic_links_are_notes_and_are_watched() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new("//- /work/plan.md\n[[a]]\n//- /one.md\n[[a]]\n");
    let folder = Folder::new("//- /a.md\n[[plan]] [[one]] [[late]]\n");
    symlink(outside.path("work"), folder.path("work")).expect("a link");
    symlink(outside.path("one.md"), folder.path("one.md")).expect("a link");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link late"]);
    let at = client.at("a.md", "[[$0plan]]");
    let definition = client.request("textDocument/definition", at);
    assert_eq!(definition[0]["targetUri"], folder.uri("work/plan.md"));

    outside.write("work/late.md", "");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    std::fs::remove_file(folder.path("work")).expect("removed");
    assert_eq!(client.diagnostics("a.md"), ["broken-link plan", "broken-link late"]);
    symlink(outside.path("work"), folder.path("again")).expect("a link");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
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

#[test]
fn a_folder_that_is_renamed_on_disk_takes_its_notes_along() {
    let folder = Folder::new("//- /a.md\n[[old/b]] [[new/b]]\n//- /old/b.md\n//- /old/deep/c.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new/b"]);
    std::fs::rename(folder.path("old"), folder.path("new")).expect("a folder to move");
    client.expect_diagnostics("a.md", &["broken-link old/b"]);
    // What comes into it from now on is seen too.
    client.set_text("a.md", "[[new/deep/d]]\n");
    client.expect_diagnostics("a.md", &["broken-link new/deep/d"]);
    folder.write("new/deep/d.md", "");
    client.expect_diagnostics("a.md", &[]);
    client.finish();
}

#[test]
fn a_vault_that_is_gone_and_comes_back_is_known_again() {
    let parent = Folder::new("//- /vault/a.md\n[[b]]\n//- /vault/b.md\n");
    let mut client = Client::start_with(&parent, |params| {
        params["workspaceFolders"] = json!([{"uri": parent.uri("vault"), "name": "vault"}]);
    });
    client.ignore("window/logMessage");
    client.open("vault/a.md");
    assert_eq!(client.diagnostics("vault/a.md"), [""; 0]);
    std::fs::remove_dir_all(parent.path("vault")).expect("a folder to remove");
    client.expect_diagnostics("vault/a.md", &["broken-link b"]);
    parent.write("vault/a.md", "[[b]]\n");
    parent.write("vault/b.md", "");
    client.expect_diagnostics("vault/a.md", &[]);
    client.finish();
}

#[test]
fn obsidian_s_own_settings_apply_as_they_are_written() {
    let folder = Folder::new("//- /.obsidian/app.json\n{}\n//- /a.md\n[[\n//- /sub/Target.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let proposal = |client: &mut Client| {
        let at = client.at("a.md", "[[$0");
        let list = client.request("textDocument/completion", at);
        let items = list["items"].as_array().expect("items").clone();
        let is_target =
            |item: &Value| item["label"].as_str().is_some_and(|it| it.contains("Target"));
        let target = items.into_iter().find(is_target).expect("the note among the proposals");
        target["textEdit"]["newText"].as_str().expect("a text").to_owned()
    };
    assert!(!proposal(&mut client).contains("sub/Target"));
    folder.write(".obsidian/app.json", "{\"newLinkFormat\": \"absolute\"}");
    while !proposal(&mut client).contains("sub/Target") {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    client.finish();
}

#[test]
fn many_files_that_change_at_once_are_all_seen_and_questions_answered_meanwhile() {
    let folder = Folder::new("//- /a.md\n//- /b.md\n# Here\n[[#Here]]\n");
    let name = |n: usize| format!("{}/n{n}.md", n % 30);
    for n in 0..1000 {
        folder.write(&name(n), "# Old\n");
    }
    let mut client = Client::start(&folder);
    let links: String = (0..1000).step_by(10).map(|n| format!("[[n{n}#New]]\n")).collect();
    client.open_with("a.md", &links);
    assert_eq!(client.diagnostics("a.md").len(), 100);
    client.open("b.md");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    for n in 0..1000 {
        folder.write(&name(n), "# New\n");
        if n % 100 == 0 {
            client.replace("b.md", "# Here", &format!("{n}\n# Here"));
            let at = client.at("b.md", "[[#He$0re]]");
            let found = client.request("textDocument/definition", at);
            assert_eq!(found[0]["targetUri"], folder.uri("b.md"));
        }
    }
    client.expect_diagnostics("a.md", &[]);
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn many_documents_can_be_open_and_change_at_once() {
    let folder = Folder::new("//- /hub.md\n# Hub\n");
    let mut client = Client::start(&folder);
    let names: Vec<String> = (0..500).map(|n| format!("n{n}.md")).collect();
    for name in &names {
        client.open_with(name, "[[hub]]\n");
        client.set_text(name, "[[hub#Late]]\n");
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": folder.uri(name)}}));
    }
    for name in &names {
        assert_eq!(client.diagnostics(name), ["broken-heading Late"]);
    }
    client.open_with("hub.md", "# Late\n");
    for name in &names {
        assert_eq!(client.diagnostics(name), [""; 0]);
    }
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}
