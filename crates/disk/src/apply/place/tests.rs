use super::*;
use crate::testing::folder;

#[test]
fn existing_files_are_not_replaced() {
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    for rename in [rename_new, link_new] {
        fs::write(at("a.md"), "a").unwrap();
        fs::write(at("b.md"), "b").unwrap();
        let error = rename(&at("a.md"), &at("b.md")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(at("b.md")).unwrap(), b"b");
        fs::remove_file(at("b.md")).unwrap();
        rename(&at("a.md"), &at("b.md")).unwrap();
        assert_eq!(fs::read(at("b.md")).unwrap(), b"a");
        assert!(!at("a.md").exists());

        fs::create_dir_all(at("f/g")).unwrap();
        let error = rename(&at("f"), &at("b.md")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        rename(&at("f"), &at("h")).unwrap();
        assert!(at("h/g").is_dir() && !at("f").exists());
        fs::remove_dir_all(at("h")).unwrap();
        assert_eq!(rename(&at("none"), &at("x")).unwrap_err().kind(), ErrorKind::NotFound);
    }
}

#[test]
fn names_of_kept_copies_are_unused_and_state_the_reason() {
    let dir = folder();
    let note = dir.path().join("a.b.md");
    let mut names = Vec::new();
    for label in [Label::Before, Label::Before, Label::Meanwhile] {
        let from = dir.path().join("from");
        fs::write(&from, "x").unwrap();
        let beside = move_beside(&from, &note, label).unwrap();
        names.push(beside.file_name().unwrap().to_str().unwrap().to_owned());
    }
    let expected =
        ["a.b (before linkwright).md", "a.b (before linkwright 2).md", "a.b (saved meanwhile).md"];
    assert_eq!(names, expected);

    let long = dir.path().join("\u{e4}".repeat(126) + ".md");
    let name = labelled(&long, Label::Before, 1);
    assert!(name.len() <= MAX_NAME, "{}", name.len());
    assert!(name.to_str().unwrap().ends_with("\u{e4} (before linkwright).md"));
}
