//! Paths on the command line and in settings, and how paths are shown.

use linkwright_tests::Folder;

use crate::{run, run_with, succeed};

const VAULT: &str = "\
//- /.linkwright.toml
//- /sub/deep/a.md
[[gone]]
//- /b.md
[a](sub/deep/a.md)
";

#[test]
fn both_slashes_separate_folders() {
    for path in
        [r"sub\deep\a.md", "sub/deep/a.md", r"sub\deep/a.md", r".\sub\deep", r"SUB\Deep\A.md"]
    {
        let folder = Folder::new(VAULT);
        let found = run(&folder.path(""), &["check", path]);
        assert_eq!(found.status, 1, "{path}: {}", found.stderr);
        assert!(found.stdout.contains("`gone`"), "{path}: {}", found.stdout);
    }
    for to in [r"sub\c.md", "sub/c.md", r"sub\c"] {
        let folder = Folder::new(VAULT);
        succeed(&folder, &["mv", "-q", r"sub\deep\a.md", to]);
        assert_eq!(folder.read("b.md"), "[c](sub/c.md)\n", "{to}");
    }
    let folder = Folder::new(VAULT);
    succeed(&folder, &["mv", "-q", "b.md", r"sub\deep\"]);
    assert_eq!(folder.read("sub/deep/b.md"), "[a](a.md)\n");
}

#[test]
fn the_root_may_be_written_in_any_way() {
    let folder = Folder::new(VAULT);
    let root = folder.path("").to_str().expect("UTF-8").to_owned();
    let elsewhere = Folder::new("");
    for root in [
        root.clone(),
        root.replace('\\', "/"),
        root.to_lowercase(),
        root.to_uppercase(),
        format!(r"\\?\{root}"),
        format!(r"{root}\"),
    ] {
        let found = run(&elsewhere.path(""), &["unresolved", "--vault", &root]);
        assert!(found.stdout.contains("gone"), "{root}: {}{}", found.stdout, found.stderr);
        assert_eq!(found.status, 0, "{root}: {}{}", found.stdout, found.stderr);
        assert!(!found.stdout.contains(r"\\?\") && !found.stderr.contains(r"\\?\"), "{root}");
        let found = run(&elsewhere.path(""), &["check", &format!(r"{root}\sub")]);
        assert_eq!(found.status, 1, "{root}: {}{}", found.stdout, found.stderr);
    }
}

#[test]
fn paths_are_shown_as_windows_writes_them_and_with_slashes_to_programs() {
    let folder = Folder::new(VAULT);
    let found = run(&folder.path(""), &["check"]);
    assert!(found.stdout.contains(r"sub\deep\a.md"), "{}", found.stdout);
    for format in ["json", "sarif", "gitlab", "junit", "github", "rdjson"] {
        let found = run(&folder.path(""), &["check", "--format", format]);
        assert!(
            found.stdout.contains("sub/deep/a.md"),
            "{format}: {}{}",
            found.stdout,
            found.stderr
        );
        assert!(!found.stdout.contains(r"deep\"), "{format}: {}", found.stdout);
    }
    let diff = run(&folder.path(""), &["rename", "--dry-run", r"sub\deep\a.md", "c"]);
    assert!(diff.stdout.contains("rename from sub/deep/a.md"), "a patch: {}", diff.stdout);
}

#[test]
fn lists_have_the_paths_of_windows_for_people_and_slashes_for_programs() {
    let folder = Folder::new(VAULT);
    for (list, line) in [
        (&["notes", "--folder", r"sub\deep"][..], r"sub\deep\a.md"),
        (&["links", "b"], r"b.md:1:1: [a](sub/deep/a.md) → sub\deep\a.md"),
        (&["links", r"sub\deep\a.md"], r"sub\deep\a.md:1:1: [[gone]] → nothing"),
        (&["backlinks", "sub/deep/a"], "b.md:1:1: [a](sub/deep/a.md)"),
        (&["unresolved"], r"  sub\deep\a.md:1:1: [[gone]]"),
        (&["search", "gone"], r"sub\deep\a.md:1: [[gone]]"),
        (&["query", "gone"], r"sub\deep\a.md"),
        (&["query", "gone", "--format", "paths"], "sub/deep/a.md"),
        (&["new", "--dry-run", r"sub\new"], r"sub\new.md"),
    ] {
        let shown = succeed(&folder, list);
        assert!(shown.lines().any(|it| it == line), "{list:?}: {shown}");
    }
    for list in
        [&["notes"][..], &["links", "b"], &["unresolved"], &["search", "gone"], &["query", "gone"]]
    {
        for format in ["json", "jsonl", "csv", "tsv"] {
            let shown = succeed(&folder, &[list, &["--format", format]].concat());
            assert!(!shown.contains('\\'), "{list:?} {format}: {shown}");
        }
    }
}

#[test]
fn settings_are_read_with_windows_line_ends_and_slashes() {
    let folder = Folder::new(VAULT);
    folder.write(
        ".linkwright.toml",
        "[files]\r\nexclude = [\"/sub/deep\"]\r\n[dailyNotes]\r\nfolder = 'my\\journal'\r\n",
    );
    let found = run(&folder.path(""), &["check"]);
    assert!(!found.stdout.contains("gone"), "{}", found.stdout);
    let made = succeed(&folder, &["daily"]);
    assert!(folder.path("my/journal").is_dir(), "{made}");
}

#[test]
fn line_ends_stay() {
    let folder = Folder::new(VAULT);
    folder.write("b.md", "# B\r\n\r\n[[a]]\r\n[a](sub/deep/a.md)\r\n");
    succeed(&folder, &["rename", "-q", "a", "z"]);
    assert_eq!(folder.read("b.md"), "# B\r\n\r\n[[z]]\r\n[z](sub/deep/z.md)\r\n");
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let folder = Folder::new(VAULT);
    let shown = |variables: &[(&str, &str)]| {
        run_with(&folder.path(""), &["check"], variables).stdout.contains('\u{1b}')
    };
    assert!(!shown(&[]), "this is a pipe");
    assert!(shown(&[("CLICOLOR_FORCE", "1")]));
    assert!(!shown(&[("NO_COLOR", "1")]));
    assert!(!shown(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), "NO_COLOR takes precedence");
}
