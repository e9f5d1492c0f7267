//! Renames and checks on the command line.

use std::process::Command;

use linkwright_tests::Folder;
use linkwright_tests::binary::linkwright;

use crate::{names, vault};

/// Runs `linkwright` in the vault: the exit status, and what it prints.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let state = tempfile::tempdir().expect("a folder");
    run_with(folder, arguments, state.path())
}

/// [`run`] with a folder for the history of changes.
fn run_with(folder: &Folder, arguments: &[&str], state: &std::path::Path) -> (i32, String) {
    let output = Command::new(linkwright())
        .args(arguments)
        .current_dir(folder.path(""))
        .env("XDG_STATE_HOME", state)
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout) + &text(output.stderr))
}

const VAULT: &str = "\
//- /.linkwright.toml
//- /love.md
# love

[[Other]]
//- /Other.md
[[love]] [it](love.md) [[LOVE]]
//- /sub/deep.md
[[love|love]] [up](../love.md)
";

#[test]
fn the_case_of_a_note_changes_with_its_links() {
    for arguments in [&["rename", "-q", "love", "Love"][..], &["mv", "-q", "love.md", "Love.md"]] {
        let Some(folder) = vault(VAULT) else { return };
        let state = tempfile::tempdir().expect("a folder");
        let before = folder.files();
        assert_eq!(run_with(&folder, arguments, state.path()), (0, String::new()), "{arguments:?}");
        assert!(names(&folder, "").contains(&"Love.md".to_owned()), "{:?}", names(&folder, ""));
        assert_eq!(folder.read("Love.md"), "# Love\n\n[[Other]]\n");
        assert_eq!(folder.read("Other.md"), "[[Love]] [it](Love.md) [[LOVE]]\n");
        assert_eq!(folder.read("sub/deep.md"), "[[Love|Love]] [up](../Love.md)\n");
        let (status, shown) = run_with(&folder, &["undo"], state.path());
        assert_eq!(status, 0, "{shown}");
        assert_eq!(folder.files(), before);
    }
}

#[test]
fn the_case_of_a_folder_changes_with_the_links_into_it() {
    let Some(folder) = vault("//- /.linkwright.toml\n//- /a.md\n[[sub/n]]\n//- /sub/n.md\n[[a]]\n")
    else {
        return;
    };
    assert_eq!(run(&folder, &["mv", "-q", "sub", "Sub"]), (0, String::new()));
    assert!(names(&folder, "").contains(&"Sub".to_owned()), "{:?}", names(&folder, ""));
    assert_eq!(names(&folder, "Sub"), ["n.md"]);
    assert_eq!(folder.read("a.md"), "[[Sub/n]]\n");
}

#[test]
fn another_spelling_of_a_file_is_that_file() {
    let Some(folder) = vault(VAULT) else { return };
    let (status, shown) = run(&folder, &["check", "OTHER.md", "other.MD", "SUB"]);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("2 notes") && !shown.contains("3 notes"), "{shown}");
    assert_eq!(run(&folder, &["rename", "-q", "SUB/Deep.md", "well"]), (0, String::new()));
    assert_eq!(names(&folder, "sub"), ["well.md"]);
}

#[test]
fn a_name_that_another_file_has_in_another_case_is_taken() {
    let Some(folder) = vault(VAULT) else { return };
    let before = folder.files();
    for arguments in [
        ["rename", "love", "OTHER"],
        ["mv", "love.md", "oTHER.md"],
        ["mv", "love.md", "SUB/DEEP.md"],
    ] {
        let (status, shown) = run(&folder, &arguments);
        assert_eq!(status, 2, "{arguments:?}: {shown}");
        assert_eq!(folder.files(), before, "{arguments:?}");
    }
}

#[test]
fn a_link_to_a_file_outside_the_vault_is_followed_in_any_case() {
    let source = "\
//- /.linkwright.toml
[files]
exclude = [\"/Left out\"]
//- /a.md
[x](left%20OUT/FILE.txt) [y](Left%20out/none.txt)
//- /Left out/file.txt
";
    let Some(folder) = vault(source) else { return };
    let (status, shown) = run(&folder, &["check"]);
    assert_eq!(status, 1, "{shown}");
    assert!(
        shown.contains("`Left out/none.txt`") && shown.contains("2 links, 1 broken"),
        "{shown}"
    );
}
