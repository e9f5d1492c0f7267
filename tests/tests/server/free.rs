//! Whether a new path is free is decided by the disk, not by the index (`docs/safety.md`).

use linkwright_tests::client::editor::{EDITORS, Editor};
use linkwright_tests::client::requests::action_titled;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /.gitignore
secret.md
journal/
//- /note.md
# note

[[other]] [[up/plan]]

## secret

Words.
//- /other.md
# other

[[note]]
//- /titled.md
# secret
//- /secret.md
Mine.
//- /journal/2026-01-05.md
Today.
//- /.linkwright.toml
[dailyNotes]
folder = \"journal\"
";

const IGNORED: &str = "`secret.md` exists, but is excluded by `.gitignore`";

fn start(folder: &Folder, editor: Editor) -> Client {
    let mut client = Client::start_with(folder, |params| editor.set_initialize_params(params));
    client.ignore("textDocument/publishDiagnostics");
    ["note.md", "other.md", "titled.md"].iter().for_each(|name| client.open(name));
    client
}

/// Ends the session, and checks that the excluded files are unchanged.
fn end(client: Client, folder: &Folder) {
    client.finish();
    assert_eq!(folder.read("secret.md"), "Mine.\n");
    assert_eq!(folder.read("journal/2026-01-05.md"), "Today.\n");
}

fn actions(client: &mut Client, name: &str, words: &str) -> Vec<Value> {
    client.code_actions(name, words, json!({"diagnostics": []}))
}

/// Waits until a note has diagnostics. Before that, the actions that create a note are not offered.
fn wait_for_diagnostics(client: &mut Client, name: &str) {
    while client.diagnostics(name).is_empty() {}
    client.ignore("textDocument/publishDiagnostics");
}

#[test]
fn a_note_is_not_renamed_to_an_excluded_file() {
    for editor in EDITORS {
        let folder = Folder::new(VAULT);
        let mut client = start(&folder, editor);
        let error = client.rename_error("other.md", "[[$0note]]", "secret");
        assert_eq!((&error["code"], &error["message"]), (&json!(-32803), &json!(IGNORED)));
        end(client, &folder);
    }
}

#[test]
fn the_title_changes_if_the_file_cannot_be_moved() {
    for editor in EDITORS {
        let folder = Folder::new(VAULT);
        let mut client = start(&folder, editor);
        let edit = client.rename("note.md", "# $0note", "secret");
        let shown = client.expect("window/showMessage");
        assert_eq!(shown["message"], format!("File `note.md` not renamed: {IGNORED}."));
        assert_eq!(client.apply_as(editor, &edit), Ok(()));
        assert!(client.text("note.md").starts_with("# secret\n"));
        assert!(folder.path("note.md").exists());
        end(client, &folder);
    }
}

#[test]
fn actions_with_occupied_paths_are_refused_when_they_are_chosen() {
    for editor in EDITORS {
        let folder = Folder::new(VAULT);
        let mut client = start(&folder, editor);
        for (name, words, title) in [
            ("titled.md", "# $0secret", "Rename the file to `secret`"),
            ("note.md", "## $0secret", "Move to `secret.md` and leave a link"),
            ("note.md", "## $0secret", "Move to `secret.md` and leave an embed"),
        ] {
            let action = action_titled(&actions(&mut client, name, words), title);
            let error = client.request_error("codeAction/resolve", action);
            assert_eq!(error["message"], IGNORED, "{title}");
        }
        end(client, &folder);
    }
}

#[test]
fn an_action_with_an_occupied_path_is_disabled_if_it_has_its_edit() {
    for disabled in [true, false] {
        let folder = Folder::new(VAULT);
        let mut client = Client::start_with(&folder, |params| {
            Editor::VsCode.set_initialize_params(params);
            let actions = &mut params["capabilities"]["textDocument"]["codeAction"];
            actions["disabledSupport"] = disabled.into();
            actions["resolveSupport"] = Value::Null;
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("titled.md");
        let offered = actions(&mut client, "titled.md", "# $0secret");
        let found = offered.iter().find(|it| it["title"] == "Rename the file to `secret`");
        let reason = found.map(|action| action["disabled"]["reason"].clone());
        assert_eq!(reason, disabled.then(|| json!(IGNORED)));
        end(client, &folder);
    }
}

#[test]
fn a_daily_note_that_exists_is_opened() {
    for editor in EDITORS {
        let folder = Folder::new(VAULT);
        let mut client = start(&folder, editor);
        let answer = client.execute("linkwright.dailyNote", json!({"date": "2026-01-05"}));
        let uri = folder.uri("journal/2026-01-05.md");
        assert_eq!(answer, json!({"uri": uri, "exists": true}));
        assert_eq!(client.take_requested_edit(), None);

        let answer = client.execute("linkwright.dailyNote", json!({"date": "2026-01-06"}));
        assert_eq!(answer["exists"], false);
        let edit = client.take_requested_edit().expect("a note to create");
        assert_eq!(client.apply_as(editor, &edit), Ok(()));
        client.save_all();
        // Neovim writes an empty buffer as one empty line.
        assert_eq!(folder.read("journal/2026-01-06.md").trim(), "");
        end(client, &folder);
    }
}

#[test]
fn a_move_by_the_editor_to_an_occupied_path_shows_a_message() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder, Editor::Helix);
    let error = client.will_rename_error("note.md", "secret.md");
    assert_eq!(error["message"], IGNORED);
    let shown = client.expect("window/showMessage");
    assert_eq!(shown["message"], format!("Links not updated: {IGNORED}"));
    end(client, &folder);
}

/// Another program creates the file between the server's answer and the editor's change.
#[test]
fn a_file_that_is_created_meanwhile_is_not_overwritten() {
    for editor in EDITORS {
        let folder = Folder::new("//- /note.md\n[[new]] [[note]] [[new2#Part]]\n");
        let mut client = Client::start_with(&folder, |params| editor.set_initialize_params(params));
        client.ignore("window/showMessage");
        client.open("note.md");
        wait_for_diagnostics(&mut client, "note.md");
        for (words, name) in [("[[$0new]]", "new.md"), ("[[$0new2#", "new2.md")] {
            let create =
                action_titled(&actions(&mut client, "note.md", words), &format!("Create `{name}`"));
            let edit = client.request("codeAction/resolve", create)["edit"].clone();
            assert_eq!(edit["documentChanges"][0]["options"], json!({"ignoreIfExists": true}));
            folder.write(name, "Of another.\n");
            assert_eq!(client.apply_as(editor, &edit), Ok(()));
            client.save_all();
            assert!(
                folder.read(name).ends_with("Of another.\n"),
                "{editor:?}: {}",
                folder.read(name)
            );
        }
        let edit = client.rename("note.md", "[[$0note]]", "occupied");
        folder.write("occupied.md", "Of another.\n");
        let carried = client.apply_as(editor, &edit);
        assert_eq!(carried.is_err(), editor == Editor::VsCode, "one that refuses is left to do so");
        client.save_all();
        assert_eq!(folder.read("occupied.md"), "Of another.\n");
        client.ignore_responses();
        client.finish();
    }
}

/// A note is created in a new folder.
#[test]
fn a_created_note_has_its_text_in_every_editor() {
    for editor in EDITORS {
        let folder = Folder::new("//- /note.md\n[[sub/new#Part]]\n");
        let mut client = Client::start_with(&folder, |params| editor.set_initialize_params(params));
        client.open("note.md");
        wait_for_diagnostics(&mut client, "note.md");
        let create =
            action_titled(&actions(&mut client, "note.md", "[[$0sub"), "Create `sub/new.md`");
        let edit = client.request("codeAction/resolve", create)["edit"].clone();
        assert_eq!(client.apply_as(editor, &edit), Ok(()));
        client.save_all();
        assert_eq!(folder.read("sub/new.md"), "# Part\n", "{editor:?}");
        client.finish();
    }
}

/// Neovim would move the target of the link and leave a broken link.
#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_renamed_in_neovim() {
    for editor in EDITORS {
        let folder = Folder::new("//- /note.md\n[[link]]\n//- /elsewhere/target.txt\nText.\n");
        let target = folder.path("elsewhere/target.txt");
        std::os::unix::fs::symlink(&target, folder.path("link.md")).expect("a link");
        let mut client = Client::start_with(&folder, |params| editor.set_initialize_params(params));
        client.ignore("textDocument/publishDiagnostics");
        client.open("note.md");
        let params = client.rename_params("note.md", "[[$0link]]", "new");
        if editor == Editor::Neovim {
            let error = client.request_error("textDocument/rename", params);
            let message = error["message"].as_str().expect("a message");
            assert!(message.starts_with("`link.md` is a symbolic link"), "{message}");
        } else {
            let edit = client.request("textDocument/rename", params);
            assert_eq!(client.apply_as(editor, &edit), Ok(()));
            assert!(folder.path("new.md").is_symlink());
        }
        assert!(target.is_file());
        client.finish();
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_created_through_links_that_are_not_followed() {
    use std::os::unix::fs::symlink;

    for editor in EDITORS {
        let folder =
            Folder::new("//- /plan.md\nOutside.\n//- /vault/note.md\n[[up/plan]] [[lost/x]]\n");
        let vault = folder.path("vault");
        symlink("..", vault.join("up")).expect("a link");
        symlink("nowhere", vault.join("lost")).expect("a link");
        let mut client = Client::start_with(&folder, |params| {
            editor.set_initialize_params(params);
            params["rootUri"] = folder.uri("vault").into();
            params["workspaceFolders"] = json!([{"uri": folder.uri("vault"), "name": "vault"}]);
        });
        client.ignore("window/logMessage");
        client.ignore("window/showMessage");
        client.open("vault/note.md");
        wait_for_diagnostics(&mut client, "vault/note.md");
        for (words, name) in [("[[$0up", "up/plan.md"), ("[[$0lost", "lost/x.md")] {
            let offered = actions(&mut client, "vault/note.md", words);
            // For a file that exists outside the vault, the action need not be offered.
            let title = format!("Create `{name}`");
            let Some(create) = offered.iter().find(|action| action["title"] == title) else {
                assert_eq!(name, "up/plan.md");
                continue;
            };
            let error = client.request_error("codeAction/resolve", create.clone());
            let message = error["message"].as_str().expect("a message");
            assert!(message.contains("symbolic link"), "{message}");
        }
        client.finish();
        assert_eq!(folder.read("plan.md"), "Outside.\n");
    }
}
