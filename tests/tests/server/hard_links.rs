//! Notes with several names (hard links), and moves to another file system.

use std::fs;

use linkwright_tests::client::editor::EDITORS;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

fn start(folder: &Folder) -> Client {
    let mut client = Client::start_with(folder, |params| {
        params["capabilities"]["workspace"]["workspaceEdit"] =
            json!({"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]});
        params["capabilities"]["workspace"]["applyEdit"] = true.into();
    });
    client.ignore("textDocument/publishDiagnostics");
    client
}

fn link(folder: &Folder, from: &str, to: &str) {
    fs::hard_link(folder.path(from), folder.path(to)).expect("a hard link");
}

/// The names of the documents that `edit` changes.
fn edited(folder: &Folder, edit: &Value) -> Vec<String> {
    let root = folder.uri("");
    let operations = edit["documentChanges"].as_array().expect("operations");
    let uris = operations.iter().filter_map(|it| it["textDocument"]["uri"].as_str());
    uris.map(|uri| uri.strip_prefix(&root).unwrap_or(uri).trim_start_matches('/').to_owned())
        .collect()
}

#[test]
fn a_note_with_two_names_is_edited_once_in_every_editor() {
    for editor in EDITORS {
        let folder =
            Folder::new("//- /n.md\n[[b]]\n//- /a.md\n[[b]] [[b]]\n//- /b.md\n//- /d/x.md\n");
        link(&folder, "a.md", "d/a2.md");
        let mut client = Client::start_with(&folder, |params| editor.set_initialize_params(params));
        client.ignore("textDocument/publishDiagnostics");
        client.open("n.md");
        let edit = client.rename("n.md", "[[$0b]]", "new");
        assert_eq!(client.apply_as(editor, &edit), Ok(()), "{editor:?}");
        client.save_all();
        for name in ["a.md", "d/a2.md"] {
            assert_eq!(folder.read(name), "[[new]] [[new]]\n", "{editor:?}");
        }
        client.finish();
    }
}

#[test]
fn the_name_that_is_open_is_edited() {
    let folder = Folder::new("//- /n.md\n[[b]]\n//- /a.md\n[[b]] [[b]]\n//- /b.md\n//- /d/x.md\n");
    link(&folder, "a.md", "d/a2.md");
    let mut client = start(&folder);
    client.open("n.md");
    for (open, expected) in [
        (None, ["a.md", "n.md"]),
        (Some("d/a2.md"), ["d/a2.md", "n.md"]),
        // If two are open, the first one is edited.
        (Some("a.md"), ["a.md", "n.md"]),
    ] {
        open.iter().for_each(|name| client.open(name));
        let edit = client.rename("n.md", "[[$0b]]", "new");
        assert_eq!(edited(&folder, &edit), expected);
    }
    // Text below the links does not matter while one name is open. Two different texts do.
    client.close("a.md");
    client.set_text("d/a2.md", "[[b]] [[b]] more\n");
    let edit = client.rename("n.md", "[[$0b]]", "new");
    assert_eq!(edited(&folder, &edit), ["d/a2.md", "n.md"]);
    client.open("a.md");
    let error = client.rename_error("n.md", "[[$0b]]", "new");
    let message = error["message"].as_str().expect("a message");
    assert!(message.starts_with("`a.md` and `d/a2.md` are two names of one file"), "{message}");
    client.finish();
}

#[test]
fn two_names_that_need_different_texts_are_named_and_nothing_is_edited() {
    let folder = Folder::new(
        "//- /.linkwright.toml\n[links]\nmarkdown = \"relative\"\n//- /n.md\n[[x]]\n//- /x.md\n\
         //- /a.md\n[l](x.md)\n//- /d/y.md\n",
    );
    link(&folder, "a.md", "d/a2.md");
    let mut client = start(&folder);
    client.open("n.md");
    let message = "`a.md` and `d/a2.md` are two names of one file (hard links), and its links \
                   would need a different text for each name: make it two files, or change these \
                   links first";
    let error = client.rename_error("n.md", "[[$0x]]", "new");
    assert_eq!(error["message"], message);
    // For a move by the editor, a message says that the links are not updated.
    assert_eq!(client.will_rename_error("x.md", "z.md")["message"], message);
    let shown = client.expect("window/showMessage")["message"].clone();
    assert_eq!(shown, format!("Links not updated: {message}"));
    // A name that is not a note has no links.
    fs::rename(folder.path("d/a2.md"), folder.path("copy.txt")).expect("it is there");
    let edit = client.rename("n.md", "[[$0x]]", "new");
    assert_eq!(edited(&folder, &edit), ["a.md", "n.md"]);
    client.finish();
}

#[test]
fn links_of_a_note_with_two_names_are_converted_once() {
    let folder = Folder::new(
        "//- /.linkwright.toml\n[links]\nmarkdown = \"vault\"\n//- /a.md\n[[b]] [[b]]\n\
         //- /b.md\n//- /d/x.md\n",
    );
    link(&folder, "a.md", "d/a2.md");
    let mut client = start(&folder);
    client.open("b.md");
    let argument = json!({"uri": client.uri("b.md"), "scope": "vault", "to": "markdown"});
    client.execute("linkwright.convertLinks", argument);
    let edit = client.take_requested_edit().expect("an edit");
    assert_eq!(edited(&folder, &edit), ["a.md"]);
    client.finish();
}

#[cfg(unix)]
#[test]
fn a_note_is_not_moved_to_another_file_system() {
    use std::os::unix::fs::{MetadataExt as _, symlink};
    use std::path::Path;

    let other = Path::new("/dev/shm");
    let device = |path: &Path| path.metadata().ok().map(|it| it.dev());
    let is_other = device(other).is_some_and(|it| Some(it) != device(&std::env::temp_dir()));
    let Some(other) = is_other.then(|| tempfile::tempdir_in(other).ok()).flatten() else {
        return eprintln!("skipped: there is no second file system");
    };
    let folder = Folder::new("//- /n.md\n[[b]]\n//- /b.md\n");
    symlink(other.path(), folder.path("work")).expect("a link");
    let mut client = start(&folder);
    client.open("n.md");
    let error = client.rename_error("n.md", "[[$0b]]", "work/b");
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("this is on another file system"), "{message}");
    assert_eq!(edited(&folder, &client.rename("n.md", "[[$0b]]", "c")), ["n.md"]);
    client.finish();
}
