//! A note from standard input.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::support::{Vault, slashes};

const VAULT: &str = "//- /a.md\n[[b]]\n//- /sub/b.md\n# B\n[[gone]]\n//- /sub/c.md\n[x](b.md)\n";

/// The exit status, the output and the errors of a check of `text`.
fn check(vault: &Vault, args: &[&str], text: &[u8]) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_linkwright"))
        .args([&["check", "-q"], args].concat())
        .current_dir(vault.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    // Where the arguments are wrong, nobody reads.
    let _ = child.stdin.take().expect("a pipe").write_all(text);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), slashes(&text(&output.stdout)), text(&output.stderr))
}

#[test]
fn the_text_stands_for_the_file_at_its_path() {
    let vault = Vault::new(VAULT);
    let of_b = ["-", "--stdin-path", "sub/b.md"];
    assert_eq!(check(&vault, &of_b, b"[[a]] [y](c.md)\n"), (Some(0), String::new(), String::new()));
    let (status, shown, _) = check(&vault, &of_b, b"[[a]]\n[[lost]]\n");
    assert_eq!(status, Some(1));
    assert!(shown.starts_with("sub/b.md:2:3: warning[broken-link]: No note is named `lost`."));
    assert!(shown.contains("2 | [[lost]]"), "{shown}");
    // The other notes are not checked, and the file is as it was.
    assert_eq!(check(&vault, &of_b, b"").0, Some(0));
    assert_eq!(vault.read("sub/b.md"), "# B\n[[gone]]\n");
}

#[test]
fn the_path_need_not_exist_and_says_what_the_links_mean() {
    let vault = Vault::new(VAULT);
    let text = b"[x](b.md) [[new]]\n";
    assert_eq!(check(&vault, &["-", "--stdin-path", "sub/new.md"], text).0, Some(0));
    let (status, shown, _) = check(&vault, &["-", "--stdin-path", "new.md"], text);
    assert_eq!(status, Some(1));
    assert!(shown.contains("not-relative"), "{shown}");
    // What cannot be read on the disk does not matter.
    vault.write("latin.md", b"\xff");
    let (status, shown, _) = check(&vault, &["-", "--stdin-path", "latin.md"], b"[[a]]\n");
    assert_eq!((status, &*shown), (Some(0), ""));
}

#[test]
fn wrong_arguments_and_texts_exit_with_2() {
    let vault = Vault::new(VAULT);
    for (args, reason) in [
        (&["-"][..], "`-` needs --stdin-path"),
        (&["--stdin-path", "a.md"], "--stdin-path needs the path `-`"),
        (&["-", "a.md", "--stdin-path", "a.md"], "and no other"),
        (&["-", "--stdin-path", "a.md", "--staged"], "--staged"),
    ] {
        let (status, shown, error) = check(&vault, args, b"");
        assert!(status == Some(2) && shown.is_empty() && error.contains(reason), "{error}");
    }
    let (status, _, error) = check(&vault, &["-", "--stdin-path", "a.md"], b"\xff");
    assert!(status == Some(2) && error.contains("standard input: "), "{error}");
}
