//! What a change causes, in all kinds of repositories.

use std::fs;
use std::process::Command;

use super::repository::{commit, found, git, git_in, repository};
use super::support::Vault;

/// The places of the findings that the changes cause.
fn caused(vault: &Vault, folder: &str, args: &[&str]) -> Vec<String> {
    let run = vault.run_in(folder, &[&["check", "-q", "--severity", "hint"], args].concat());
    assert!(matches!(run.status, Some(0 | 1)), "{args:?} {}", run.show());
    let lines = run.stdout.lines().filter(|line| line.contains(']') && !line.starts_with(' '));
    let place = |line: &str| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let code = rest.split(['[', ']']).nth(1).expect("a code");
        format!("{place} {code}")
    };
    lines.map(place).collect()
}

/// What `--since HEAD` reports, which `--staged` must report too once all is added.
#[track_caller]
fn expect_caused(vault: &Vault, folder: &str, expected: &[&str]) {
    assert_eq!(caused(vault, folder, &["--since", "HEAD"]), expected, "--since");
    git(vault, &["add", "-A"]);
    assert_eq!(caused(vault, folder, &["--staged"]), expected, "--staged");
}

const NONE: [&str; 0] = [];

#[test]
fn of_a_file_that_is_staged_in_part_the_staged_part_counts() {
    let vault = repository("//- /a.md\nx\n");
    vault.write("a.md", b"[[staged]]\n");
    git(&vault, &["add", "-A"]);
    vault.write("a.md", b"[[later]] [[later still]]\n");
    assert_eq!(caused(&vault, "", &["--staged"]), ["a.md:1:3 broken-link"]);
    assert_eq!(caused(&vault, "", &["--since", "HEAD"]).len(), 2);
    vault.write("a.md", b"x\n");
    assert_eq!(caused(&vault, "", &["--staged"]).len(), 1);
    assert_eq!(caused(&vault, "", &["--since", "HEAD"]), NONE);
}

#[test]
fn a_file_that_add_n_announced_is_not_in_the_next_commit() {
    let vault = repository("//- /a.md\nx\n");
    vault.write("a.md", b"[[new]] [[empty]]\n");
    git(&vault, &["add", "-A"]);
    vault.write("new.md", b"[[gone]]\n");
    vault.write("empty.md", b"");
    git(&vault, &["add", "-N", "new.md"]);
    git(&vault, &["add", "empty.md"]);
    assert_eq!(caused(&vault, "", &["--staged"]), ["a.md:1:3 broken-link"]);
    assert_eq!(caused(&vault, "", &["--since", "HEAD"]), ["new.md:1:3 broken-link"]);
    fs::remove_file(vault.path().join("new.md")).unwrap();
    assert_eq!(caused(&vault, "", &["--staged"]), ["a.md:1:3 broken-link"]);
}

#[test]
fn a_merge_is_compared_with_each_of_its_parents() {
    let vault = repository("//- /a.md\n[[b]] [[c]]\n//- /b.md\n//- /c.md\n");
    git(&vault, &["branch", "other"]);
    fs::remove_file(vault.path().join("b.md")).unwrap();
    commit(&vault);
    git(&vault, &["checkout", "-q", "other"]);
    fs::remove_file(vault.path().join("c.md")).unwrap();
    commit(&vault);
    git(&vault, &["merge", "-q", "--no-edit", "-"]);
    assert_eq!(caused(&vault, "", &["--since", "HEAD~1"]), ["a.md:1:3 broken-link"]);
    assert_eq!(caused(&vault, "", &["--since", "HEAD^2"]), ["a.md:1:9 broken-link"]);
    assert_eq!(caused(&vault, "", &["--since", "HEAD~2"]).len(), 2);
}

#[test]
fn an_index_with_a_conflict_is_not_checked() {
    let vault = repository("//- /a.md\nx\n//- /b.md\n[[a]]\n");
    git(&vault, &["branch", "other"]);
    vault.write("a.md", b"[[one]]\n");
    commit(&vault);
    git(&vault, &["checkout", "-q", "other"]);
    vault.write("a.md", b"[[two]]\n");
    commit(&vault);
    let merge = ["-c", "user.name=a", "-c", "user.email=a@b.example", "merge", "-q", "-"];
    let merge = Command::new("git").args(merge).current_dir(vault.path()).output().unwrap();
    assert!(!merge.status.success());
    let shown = vault.run(&["check", "--staged"]).show();
    assert!(shown.contains("[exit 2]") && shown.contains("a.md: has a merge conflict"), "{shown}");
    // The disk has no such state. The text has both links now.
    assert_eq!(caused(&vault, "", &["--since", "HEAD"]).len(), 1);
    vault.write("a.md", b"[[two]] [[three]]\n");
    git(&vault, &["add", "-A"]);
    assert_eq!(caused(&vault, "", &["--staged"]), ["a.md:1:11 broken-link"]);
}

#[test]
fn a_shallow_clone_needs_the_old_commit() {
    let vault = repository("//- /a.md\n[[b]]\n//- /b.md\n");
    git(&vault, &["branch", "-M", "main"]);
    fs::remove_file(vault.path().join("b.md")).unwrap();
    commit(&vault);
    let clone = Vault::new("");
    let url = format!("file://{}", vault.path().display());
    git(&clone, &["clone", "-q", "--depth", "1", &url, "clone"]);
    let folder = clone.path().join("clone");
    fs::write(folder.join(".linkwright.toml"), "").unwrap();
    for since in ["HEAD~1", "HEAD~1..."] {
        let shown = clone.run_in("clone", &["check", "--since", since]).show();
        let is_explained = shown.contains("no commit `HEAD~1`") && shown.contains("--unshallow");
        assert!(is_explained && shown.contains("[exit 2]"), "{shown}");
    }
    assert_eq!(caused(&clone, "clone", &["--since", "HEAD"]), NONE);
    fs::write(folder.join("c.md"), "[[d]]").unwrap();
    assert_eq!(caused(&clone, "clone", &["--since", "origin/main..."]), ["c.md:1:3 broken-link"]);
    git_in(&folder, &["fetch", "-q", "--unshallow"]);
    assert_eq!(caused(&clone, "clone", &["--since", "HEAD~1"]).len(), 2);
}

#[test]
fn the_disk_of_a_sparse_checkout_is_compared_only_if_the_vault_is_complete() {
    let vault = repository(
        "//- /in/a.md
[[b]]
//- /out/b.md
[[a]]
",
    );
    git(&vault, &["sparse-checkout", "set", "in"]);
    assert!(!vault.path().join("out").exists());
    let shown = vault.run(&["check", "--since", "HEAD"]).show();
    assert!(shown.contains("[exit 2]") && shown.contains("out/b.md: not on the disk"), "{shown}");
    // The index has all notes.
    assert_eq!(caused(&vault, "", &["--staged"]), NONE);
    git(&vault, &["rm", "-q", "in/a.md"]);
    assert_eq!(caused(&vault, "", &["--staged"]), ["out/b.md:1:3 broken-link"]);

    let vault = repository(
        "//- /in/.linkwright.toml
//- /in/a.md
//- /out/b.md
",
    );
    git(&vault, &["sparse-checkout", "set", "in"]);
    vault.write(
        "in/a.md",
        b"[[gone]]
",
    );
    expect_caused(&vault, "in", &["a.md:1:3 broken-link"]);
}

const SUBMODULE: &str = "\
//- /a.md
[[inner]] [[twin]]
//- /twin.md
//- /old.md
";

/// A vault with the repository `sub` in it.
fn with_repository_inside(is_submodule: bool) -> Vault {
    let inner = repository("//- /inner.md\n[[gone]] [[old]]\n//- /twin.md\n[[twin]]\n");
    fs::remove_file(inner.path().join(".linkwright.toml")).expect("a file");
    commit(&inner);
    let vault = Vault::new(SUBMODULE);
    git(&vault, &["init", "-q"]);
    let url = inner.path().to_str().expect("UTF-8");
    match is_submodule {
        true => {
            let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
            git(&vault, &[&add[..], &[url, "sub"]].concat());
        }
        false => git(&vault, &["clone", "-q", url, "sub"]),
    }
    if is_submodule {
        commit(&vault);
    } else {
        git(&vault, &["add", "a.md", "twin.md", "old.md", ".linkwright.toml"]);
        git(&vault, &["commit", "-q", "-m", "x"]);
    }
    vault
}

#[test]
fn the_files_of_a_repository_inside_are_the_same_before_and_after() {
    for is_submodule in [true, false] {
        let vault = with_repository_inside(is_submodule);
        for args in [&["--since", "HEAD"][..], &["--staged"]] {
            assert_eq!(caused(&vault, "", args), NONE, "{is_submodule} {args:?}");
        }
        vault.write("a.md", b"[[inner]] [[twin]] [[inner]]\n");
        fs::remove_file(vault.path().join("old.md")).unwrap();
        let expected = ["sub/inner.md:1:12 broken-link"];
        assert_eq!(caused(&vault, "", &["--since", "HEAD"]), expected, "{is_submodule}");
        git(&vault, &["add", "a.md", "old.md"]);
        assert_eq!(caused(&vault, "", &["--staged"]), expected, "{is_submodule}");
    }
}

#[test]
fn a_vault_in_another_repository_is_not_compared() {
    let vault = with_repository_inside(true);
    vault.write("sub/.linkwright.toml", b"");
    commit(&vault);
    // The repository inside has no such commit.
    git(&vault, &["tag", "here"]);
    vault.write("b.md", b"[[c]]\n");
    assert_eq!(caused(&vault, "", &["--since", "here"]), ["b.md:1:3 broken-link"]);
    assert!(found(&vault, "sub", &[]).len() > 1);
}

#[test]
fn ignored_notes_are_the_same_before_and_after() {
    let vault =
        repository("//- /a.md\n[[secret]]\n//- /b.md\n//- /.gitignore\n/private/\n*.tmp.md\n");
    // With settings of Obsidian, ignored files belong to the vault.
    vault.write(".obsidian/app.json", b"{}");
    vault.write("private/secret.md", b"[[gone]] [[b]]\n");
    vault.write("x.tmp.md", b"[[gone]]\n");
    commit(&vault);
    expect_caused(&vault, "", &NONE);
    vault.write("a.md", b"[[secret]] [[x.tmp]] [[gone]]\n");
    fs::remove_file(vault.path().join("b.md")).unwrap();
    expect_caused(&vault, "", &["a.md:1:24 broken-link", "private/secret.md:1:12 broken-link"]);
}

#[test]
fn nothing_in_a_vault_that_git_ignores_is_a_change() {
    let repository = repository("//- /b.md\n//- /.gitignore\nvault/\n");
    repository.write("vault/.linkwright.toml", b"");
    repository.write("vault/a.md", b"[[gone]]\n");
    repository.write("vault/sub/deep/b.md", b"[[a]] [[lost]]\n");
    for folder in ["", "vault"] {
        for args in [&["--since", "HEAD"][..], &["--staged"]] {
            assert_eq!(caused(&repository, folder, args), NONE, "{folder} {args:?}");
        }
    }
    // Without the rule it is new.
    repository.write(".gitignore", b"");
    assert_eq!(caused(&repository, "vault", &["--since", "HEAD"]).len(), 2);
}

#[test]
fn links_out_of_a_vault_in_a_folder_are_compared() {
    let vault = repository(
        "//- /vault/.linkwright.toml\n//- /vault/a.md\n[x](../b.md) [y](../c)\n//- /b.md\n//- /c/d.md\n",
    );
    fs::remove_file(vault.path().join("b.md")).unwrap();
    assert_eq!(caused(&vault, "vault", &["--since", "HEAD"]), ["a.md:1:5 broken-link"]);
    git(&vault, &["add", "-A"]);
    assert_eq!(caused(&vault, "vault", &["--staged"]), ["a.md:1:5 broken-link"]);
    fs::remove_dir_all(vault.path().join("c")).unwrap();
    expect_caused(&vault, "vault", &["a.md:1:5 broken-link", "a.md:1:18 broken-link"]);
}

#[test]
fn a_renamed_folder_breaks_links_by_path() {
    let vault =
        repository("//- /a.md\n[[old/b]] [[b]] [x](old/b.md)\n//- /old/b.md\n[[gone]] [[a]]\n");
    git(&vault, &["mv", "old", "new"]);
    // What was wrong in the note is found at its new path.
    expect_caused(
        &vault,
        "",
        &["a.md:1:3 broken-link", "a.md:1:21 broken-link", "new/b.md:1:3 broken-link"],
    );
}

#[cfg(unix)]
#[test]
fn what_is_behind_symbolic_links_is_the_same_before_and_after() {
    use std::os::unix::fs::symlink;
    use std::path::Path;

    let outside = Vault::new(
        "//- /notes/inner.md\n[[gone]] [[b]]\n//- /one.md\n---\naliases: Uno\n---\n[[lost]] [[b]]\n",
    );
    let vault = Vault::new(
        "//- /a.md\n[[inner]] [[one]] [[one#Heading]] [[copy]] [x](folder)\n//- /b.md\n//- /own/c.md\n",
    );
    let link = |target: &Path, path: &str| symlink(target, vault.path().join(path)).unwrap();
    link(&outside.path().join("notes"), "folder");
    link(&outside.path().join("one.md"), "one.md");
    link(Path::new("b.md"), "copy.md");
    link(Path::new("own"), "same");
    link(Path::new("nowhere.md"), "dangling.md");
    git(&vault, &["init", "-q"]);
    commit(&vault);
    expect_caused(&vault, "", &NONE);
    fs::remove_file(vault.path().join("b.md")).unwrap();
    let broken = ["folder/inner.md:1:12 broken-link", "one.md:4:12 broken-link"];
    expect_caused(&vault, "", &broken);
    // A link that is gone, and a new one.
    fs::remove_file(vault.path().join("one.md")).unwrap();
    link(&outside.path().join("one.md"), "two.md");
    expect_caused(
        &vault,
        "",
        &[
            "a.md:1:13 broken-link",
            "a.md:1:21 broken-link",
            broken[0],
            "two.md:4:3 broken-link",
            "two.md:4:12 broken-link",
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_the_same_before_and_after() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let vault = Vault::new("//- /a.md\n");
    let write = |name: &[u8]| {
        let path = vault.path().join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "[[gone]]\n").unwrap();
    };
    write(b"note\xff.md");
    write(b"folder\xff/note.md");
    write(b"folder\xff/\xfe/other.md");
    git(&vault, &["init", "-q"]);
    commit(&vault);
    assert_eq!(found(&vault, "", &[]).len(), 2);
    expect_caused(&vault, "", &NONE);
    write(b"new\xfe.md");
    expect_caused(&vault, "", &["new\u{fffd}.md unreadable"]);
}
