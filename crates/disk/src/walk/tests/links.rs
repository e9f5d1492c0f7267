use std::os::unix::fs::symlink;

use super::*;

/// A vault next to other folders, with symbolic links.
fn linked(files: &[(&str, &str)], links: &[(&str, &str)]) -> (tempfile::TempDir, Root) {
    let dir = folder();
    fs::create_dir(dir.path().join("vault")).unwrap();
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    for (link, to) in links {
        symlink(dir.path().join(to), dir.path().join(link)).unwrap();
    }
    let root = Root::open(&dir.path().join("vault")).unwrap();
    (dir, root)
}

/// The notes, the other files and the warnings, each sorted.
fn all(walk: &WalkOptions, paths: Option<&[&str]>) -> (Vec<String>, Vec<String>, Vec<String>) {
    let paths = paths.map(|paths| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>());
    let scope = paths.map(|paths| PartOfVault::new(&walk.root, &paths));
    let Listing { mut notes, mut files, warnings, .. } = list(walk, scope.as_ref()).unwrap();
    let base = walk.root.canonical.display().to_string();
    let relative = |warning: &DiskError| warning.to_string().replace(&format!("{base}/"), "");
    let mut warnings: Vec<_> = warnings.iter().map(relative).collect();
    notes.sort_unstable();
    files.sort_unstable();
    warnings.sort_unstable();
    (notes, files, warnings)
}

#[test]
fn folders_outside_the_vault_are_followed_once_each() {
    let (_dir, root) = linked(
        &[
            ("vault/a.md", ""),
            ("vault/real/b.md", ""),
            ("work/plan.md", ""),
            ("work/deep/c.md", ""),
            (".notes/d.md", ""),
            ("beyond/e.md", ""),
        ],
        &[
            ("vault/work", "work"),
            ("vault/again", "work"),
            ("vault/part", "work/deep"),
            ("vault/in", "vault/real"),
            ("vault/loop", "vault"),
            ("vault/up", "."),
            ("vault/dots", ".notes"),
            ("vault/.hidden", "beyond"),
            ("work/on", "beyond"),
            ("work/back", "vault/real"),
            ("beyond/round", "work"),
            ("vault/dangling", "nothing"),
            ("vault/self", "vault/self"),
        ],
    );
    for gitignore in [false, true] {
        let walk = WalkOptions { gitignore, ..all_files(&root) };
        let (notes, files, warnings) = all(&walk, None);
        let expected =
            ["a.md", "again/deep/c.md", "again/on/e.md", "again/plan.md", "dots/d.md", "real/b.md"];
        assert_eq!(notes, expected);
        assert_eq!(files, Vec::<String>::new());
        let not = "symbolic link not followed: it leads to";
        let expected = [
            format!("again/back: {not} `real`, inside the vault"),
            format!("again/on/round: {not} `again`, inside the vault"),
            "dangling: symbolic link not followed: its target does not exist".to_owned(),
            format!("in: {not} `real`, inside the vault"),
            format!("loop: {not} the vault itself"),
            format!("part: {not} `again/deep`, inside the vault"),
        ];
        assert_eq!(warnings[..6], expected);
        assert!(warnings[6].starts_with("self: "), "{warnings:?}");
        assert_eq!(warnings[7], format!("up: {not} a folder that contains the vault"));
        assert_eq!(warnings[8], format!("work: {not} `again`, inside the vault"));
        assert_eq!(warnings.len(), 9);

        // Listing a part gives the same.
        let part = all(&walk, Some(&["again/deep/c.md", "in/b.md", "dots"]));
        assert_eq!(part.0, ["again/deep/c.md", "dots/d.md", "real/b.md"]);
        assert_eq!(all(&walk, Some(&["again/on"])).0, ["again/on/e.md"]);
    }
}

#[test]
fn a_symbolic_link_to_a_file_is_that_file() {
    let (dir, root) = linked(
        &[("vault/a.md", ""), ("vault/.hidden/h.md", ""), ("out.md", "out"), ("pic.png", "")],
        &[
            ("vault/alias.md", "vault/a.md"),
            ("vault/out.md", "out.md"),
            ("vault/twice.md", "out.md"),
            ("vault/hidden.md", "vault/.hidden/h.md"),
            ("vault/pic.png", "pic.png"),
            ("vault/words.txt", "out.md"),
        ],
    );
    let walk = all_files(&root);
    for paths in [
        None,
        Some(&["alias.md", "out.md", "hidden.md", "pic.png", "a.md", "twice.md", "words.txt"][..]),
    ] {
        let (notes, files, warnings) = all(&walk, paths);
        assert_eq!(notes, ["a.md", "hidden.md", "out.md"]);
        assert_eq!(files, ["alias.md", "pic.png", "twice.md", "words.txt"]);
        assert_eq!(warnings, Vec::<String>::new());
    }
    let on_disk = |path| crate::path_on_disk(&root, path);
    assert_eq!(on_disk("alias.md").as_deref(), Some("a.md"));
    assert_eq!(on_disk("out.md").as_deref(), Some("out.md"));
    assert_eq!(on_disk("twice.md").as_deref(), Some("out.md"));
    assert_eq!(on_disk("hidden.md").as_deref(), Some("hidden.md"));
    let relative = |path: &str| crate::vault_path_of(&root, &dir.path().join(path));
    assert_eq!(relative("out.md").as_deref(), Some("out.md"));
    assert_eq!(relative("vault/out.md").as_deref(), Some("out.md"));
}

#[test]
fn followed_links_are_decided_again_when_a_link_changes() {
    let (dir, root) =
        linked(&[("one/x.md", ""), ("two/y.md", "")], &[("vault/a", "one"), ("vault/b", "one")]);
    let walk = all_files(&root);
    assert_eq!(all(&walk, None).0, ["a/x.md"]);
    let link = dir.path().join("vault/a");
    fs::remove_file(&link).unwrap();
    assert_eq!(all(&walk, Some(&["a", "b"])).0, ["b/x.md"]);
    symlink(dir.path().join("two"), &link).unwrap();
    assert_eq!(all(&walk, Some(&["a"])).0, ["a/y.md"]);
    assert_eq!(all(&walk, None).0, ["a/y.md", "b/x.md"]);
}

#[test]
fn excluded_links_are_not_followed() {
    let (_dir, root) = linked(
        &[("out/x.md", ""), ("out/.gitignore", "y.md"), ("out/y.md", "")],
        &[("vault/a", "out"), ("vault/b", "out")],
    );
    let exclude = vec!["a/".to_owned()];
    let walk = WalkOptions { exclude, gitignore: true, ..all_files(&root) };
    assert_eq!(all(&walk, None).0, ["b/x.md"]);
}

#[test]
fn a_link_to_another_vault_is_a_nested_vault() {
    let (dir, root) = vault(&[(".linkwright.toml", ""), ("a.md", "")]);
    let (other, _) = vault(&[(".obsidian/app.json", ""), ("b.md", "")]);
    symlink(other.path(), dir.path().join("other")).unwrap();
    symlink("..", dir.path().join("up")).unwrap();
    let listing = list(&all_files(&root), None).unwrap();
    assert_eq!(listing.notes, ["a.md"]);
    let nested: Vec<_> =
        listing.warnings.iter().filter(|it| it.reason == Reason::NestedVault).collect();
    assert_eq!(nested.iter().map(|it| &*it.path).collect::<Vec<_>>(), [dir.path().join("other")]);
}
