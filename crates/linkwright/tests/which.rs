//! Which folder a command uses as the vault, depending on the current folder.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Folders in which the program runs.
struct World {
    dir: TempDir,
}

impl World {
    /// Creates these files. A path that ends in a slash is an empty folder.
    fn new(files: &[(&str, &str)]) -> World {
        let dir = tempfile::Builder::new().prefix("world-").tempdir().unwrap();
        let world = World { dir };
        for (path, text) in files {
            let path = world.path(path);
            if path.to_string_lossy().ends_with('/') {
                fs::create_dir_all(path).unwrap();
                continue;
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        world
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| format!("<{error}>"))
    }

    /// Runs the program in a folder, with `PWD` set to its path. Returns `[status]` and standard
    /// error.
    fn run(&self, folder: &str, args: &[&str]) -> String {
        let folder = self.path(folder);
        let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args(args)
            .current_dir(&folder)
            .env("PWD", &folder)
            .env("HOME", self.path("home"))
            .env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let said = said.replace(self.dir.path().to_str().unwrap(), "WORLD");
        format!("[{}] {said}", output.status.code().unwrap_or(-1))
    }
}

/// Two notes that link to each other from different folders.
const NOTES: [(&str, &str); 2] =
    [("v/README.md", "[it](docs/b.md) [[b]]\n"), ("v/docs/b.md", "[[README]]\n")];

fn world(more: &[(&str, &str)]) -> World {
    World::new(&[&NOTES, more].concat())
}

/// The message about an unmarked vault.
fn note(folder: &str) -> String {
    format!(
        "note: no `.obsidian` or `.linkwright.toml` found: the vault is `WORLD/{folder}`. To use \
         another folder, create an empty `.linkwright.toml` in it.\n"
    )
}

#[test]
fn a_vault_that_the_user_names_needs_no_message() {
    let world = world(&[]);
    assert_eq!(world.run("", &["notes", "--vault", "v"]), "[0] ");
    assert_eq!(world.run("v", &["notes"]), format!("[0] {}", note("v")));
    assert!(!world.run("v", &["check", "--vault", "."]).contains("note:"));
    let moved = world.run("", &["rename", "b", "c", "--vault", "v", "--quiet"]);
    assert!(moved.starts_with("[0] ") && !moved.contains("note:"), "{moved}");
}

#[test]
fn a_note_in_the_current_folder_is_moved_with_every_link_to_it() {
    let world = world(&[]);
    assert_eq!(
        world.run("v", &["mv", "docs/b.md", "docs/c.md"]).lines().next(),
        Some(&*format!("[0] {}", note("v").trim_end()))
    );
    assert_eq!(world.read("v/README.md"), "[it](docs/c.md) [[c]]\n");
    assert_eq!(world.read("v/docs/c.md"), "[[README]]\n");
}

#[test]
fn both_paths_of_a_move_are_relative_to_the_current_folder() {
    for (folder, old, new) in [
        ("v", "docs/b.md", "sub/c.md"),
        ("v/docs", "b.md", "../sub/c.md"),
        ("v/docs", "./b.md", "../sub/./c"),
        ("v/docs", "../docs/b.md", "../docs/../sub/c.md"),
        ("v/sub", "../docs/b.md", "c.md"),
        ("v/sub", "../docs/b.md", "./c.md"),
        ("", "v/docs/b.md", "v/sub/c.md"),
        ("elsewhere", "../v/docs/b.md", "../v/sub/c.md"),
        ("link", "docs/b.md", "sub/c.md"),
        ("link/docs", "b.md", "../sub/c.md"),
        ("into", "b.md", "../sub/c.md"),
        ("elsewhere", "../link/docs/b.md", "../v/sub/c.md"),
        ("elsewhere", "../into/b.md", "../into/../sub/c.md"),
        ("v", "ABSOLUTE/v/docs/b.md", "sub/c.md"),
        ("v/docs", "b.md", "ABSOLUTE/v/sub/c.md"),
        ("elsewhere", "ABSOLUTE/link/docs/b.md", "ABSOLUTE/v/sub/c.md"),
    ] {
        let world = world(&[("v/.obsidian/app.json", "{}"), ("v/sub/", ""), ("elsewhere/", "")]);
        symlink(world.path("v"), world.path("link")).unwrap();
        symlink(world.path("v/docs"), world.path("into")).unwrap();
        let absolute = |path: &str| {
            path.replace("ABSOLUTE", world.path("").to_str().unwrap().trim_end_matches('/'))
        };
        let (old, new) = (absolute(old), absolute(new));
        let said = world.run(folder, &["mv", "-q", &old, &new]);
        assert_eq!(said, "[0] ", "mv {old} {new} in {folder}");
        assert_eq!(world.read("v/README.md"), "[it](sub/c.md) [[c]]\n", "{old} {new}");
        assert_eq!(world.read("v/sub/c.md"), "[[README]]\n", "{old} {new}");
    }
}

#[test]
fn a_command_has_one_vault_and_refuses_paths_outside_it() {
    let files = [
        ("v/.linkwright.toml", ""),
        ("foo.md", "[[b]]\n"),
        ("bar.md", "[[foo]]\n"),
        ("other/.obsidian/app.json", "{}"),
        ("other/x.md", ""),
        ("v/in/.obsidian/app.json", "{}"),
        ("v/in/x.md", ""),
        ("v/.git/HEAD", ""),
    ];
    let world = world(&files);
    let before = tree(world.dir.path());
    for (folder, old, new, reason) in [
        ("v", "../foo.md", ".", "../foo.md: outside the vault WORLD/v"),
        ("v/docs", "../../foo.md", "x.md", "../../foo.md: outside the vault WORLD/v"),
        ("v", "../foo.md", "../x.md", "../foo.md: outside the vault WORLD/v"),
        ("v", "README.md", "..", "..: outside the vault WORLD/v"),
        ("v", "README.md", "../other/", "../other/: outside the vault WORLD/v"),
        ("v", "../other/x.md", ".", ".: outside the vault WORLD/other"),
        ("v", "README.md", "in/", "in/: outside the vault WORLD/v"),
        ("v", "in/x.md", "x.md", "x.md: outside the vault WORLD/v/in"),
        ("v", "/etc", "x", "/etc: outside the vault WORLD/v"),
        ("v", "/", "x", "/: outside the vault WORLD/v"),
        ("v", ".", "x", ".: the vault's own folder cannot be moved"),
        ("v", ".git", "x", ".git: `.git` is hidden"),
        ("v", ".linkwright.toml", "x", ".linkwright.toml: `.linkwright.toml` is hidden"),
        ("v", "in/.obsidian", "x", "in/.obsidian: `.obsidian` is hidden"),
        ("v", "docs", "", "the new path is empty"),
        ("v", "", "x", "the path of the file to move is empty"),
        ("v", "docs", "docs/x", "docs/x: cannot move a folder into itself"),
        ("v", "docs", "README.md", "`README.md` already exists"),
        // Without a marker, the vault of the note is its own folder, not the current one.
        ("unmarked/sub", "../a.md", ".", ".: outside the vault WORLD/unmarked"),
        ("unmarked/sub", "b.md", "..", "..: outside the vault WORLD/unmarked/sub"),
    ] {
        fs::create_dir_all(world.path("unmarked/sub")).unwrap();
        fs::write(world.path("unmarked/a.md"), "").unwrap();
        fs::write(world.path("unmarked/sub/b.md"), "").unwrap();
        let said = world.run(folder, &["mv", "-q", old, new]);
        let expected = format!("[2] error: {reason}");
        assert!(said.starts_with(&expected), "mv {old} {new} in {folder}: {said}");
        fs::remove_dir_all(world.path("unmarked")).unwrap();
        assert_eq!(tree(world.dir.path()), before, "mv {old} {new} in {folder}");
    }
}

/// The paths of all files and folders below `folder`.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths.extend(tree(&path));
        }
        paths.push(path);
    }
    paths.sort();
    paths
}

#[test]
fn files_are_checked_against_the_whole_vault() {
    for (folder, args, vault) in [
        ("v", &["README.md", "docs/b.md"][..], "v"),
        ("v", &["docs"], "v"),
        ("v", &["docs", "README.md"], "v"),
        ("v", &["."], "v"),
        ("v", &[], "v"),
        ("", &["v/README.md", "v/docs/b.md"], ""),
        ("elsewhere", &["../v"], "v"),
    ] {
        let world = world(&[("elsewhere/", "")]);
        let said = world.run(folder, &[&["check"], args].concat());
        let vault = note(vault).replace("WORLD/`", "WORLD`");
        assert_eq!(said, format!("[0] {vault}"), "check {args:?} in {folder:?}");
        assert_eq!(world.run(folder, &[&["check", "-q"], args].concat()), "[0] ");
    }
    // If the current folder does not contain the note, the nearest repository is the vault.
    let world = world(&[("elsewhere/", ""), ("v/.git/HEAD", "")]);
    assert_eq!(world.run("elsewhere", &["check", "../v/docs/b.md"]), format!("[0] {}", note("v")));
    assert_eq!(world.run("elsewhere", &["check", "-q", "../v/docs/b.md"]), "[0] ");
}

#[test]
fn nested_vaults_are_checked_separately() {
    let world = world(&[
        ("v/.obsidian/app.json", "{}"),
        ("v/in/.linkwright.toml", ""),
        ("v/in/x.md", "[[README]]\n"),
        ("v/in/deep/.obsidian/app.json", "{}"),
        ("v/in/deep/y.md", "[[x]]\n"),
        ("v/z.md", "[[x]]\n"),
    ]);
    let check = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args([&["check"], args].concat())
            .current_dir(world.path("v"))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let found = |line: &&str| line.contains("broken-link");
        said.lines()
            .filter(found)
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(check(&[]), ["z.md", "in/x.md", "in/deep/y.md"]);
    assert_eq!(check(&["in"]), ["in/x.md", "in/deep/y.md"]);
    assert_eq!(check(&["in/deep/y.md", "."]), ["z.md", "in/x.md", "in/deep/y.md"]);
    assert_eq!(check(&["in/x.md"]), ["in/x.md"]);
    assert_eq!(check(&["docs", "README.md"]), [""; 0]);
}

#[test]
fn a_note_directly_in_the_home_folder_is_a_vault_of_its_own() {
    let world =
        World::new(&[("home/a.md", "[[#gone]]\n"), ("home/b.md", "[[a]]\n"), ("elsewhere/", "")]);
    let said = world.run("elsewhere", &["check", "../home/a.md"]);
    assert!(
        said.starts_with(
            "[1] note: no `.obsidian` or `.linkwright.toml` found: the vault is this note alone"
        ),
        "{said}"
    );
    // The root of the file system contains everything, so it is not the vault of the note.
    let note = world.path("home/a.md");
    let said = world.run("/", &["check", note.to_str().unwrap()]);
    assert!(said.contains("the vault is this note alone"), "{said}");
    let said = world.run("/", &["rename", "-q", note.to_str().unwrap(), "d"]);
    assert_eq!(said, "[0] ");
    let said = world.run("home", &["mv", "-q", "d.md", "a.md"]);
    assert_eq!(said, "[0] ");
    // In the home folder itself, the home folder is the vault.
    let said = world.run("home", &["mv", "-q", "a.md", "c.md"]);
    assert_eq!(said, "[0] ");
    assert_eq!(world.read("home/b.md"), "[[c]]\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_vault_below_a_folder_whose_name_is_not_utf8_is_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let world = World::new(&[]);
    let folder = world.dir.path().join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir_all(folder.join("v/sub")).unwrap();
    fs::write(folder.join("v/.linkwright.toml"), "").unwrap();
    fs::write(folder.join("v/a.md"), "[[b]]\n").unwrap();
    fs::write(folder.join("v/sub/b.md"), "").unwrap();
    for (from, args) in [
        ("v", [OsStr::new("mv"), OsStr::new("sub/b.md"), OsStr::new("c.md")]),
        ("v/sub", [OsStr::new("mv"), OsStr::new("../c.md"), OsStr::new("b.md")]),
        ("v", [OsStr::new("mv"), folder.join("v/sub/b.md").as_os_str(), OsStr::new("c.md")]),
        ("v", [OsStr::new("rename"), OsStr::new("c"), OsStr::new("b")]),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args(args)
            .current_dir(folder.join(from))
            .env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{args:?} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(fs::read_to_string(folder.join("v/a.md")).unwrap(), "[[b]]\n");
}
