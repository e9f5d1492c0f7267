//! Which findings are reported, and what the exit status says of them.

use expect_test::expect;

use super::support::Vault;

/// One error, two warnings and a hint.
const NOTES: &str = "\
//- /a.md
---
id: a
id: b
---
[[gone]] [[b#No heading]] [[be]]
//- /sub/b.md
---
aliases: be
---
";

/// The exit status of a check, and the codes that it reports.
#[track_caller]
fn check(vault: &Vault, args: &[&str], expected: (i32, &[&str])) {
    let run = vault.run(&[&["check", "--format", "json"], args].concat());
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("valid JSON");
    let findings = document["findings"].as_array().expect("a list");
    let codes: Vec<_> = findings.iter().map(|it| it["code"].as_str().expect("a code")).collect();
    assert_eq!((run.status.unwrap_or(-1), &codes[..]), expected, "{args:?}");
}

const ERROR: &str = "invalid-frontmatter";
const WARNINGS: [&str; 2] = ["broken-link", "broken-heading"];
const HINT: &str = "alias-link";

#[test]
fn what_is_reported_decides_the_exit_status() {
    let vault = Vault::new(NOTES);
    let [link, heading] = WARNINGS;
    check(&vault, &[], (1, &[ERROR, link, heading]));
    check(&vault, &["--fail-on", "error"], (1, &[ERROR, link, heading]));
    check(&vault, &["--fail-on", "never"], (0, &[ERROR, link, heading]));
    check(&vault, &["--ignore", ERROR, "--fail-on", "error"], (0, &WARNINGS));
    check(&vault, &["--severity", "error", "--ignore", ERROR], (0, &[]));
    // What `--fail-on` names is shown.
    let select = ["--ignore", "invalid-frontmatter,broken-link,broken-heading"];
    check(&vault, &select, (0, &[]));
    check(&vault, &[&select[..], &["--severity", "hint"]].concat(), (0, &[HINT]));
    check(&vault, &[&select[..], &["--fail-on", "hint"]].concat(), (1, &[HINT]));
    let hidden = [&select[..], &["--fail-on", "hint", "--severity", "warning"]].concat();
    check(&vault, &hidden, (0, &[]));
}

#[test]
fn some_warnings_can_be_allowed() {
    let vault = Vault::new(NOTES);
    let [link, heading] = WARNINGS;
    check(&vault, &["--max-warnings", "2"], (1, &[ERROR, link, heading]));
    let warnings = ["--ignore", ERROR];
    let with = |more: &[&'static str]| [&warnings[..], more].concat();
    check(&vault, &with(&["--max-warnings", "2"]), (0, &WARNINGS));
    check(&vault, &with(&["--max-warnings", "1"]), (1, &WARNINGS));
    check(&vault, &with(&["--max-warnings", "1", "--fail-on", "error"]), (1, &WARNINGS));
    check(&vault, &with(&["--max-warnings", "0", "--severity", "error"]), (0, &[]));
}

#[test]
fn codes_are_selected_and_ignored() {
    let vault = Vault::new(NOTES);
    check(&vault, &["--select", "broken-link"], (1, &["broken-link"]));
    check(&vault, &["--select", "broken-link,alias-link"], (1, &["broken-link", HINT]));
    check(&vault, &["--select", "alias-link", "--severity", "warning"], (0, &[]));
    check(&vault, &["--select", "broken-link", "--ignore", "broken-link"], (0, &[]));
    // Off in the settings.
    check(&vault, &["--select", "orphan-note"], (0, &["orphan-note"]));
    check(&vault, &["--select", "orphan-note", "--fail-on", "hint"], (1, &["orphan-note"]));
    vault.write(".linkwright.toml", b"wrong = 1\n");
    check(&vault, &["--select", "settings"], (1, &["settings"]));

    let run = vault.run(&["check", "--select", "broken-links"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("broken-link"), "{}", run.stderr);
}

#[test]
fn statistics_count_the_findings_of_each_code() {
    let vault = Vault::new(NOTES);
    vault.write("c.md", b"[[gone]]\n");
    let run = vault.run(&["check", "--statistics"]);
    expect![[r#"
               2  broken-link
               1  broken-heading
               1  invalid-frontmatter
        3 notes, 4 links, 3 broken, 1 other problem; took TIME
        1 less severe finding not shown; use `--severity hint` to show them
        [exit 1]
    "#]]
    .assert_eq(&run.show());
    let run = vault.run(&["check", "--statistics", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("valid JSON");
    assert_eq!(document["statistics"][0]["code"], "broken-link");
    assert_eq!(document["statistics"][0]["count"], 2);
    let run = vault.run(&["check", "--statistics", "--format", "github"]);
    assert_eq!((run.status, &*run.stdout), (Some(2), ""));
}

#[test]
fn without_path_the_whole_vault_is_checked_from_any_folder() {
    let vault = Vault::new(NOTES);
    let counts = |args: &[&str]| {
        let run = vault.run_in("sub", &[&["check", "--format", "json"], args].concat());
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("valid JSON");
        document["summary"]["notes"].clone()
    };
    assert_eq!(counts(&[]), 2);
    assert_eq!(counts(&["."]), 1);
    assert_eq!(counts(&[".."]), 2);
    // As `xargs` runs it without any file.
    assert_eq!(counts(&["--"]), 0);
    assert_eq!(counts(&["--", "b.md"]), 1);
}

#[test]
fn a_folder_without_notes_is_an_error_and_json_all_the_same() {
    let vault = Vault::new("//- /a.md\n[[x]]\n");
    std::fs::create_dir(vault.path().join("empty")).expect("a folder");
    check(&vault, &["empty"], (2, &[]));
    check(&vault, &["empty", "a.md"], (2, &["broken-link"]));
    check(&Vault::new(""), &[], (2, &[]));
    let run = vault.run(&["check", "empty", "a.md"]);
    expect![[r#"
        a.md:1:3: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | [[x]]
             |   ^
        [exit 2]
        [stderr]
        error: empty: no notes in this folder
    "#]]
    .assert_eq(&run.show());
}

#[test]
fn the_report_is_written_to_a_file() {
    let vault = Vault::new(NOTES);
    let printed = vault.run(&["check", "--quiet"]);
    let args = ["check", "--quiet", "--color", "always", "-o", "report.txt"];
    let run = vault.run(&args);
    assert_eq!((run.status, &*run.stdout), (Some(1), ""));
    assert_eq!(vault.read("report.txt"), printed.stdout);
    let run = vault.run(&["check", "-o", "missing/report.txt"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("missing/report.txt"), "{}", run.stderr);
}

#[test]
fn some_folders_have_other_severities() {
    let vault = Vault::new(
        "//- /.linkwright.toml\n[[overrides]]\npaths = [\"/sub\"]\n\
         diagnostics.broken-link = \"off\"\ndiagnostics.orphan-note = \"error\"\n\
         //- /a.md\n[[gone]]\n//- /sub/b.md\n[[lost]]\n",
    );
    check(&vault, &[], (1, &["broken-link", "orphan-note"]));
    // A code that is off in a folder stays so.
    check(&vault, &["--select", "broken-link"], (1, &["broken-link"]));
    vault.write(".linkwright.toml", b"[[overrides]]\npaths = [\"/sub\", \"x[z-a]\"]\nx = 1\n");
    check(
        &vault,
        &["--severity", "warning"],
        (1, &["settings", "settings", "broken-link", "broken-link"]),
    );
}

#[test]
fn comments_silence_findings() {
    let vault = Vault::new(
        "//- /a.md\n[[gone]] %%linkwright-disable-line%%\n[[lost]]\n\
         //- /b.md\n<!-- linkwright-disable-file broken-link, alias-link -->\n[[gone]]\n",
    );
    check(&vault, &[], (1, &["broken-link"]));
    check(&vault, &["--select", "unused-suppression"], (0, &["unused-suppression"]));
    // What is silenced is no part of a baseline.
    let baseline = ["check", "--baseline", "known.json", "--write-baseline"];
    assert_eq!(vault.run(&baseline).show(), "[exit 0]\n[stderr]\nWrote 1 finding to known.json.\n");
}
