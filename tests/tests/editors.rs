//! Runs real editors with real keys (`tests/editors/NAME/run`) if `install` has put the editor
//! into `target/editors/NAME`. Those in a terminal run one after the other, beside VS Code, which takes twice as
//! long as all of them.

use std::path::Path;
use std::process::Command;

use linkwright_tests::binary::linkwright;

/// Runs the tests of an editor.
fn passes(editor: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let run = root.join("tests/editors").join(editor).join("run");
    if !run.exists() || !root.join("target/editors").join(editor).exists() {
        eprintln!("skipped: no editor (tests/editors/{editor}/install installs it)");
        return true;
    }
    let server = linkwright();
    Command::new(run).env("LINKWRIGHT", server).status().expect("the script starts").success()
}

#[test]
fn editors_in_a_terminal() {
    let failed: Vec<_> =
        ["neovim", "helix", "emacs"].into_iter().filter(|it| !passes(it)).collect();
    assert!(failed.is_empty(), "{}", failed.join(", "));
}

#[test]
fn vscode() {
    assert!(passes("vscode"));
}
