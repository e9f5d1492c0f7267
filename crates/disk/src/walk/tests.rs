use super::*;
use crate::testing::{all_files, folder, vault, write};
use crate::{Reason, Root};

/// The notes and the other files, each sorted.
fn listed(walk: &WalkOptions, paths: Option<&[&str]>) -> (Vec<String>, Vec<String>) {
    let paths = paths.map(|paths| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>());
    let scope = paths.map(|paths| PartOfVault::new(&walk.root, &paths));
    let mut listing = list(walk, scope.as_ref()).unwrap();
    assert_eq!(listing.warnings, []);
    listing.notes.sort_unstable();
    listing.files.sort_unstable();
    (listing.notes, listing.files)
}

fn notes(walk: &WalkOptions, paths: Option<&[&str]>) -> Vec<String> {
    listed(walk, paths).0
}

#[test]
fn every_file_outside_dot_folders_belongs_to_a_vault() {
    let (_dir, root) = vault(&[
        ("a.md", ""),
        ("b.MARKDOWN", ""),
        ("folder/c.md", ""),
        ("folder/d.png", ""),
        ("no-extension", ""),
        (".hidden.md", ""),
        (".obsidian/e.md", ""),
        ("folder/.trash/f.md", ""),
        (".gitignore", "a.md\n"),
    ]);
    let (notes, files) = listed(&all_files(&root), None);
    assert_eq!(notes, ["a.md", "b.MARKDOWN", "folder/c.md"]);
    assert_eq!(files, ["folder/d.png", "no-extension"]);
}

#[test]
fn excluded_files_are_left_out() {
    let (_dir, root) = vault(&[
        ("a.md", ""),
        ("drafts/b.md", ""),
        ("deep/drafts/c.md", ""),
        ("deep/d.tmp.md", ""),
        ("deep/keep.tmp.md", ""),
    ]);
    let exclude = ["/drafts", "*.tmp.md", "!keep.tmp.md"].map(str::to_owned).to_vec();
    let walk = WalkOptions { exclude, ..all_files(&root) };
    assert_eq!(notes(&walk, None), ["a.md", "deep/drafts/c.md", "deep/keep.tmp.md"]);
    let paths = ["drafts/b.md", "deep", "deep/d.tmp.md", "a.md"];
    assert_eq!(notes(&walk, Some(&paths)), ["a.md", "deep/drafts/c.md", "deep/keep.tmp.md"]);
}

#[test]
fn an_invalid_pattern_is_a_warning_and_the_others_apply() {
    let (_dir, root) = vault(&[("a.md", ""), ("b.md", "")]);
    let exclude = ["a{".to_owned(), "b.md".to_owned()].to_vec();
    let listing = list(&WalkOptions { exclude, ..all_files(&root) }, None).unwrap();
    assert_eq!(listing.notes, ["a.md"]);
    let [warning] = &listing.warnings[..] else { panic!("{:?}", listing.warnings) };
    assert_eq!(warning.path, Path::new("a{"));
    assert!(matches!(warning.reason, Reason::InvalidPattern(_)));
}

#[test]
fn gitignore_applies_if_the_walk_says_so() {
    let (_dir, root) = vault(&[
        (".gitignore", "node_modules\n/out.md\n"),
        ("a.md", ""),
        ("out.md", ""),
        ("sub/out.md", ""),
        ("sub/.gitignore", "secret.md\n"),
        ("sub/secret.md", ""),
        ("sub/node_modules/x/readme.md", ""),
    ]);
    let walk = WalkOptions { gitignore: true, ..all_files(&root) };
    assert_eq!(notes(&walk, None), ["a.md", "sub/out.md"]);
    let paths = ["out.md", "sub/secret.md", "sub/node_modules/x", "a.md"];
    assert_eq!(notes(&walk, Some(&paths)), ["a.md"]);
    assert_eq!(notes(&walk, Some(&["sub"])), ["sub/out.md"]);
}

#[test]
fn a_gitignore_above_the_vault_applies_only_in_a_repository() {
    let dir = folder();
    write(dir.path(), ".gitignore", "*\n");
    write(dir.path(), "vault/a.md", "");
    let root = Root::open(&dir.path().join("vault")).unwrap();
    let walk = WalkOptions { gitignore: true, ..all_files(&root) };
    assert_eq!(notes(&walk, None), ["a.md"]);

    fs::create_dir(dir.path().join(".git")).unwrap();
    assert_eq!(notes(&walk, None), Vec::<String>::new());
}

#[test]
fn a_part_of_the_vault_contains_the_files_at_or_below_its_paths() {
    let (_dir, root) = vault(&[
        ("a.md", ""),
        ("folder/b.md", ""),
        ("folder/deep/c.md", ""),
        ("folder2/d.md", ""),
        (".obsidian/app.json", ""),
    ]);
    for gitignore in [false, true] {
        let walk = WalkOptions { gitignore, ..all_files(&root) };
        assert_eq!(notes(&walk, Some(&["folder"])), ["folder/b.md", "folder/deep/c.md"]);
        let nested = ["folder/deep", "folder", "folder/deep/c.md"];
        assert_eq!(notes(&walk, Some(&nested)), ["folder/b.md", "folder/deep/c.md"]);
        assert_eq!(notes(&walk, Some(&["a.md", "gone.md"])), ["a.md"]);
        let nothing = [".obsidian", ".obsidian/app.json", "../a.md"];
        assert_eq!(listed(&walk, Some(&nothing)), (vec![], vec![]));
        assert_eq!(listed(&walk, Some(&[])), (vec![], vec![]));
    }
}

#[test]
fn only_folders_that_can_contain_files_of_the_vault_are_listed() {
    let (_dir, root) = vault(&[
        ("a/b/c.md", ""),
        ("a/d.md", ""),
        (".git/x", ""),
        ("build/x", ""),
        (".gitignore", "build\n"),
    ]);
    for gitignore in [false, true] {
        let walk = WalkOptions { gitignore, ..all_files(&root) };
        let sorted = |within| {
            let mut found = Vec::new();
            let each = |folder: &Path| {
                found.push(folder.to_owned());
                Ok::<_, ()>(())
            };
            assert_eq!(folders(&walk, within, each), Ok(true));
            found.sort_unstable();
            found
        };
        let top = &root.canonical;
        let mut all = vec![top.clone(), top.join("a"), top.join("a").join("b")];
        assert_eq!(sorted(Some("a")), all[1..]);
        if !gitignore {
            all.push(top.join("build"));
        }
        assert_eq!(sorted(None), all);
    }
}

#[test]
fn a_missing_vault_is_an_error() {
    let (dir, root) = vault(&[("a.md", "")]);
    let walk = all_files(&root);
    drop(dir);
    assert_eq!(list(&walk, None).unwrap_err().reason, Reason::Missing);
}

#[cfg(unix)] // Elsewhere such names cannot be.
#[test]
fn names_keep_their_spelling_on_disk() {
    let decomposed = "\u{1112}\u{1161}\u{11ab}.md";
    let odd = ["x.md.md", "trailing .md", "$?.md", decomposed];
    let (_dir, root) = vault(&odd.map(|name| (name, "")));
    let mut expected = odd.map(str::to_owned).to_vec();
    expected.sort_unstable();
    assert_eq!(notes(&all_files(&root), None), expected);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_folder_whose_name_is_not_utf8_is_one_warning() {
        let (dir, root) = vault(&[("a.md", "")]);
        let bad = dir.path().join(OsStr::from_bytes(b"bad\xff"));
        fs::create_dir(&bad).unwrap();
        fs::write(bad.join("x.md"), "").unwrap();
        let listing = list(&all_files(&root), None).unwrap();
        assert_eq!(listing.notes, ["a.md"]);
        assert_eq!(listing.warnings, [DiskError::new(bad, Reason::NameNotUtf8)]);
    }

    #[test]
    fn sockets_are_not_files() {
        let (dir, root) = vault(&[("a.md", "")]);
        let socket = std::os::unix::net::UnixListener::bind(dir.path().join("pipe.md"));
        assert!(socket.is_ok());
        assert_eq!(listed(&all_files(&root), None), (vec!["a.md".to_owned()], vec![]));
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_a_warning() {
        let (dir, root) = vault(&[("a.md", ""), ("locked/b.md", "")]);
        let locked = dir.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        let listing = list(&all_files(&root), None).unwrap();
        let readable = fs::read_dir(&locked).is_ok();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        if readable {
            return; // The superuser reads everything.
        }
        assert_eq!(listing.notes, ["a.md"]);
        assert_eq!(listing.warnings.len(), 1);
        assert_eq!(listing.warnings[0].path, locked);
    }
}

#[test]
fn a_nested_vault_is_left_out_with_a_warning() {
    let (_dir, root) = vault(&[
        (".obsidian/app.json", ""),
        ("a.md", ""),
        ("sub/inner/.linkwright.toml", ""),
        ("sub/inner/b.md", ""),
        ("sub/inner/deep/c.md", ""),
        ("sub/d.md", ""),
    ]);
    let inner = root.canonical.join("sub").join("inner");
    for gitignore in [false, true] {
        let walk = WalkOptions { gitignore, ..all_files(&root) };
        let mut listing = list(&walk, None).unwrap();
        listing.notes.sort();
        assert_eq!(listing.notes, ["a.md", "sub/d.md"]);
        assert_eq!(listing.warnings, [DiskError::new(&inner, Reason::NestedVault)]);
        for within in ["sub/inner", "sub/inner/deep", "sub/inner/deep/c.md"] {
            let scope = PartOfVault::new(&root, &[within.to_owned()]);
            let listing = list(&walk, Some(&scope)).unwrap();
            assert_eq!(listing.notes, [""; 0], "{within}");
        }
        let mut watched = Vec::new();
        let each = |folder: &Path| -> Result<(), DiskError> {
            watched.push(folder.to_owned());
            Ok(())
        };
        folders(&walk, None, each).unwrap();
        assert_eq!(watched, [root.canonical.clone(), root.canonical.join("sub")]);
    }
    // As a root of its own, the inner vault contains its files.
    let root = Root::open(&inner).unwrap();
    assert_eq!(list(&all_files(&root), None).unwrap().notes.len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_vault_below_a_folder_whose_name_is_not_utf8_is_read() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = folder();
    let odd = dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    write(&odd, "vault/sub/a.md", "");
    let root = Root::open(&odd.join("vault")).unwrap();
    let listing = list(&all_files(&root), None).unwrap();
    assert_eq!(listing.notes, ["sub/a.md"]);
    assert_eq!(listing.warnings, []);
}

#[cfg(unix)]
#[test]
fn a_folder_with_an_endless_gitignore_is_left_out_with_a_warning() {
    let (dir, root) = vault(&[("a.md", ""), ("d/b.md", ""), ("d/e/c.md", "")]);
    let pipe = |path: &str| {
        std::process::Command::new("mkfifo").arg(dir.path().join(path)).status().expect("it runs");
    };
    let walk = WalkOptions { gitignore: true, ..all_files(&root) };
    let left_out = || {
        let mut listing = list(&walk, None).unwrap();
        listing.notes.sort();
        let warnings = listing.warnings.into_iter();
        let named = warnings.inspect(|it| assert!(it.leaves_notes_unread())).map(|it| it.path);
        (listing.notes, named.collect::<Vec<_>>())
    };
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("d/e/.gitignore")).unwrap();
    assert_eq!(left_out(), (vec!["a.md".into(), "d/b.md".into()], vec![dir.path().join("d/e")]));
    pipe("d/.gitignore");
    assert_eq!(left_out(), (vec!["a.md".into()], vec![dir.path().join("d")]));
    for marked in [false, true] {
        if marked {
            write(dir.path(), ".linkwright.toml", "");
        } else {
            pipe(".gitignore");
        }
        assert_eq!(left_out(), (vec![], vec![dir.path().to_owned()]));
    }
    // If `.gitignore` does not apply, it is a file like any other.
    assert_eq!(list(&all_files(&root), None).unwrap().notes.len(), 3);
}

#[cfg(unix)]
mod links;
