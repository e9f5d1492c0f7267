use proptest::prelude::*;

use super::*;
use crate::testing::{all_files, vault, write};
use crate::walk::list;

/// The message about the occupant of `path`, or why it cannot be read; empty if the path is free.
/// `.gitignore` applies, and `private/` is excluded.
fn message(files: &[(&str, &str)], path: &str) -> String {
    let (_dir, root) = vault(files);
    let exclude = vec!["private/".to_owned()];
    let walk = WalkOptions { gitignore: true, exclude, ..all_files(&root) };
    match occupant(&walk, path) {
        Ok(found) => found.map_or_else(String::new, |found| found.to_string()),
        Err(error) => error.reason.to_string(),
    }
}

#[test]
fn a_path_is_free_if_nothing_exists_there() {
    let files = [(".gitignore", "new.md\n"), ("a.md", "")];
    for path in ["new.md", "x/y/new.md", "private/new.md", "a.md.md"] {
        assert_eq!(message(&files, path), "", "{path}");
    }
}

#[test]
fn a_file_occupies_its_path_even_if_it_is_not_in_the_vault() {
    let files = [
        (".gitignore", "secret.md\nbuild\n"),
        ("a.md", ""),
        ("secret.md", ""),
        ("build/x/y.md", ""),
        ("docs/.gitignore", "draft.md\n!secret.md\n"),
        ("docs/draft.md", ""),
        ("docs/secret.md", ""),
        ("private/plan.md", ""),
        (".hidden/n.md", ""),
        ("folder.md/x.md", ""),
    ];
    let expected = [
        ("a.md", "`a.md` already exists"),
        ("secret.md", "`secret.md` exists, but is excluded by `.gitignore`"),
        ("build/x/y.md", "`build/x/y.md` exists, but is excluded by `.gitignore`"),
        ("docs/draft.md", "`docs/draft.md` exists, but is excluded by `docs/.gitignore`"),
        ("docs/secret.md", "`docs/secret.md` already exists"),
        ("private/plan.md", "`private/plan.md` exists, but is excluded by `files.exclude`"),
        (".hidden/n.md", "`.hidden/n.md` exists, but is hidden: `.hidden` starts with a dot"),
        ("folder.md", "`folder.md` is a folder"),
        ("a.md/x.md", "`a.md` is a file, so it cannot hold another one"),
        ("../x.md", "outside the vault"),
        ("", "outside the vault"),
    ];
    for (path, reason) in expected {
        assert_eq!(message(&files, path), reason, "{path}");
    }
}

#[test]
fn ignore_files_of_the_repository_above_are_named() {
    let (dir, _) = vault(&[
        (".git/info/exclude", "local.md\n"),
        (".gitignore", "up.md\n"),
        ("notes/local.md", ""),
        ("notes/up.md", ""),
    ]);
    let root = crate::Root::open(&dir.path().join("notes")).unwrap();
    let walk = WalkOptions { gitignore: true, ..all_files(&root) };
    let message = |path| {
        let found = occupant(&walk, path).unwrap().unwrap();
        found.to_string().replace(std::path::MAIN_SEPARATOR, "/")
    };
    assert!(message("local.md").ends_with(".git/info/exclude`"), "{}", message("local.md"));
    assert!(message("up.md").ends_with("/.gitignore`"), "{}", message("up.md"));
    let walk = WalkOptions { gitignore: false, ..walk };
    let found = occupant(&walk, "up.md").unwrap().unwrap();
    assert_eq!(found, Occupant::File { path: "up.md".to_owned(), excluded: None });
}

#[test]
fn both_unicode_forms_of_a_name_are_the_same_name() {
    let (_dir, root) = vault(&[("Cafe\u{301}.md", "")]);
    let walk = all_files(&root);
    let found = occupant(&walk, "Caf\u{e9}.md").unwrap().unwrap();
    assert_eq!(found.to_string(), "`Cafe\u{301}.md` already exists");
    assert_eq!(move_obstacle(&walk, "Cafe\u{301}.md", "Caf\u{e9}.md"), Ok(None));
}

#[test]
fn a_file_can_move_onto_itself_but_onto_no_other() {
    let (_dir, root) = vault(&[("Note.md", "one"), ("b.md", "")]);
    let walk = all_files(&root);
    assert_eq!(move_obstacle(&walk, "Note.md", "note.md"), Ok(None));
    assert_eq!(move_obstacle(&walk, "Note.md", "c.md"), Ok(None));
    assert!(move_obstacle(&walk, "Note.md", "b.md").unwrap().is_some());
    // On a case-sensitive file system, the other spelling is another file.
    write(&root.path, "note.md", "two");
    if std::fs::read(root.path.join("Note.md")).unwrap() == b"one" {
        assert!(move_obstacle(&walk, "Note.md", "note.md").unwrap().is_some());
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::testing::folder;

    #[test]
    fn symbolic_links_count_as_their_targets() {
        let (dir, root) = vault(&[("real/a.md", ""), ("b.md", "")]);
        let link = |to: &str, name: &str| symlink(to, dir.path().join(name)).unwrap();
        link("b.md", "file.md");
        link("nowhere.md", "gone.md");
        link("real", "dir.md");
        link("real", "in");
        link("nowhere", "lost");
        link("loop.md", "loop.md");
        let walk = all_files(&root);
        let message = |path: &str| occupant(&walk, path).unwrap().map(|found| found.to_string());
        assert_eq!(message("file.md").as_deref(), Some("`file.md` already exists"));
        let dangling = "`gone.md` is a symbolic link to `nowhere.md`, which does not exist";
        assert_eq!(message("gone.md").as_deref(), Some(dangling));
        assert_eq!(message("dir.md").as_deref(), Some("`dir.md` is a folder"));
        assert_eq!(message("in/a.md").as_deref(), Some("`real/a.md` already exists"));
        assert_eq!(message("in/new.md"), None);
        let lost = "`lost` is a symbolic link to `nowhere`, which does not exist";
        assert_eq!(message("lost/new.md").as_deref(), Some(lost));
        assert!(message("loop.md").is_some());
    }

    #[test]
    fn no_path_is_free_behind_a_symbolic_link_that_is_not_followed() {
        let (dir, root) = vault(&[("a.md", "")]);
        let outside = folder();
        std::fs::write(outside.path().join("plan.md"), "").unwrap();
        symlink(outside.path(), dir.path().join("work")).unwrap();
        let walk = all_files(&root);
        let message = |path: &str| occupant(&walk, path).unwrap().unwrap().to_string();
        let reason = "`work/plan.md` exists, but lies behind the symbolic link `work`, which is not \
                      followed";
        assert_eq!(message("work/plan.md"), reason);
        for path in ["work/new.md", "work/x/y/new.md"] {
            let reason = format!(
                "`{path}` would lie outside the vault, behind the symbolic link `work`, which is \
                 not followed"
            );
            assert_eq!(message(path), reason);
        }

        // Listing the vault decides that the link is followed, so its files belong to the vault.
        list(&walk, None).unwrap();
        assert_eq!(message("work/plan.md"), "`work/plan.md` already exists");
        assert_eq!(occupant(&walk, "work/x/y/new.md"), Ok(None));
        symlink(dir.path(), dir.path().join("loop")).unwrap();
        list(&walk, None).unwrap();
        assert_eq!(message("loop/a.md"), "`a.md` already exists");
        assert_eq!(occupant(&walk, "loop/new.md"), Ok(None));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// `exclusion` applies the same rules to one path as listing applies to all.
    #[test]
    fn excluded_files_are_exactly_those_that_are_not_listed(
        top in "((!?/?(a|b|c|\\*|\\*\\*/b)(/|/a|\\.md)?)\n){0,3}",
        below in "((!?/?(a|b|c|\\*)(/|\\.md)?)\n){0,3}",
        exclude in "(a|b|/c|!b)(/|/b|\\.md)?",
        repository in proptest::bool::ANY,
    ) {
        let names = ["a", "b", "c"];
        let mut files = vec![];
        for x in names {
            files.push(format!("{x}.md"));
            files.extend(names.map(|y| format!("{x}/{y}.md")));
            files.extend(names.map(|y| format!("{x}/b/{y}.md")));
        }
        let (dir, root) = vault(&[(".gitignore", &top), ("a/.gitignore", &below)]);
        if repository {
            write(dir.path(), ".git/HEAD", "");
        }
        files.iter().for_each(|file| write(dir.path(), file, ""));
        let walk = WalkOptions { gitignore: true, exclude: vec![exclude], ..all_files(&root) };
        let mut listed = list(&walk, None).unwrap().notes;
        listed.sort();
        files.retain(|file| exclusion(&walk, file).is_none());
        files.sort();
        prop_assert_eq!(files, listed);
    }
}
