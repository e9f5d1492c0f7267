use super::*;
#[cfg(unix)]
use crate::testing::write;
use crate::testing::{folder, vault};

/// The vault of `path`, a path below `top`: its folder below `top`, and why.
fn found(top: &Path, path: &str, opened: &[&str]) -> (String, ChosenBy) {
    let opened: Vec<PathBuf> = opened.iter().map(|folder| top.join(folder)).collect();
    let found = vault_folder(&top.join(path), &opened);
    let below = found.path.strip_prefix(top).unwrap_or(&found.path);
    (below.display().to_string().replace(std::path::MAIN_SEPARATOR, "/"), found.chosen)
}

#[test]
fn the_nearest_marked_folder_is_the_vault() {
    let (dir, _) = vault(&[
        (".obsidian/app.json", "{}"),
        ("a/b/note.md", ""),
        ("a/inner/.linkwright.toml", ""),
        ("a/inner/c/note.md", ""),
        ("a/inner/.git/HEAD", ""),
    ]);
    let marked = |path: &str| {
        // What is opened, even an inner folder, counts less than a marker.
        let (folder, chosen) = found(dir.path(), path, &["a", "a/inner/c"]);
        assert_eq!(chosen, ChosenBy::Marked, "{path}");
        folder
    };
    for path in ["a/b/note.md", "a/b", "", "a/b/not/yet/there.md", "a/inner/../b"] {
        assert_eq!(marked(path), "", "{path}");
    }
    for path in ["a/inner/c/note.md", "a/inner", "a/inner/c/new/x.md", "a/b/../inner/x.md"] {
        assert_eq!(marked(path), "a/inner", "{path}");
    }
}

#[test]
fn without_a_marker_the_innermost_opened_folder_is_the_vault() {
    let (dir, _) = vault(&[("a/b/c/note.md", ""), ("a/b/.git/HEAD", ""), ("x/note.md", "")]);
    let top = dir.path();
    let note = "a/b/c/note.md";
    assert_eq!(found(top, note, &["a"]), ("a".to_owned(), ChosenBy::Opened));
    assert_eq!(found(top, note, &["a", "a/b/c", "x"]), ("a/b/c".to_owned(), ChosenBy::Opened));
    assert_eq!(found(top, "a", &["a"]), ("a".to_owned(), ChosenBy::Opened));
    assert_eq!(found(top, note, &["x", "a/b/cc"]), ("a/b".to_owned(), ChosenBy::Repository));
    assert_eq!(found(top, "x/note.md", &["a"]), ("x".to_owned(), ChosenBy::Parent));
    assert_eq!(found(top, "x", &[]), ("x".to_owned(), ChosenBy::Parent));
    assert_eq!(found(top, "x/new.md", &[]), ("x".to_owned(), ChosenBy::Parent));
}

#[test]
fn a_root_or_home_folder_is_not_the_vault_of_a_note_in_it() {
    let root = Path::new("/").ancestors().last().unwrap();
    assert_eq!(vault_folder(&root.join("no such note.md"), &[]).chosen, ChosenBy::Alone);
    let home = std::env::home_dir().filter(|home| home.is_dir());
    let Some(home) = home else { return };
    for wide in home.ancestors().filter(|folder| !is_marked(folder)) {
        if wide.ancestors().any(|folder| is_marked(folder) || folder.join(".git").exists()) {
            continue;
        }
        let note = wide.join("no such note.md");
        assert_eq!(vault_folder(&note, &[]).chosen, ChosenBy::Alone, "{}", wide.display());
        // Who opens it means it.
        assert_eq!(vault_folder(&note, &[wide.to_owned()]).chosen, ChosenBy::Opened);
    }
}

#[test]
fn a_vault_marker_is_a_folder_or_a_file_as_expected() {
    let dir = folder();
    fs::write(dir.path().join(".obsidian"), "").unwrap();
    fs::create_dir(dir.path().join(".linkwright.toml")).unwrap();
    assert_eq!(found(dir.path(), "note.md", &[]).1, ChosenBy::Parent);
    // A worktree's `.git` is a file.
    fs::write(dir.path().join(".git"), "gitdir: elsewhere").unwrap();
    assert_eq!(found(dir.path(), "note.md", &[]).1, ChosenBy::Repository);
}

#[test]
fn a_nested_vault_is_a_vault_inside_another() {
    let (dir, _) = vault(&[
        (".obsidian/app.json", ""),
        ("a/inner/.obsidian/app.json", ""),
        ("a/inner/b/note.md", ""),
    ]);
    let nested = |path: &str| nested_vault(dir.path(), &dir.path().join(path));
    assert_eq!(nested("a/inner/b/note.md"), Some(dir.path().join("a/inner")));
    assert_eq!(nested("a/inner"), Some(dir.path().join("a/inner")));
    assert_eq!(nested("a/note.md"), None);
    assert_eq!(nested(""), None);
}

#[test]
fn a_path_that_is_not_a_folder_is_refused_with_its_path() {
    let dir = folder();
    let missing = dir.path().join("missing");
    let error = Root::open(&missing).unwrap_err();
    assert_eq!(error, DiskError::new(&missing, Reason::Missing));
    assert_eq!(error.to_string(), format!("{}: no such file or folder", missing.display()));

    let file = dir.path().join("note.md");
    fs::write(&file, "").unwrap();
    assert_eq!(Root::open(&file).unwrap_err(), DiskError::new(&file, Reason::NotFolder));
}

#[cfg(unix)]
mod symlinks {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_marker_is_searched_along_the_given_path_and_then_along_the_resolved_path() {
        let dir = folder();
        let top = dir.path();
        write(top, "vault/.obsidian/app.json", "");
        write(top, "vault/sub/note.md", "");
        write(top, "outside/deep/note.md", "");
        symlink(top.join("outside/deep"), top.join("vault/linked")).unwrap();
        symlink(top.join("vault/sub"), top.join("shortcut")).unwrap();
        assert_eq!(found(top, "vault/linked/note.md", &[]), ("vault".to_owned(), ChosenBy::Marked));
        assert_eq!(found(top, "shortcut/note.md", &[]), ("vault".to_owned(), ChosenBy::Marked));
        assert_eq!(found(top, "shortcut/new.md", &[]), ("vault".to_owned(), ChosenBy::Marked));
        // `..` leads where the system would go.
        assert_eq!(
            found(top, "vault/linked/../x.md", &[]),
            ("outside".to_owned(), ChosenBy::Parent)
        );
        assert_eq!(found(top, "shortcut/../x.md", &[]), ("vault".to_owned(), ChosenBy::Marked));
    }

    #[test]
    fn an_opened_folder_is_recognized_in_both_spellings() {
        let dir = folder();
        let top = dir.path();
        write(top, "real/sub/note.md", "");
        symlink(top.join("real"), top.join("link")).unwrap();
        let opened = |name: &str| (name.to_owned(), ChosenBy::Opened);
        assert_eq!(found(top, "real/sub/note.md", &["link"]), opened("link"));
        assert_eq!(found(top, "link/sub/note.md", &["real"]), opened("real"));
    }
}
