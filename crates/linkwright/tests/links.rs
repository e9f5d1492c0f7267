//! Symbolic links of the file system keep leading where they led when files and folders move.

#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use support::Vault;

/// Makes `links`, each a path and what it says.
fn link(vault: &Vault, links: &[(&str, &str)]) {
    for (path, says) in links {
        let path = vault.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(says, path).unwrap();
    }
}

/// What the links say.
#[track_caller]
fn expect(vault: &Vault, links: &[(&str, &str)]) {
    for (path, says) in links {
        let now = fs::read_link(vault.path().join(path)).expect(path);
        assert_eq!(now, Path::new(says), "{path}");
    }
}

/// Runs a command that succeeds.
#[track_caller]
fn done(vault: &Vault, args: &[&str]) -> String {
    let run = vault.run(args);
    assert_eq!(run.status, Some(0), "{args:?}: {}", run.stderr);
    run.show()
}

#[test]
fn links_to_a_note_follow_when_it_is_renamed_or_moved() {
    for (args, there, says) in [
        (&["rename", "b", "B2"][..], "B2.md", "../B2.md"),
        (&["mv", "b.md", "B2.md"], "B2.md", "../B2.md"),
        (&["mv", "b.md", "deep/er/B2.md"], "deep/er/B2.md", "../deep/er/B2.md"),
    ] {
        let vault = Vault::new("//- /b.md\n# b\n//- /n.md\n[[L]] [[sub/L]] [[b]]\n");
        link(&vault, &[("sub/L.md", "../b.md"), ("sub/chain.md", "L.md"), ("sub/none.md", "x.md")]);
        let shown = done(&vault, args);
        assert!(shown.contains(&format!("link sub/L.md\n-../b.md\n+{says}\n")), "{shown}");
        assert!(shown.contains("1 symbolic link updated"), "{shown}");
        expect(&vault, &[("sub/L.md", says), ("sub/chain.md", "L.md"), ("sub/none.md", "x.md")]);
        assert_eq!(vault.read("sub/L.md"), vault.read(there));
        assert_eq!(vault.read("n.md"), "[[L]] [[sub/L]] [[B2]]\n");
        let checked = vault.run(&["check"]).show();
        assert!(checked.contains("none broken"), "{checked}");
    }
}

#[test]
fn a_path_that_is_a_link_moves_the_link_and_not_its_target() {
    let vault = Vault::new("//- /b.md\n# b\n//- /n.md\n[[L]] [[sub/L]] [[b]]\n");
    link(&vault, &[("sub/L.md", "../b.md")]);
    done(&vault, &["mv", "sub/L.md", "L2.md"]);
    expect(&vault, &[("L2.md", "b.md")]);
    assert_eq!(vault.read("b.md"), "# b\n");
    assert_eq!(vault.read("n.md"), "[[L2]] [[L2]] [[b]]\n");
    done(&vault, &["rename", "L2.md", "L3"]);
    expect(&vault, &[("L3.md", "b.md")]);
    assert_eq!(vault.read("n.md"), "[[L3]] [[L3]] [[b]]\n");
    // What stands in a note concerns the note.
    done(&vault, &["alias", "add", "L3.md", "bee"]);
    assert!(vault.read("b.md").contains("bee"));
    expect(&vault, &[("L3.md", "b.md")]);
}

#[test]
fn links_in_and_into_a_folder_that_moves_follow() {
    let vault = Vault::new("//- /d/a.md\na\n//- /b.md\nb\n//- /out/x.md\nx\n");
    link(
        &vault,
        &[
            ("d/within.md", "a.md"),
            ("d/up.md", "../b.md"),
            ("d/folder", "../out"),
            ("into.md", "d/a.md"),
            ("out/into", "./../d"),
            ("out/through.md", "into/a.md"),
        ],
    );
    done(&vault, &["mv", "d", "deep/er"]);
    expect(
        &vault,
        &[
            ("deep/er/within.md", "a.md"),
            ("deep/er/up.md", "../../b.md"),
            ("deep/er/folder", "../../out"),
            ("into.md", "deep/er/a.md"),
            ("out/into", "./../deep/er"),
            ("out/through.md", "into/a.md"),
        ],
    );
    assert_eq!(vault.read("out/through.md"), "a\n");
}

#[test]
fn absolute_links_stay_absolute_and_links_out_of_the_vault_keep_their_way() {
    let vault = Vault::new(
        "//- /v/.linkwright.toml\n//- /v/b.md\nb\n//- /out/plan.md\n[[b]]\n//- /out/one.md\n1\n",
    );
    let at = |path: &str| vault.path().join(path).to_str().unwrap().to_owned();
    symlink(vault.path().join("v"), vault.path().join("other")).unwrap();
    link(
        &vault,
        &[
            ("v/abs.md", &at("v/b.md")),
            ("v/abs2.md", &at("other/b.md")),
            ("v/work", "../out"),
            ("v/one.md", "../out/one.md"),
            ("out/back.md", "../v/b.md"),
        ],
    );
    let run = |args: &[&str]| {
        let run = vault.run_in("v", args);
        assert_eq!(run.status, Some(0), "{args:?}: {}", run.stderr);
    };
    run(&["mv", "b.md", "deep/c.md"]);
    expect(
        &vault,
        &[
            ("v/abs.md", &at("v/deep/c.md")),
            ("v/abs2.md", &at("other/deep/c.md")),
            ("out/back.md", "../v/deep/c.md"),
        ],
    );
    assert_eq!(vault.read("out/plan.md"), "[[c]]\n");
    run(&["mv", "work", "deep/work"]);
    run(&["mv", "one.md", "deep/one.md"]);
    run(&["mv", "abs.md", "deep/abs.md"]);
    expect(
        &vault,
        &[
            ("v/deep/work", "../../out"),
            ("v/deep/one.md", "../../out/one.md"),
            ("v/deep/abs.md", &at("v/deep/c.md")),
        ],
    );
    assert_eq!(vault.read("v/deep/work/one.md"), "1\n");
}

#[test]
fn a_link_that_led_nowhere_is_named_when_it_leads_somewhere() {
    let vault = Vault::new("//- /b.md\nb\n");
    link(&vault, &[("lost.md", "new.md"), ("other.md", "nothing.md")]);
    let shown = done(&vault, &["mv", "b.md", "new.md"]);
    assert!(shown.contains("`lost.md`, a symbolic link that led nowhere, leads to"), "{shown}");
    assert!(!shown.contains("other.md"), "{shown}");
    expect(&vault, &[("lost.md", "new.md"), ("other.md", "nothing.md")]);
}

#[test]
fn a_dry_run_shows_links_and_leaves_them() {
    let vault = Vault::new("//- /b.md\nb\n");
    link(&vault, &[("L.md", "b.md")]);
    let shown = done(&vault, &["mv", "-n", "b.md", "c.md"]);
    assert!(shown.contains("link L.md\n-b.md\n+c.md\n"), "{shown}");
    expect(&vault, &[("L.md", "b.md")]);
}

#[test]
fn a_link_is_not_moved_onto_the_note_that_it_leads_to() {
    let vault = Vault::new("//- /note.md\nn\n");
    link(&vault, &[("L.md", "note.md"), ("Note.md", "note.md")]);
    for args in
        [["mv", "L.md", "note.md"], ["rename", "L.md", "note"], ["mv", "Note.md", "note.md"]]
    {
        let run = vault.run(&args);
        assert_eq!(run.status, Some(2), "{args:?}");
        assert!(run.stderr.contains("exists"), "{}", run.stderr);
    }
    assert_eq!(vault.read("note.md"), "n\n");
    expect(&vault, &[("L.md", "note.md"), ("Note.md", "note.md")]);
}
