//! Runs the examples on a vault.

use std::fs;
use std::path::Path;

#[path = "../examples/backlinks.rs"]
#[allow(dead_code)]
mod backlinks;
#[path = "../examples/check.rs"]
#[allow(dead_code)]
mod check;
#[path = "../examples/rename.rs"]
#[allow(dead_code)]
mod rename;

fn vault() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "Love.md", "---\naliases: [tenderness]\n---\n# Love\n");
    write(folder.path(), "Day.md", "On [[Love|love]], see [[Nowhere]].\n");
    write(folder.path(), "Night.md", "Of [[tenderness]].\n");
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("it can be written");
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("it is there")
}

#[test]
fn backlinks_by_name_and_alias_are_listed() {
    let folder = vault();
    let found = backlinks::backlinks(folder.path(), "Love").expect("the vault can be read");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Day.md", "Night.md"]);
    let error = backlinks::backlinks(folder.path(), "Hate").expect_err("there is no such note");
    assert!(error.to_string().starts_with("Hate: no such note"), "{error}");
}

#[test]
fn problems_are_listed_with_their_positions() {
    let folder = vault();
    let found = check::check(folder.path()).expect("the vault can be read");
    let broken: Vec<_> = found.iter().filter(|line| line.contains("broken-link")).collect();
    assert_eq!(broken.len(), 1, "{found:?}");
    assert!(broken[0].starts_with("Day.md:1:25 broken-link: "), "{}", broken[0]);
}

#[test]
fn a_note_is_renamed_with_its_links() {
    let folder = vault();
    let changed = rename::rename(folder.path(), "Love", "Affection").expect("it can be renamed");
    assert_eq!(changed, 2);
    assert!(text(folder.path(), "Affection.md").contains("# Affection\n"));
    assert_eq!(text(folder.path(), "Day.md"), "On [[Affection|love]], see [[Nowhere]].\n");
    assert!(!folder.path().join("Love.md").exists());
}
