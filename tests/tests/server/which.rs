//! Which folder is the vault (`docs/semantics.md`, "Which folder is the vault").

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

/// A session in which the editor opened these folders.
fn start(folder: &Folder, opened: &[&str]) -> Client {
    Client::start_with(folder, |params| {
        let folders = opened.iter().map(|it| json!({"uri": folder.uri(it), "name": it}));
        let folders: Value = folders.collect();
        params["workspaceFolders"] = if opened.is_empty() { Value::Null } else { folders };
        params["rootUri"] = Value::Null;
        params["capabilities"]["experimental"] = json!({"linkwright": {"status": true}});
    })
}

/// Waits until this many notes are indexed, and returns the folders of the open vaults.
fn vaults(client: &mut Client, folder: &Folder, notes: usize) -> Vec<(String, bool)> {
    loop {
        let status = client.expect("linkwright/status");
        if status["state"] != "ready" || status["notes"] != notes {
            continue;
        }
        let below = |vault: &Value| {
            let path = std::path::PathBuf::from(vault["folder"].as_str().expect("a path"));
            let below = path.strip_prefix(folder.path("")).expect("a folder of the test");
            (below.display().to_string(), vault["marked"] == true)
        };
        return status["vaults"].as_array().expect("a list").iter().map(below).collect();
    }
}

#[cfg(unix)]
#[test]
fn the_status_names_symbolic_links_that_are_not_followed() {
    let folder = Folder::new("//- /a.md\n//- /sub/b.md\n//- /.linkwright.toml\n");
    let link = |target: &str, path: &str| {
        std::os::unix::fs::symlink(target, folder.path(path)).expect("a link");
    };
    link("sub", "again");
    link("nowhere", "dangling.md");
    let mut client = start(&folder, &[]);
    client.open("a.md");
    let unfollowed = |client: &mut Client, count: u64| loop {
        let status = client.expect("linkwright/status");
        let unfollowed = &status["vaults"][0]["unfollowed"];
        if unfollowed["count"].as_u64().unwrap_or_default() == count {
            return unfollowed.clone();
        }
    };
    let named = unfollowed(&mut client, 2);
    let named: Vec<&str> =
        named["links"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let starts =
        |n: usize, path: &str| named[n].starts_with(&format!("{path}: symbolic link not followed"));
    assert!(starts(0, "again") && starts(1, "dangling.md"), "{named:?}");
    // A symbolic link that is removed is no longer named.
    std::fs::remove_file(folder.path("dangling.md")).expect("removed");
    unfollowed(&mut client, 1);
    client.ignore("window/logMessage");
    finish(client);
}

fn finish(mut client: Client) {
    client.ignore("linkwright/status");
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn a_note_outside_the_opened_folders_belongs_to_its_repository_or_folder() {
    let notes = "//- /sub/a.md\n[[b]] [[c]]\n//- /sub/b.md\n//- /c.md\n";
    for (marker, vault, known, broken) in [
        (None, "sub", 2, &["broken-link c"][..]),
        (Some(".git/HEAD"), "", 3, &[]),
        (Some(".linkwright.toml"), "", 3, &[]),
        (Some("sub/.obsidian/app.json"), "sub", 2, &["broken-link c"]),
    ] {
        let folder = Folder::new(notes);
        if let Some(marker) = marker {
            folder.write(marker, if marker.ends_with(".json") { "{}" } else { "" });
        }
        let mut client = start(&folder, &[]);
        client.open("sub/a.md");
        let marked = marker.is_some_and(|marker| !marker.starts_with(".git"));
        assert_eq!(vaults(&mut client, &folder, known), [(vault.to_owned(), marked)]);
        assert_eq!(client.diagnostics("sub/a.md"), broken, "{marker:?}");
        let log = format!("the vault is `{}`", folder.path(vault).display());
        let count = client.info_logs.iter().filter(|logged| logged.contains(&log)).count();
        assert_eq!(count, usize::from(!marked), "{:?}", client.info_logs);
        finish(client);
    }
}

#[test]
fn an_opened_folder_is_the_vault_even_with_repositories_in_it() {
    let folder = Folder::new("//- /sub/a.md\n[[b]]\n//- /b.md\n//- /sub/.git/HEAD\n");
    let mut client = start(&folder, &[""]);
    client.open("sub/a.md");
    assert_eq!(vaults(&mut client, &folder, 2), [(String::new(), false)]);
    assert_eq!(client.diagnostics("sub/a.md"), [""; 0]);
    assert_eq!(client.info_logs.len(), 1, "{:?}", client.info_logs);
    finish(client);
}

#[test]
fn a_file_belongs_to_the_innermost_vault() {
    let folder = Folder::new(
        "//- /.obsidian/app.json\n{}\n//- /a.md\n[[b]]\n//- /in/.linkwright.toml\n\
         //- /in/b.md\n[[c]]\n//- /in/sub/c.md\n",
    );
    let mut client = start(&folder, &[""]);
    client.open("a.md");
    client.open("in/b.md");
    let (outer, inner) = ((String::new(), true), ("in".to_owned(), true));
    assert_eq!(vaults(&mut client, &folder, 3), [outer, inner]);
    assert_eq!(client.diagnostics("in/b.md"), [""; 0]);
    assert_eq!(client.diagnostics("a.md"), ["broken-link b"]);
    assert_eq!(client.info_logs, [""; 0]);
    // A rename in one vault does not edit the other, where the same name means another note.
    let moved = json!([{"oldUri": folder.uri("in/sub/c.md"), "newUri": folder.uri("in/sub/d.md")}]);
    let edit = client.request("workspace/willRenameFiles", json!({"files": moved}));
    client.apply(&edit);
    assert_eq!(client.text("in/b.md"), "[[d]]\n");
    finish(client);
}

#[test]
fn a_guessed_vault_becomes_part_of_a_vault_around_it() {
    let folder = Folder::new("//- /sub/a.md\n[[b]]\n//- /sub/b.md\n//- /c.md\n[[a]]\n");
    let mut client = start(&folder, &[]);
    client.open("sub/a.md");
    assert_eq!(vaults(&mut client, &folder, 2), [("sub".to_owned(), false)]);
    client.open("c.md");
    assert_eq!(vaults(&mut client, &folder, 3), [(String::new(), false)]);
    // The unsaved text counts, and the note is indexed only once.
    client.set_text("sub/a.md", "---\naliases: other\n---\n");
    client.set_text("c.md", "[[other]] [[a]] [[b]]\n");
    client.ignore("textDocument/publishDiagnostics");
    let at = json!({
        "textDocument": {"uri": folder.uri("c.md")},
        "position": {"line": 0, "character": 3},
    });
    let found = client.request("textDocument/definition", at);
    assert_eq!(found[0]["targetUri"], folder.uri("sub/a.md"));
    finish(client);
}
