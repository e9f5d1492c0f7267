use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::*;

fn vault() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), ".linkwright.toml", "");
    write(folder.path(), "a.md", "[[b]]\n");
    write(folder.path(), "sub/c.md", "# C\n");
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("created");
    fs::write(path, text).expect("written");
}

fn open(folder: &Path) -> CurrentProject {
    let located = Located::named(folder).expect("a vault");
    CurrentProject::open(located, &AtomicBool::new(false)).expect("it opens")
}

/// The index equals one that is built anew.
fn assert_current(current: &CurrentProject) {
    let anew = open(&current.project.root.path);
    assert_eq!(current.project.vault.dump(), anew.project.vault.dump());
    assert_eq!(current.project.warnings, anew.project.warnings);
    assert_eq!(current.known.keys().collect::<Vec<_>>(), anew.known.keys().collect::<Vec<_>>());
}

#[test]
fn changes_of_other_programs_are_found_by_listing_the_vault() {
    let folder = vault();
    let mut current = open(folder.path());
    let (cancel, first) = (AtomicBool::new(false), current.version());
    current.refresh_all(&cancel).expect("it is there");
    assert_eq!(current.version(), first, "nothing changed");

    write(folder.path(), "b.md", "# B\n");
    write(folder.path(), "a.md", "[[b#B]]\n");
    fs::rename(folder.path().join("sub"), folder.path().join("other")).expect("moved");
    write(folder.path(), "bad.canvas", "{");
    current.refresh_all(&cancel).expect("it is there");
    assert!(current.version() > first);
    assert_current(&current);

    current.refresh_all(&cancel).expect("it is there");
    assert_current(&current);
    fs::remove_file(folder.path().join("b.md")).expect("removed");
    write(folder.path(), "bad.canvas", "{}");
    current.refresh_all(&cancel).expect("it is there");
    assert_current(&current);
}

#[test]
fn named_paths_are_reread_and_others_are_not() {
    let folder = vault();
    let mut current = open(folder.path());
    let cancel = AtomicBool::new(false);
    write(folder.path(), "a.md", "[[new]]\n");
    write(folder.path(), "sub/c.md", "# Other\n");
    write(folder.path(), "new.md", "");
    current.refresh_paths(&["new.md".to_owned(), "a.md".to_owned()], &cancel).expect("read");
    let version = current.version();
    current.refresh_paths(&["gone.md".to_owned()], &cancel).expect("read");
    assert_eq!(current.version(), version, "it never existed");
    write(folder.path(), "sub/c.md", "# C\n");
    assert_current(&current);
}

#[test]
fn new_settings_apply() {
    let folder = vault();
    let mut current = open(folder.path());
    write(folder.path(), ".linkwright.toml", "[files]\nexclude = [\"sub/\"]\n");
    current.refresh_all(&AtomicBool::new(false)).expect("read");
    assert!(current.project.vault.find_file("sub/c.md").is_none());
    assert_current(&current);
}

#[test]
fn watch_reports_changes() {
    let folder = vault();
    let mut current = open(folder.path());
    let cancel = AtomicBool::new(false);
    current.start_watch(&cancel).expect("it can be watched");
    if !current.is_watched() {
        return;
    }
    write(folder.path(), "sub/new.md", "");
    let until = Instant::now() + Duration::from_secs(20);
    while current.project.vault.find_file("sub/new.md").is_none() {
        assert!(Instant::now() < until, "the change is reported");
        std::thread::sleep(Duration::from_millis(10));
        current.refresh(&cancel).expect("read");
    }
    assert_current(&current);
}
