//! Symbolic links keep their targets when files and folders move, files with several names are
//! written once, and a move to another file system is refused before anything changes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "this is for tests")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use support::Vault;

/// Creates symbolic links, each given by its path and its text.
fn link(vault: &Vault, links: &[(&str, &str)]) {
    for (path, says) in links {
        let path = vault.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(says, path).unwrap();
    }
}

/// Checks the texts of symbolic links.
#[track_caller]
fn expect(vault: &Vault, links: &[(&str, &str)]) {
    for (path, says) in links {
        let now = fs::read_link(vault.path().join(path)).expect(path);
        assert_eq!(now, Path::new(says), "{path}");
    }
}

/// Runs a command that must succeed.
#[track_caller]
fn done(vault: &Vault, args: &[&str]) -> String {
    let run = vault.run(args);
    assert_eq!(run.status, Some(0), "{args:?}: {}", run.stderr);
    run.show()
}

#[test]
fn symbolic_links_to_a_renamed_or_moved_note_follow() {
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
fn moving_a_symbolic_link_leaves_its_target() {
    let vault = Vault::new("//- /b.md\n# b\n//- /n.md\n[[L]] [[sub/L]] [[b]]\n");
    link(&vault, &[("sub/L.md", "../b.md")]);
    done(&vault, &["mv", "sub/L.md", "L2.md"]);
    expect(&vault, &[("L2.md", "b.md")]);
    assert_eq!(vault.read("b.md"), "# b\n");
    assert_eq!(vault.read("n.md"), "[[L2]] [[L2]] [[b]]\n");
    done(&vault, &["rename", "L2.md", "L3"]);
    expect(&vault, &[("L3.md", "b.md")]);
    assert_eq!(vault.read("n.md"), "[[L3]] [[L3]] [[b]]\n");
    // An alias belongs to the note, not to the link.
    done(&vault, &["alias", "add", "L3.md", "bee"]);
    assert!(vault.read("b.md").contains("bee"));
    expect(&vault, &[("L3.md", "b.md")]);
}

#[test]
fn symbolic_links_in_and_into_a_moved_folder_follow() {
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
fn absolute_symbolic_links_stay_absolute_and_those_out_of_the_vault_keep_their_target() {
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
fn a_broken_symbolic_link_that_would_resolve_after_the_move_is_reported() {
    let vault = Vault::new("//- /b.md\nb\n");
    link(&vault, &[("lost.md", "new.md"), ("other.md", "nothing.md")]);
    let shown = done(&vault, &["mv", "b.md", "new.md"]);
    assert!(shown.contains("`lost.md`, a symbolic link that led nowhere, leads to"), "{shown}");
    assert!(!shown.contains("other.md"), "{shown}");
    expect(&vault, &[("lost.md", "new.md"), ("other.md", "nothing.md")]);
}

#[test]
fn a_dry_run_shows_symbolic_links_and_leaves_them() {
    let vault = Vault::new("//- /b.md\nb\n");
    link(&vault, &[("L.md", "b.md")]);
    let shown = done(&vault, &["mv", "-n", "b.md", "c.md"]);
    assert!(shown.contains("link L.md\n-b.md\n+c.md\n"), "{shown}");
    expect(&vault, &[("L.md", "b.md")]);
}

#[test]
fn a_symbolic_link_is_not_moved_onto_its_target() {
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

#[test]
fn excluded_symbolic_links_follow_too() {
    let vault = Vault::new("//- /b.md\n# b\n//- /d/x.md\n//- /n.md\n[[b]]\n//- /.gitignore\ni*\n");
    vault.write(".linkwright.toml", b"[files]\nexclude = [\"x-*\"]\n");
    let links = [
        (".hidden.md", "b.md", "d/c.md"),
        ("d/.current", "../b.md", "../d/c.md"),
        ("ignored.md", "./b.md", "./d/c.md"),
        ("d/x-excluded.md", "../b.md", "../d/c.md"),
    ];
    links.iter().for_each(|(path, says, _)| link(&vault, &[(path, says)]));
    let shown = done(&vault, &["mv", "b.md", "d/c.md"]);
    assert!(shown.contains("4 symbolic links updated"), "{shown}");
    links.iter().for_each(|(path, _, says)| expect(&vault, &[(path, says)]));
    // Links in and to a moved folder.
    link(&vault, &[("i-folder", "d"), (".folder", "./d/")]);
    done(&vault, &["mv", "d", "e/f"]);
    expect(&vault, &[("i-folder", "e/f"), ("e/f/.current", "c.md"), (".hidden.md", "e/f/c.md")]);
    assert_eq!(vault.read(".folder/c.md"), "# c\n");
    // Folders that are not in the vault are not searched for links.
    link(&vault, &[(".other/l.md", "../n.md")]);
    done(&vault, &["mv", "n.md", "m.md"]);
    expect(&vault, &[(".other/l.md", "../n.md")]);
}

#[test]
fn a_file_with_two_hard_links_is_edited_once() {
    let vault = Vault::new("//- /Old.md\n# Old\n//- /a.md\n[[Old]] [[Old]]\n//- /d/x.md\n");
    fs::hard_link(vault.path().join("a.md"), vault.path().join("d/a2.md")).unwrap();
    done(&vault, &["rename", "Old", "New"]);
    assert_eq!(vault.read("a.md"), "[[New]] [[New]]\n");
    vault.write("a.md", b"[[New]] again\n");
    assert_eq!(vault.read("d/a2.md"), "[[New]] again\n", "it is still one file");
    // A name that is not a note has no links, so any text suits it.
    fs::hard_link(vault.path().join("a.md"), vault.path().join("copy.txt")).unwrap();
    done(&vault, &["mv", "New.md", "d/Newer.md"]);
    assert_eq!(vault.read("copy.txt"), "[[Newer]] again\n");
    // A move of one of the names.
    done(&vault, &["mv", "a.md", "d/a1.md"]);
    assert_eq!(vault.read("d/a1.md"), "[[Newer]] again\n");
    assert_eq!(vault.read("d/a2.md"), "[[Newer]] again\n");
}

#[test]
fn hard_links_that_need_different_texts_are_reported() {
    let vault = Vault::new("//- /x.md\n//- /a.md\n[l](x.md) [[z]]\n//- /d/x.md\n//- /z.md\n");
    vault.write(".linkwright.toml", b"[links]\nmarkdown = \"relative\"\n");
    fs::hard_link(vault.path().join("a.md"), vault.path().join("d/a2.md")).unwrap();
    let before = vault.files();
    for args in [
        &["mv", "x.md", "d/y.md"][..],
        &["mv", "-n", "x.md", "d/y.md"],
        &["mv", "d/x.md", "w.md"],
        &["mv", "a.md", "d/a1.md"],
    ] {
        let run = vault.run(args);
        assert_eq!(run.status, Some(2), "{}", run.stderr);
        let named = "error: `a.md` and `d/a2.md` are two names of one file (hard links)";
        assert!(run.stderr.contains(named), "{}", run.stderr);
        assert_eq!(vault.files(), before);
    }
    done(&vault, &["mv", "z.md", "d/y.md"]);
    assert_eq!(vault.read("d/a2.md"), "[l](x.md) [[y]]\n");
}

/// A folder on another file system than the temporary folders; `None` if there is none.
fn elsewhere() -> Option<tempfile::TempDir> {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| path.metadata().ok().map(|it| it.dev());
    let other = Path::new("/dev/shm");
    let is_other = device(other).is_some_and(|it| Some(it) != device(&std::env::temp_dir()));
    let made = is_other.then(|| tempfile::tempdir_in(other).ok()).flatten();
    if made.is_none() {
        eprintln!("skipped: there is no second file system");
    }
    made
}

#[test]
fn a_move_to_another_file_system_is_refused_before_anything_changes() {
    let Some(other) = elsewhere() else { return };
    let vault = Vault::new("//- /b.md\nb\n//- /n.md\n[[b]]\n//- /d/x.md\n");
    fs::write(other.path().join("plan.md"), "[[b]]\n").unwrap();
    symlink(other.path(), vault.path().join("work")).unwrap();
    for args in [
        &["mv", "b.md", "work/b.md"][..],
        &["mv", "-n", "b.md", "work/deep/b.md"],
        &["mv", "work/plan.md", "plan.md"],
        &["mv", "d", "work/"],
    ] {
        let run = vault.run(args);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("another file system"), "{}", run.stderr);
    }
    // Writing there, and moves within it, are possible.
    done(&vault, &["mv", "b.md", "c.md"]);
    done(&vault, &["mv", "work/plan.md", "work/deep/plan.md"]);
    assert_eq!(fs::read_to_string(other.path().join("deep/plan.md")).unwrap(), "[[c]]\n");
    // A symbolic link there cannot be changed in one step.
    symlink(vault.path().join("c.md"), other.path().join("back.md")).unwrap();
    for args in [&["mv", "-n", "c.md", "d/c.md"][..], &["mv", "c.md", "d/c.md"]] {
        let run = vault.run(args);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""));
        let named = "back.md: this symbolic link would lead elsewhere";
        assert!(run.stderr.contains(named), "{}", run.stderr);
    }
    assert_eq!(vault.read("n.md"), "[[c]]\n");
}
