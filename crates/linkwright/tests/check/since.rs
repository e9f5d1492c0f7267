//! What a change causes.

use std::process::Command;

use expect_test::expect;

use super::repository::{commit, found, git, repository};
use super::support::Vault;

const NOTES: &str = "\
//- /a.md
[[b]] [[gone]] [[b#Heading]]
//- /b.md
# Heading
//- /c.md
[[gone]]
";

#[test]
fn a_deleted_note_breaks_links_in_notes_that_did_not_change() {
    let vault = repository(NOTES);
    assert_eq!(vault.run(&["check", "-q", "--since", "HEAD"]).show(), "[exit 0]\n");
    std::fs::rename(vault.path().join("b.md"), vault.path().join("d.md")).expect("a move");
    let expected = expect![[r#"
        a.md:1:3: warning[broken-link]: No note is named `b`. Create it, or fix the link.
           1 | [[b]] [[gone]] [[b#Heading]]
             |   ^
        a.md:1:18: warning[broken-link]: No note is named `b`. Create it, or fix the link.
           1 | [[b]] [[gone]] [[b#Heading]]
             |                  ^
        [exit 1]
    "#]];
    expected.assert_eq(&vault.run(&["check", "-q", "--since", "HEAD"]).show());
    // Nothing is staged yet.
    assert_eq!(vault.run(&["check", "-q", "--staged"]).show(), "[exit 0]\n");
    git(&vault, &["add", "-A"]);
    expected.assert_eq(&vault.run(&["check", "-q", "--staged"]).show());
    commit(&vault);
    assert_eq!(vault.run(&["check", "-q", "--since", "HEAD"]).show(), "[exit 0]\n");
    expected.assert_eq(&vault.run(&["check", "-q", "--since", "HEAD~1"]).show());
    let in_c = vault.run(&["check", "-q", "--since", "HEAD~1", "c.md"]);
    assert_eq!(in_c.show(), "[exit 0]\n");
}

#[test]
fn a_silenced_finding_is_not_caused_and_one_that_is_no_longer_silenced_is() {
    let silenced = "[[gone]] %%linkwright-disable-line%%\n";
    let vault = repository(&format!("//- /a.md\n{silenced}//- /b.md\n[[c]]\n//- /c.md\n"));
    // The change breaks two links. One of them is silenced. It also removes a comment.
    std::fs::remove_file(vault.path().join("c.md")).expect("a removal");
    vault.write("a.md", b"[[gone]]\n");
    vault.write("b.md", b"[[c]]\n\n<!-- linkwright-disable-next-line broken-link -->\n\n[[c]]\n");
    expect![[r#"
        a.md:1:3: warning[broken-link]: No note is named `gone`. Create it, or fix the link.
           1 | [[gone]]
             |   ^^^^
        b.md:1:3: warning[broken-link]: No note is named `c`. Create it, or fix the link.
           1 | [[c]]
             |   ^
        [exit 1]
    "#]]
    .assert_eq(&vault.run(&["check", "-q", "--since", "HEAD"]).show());
    commit(&vault);
    // The other way round, nothing is caused.
    vault.write("a.md", silenced.as_bytes());
    assert_eq!(vault.run(&["check", "-q", "--since", "HEAD"]).show(), "[exit 0]\n");
    // A comment that silences nothing any more is caused by the note that is there again.
    vault.write("c.md", b"");
    let unused = ["check", "-q", "--since", "HEAD", "--select", "unused-suppression"];
    let found = vault.run(&[&unused[..], &["--severity", "hint"]].concat());
    expect![[r#"
        b.md:3:35: hint[unused-suppression]: Nothing is silenced here by `broken-link`. Remove it.
           3 | <!-- linkwright-disable-next-line broken-link -->
             |                                   ^^^^^^^^^^^
        [exit 0]
    "#]]
    .assert_eq(&found.show());
}

#[test]
fn a_note_that_is_not_added_does_not_exist_for_the_index() {
    let vault = repository("//- /a.md\n//- /.gitignore\nbuild\n");
    vault.write("a.md", b"[[new]] [x](build/out.html)\n");
    git(&vault, &["add", "a.md"]);
    vault.write("new.md", b"");
    vault.write("build/out.html", b"");
    assert_eq!(vault.run(&["check", "-q", "--since", "HEAD"]).show(), "[exit 0]\n");
    // The ignored file exists for everyone who builds.
    expect![[r#"
        a.md:1:3: warning[broken-link]: No note is named `new`. Create it, or fix the link.
           1 | [[new]] [x](build/out.html)
             |   ^^^
        [exit 1]
    "#]]
    .assert_eq(&vault.run(&["check", "-q", "--staged"]).show());
}

#[test]
fn the_last_common_commit_is_what_a_pull_request_starts_from() {
    let vault = repository(NOTES);
    git(&vault, &["checkout", "-q", "-b", "main2"]);
    vault.write("c.md", b"");
    commit(&vault);
    git(&vault, &["checkout", "-q", "-b", "topic", "HEAD~1"]);
    vault.write("d.md", b"[[lost]]\n");
    commit(&vault);
    assert_eq!(found(&vault, "", &["--since", "main2"]).len(), 2);
    assert_eq!(found(&vault, "", &["--since", "main2..."]).len(), 1);
}

#[test]
fn what_cannot_be_compared_exits_with_2() {
    let vault = Vault::new(NOTES);
    let shown = vault.run(&["check", "--since", "HEAD"]).show();
    assert!(shown.contains("[exit 2]") && shown.contains("git rev-parse"), "{shown}");
    git(&vault, &["init", "-q"]);
    // Before the first commit, everything is new.
    git(&vault, &["add", "-A"]);
    assert_eq!(found(&vault, "", &["--staged"]).len(), 2);
    commit(&vault);
    for name in ["nothing", "nothing...", "--all"] {
        let shown = vault.run(&["check", &format!("--since={name}")]).show();
        assert!(shown.contains("[exit 2]") && shown.contains("no commit `"), "{shown}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
        .args(["check", "--since", "HEAD"])
        .current_dir(vault.path())
        .env("PATH", "")
        .output()
        .expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && error.contains("`git` was not found"), "{error}");
}
