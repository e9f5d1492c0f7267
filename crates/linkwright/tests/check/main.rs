//! `linkwright check`, run as a user runs it.

#[path = "../support/mod.rs"]
mod support;

mod baseline;
mod bases;
mod choosing;
#[cfg(unix)]
mod ci;
mod disk;
mod fix;
mod formats;
#[cfg(unix)]
mod hooks;
mod repository;
mod schemas;
mod shown;
mod since;
mod since_in_git;
mod since_random;
mod stdin;

use expect_test::{Expect, expect};
use support::Vault;

/// Two notes, of which one has what can be wrong with links.
const NOTES: &str = "\
//- /a.md
# A

See [[b]], [[b|the other]] and [[nowhere|this]].

![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
//- /sub/b.md
# B

[[a]] [[#B]] [gone](gone.md)
//- /sub/c.md
Nothing wrong here: [[a#A]].
";

#[track_caller]
fn check(vault: &Vault, args: &[&str], expected: &Expect) {
    expected.assert_eq(&vault.run(&[&["check"], args].concat()).show());
}

#[test]
fn a_clean_vault_exits_with_0() {
    let vault = Vault::new("//- /a.md\n[[b]]\n//- /b.md\n");
    check(
        &vault,
        &[],
        &expect![[r#"
        2 notes, 1 link, none broken; took TIME
        [exit 0]
    "#]],
    );
}

#[test]
fn a_folder_is_checked_as_a_part_of_its_vault() {
    let vault = Vault::new(NOTES);
    check(
        &vault,
        &["sub"],
        &expect![[r#"
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        2 notes, 4 links, 1 broken; took TIME
        [exit 1]
    "#]],
    );
    let from_within = vault.run_in("sub", &["check"]);
    expect![[r#"
        ../a.md:3:34: warning[broken-link]: No note is named `nowhere`. Create it, or fix the link.
           3 | See [[b]], [[b|the other]] and [[nowhere|this]].
             |                                  ^^^^^^^
        ../a.md:5:4: warning[broken-embed]: No file is named `picture.png`. Create it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |    ^^^^^^^^^^^
        ../a.md:5:26: warning[broken-heading]: `b` has no heading `No heading`. Add it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                          ^^^^^^^^^^
        ../a.md:5:47: warning[broken-block]: `b` has no block `^no-block`. Add `^no-block` at the end of the block, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                                               ^^^^^^^^^
        b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        3 notes, 10 links, 5 broken; took TIME
        [exit 1]
    "#]]
    .assert_eq(&from_within.show());
}

#[test]
fn only_the_given_file_is_checked_but_its_links_resolve_in_the_vault() {
    check(
        &Vault::new(NOTES),
        &["sub/c.md", "sub/b.md"],
        &expect![[r#"
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        2 notes, 4 links, 1 broken; took TIME
        [exit 1]
    "#]],
    );
}

#[test]
fn severities_decide_which_findings_are_shown_and_which_fail() {
    let vault = Vault::new(NOTES);
    vault.write(
        ".linkwright.toml",
        b"[diagnostics]\nbroken-link = 'error'\nbroken-heading = 'hint'\nbroken-block = 'off'\n\
          broken-embed = 'information'\n",
    );
    check(
        &vault,
        &[],
        &expect![[r#"
            a.md:3:34: error[broken-link]: No note is named `nowhere`. Create it, or fix the link.
               3 | See [[b]], [[b|the other]] and [[nowhere|this]].
                 |                                  ^^^^^^^
            sub/b.md:3:21: error[broken-link]: No note is named `gone.md`. Create it, or fix the link.
               3 | [[a]] [[#B]] [gone](gone.md)
                 |                     ^^^^^^^
            3 notes, 10 links, 4 broken; took TIME
            2 less severe findings not shown; use `--severity hint` to show them
            [exit 1]
        "#]],
    );
    check(
        &vault,
        &["--severity", "error", "-q"],
        &expect![[r#"
        a.md:3:34: error[broken-link]: No note is named `nowhere`. Create it, or fix the link.
           3 | See [[b]], [[b|the other]] and [[nowhere|this]].
             |                                  ^^^^^^^
        sub/b.md:3:21: error[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        [exit 1]
    "#]],
    );
    // Nothing here is worse than a hint.
    vault.write(
        ".linkwright.toml",
        b"[diagnostics]\nbroken-link = 'hint'\nbroken-heading = 'hint'\nbroken-block = 'hint'\n\
          broken-embed = 'hint'\n",
    );
    check(
        &vault,
        &[],
        &expect![[r#"
            3 notes, 10 links, 5 broken; took TIME
            5 less severe findings not shown; use `--severity hint` to show them
            [exit 0]
        "#]],
    );
}

#[test]
fn json_is_one_document() {
    let run = Vault::new(NOTES).run(&["check", "--format", "json"]);
    assert_eq!(run.status, Some(1));
    let mut document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    document["summary"]["milliseconds"] = 0.into();
    let first = &document["findings"][0];
    assert_eq!(first["path"], "a.md");
    assert_eq!(first["code"], "broken-link");
    assert_eq!(first["at"]["line"], 3);
    assert_eq!(first["at"]["column"], 34);
    assert_eq!(document["summary"]["notes"], 3);
    let found = document["findings"].as_array().unwrap().len();
    assert_eq!(document["summary"]["broken"], found);
}

#[test]
fn json_without_findings_is_an_empty_list() {
    let vault = Vault::new("//- /a.md\n");
    let run = vault.run(&["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["findings"], serde_json::json!([]));
}

#[test]
fn github_gets_annotations() {
    check(
        &Vault::new(NOTES),
        &["--format", "github", "sub/b.md"],
        &expect![[r#"
        ::warning file=sub/b.md,line=3,endLine=3,col=21,endColumn=28,title=broken-link::No note is named `gone.md`. Create it, or fix the link.
        [exit 1]
    "#]],
    );
}

#[test]
fn wrong_settings_are_findings() {
    let vault = Vault::new("//- /a.md\n");
    vault.write(".linkwright.toml", b"[rename]\nsyncH1 = 'yes'\ncolour = 1\n");
    vault.write(".obsidian/app.json", b"{ \"useMarkdownLinks\": 1 }");
    check(
        &vault,
        &[],
        &expect![[r#"
        .linkwright.toml:2:10: warning[settings]: `rename.syncH1` must be true or false, not "yes"
           2 | syncH1 = 'yes'
             |          ^^^^^
        .linkwright.toml:3:1: warning[settings]: unknown setting `rename.colour`
           3 | colour = 1
             | ^^^^^^
        .obsidian/app.json: warning[settings]: `useMarkdownLinks` must be true or false, not 1
        1 note, 0 links, none broken, 3 other problems; took TIME
        [exit 1]
    "#]],
    );
}
