//! Known findings are passed over.

use expect_test::expect;

use super::support::Vault;

const NOTES: &str = "//- /a.md\n[[gone]] [[gone]]\n//- /sub/b.md\n[[lost]] [[be]]\n\
                     //- /c.md\n---\naliases: be\n---\n";

const BASELINE: [&str; 3] = ["check", "--baseline", "known.json"];

fn run(vault: &Vault, args: &[&str]) -> String {
    vault.run(&[&BASELINE, args].concat()).show()
}

#[test]
fn known_findings_are_passed_over_and_new_ones_reported() {
    let vault = Vault::new(NOTES);
    assert_eq!(
        run(&vault, &["--write-baseline"]),
        "[exit 0]\n[stderr]\nWrote 3 findings to known.json.\n"
    );
    assert_eq!(vault.run(&["check"]).status, Some(1));
    expect![[r#"
        3 notes, 4 links, none broken; took TIME
        1 less severe finding not shown; use `--severity hint` to show them
        [exit 0]
    "#]]
    .assert_eq(&run(&vault, &[]));
    // Lines move, and one more link to the same missing note is new.
    vault.write("a.md", b"# A\n\n[[gone]]\n\n[[gone|x]] [[gone]]\n");
    expect![[r#"
        a.md:5:14: warning[broken-link]: No note is named `gone`. Create it, or fix the link.
           5 | [[gone|x]] [[gone]]
             |              ^^^^
        [exit 1]
    "#]]
    .assert_eq(&run(&vault, &["-q"]));
}

#[test]
fn what_is_gone_is_said_for_the_files_and_codes_that_are_checked() {
    let vault = Vault::new(NOTES);
    run(&vault, &["--write-baseline"]);
    vault.write("a.md", b"");
    vault.write("sub/b.md", b"");
    let gone =
        "[exit 0]\n[stderr]\nnote: 3 findings of the baseline gone; --write-baseline removes them:
  a.md: broken-link: No note is named `gone`. Create it, or fix the link.
  a.md: broken-link: No note is named `gone`. Create it, or fix the link.
  sub/b.md: broken-link: No note is named `lost`. Create it, or fix the link.
";
    assert_eq!(run(&vault, &["-q"]), gone);
    let in_sub = run(&vault, &["-q", "sub"]);
    assert!(in_sub.contains("1 finding of the baseline gone"), "{in_sub}");
    assert_eq!(run(&vault, &["-q", "--ignore", "broken-link"]), "[exit 0]\n");
    assert_eq!(run(&vault, &["-q", "c.md"]), "[exit 0]\n");

    // What was not checked stays in the baseline.
    run(&vault, &["--write-baseline", "sub"]);
    assert!(!vault.read("known.json").contains("lost"));
    assert!(vault.read("known.json").contains("a.md"));
    run(&vault, &["--write-baseline", "--select", "alias-link"]);
    assert!(vault.read("known.json").contains("a.md"));
    run(&vault, &["--write-baseline"]);
    assert_eq!(vault.read("known.json"), "{\"version\":1,\"findings\":[\n]}\n");
}

#[test]
fn a_baseline_that_cannot_be_read_is_an_error() {
    let vault = Vault::new(NOTES);
    let shown = run(&vault, &[]);
    assert_eq!(
        shown,
        "[exit 2]\n[stderr]\nerror: known.json: no such file; create it with --write-baseline\n"
    );
    for (text, reason) in [
        ("", "EOF"),
        ("{\"version\":2}", "`version` must be 1"),
        ("{\"version\":1,\"findings\":[{}]}", "every finding needs a text `fingerprint`"),
    ] {
        vault.write("known.json", text.as_bytes());
        let shown = run(&vault, &[]);
        assert!(shown.starts_with("[exit 2]") && shown.contains(reason), "{shown}");
    }
    assert_eq!(vault.run(&["check", "--write-baseline"]).status, Some(2));
}
