//! Runs real editors with real keys (`tests/editors/NAME/run`) if `install` has put the editor
//! into `target/editors/NAME`. The editors run one after the other, because each needs most of two
//! cores.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use linkwright_tests::binary::linkwright;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn run(editor: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let run = root.join("tests/editors").join(editor).join("run");
    if !run.exists() || !root.join("target/editors").join(editor).exists() {
        eprintln!("skipped: no editor (tests/editors/{editor}/install installs it)");
        return;
    }
    let server = linkwright();
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let status = Command::new(run).env("LINKWRIGHT", server).status().expect("the script starts");
    assert!(status.success(), "{editor}: {status}");
}

#[test]
fn neovim() {
    run("neovim");
}

#[test]
fn helix() {
    run("helix");
}

#[test]
fn emacs() {
    run("emacs");
}

#[test]
fn vscode() {
    run("vscode");
}
