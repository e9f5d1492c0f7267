//! `linkwright undo`: after it, every byte, name and folder is as it was before the change.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

#[path = "support/mod.rs"]
mod support;

use std::fs;

use expect_test::expect;
use support::{Vault, snapshot};

const VAULT: &str = "\
//- /Love.md
---
aliases: [Love]
---
# Love

## Early years

See [[Day#Noon]]. ^e1

## Late
//- /Day.md
[[Love]], [[Love#Early years|then]] and ![[img/p.png]] #old/x

## Noon

Love is in the [air](sub/Air.md).
//- /sub/Air.md
[[../Day]] [[Love#^e1]]
//- /img/p.png
//- /map.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"file\",\"file\":\"Love.md\",\"subpath\":\"#Early years\"}],\"edges\":[]}
";

const COMMANDS: &[&[&str]] = &[
    &["rename", "Love", "Eros"],
    &["rename", "Day", "deep/er/Day 2"],
    &["mv", "Love.md", "new/folder/"],
    &["mv", "sub", "img/sub"],
    &["mv", "img/p.png", "q.png"],
    &["rename", "Love#Early years", "Youth"],
    &["rename", "Love#^e1", "first"],
    &["rename", "#old", "#new/er"],
    &["convert", "--to", "wikilink"],
    &["link-mentions", "Love"],
    &["alias", "add", "Love", "Amor"],
    &["alias", "remove", "Love", "Love"],
    &["move", "Love#Early years", "Day#Noon"],
    &["split", "Love#Early years", "years/Early"],
    &["merge", "Day", "Air"],
    &["new", "x/y/New"],
    &["daily", "2026-11-29"],
];

#[test]
fn every_command_can_be_undone() {
    let vault = Vault::new(VAULT);
    // A merge must not mistake an older file in the trash for its own.
    vault.write(".trash/Love.md", b"older");
    let before = snapshot(vault.path());
    for command in COMMANDS {
        let run = vault.run(command);
        assert_eq!(run.status, Some(0), "{command:?}: {}", run.stderr);
        let after = snapshot(vault.path());
        assert_ne!(after, before, "{command:?}");
        assert!(!after.keys().any(|path| path.contains("linkwright-")), "{:?}", after.keys());
        let dry = vault.run(&["undo", "--dry-run"]);
        assert_eq!((dry.status, snapshot(vault.path())), (Some(0), after), "{command:?}");
        let undo = vault.run(&["undo"]);
        assert_eq!(undo.status, Some(0), "{command:?}: {}", undo.stderr);
        assert_eq!(dry.stdout, undo.stdout);
        assert_eq!(snapshot(vault.path()), before, "{command:?}");
    }
    let nothing = vault.run(&["undo"]);
    assert_eq!(
        nothing.show(),
        "[exit 2]\n[stderr]\nerror: there is nothing to undo in the vault VAULT\n"
    );
}

#[test]
fn changes_are_undone_one_after_the_other() {
    let vault = Vault::new(VAULT);
    let mut states = vec![snapshot(vault.path())];
    for command in [&COMMANDS[0], &COMMANDS[3], &COMMANDS[14], &COMMANDS[15]] {
        assert_eq!(vault.run(command).status, Some(0), "{command:?}");
        states.push(snapshot(vault.path()));
    }
    let list = vault.run(&["undo", "--list"]).stdout;
    let commands: Vec<&str> = list.lines().map(|line| &line["2026-11-29 07:00 ".len()..]).collect();
    let expected = [
        "new x/y/New (1 file created)",
        "merge Day Air (2 files changed, 1 moved)",
        "mv sub img/sub (2 files changed, 1 moved)",
        "rename Love Eros (4 files changed, 1 moved)",
    ];
    assert_eq!(commands, expected);
    while let Some(state) = states.pop() {
        assert_eq!(snapshot(vault.path()), state);
        assert_eq!(vault.run(&["undo", "-q"]).status, Some(if states.is_empty() { 2 } else { 0 }));
    }
}

#[test]
fn the_diff_of_an_undo_is_shown() {
    let vault = Vault::new("//- /a.md\n# a\n## b\nText.\n//- /c.md\n[[a#b]]\n");
    vault.run(&["split", "a#b", "d/b"]);
    expect![[r#"
        --- a.md
        +++ a.md
        @@ -1,2 +1,3 @@
         # a
        -[[b]]
        +## b
        +Text.
        --- c.md
        +++ c.md
        @@ -1 +1 @@
        -[[b#b]]
        +[[a#b]]
        --- d/b.md
        +++ /dev/null
        @@ -1,2 +0,0 @@
        -## b
        -Text.
        [exit 0]
        [stderr]
        Undo of `split 'a#b' d/b`
        2 edits in 2 files, 1 file removed.
    "#]]
    .assert_eq(&vault.run(&["undo"]).show());
}

#[test]
fn a_file_that_has_changed_since_is_named_and_nothing_is_undone() {
    type Touch = fn(&Vault);
    let touch: [(&str, Touch, &str); 6] = [
        ("rename Love Eros", |it| it.write("Day.md", b"mine"), "`Day.md` has changed since"),
        ("rename Love Eros", |it| it.write("Love.md", b"new"), "`Love.md` already exists"),
        (
            "rename Love Eros",
            |it| fs::remove_file(it.path().join("map.canvas")).unwrap(),
            "`map.canvas` is gone",
        ),
        ("mv sub other", |it| it.write("other/Air.md", b"x"), "`other/Air.md` has changed since"),
        ("mv sub other", |it| it.write("other/new.md", b"x"), "`other/new.md` is new"),
        (
            "merge Day Air",
            |it| it.write(".trash/Day.md", b"x"),
            "`.trash/Day.md` has changed since",
        ),
    ];
    for (command, touch, expected) in touch {
        let vault = Vault::new(VAULT);
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(vault.run(&words).status, Some(0), "{command}");
        touch(&vault);
        let before = snapshot(vault.path());
        let refused = vault.run(&["undo"]);
        assert_eq!(refused.status, Some(2), "{command}: {}", refused.stderr);
        assert!(refused.stderr.contains(expected), "{command}: {}", refused.stderr);
        assert_eq!(snapshot(vault.path()), before, "{command}");
    }
}

#[test]
fn links_that_were_written_since_are_named_if_they_will_be_broken() {
    for (command, written, broken) in [
        (
            "rename Love Eros",
            "[[Eros]] [[Day]] [[none]] ![x](Eros.md)",
            &["[[Eros]]", "![x](Eros.md)"][..],
        ),
        ("mv sub other", "\n[[Air]] [x](other/Air.md)", &["[x](other/Air.md)"]),
        ("mv img/p.png q.png", "![[q.png]] ![[img/p.png]]", &["![[q.png]]"]),
        ("rename Love#Late End", "[[Love#End]] [[Love#Late]] [[Love#Love]]", &["[[Love#End]]"]),
        ("rename Love#^e1 first", "[[Love#^first]] [[Love#^e1]]", &["[[Love#^first]]"]),
        ("merge Day Air", "[[Air#Noon]] [[Air]]", &["[[Air#Noon]]"]),
        ("split Love#Late Later", "[[Later]] [[Later#Late]]", &["[[Later]]", "[[Later#Late]]"]),
        ("new x/y", "[[y]] [[x/y|shown]]", &["[[y]]", "[[x/y|shown]]"]),
    ] {
        let vault = Vault::new(VAULT);
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(vault.run(&words).status, Some(0), "{command}");
        vault.write("since.md", written.as_bytes());
        let line = 1 + written.matches('\n').count();
        for args in [&["undo", "-n"][..], &["undo", "-q"]] {
            let undo = vault.run(args);
            assert_eq!(undo.status, Some(0), "{command}: {}", undo.stderr);
            let named: Vec<&str> =
                undo.stderr.lines().filter_map(|it| it.strip_prefix("  since.md:")).collect();
            let expected: Vec<String> = broken.iter().map(|it| format!("{line}: {it}")).collect();
            assert_eq!(named, expected, "{command}: {}", undo.stderr);
        }
    }
}

#[test]
fn a_note_that_comes_back_can_take_over_links() {
    let vault = Vault::new(VAULT);
    assert_eq!(vault.run(&["merge", "-q", "Day", "Air"]).status, Some(0));
    vault.write("new/Day.md", b"# Morning\n");
    vault.write("since.md", b"[[Day#Morning]] [[Day#Noon]] [[Day]]");
    expect![[r#"
        [exit 0]
        [stderr]
        The undo breaks 1 link that resolves now:
          since.md:1: [[Day#Morning]]
    "#]]
    .assert_eq(&vault.run(&["undo", "-q"]).show());
}

#[test]
fn an_undo_that_breaks_nothing_says_nothing() {
    let vault = Vault::new(VAULT);
    vault.write("since.md", b"[[none]] [[Day]] [[gone]]");
    for command in COMMANDS {
        assert_eq!(vault.run(command).status, Some(0), "{command:?}");
        let undo = vault.run(&["undo"]);
        assert!(!undo.stderr.contains("breaks"), "{command:?}: {}", undo.stderr);
    }
    // It resolved to nothing before the change, and will again.
    vault.write("since.md", b"[[Eros]]");
    vault.run(&["rename", "-q", "Love", "Eros"]);
    expect![[r#"
        [exit 0]
        [stderr]
        The undo breaks 1 link that resolves now:
          since.md:1: [[Eros]]
    "#]]
    .assert_eq(&vault.run(&["undo", "-q"]).show());
}

#[test]
fn a_folder_with_a_new_hidden_file_stays() {
    let vault = Vault::new(VAULT);
    vault.run(&["split", "Love#Late", "made/Late"]);
    vault.write("made/.mine", b"mine");
    assert_eq!(vault.run(&["undo", "-q"]).status, Some(0));
    assert_eq!(fs::read(vault.path().join("made/.mine")).unwrap(), b"mine");
    assert!(!vault.path().join("made/Late.md").exists());
}

#[test]
fn ten_changes_are_kept() {
    let vault = Vault::new(VAULT);
    for n in 0..13 {
        vault.run(&["new", &format!("n{n}")]);
    }
    let list = vault.run(&["undo", "--list"]).stdout;
    assert_eq!(list.lines().count(), 10);
    assert!(
        list.contains("new n12") && list.contains("new n3 ") && !list.contains("new n2 "),
        "{list}"
    );
}

/// The files of the history.
fn records(vault: &Vault) -> Vec<std::path::PathBuf> {
    let folder = fs::read_dir(vault.state().join("linkwright/undo")).unwrap().next().unwrap();
    let mut files: Vec<_> =
        fs::read_dir(folder.unwrap().path()).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_change_that_was_not_made_is_passed_over() {
    let vault = Vault::new(VAULT);
    let before = snapshot(vault.path());
    vault.run(&["new", "one"]);
    vault.run(&["rename", "Love", "Eros"]);
    let last = records(&vault).pop().unwrap();
    let record = fs::read(&last).unwrap();
    vault.run(&["undo", "-q"]);
    // The process was stopped after it wrote the record, and before or after the change.
    fs::write(&last, &record).unwrap();
    // It was stopped while it wrote a record.
    fs::write(last.with_file_name("99999999.json"), &record[..record.len() / 2]).unwrap();
    assert_eq!(vault.run(&["undo", "-q"]).status, Some(0));
    assert_eq!(snapshot(vault.path()), before);
}

#[test]
fn a_damaged_record_is_named() {
    let vault = Vault::new(VAULT);
    vault.run(&["new", "one"]);
    let last = records(&vault).pop().unwrap();
    fs::write(&last, "{\"format\": \"new\"}").unwrap();
    let run = vault.run(&["undo"]);
    assert!(run.status == Some(2) && run.stderr.contains("00000001.json"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_the_history() {
    use std::os::unix::fs::PermissionsExt as _;
    let vault = Vault::new(VAULT);
    vault.run(&["rename", "Love", "Eros"]);
    let file = records(&vault).pop().unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
}

#[test]
fn a_change_without_a_state_folder_is_made_with_a_warning() {
    let vault = Vault::new(VAULT);
    vault.write("file", b"");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_linkwright"))
        .args(["rename", "-q", "Love", "Eros"])
        .current_dir(vault.path())
        .env("XDG_STATE_HOME", vault.path().join("file"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.starts_with("warning: `linkwright undo` cannot undo this change"), "{said}");
    assert!(vault.path().join("Eros.md").exists());
}
