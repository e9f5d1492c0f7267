//! Files that other programs change, and unusual files.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

#[test]
fn changes_by_other_programs_are_seen() {
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
fn unsaved_text_takes_precedence_over_changes_on_disk() {
    let folder = Folder::new("//- /a.md\n[[b#Mine]] [[c]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    client.open_with("b.md", "# Mine\n");
    assert_eq!(client.diagnostics("b.md"), [""; 0]);
    folder.write("b.md", "# Theirs\n");
    // A later change. When it is seen, the first one was seen too.
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
fn an_unreadable_note_is_logged_and_can_be_linked() {
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
    assert!(message.contains("sub/loop: symbolic link not followed"), "{message}");
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
    // Files that are created in it from now on are seen too.
    client.set_text("a.md", "[[new/deep/d]]\n");
    client.expect_diagnostics("a.md", &["broken-link new/deep/d"]);
    folder.write("new/deep/d.md", "");
    client.expect_diagnostics("a.md", &[]);
    client.finish();
}

#[test]
fn a_vault_that_is_gone_and_comes_back_is_indexed_again() {
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
    let suggestion = |client: &mut Client| {
        let at = client.at("a.md", "[[$0");
        let list = client.request("textDocument/completion", at);
        let items = list["items"].as_array().expect("items").clone();
        let is_target =
            |item: &Value| item["label"].as_str().is_some_and(|it| it.contains("Target"));
        let target = items.into_iter().find(is_target).expect("the note among the suggestions");
        target["textEdit"]["newText"].as_str().expect("a text").to_owned()
    };
    assert!(!suggestion(&mut client).contains("sub/Target"));
    folder.write(".obsidian/app.json", "{\"newLinkFormat\": \"absolute\"}");
    while !suggestion(&mut client).contains("sub/Target") {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    client.finish();
}

#[test]
fn requests_are_answered_while_many_changed_files_are_read() {
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
        client.set_text(name, "[[hub#Late]]\n\n");
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

/// The names of the files that a rename of the link at `words` edits.
fn renamed(client: &mut Client, name: &str, words: &str, new_name: &str) -> BTreeSet<String> {
    edited(&client.rename(name, words, new_name))
}

/// The names of the files that an edit changes, without folders.
fn edited(edit: &Value) -> BTreeSet<String> {
    let changes = edit["documentChanges"].as_array().expect("a list of changes").iter();
    let uris = changes.filter_map(|change| change["textDocument"]["uri"].as_str());
    uris.map(|uri| uri.rsplit('/').next().expect("a name").to_owned()).collect()
}

/// Sends requests that read the notes with links to `b`.
fn request_about_b(client: &mut Client) {
    let mut at = client.at("a.md", "[[$0b]]");
    at["context"] = json!({"includeDeclaration": true});
    at["newName"] = "z".into();
    for method in ["textDocument/references", "textDocument/hover", "textDocument/rename"] {
        let id = client.send_request(method, at.clone());
        // Notes that cannot be read are left out, or the response is an error.
        let _ = client.response_to(id);
    }
}

#[test]
fn a_folder_that_is_gone_for_a_moment_comes_back_with_its_links() {
    let folder = Folder::new("//- /a.md\n[[b]] [[d/c]]\n//- /b.md\n//- /d/c.md\n[[b]] ![[b]]\n");
    let away = Folder::new("//- /x.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/logMessage");
    client.open("a.md");
    client.completions("a.md", "[[$0b]]");
    for _ in 0..3 {
        std::fs::rename(folder.path("d"), away.path("d")).expect("a folder to move");
        request_about_b(&mut client);
        std::fs::rename(away.path("d"), folder.path("d")).expect("a folder to move");
        let files = renamed(&mut client, "a.md", "[[$0b]]", "new");
        assert_eq!(files, BTreeSet::from(["a.md".to_owned(), "c.md".to_owned()]));
    }
    let at = client.at("a.md", "[[d/$0c]]");
    assert!(client.request("textDocument/definition", at).is_array());
    client.finish();
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_unreadable_for_a_moment_comes_back_with_its_notes() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n//- /d/c.md\n[[b]]\n");
    let set = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path("d"), mode).expect("permissions");
    };
    set(0o000);
    if std::fs::read_dir(folder.path("d")).is_ok() {
        eprintln!("skipped: this user may read everything");
        return set(0o755);
    }
    set(0o755);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/logMessage");
    client.open("a.md");
    client.completions("a.md", "[[$0b]]");
    set(0o000);
    request_about_b(&mut client);
    set(0o755);
    let files = renamed(&mut client, "a.md", "[[$0b]]", "new");
    assert_eq!(files, BTreeSet::from(["a.md".to_owned(), "c.md".to_owned()]));
    client.finish();
}

#[test]
fn notes_that_are_removed_during_a_check_do_not_come_back() {
    let folder = Folder::new(
        "//- /.linkwright.toml\n[diagnostics]\nscope = \"vault\"\n//- /a.md\n[[b]]\n//- /b.md\n",
    );
    for n in 0..600 {
        folder.write(&format!("d/n{n}.md"), format!("[[gone {n}]]\n"));
    }
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/logMessage");
    client.open("a.md");
    client.completions("a.md", "[[$0b]]");
    let mut requests = Vec::new();
    let check = json!({"command": "linkwright.check", "arguments": [{}]});
    for n in 0..600 {
        if n % 60 == 0 {
            // Starts a check of all notes while files are removed.
            requests.push(client.send_request("workspace/executeCommand", check.clone()));
        }
        std::fs::remove_file(folder.path(&format!("d/n{n}.md"))).expect("a file to remove");
    }
    // A rename rescans the whole vault, so afterwards the index is up to date.
    renamed(&mut client, "a.md", "[[$0b]]", "z");
    requests.into_iter().for_each(|id| drop(client.response_to(id)));
    assert_eq!(client.request("workspace/executeCommand", check)["notes"], 2);
    let at = client.at("a.md", "[[$0b]]");
    let found = client.request("workspace/symbol", json!({"query": "n1"}));
    assert_eq!(found, json!([]));
    client.request("textDocument/hover", at);
    client.finish();
}

#[test]
fn a_rename_right_after_a_rename_covers_the_edits_of_the_first() {
    let folder = Folder::new("//- /a.md\n[[hub]]\n//- /hub.md\n");
    for n in 0..1000 {
        folder.write(&format!("{}/n{n}.md", n % 20), "[[hub]] [[hub]]\n");
    }
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    for (old, new) in [("hub", "bub"), ("bub", "hub"), ("hub", "a longer name")] {
        let mut params = client.at("a.md", &format!("[[$0{old}]]"));
        params["newName"] = new.into();
        let edit = client.request("textDocument/rename", params);
        assert_eq!(edited(&edit).len(), 1001, "{old} → {new}");
        client.apply(&edit);
    }
    assert!(
        folder.files().values().all(|text| text.is_empty()
            || text.contains("[[a longer name]]")
            || text == "[[hub]]\n")
    );
    client.finish();
}

#[test]
fn a_rename_covers_links_that_were_just_written_and_not_reported() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n//- /c.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    client.completions("a.md", "[[$0b]]");
    folder.write("c.md", "now [[b]]\n");
    folder.write("deep/er/d.md", "[[b]]\n");
    let files = renamed(&mut client, "a.md", "[[$0b]]", "z");
    assert_eq!(files, ["a.md", "c.md", "d.md"].map(str::to_owned).into());
    // The name of a file that was just removed is free.
    std::fs::remove_file(folder.path("c.md")).expect("a file to remove");
    let files = renamed(&mut client, "a.md", "[[$0b]]", "c");
    assert_eq!(files, ["a.md", "d.md"].map(str::to_owned).into());
    client.finish();
}

#[test]
fn a_rename_covers_all_links_on_disk_while_other_programs_write() {
    let folder = Folder::new("//- /a.md\n[[hub]]\n//- /hub.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/logMessage");
    client.open("a.md");
    client.completions("a.md", "[[$0hub]]");
    let written = Mutex::new(BTreeSet::new());
    let enough = AtomicBool::new(false);
    let mut refused = 0;
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for n in 0..20_000 {
                if enough.load(Ordering::Relaxed) {
                    return;
                }
                let name = format!("n{}.md", n % 500);
                // Every note is written repeatedly, and some come and go with their folder.
                folder.write(&format!("{}/{name}", n % 10), format!("{n} [[hub]]\n"));
                written.lock().expect("no panic").insert(name);
                if n % 50 == 0 {
                    folder.write("away/x.md", "[[hub]]\n");
                    std::fs::rename(folder.path("away"), folder.path("back")).expect("a folder");
                    std::fs::remove_dir_all(folder.path("back")).expect("a folder");
                }
            }
        });
        for _ in 0..20 {
            let before = written.lock().expect("no panic").clone();
            let mut params = client.at("a.md", "[[$0hub]]");
            params["newName"] = "z".into();
            let requests = client.send_request("textDocument/rename", params);
            match client.response_to(requests) {
                Ok(edit) => {
                    let covered = edited(&edit);
                    let missing: Vec<_> = before.difference(&covered).collect();
                    assert!(missing.is_empty(), "{missing:?}");
                }
                // Notes change too fast, or a note is gone.
                Err(error) => {
                    let code = error["code"].as_i64().expect("a code");
                    assert!([-32801, -32803].contains(&code), "{error}");
                    refused += 1;
                }
            }
        }
        enough.store(true, Ordering::Relaxed);
    });
    eprintln!("{refused} of 20 were refused");
    // When nothing changes any more, no rename is refused.
    let files = renamed(&mut client, "a.md", "[[$0hub]]", "z");
    assert!(written.lock().expect("no panic").is_subset(&files));
    client.finish();
}
