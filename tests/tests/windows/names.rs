//! Names that Windows refuses, long paths, and names that differ in case.

use linkwright_tests::{Client, Folder};

use crate::{run, succeed};

const VAULT: &str = "//- /.linkwright.toml\n//- /a.md\n[[b]]\n//- /b.md\n";

/// Names that a file cannot have on Windows, or that would not be the name of the file.
const REFUSED: [&str; 9] = ["CON", "nul", "aux", "Com1", "LPT9", "x:y", "what?", "a*b", "CONIN$"];

#[test]
fn names_that_windows_refuses_are_refused_before_anything_changes() {
    let folder = Folder::new(VAULT);
    let before = folder.files();
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    for name in REFUSED {
        let error = client.rename_error("a.md", "[[$0b]]", name);
        assert!(error["message"].is_string(), "{name}: {error}");
        let found = run(&folder.path(""), &["rename", "b", name]);
        assert_eq!(found.status, 2, "{name}: {}{}", found.stdout, found.stderr);
    }
    for path in [r"nul\b.md", r"sub.\b.md", "aux.md", r"sub \b.md"] {
        let found = run(&folder.path(""), &["mv", "b.md", path]);
        assert_eq!(found.status, 2, "{path}: {}{}", found.stdout, found.stderr);
    }
    assert_eq!(folder.files(), before);
    client.finish();
}

#[test]
fn paths_longer_than_260_characters_work() {
    let folder = Folder::new("//- /.linkwright.toml\n//- /b.md\n[[long]]\n");
    let deep = ["a".repeat(100), "b".repeat(100), "c".repeat(100)].join("/");
    let path = format!("{deep}/long.md");
    folder.write(&path, "[[b]] [[gone]]\n");
    let found = run(&folder.path(""), &["check"]);
    assert!(found.stdout.contains("`gone`"), "{}{}", found.stdout, found.stderr);
    succeed(&folder, &["rename", "-q", "long", "short"]);
    assert!(folder.path(&format!("{deep}/short.md")).exists());
    assert_eq!(folder.read("b.md"), "[[short]]\n");
    let mut client = Client::start(&folder);
    let note = format!("{deep}/short.md");
    client.open(&note);
    assert_eq!(client.diagnostics(&note), ["broken-link gone"]);
    client.finish();
}

#[test]
fn a_deleted_and_recreated_folder_is_watched_again() {
    let folder = Folder::new("//- /.linkwright.toml\n//- /a.md\n[[c]]\n//- /sub/c.md\n");
    let mut client = Client::start(&folder);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    std::fs::remove_dir_all(folder.path("sub")).expect("a folder that can be removed");
    client.expect_diagnostics("a.md", &["broken-link c"]);
    folder.write("sub/c.md", "");
    client.expect_diagnostics("a.md", &[]);
    client.finish();
}
