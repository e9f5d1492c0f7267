//! Files that another program holds open, so that nobody may write, move or delete them.

use std::fs::{File, OpenOptions};
use std::os::windows::fs::OpenOptionsExt as _;

use linkwright_tests::{Client, Folder};

use crate::run;

const VAULT: &str = "//- /.linkwright.toml\n//- /a.md\n[[b]]\n//- /b.md\n# b\n//- /c.md\n[[b]]\n";

/// Opens a file and shares it only for what `share` allows: 1 reading, 2 writing, 4 deleting and moving.
fn hold(folder: &Folder, name: &str, share: u32) -> File {
    let open = OpenOptions::new().read(true).share_mode(share).open(folder.path(name));
    open.expect("a file that can be opened")
}

#[test]
fn a_rename_of_a_file_that_is_held_open_changes_nothing() {
    for held in ["b.md", "c.md"] {
        let folder = Folder::new(VAULT);
        let before = folder.files();
        let file = hold(&folder, held, 1);
        let found = run(&folder.path(""), &["rename", "b", "z"]);
        assert_eq!(found.status, 2, "{held}: {}{}", found.stdout, found.stderr);
        assert!(found.stderr.contains(held), "{}", found.stderr);
        assert!(found.stderr.contains("another program"), "{}", found.stderr);
        drop(file);
        assert_eq!(folder.files(), before, "{held}");
        let found = run(&folder.path(""), &["rename", "-q", "b", "z"]);
        assert_eq!(found.status, 0, "{held}: {}{}", found.stdout, found.stderr);
        assert_eq!(folder.read("a.md"), "[[z]]\n");
        assert_eq!(folder.read("c.md"), "[[z]]\n");
    }
}

#[test]
fn a_file_that_cannot_even_be_read_is_named() {
    let folder = Folder::new(VAULT);
    let before = folder.files();
    let file = hold(&folder, "c.md", 0);
    let found = run(&folder.path(""), &["rename", "b", "z"]);
    assert_eq!(found.status, 1, "{}{}", found.stdout, found.stderr);
    assert!(found.stderr.contains("c.md"), "{}", found.stderr);
    let checked = run(&folder.path(""), &["check"]);
    assert!(checked.stdout.contains("c.md"), "{}{}", checked.stdout, checked.stderr);
    let mut client = Client::start(&folder);
    client.open("a.md");
    let warning = client.expect("window/logMessage");
    assert!(warning["message"].as_str().is_some_and(|it| it.contains("c.md")), "{warning}");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
    drop(file);
    assert_eq!(folder.files(), before);
}
