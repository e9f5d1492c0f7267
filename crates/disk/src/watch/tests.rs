use std::fs;
use std::sync::mpsc::Receiver;

use notify::EventKind;
use notify::event::ModifyKind;

use super::*;
use crate::Root;
use crate::testing::{all_files, vault, write};

/// Timeout for a hint, long enough for any machine. A passing test never waits this long.
const TIMEOUT: Duration = Duration::from_secs(30);

struct Watched {
    inbox: Receiver<ChangeHints>,
    _watcher: Watcher,
}

impl Watched {
    fn new(walk: WalkOptions) -> Watched {
        let (outbox, inbox) = mpsc::channel();
        let deliver = move |hints| {
            let _ = outbox.send(hints);
        };
        Watched { inbox, _watcher: watch(walk, deliver).unwrap() }
    }

    /// Collects hints until they satisfy `is_enough`.
    fn until(&self, is_enough: impl Fn(&ChangeHints) -> bool) -> ChangeHints {
        let mut all = ChangeHints::default();
        while !is_enough(&all) {
            let hints = self.inbox.recv_timeout(TIMEOUT).expect("no hint before the timeout");
            all.paths.extend(hints.paths);
            all.rescan |= hints.rescan;
            all.failed = all.failed.or(hints.failed);
        }
        all
    }

    /// Collects hints until they contain all of `paths`.
    fn until_paths(&self, paths: &[&str]) -> ChangeHints {
        self.until(|all| paths.iter().all(|path| all.paths.iter().any(|hint| hint == path)))
    }
}

fn watched(files: &[(&str, &str)]) -> (tempfile::TempDir, Root, Watched) {
    let (dir, root) = vault(files);
    let watched = Watched::new(all_files(&root));
    (dir, root, watched)
}

#[test]
fn created_changed_and_removed_files_give_hints() {
    let (dir, _, watched) = watched(&[("a.md", "a"), ("folder/b.md", "b")]);
    write(dir.path(), "folder/b.md", "changed");
    watched.until_paths(&["folder/b.md"]);
    write(dir.path(), "new.png", "");
    watched.until_paths(&["new.png"]);
    fs::remove_file(dir.path().join("a.md")).unwrap();
    watched.until_paths(&["a.md"]);
    fs::rename(dir.path().join("folder/b.md"), dir.path().join("c.md")).unwrap();
    let all = watched.until_paths(&["folder/b.md", "c.md"]);
    assert!(!all.rescan && all.failed.is_none());
}

#[test]
fn reads_and_hidden_files_give_no_hints() {
    let (dir, _, watched) = watched(&[("a.md", "a"), (".git/x", ""), (".obsidian/app.json", "")]);
    fs::read(dir.path().join("a.md")).unwrap();
    write(dir.path(), ".git/x", "changed");
    write(dir.path(), ".hidden.md", "");
    write(dir.path(), ".obsidian/workspace.json", "");
    write(dir.path(), "last.md", "");
    let all = watched.until_paths(&["last.md"]);
    assert!(all.paths.iter().all(|path| path == "last.md"), "{all:?}");
}

#[test]
fn a_new_folder_is_watched_with_its_subfolders() {
    let (dir, _, watched) = watched(&[]);
    write(dir.path(), "a/b/c/d.md", "");
    watched.until_paths(&["a"]);
    write(dir.path(), "a/b/c/e.md", "");
    watched.until(|all| all.paths.iter().any(|path| "a/b/c/e.md".starts_with(path.as_str())));
    fs::remove_file(dir.path().join("a/b/c/e.md")).unwrap();
    watched.until_paths(&["a/b/c/e.md"]);
}

#[test]
fn a_moved_folder_is_watched_under_its_new_name() {
    let (dir, _, watched) = watched(&[("old/deep/a.md", "")]);
    fs::rename(dir.path().join("old"), dir.path().join("new")).unwrap();
    watched.until_paths(&["old", "new"]);
    write(dir.path(), "new/deep/a.md", "changed");
    let all = watched.until_paths(&["new/deep/a.md"]);
    assert!(!all.paths.iter().any(|path| path.starts_with("old/")), "{all:?}");
    fs::remove_dir_all(dir.path().join("new")).unwrap();
    watched.until_paths(&["new"]);
}

#[test]
fn a_folder_moved_in_is_watched_and_one_moved_out_is_not() {
    let (dir, _, watched) = watched(&[("out/a.md", "")]);
    let elsewhere = crate::testing::folder();
    write(elsewhere.path(), "in/deep/b.md", "");
    fs::rename(elsewhere.path().join("in"), dir.path().join("in")).unwrap();
    fs::rename(dir.path().join("out"), elsewhere.path().join("out")).unwrap();
    watched.until_paths(&["in", "out"]);
    write(elsewhere.path(), "out/a.md", "changed");
    write(dir.path(), "in/deep/b.md", "changed");
    let all = watched.until_paths(&["in/deep/b.md"]);
    assert!(!all.paths.contains(&"out/a.md".to_owned()), "{all:?}");
}

#[test]
fn settings_are_watched_even_in_hidden_folders() {
    let (dir, _, watched) = watched(&[(".obsidian/app.json", "{}"), ("a.md", "")]);
    write(dir.path(), ".obsidian/app.json", "{ }");
    watched.until_paths(&[".obsidian/app.json"]);
    write(dir.path(), ".linkwright.toml", "");
    watched.until_paths(&[".linkwright.toml"]);
    write(dir.path(), ".obsidian/plugins/obsidian-linter/data.json", "{}");
    watched.until_paths(&[".obsidian/plugins/obsidian-linter/data.json"]);
    write(dir.path(), ".obsidian/plugins/obsidian-linter/data.json", "{ }");
    watched.until_paths(&[".obsidian/plugins/obsidian-linter/data.json"]);
    fs::remove_dir_all(dir.path().join(".obsidian")).unwrap();
    watched.until_paths(&[".obsidian/app.json", ".obsidian/daily-notes.json"]);
    write(dir.path(), ".obsidian/app.json", "{}");
    watched.until_paths(&[".obsidian/app.json"]);
}

#[test]
fn a_changed_gitignore_causes_a_rescan() {
    let (dir, root) = vault(&[(".gitignore", "build\n"), ("build/a.md", "")]);
    let watched = Watched::new(WalkOptions { gitignore: true, ..all_files(&root) });
    write(dir.path(), ".gitignore", "");
    assert!(watched.until(|all| all.rescan).rescan);
}

#[cfg(target_os = "linux")]
#[test]
fn ignored_folders_are_not_watched() {
    let (dir, root) = vault(&[(".gitignore", "build\n"), ("build/deep/a.md", ""), ("b.md", "")]);
    let watched = Watched::new(WalkOptions { gitignore: true, ..all_files(&root) });
    write(dir.path(), "build/deep/a.md", "changed");
    write(dir.path(), "b.md", "changed");
    let all = watched.until_paths(&["b.md"]);
    assert!(all.paths.iter().all(|path| path == "b.md"), "{all:?}");
}

#[test]
fn a_removed_vault_causes_a_rescan() {
    let (dir, _, watched) = watched(&[("a.md", "")]);
    drop(dir);
    watched.until(|all| all.rescan);
}

#[test]
fn a_moved_vault_causes_a_rescan() {
    let (dir, _) = vault(&[("vault/a.md", "")]);
    let root = Root::open(&dir.path().join("vault")).unwrap();
    let watched = Watched::new(all_files(&root));
    write(dir.path(), "vault/b.md", "");
    let all = watched.until_paths(&["b.md"]);
    assert!(!all.rescan, "a new file in the vault is not a change of its folder");
    fs::rename(&root.path, dir.path().join("elsewhere")).unwrap();
    watched.until(|all| all.rescan);
}

#[test]
fn a_missing_vault_cannot_be_watched() {
    let (dir, root) = vault(&[]);
    let walk = all_files(&root);
    drop(dir);
    assert_eq!(watch(walk, |_| {}).unwrap_err().reason, Reason::Missing);
}

#[test]
fn a_dropped_watcher_delivers_nothing() {
    let (dir, _, watched) = watched(&[]);
    let Watched { inbox, _watcher: watcher } = watched;
    drop(watcher);
    // The thread ends and closes its end of the channel.
    while inbox.recv_timeout(TIMEOUT).is_ok() {}
    write(dir.path(), "a.md", "");
    assert_eq!(inbox.recv_timeout(TIMEOUT), Err(RecvTimeoutError::Disconnected));
}

/// The hints that these events cause, without a running watch.
fn hints_of(events: impl IntoIterator<Item = notify::Result<Event>>) -> ChangeHints {
    let (_dir, root) = vault(&[]);
    let notify = notify::recommended_watcher(|_| {}).unwrap();
    let walk = all_files(&root);
    let mut watching =
        WatchThread { walk, notify, paths: BTreeSet::new(), other: ChangeHints::default() };
    for event in events {
        watching.add_event(event.map(|event| Event {
            paths: event.paths.iter().map(|path| root.canonical.join(path)).collect(),
            ..event
        }));
    }
    watching.take_hints()
}

#[test]
fn lost_events_cause_a_rescan() {
    let overflow = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    assert_eq!(hints_of([Ok(overflow)]), ChangeHints { rescan: true, ..ChangeHints::default() });
}

#[test]
fn the_limit_of_the_system_is_reported() {
    let limit = notify::Error::new(ErrorKind::MaxFilesWatch).add_path("/vault/a".into());
    let failed = Some(DiskError::new("/vault/a", Reason::WatchLimit));
    assert_eq!(
        hints_of([Err(limit)]),
        ChangeHints { rescan: true, failed, ..ChangeHints::default() }
    );
}

#[test]
fn too_many_hints_cause_a_rescan() {
    let changed = EventKind::Modify(ModifyKind::Any);
    let event = |path: String| Ok(Event::new(changed).add_path(path.into()));
    let paths = (0..=MAX_PATHS).map(|number| format!("{number}.md"));
    let hints = hints_of(paths.chain([".linkwright.toml".to_owned()]).map(event));
    let paths = vec![".linkwright.toml".to_owned()];
    assert_eq!(hints, ChangeHints { paths, rescan: true, failed: None });
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::testing::folder;
    use crate::walk::list;

    /// A watched vault with links to the files `outside`, which lie next to it.
    fn linked(outside: &[(&str, &str)], links: &[(&str, &str)]) -> (tempfile::TempDir, Watched) {
        let dir = folder();
        fs::create_dir(dir.path().join("vault")).unwrap();
        for (path, text) in outside {
            write(dir.path(), path, text);
        }
        for (link, to) in links {
            symlink(dir.path().join(to), dir.path().join("vault").join(link)).unwrap();
        }
        let root = Root::open(&dir.path().join("vault")).unwrap();
        list(&all_files(&root), None).unwrap();
        let watched = Watched::new(all_files(&root));
        (dir, watched)
    }

    #[test]
    fn files_behind_a_followed_link_are_watched() {
        let files = [("out/deep/a.md", "a"), ("single.md", "s")];
        let (dir, watched) = linked(&files, &[("work", "out"), ("one.md", "single.md")]);
        write(dir.path(), "out/deep/a.md", "changed");
        watched.until_paths(&["work/deep/a.md"]);
        write(dir.path(), "out/new/b.md", "b");
        watched.until_paths(&["work/new"]);
        write(dir.path(), "out/new/b.md", "changed");
        watched.until_paths(&["work/new/b.md"]);
        write(dir.path(), "single.md", "changed");
        watched.until_paths(&["one.md"]);
        write(dir.path(), "draft", "replaced");
        fs::rename(dir.path().join("draft"), dir.path().join("single.md")).unwrap();
        let all = watched.until_paths(&["one.md"]);
        assert!(!all.rescan, "replacing a file caused a rescan");
    }

    type Change = (&'static str, &'static dyn Fn(&Path));

    #[test]
    fn links_that_are_created_removed_or_changed_cause_a_rescan() {
        let changes: [Change; 6] = [
            ("a new link", &|dir| symlink(dir.join("two"), dir.join("vault/new")).unwrap()),
            ("a removed link", &|dir| fs::remove_file(dir.join("vault/work")).unwrap()),
            ("another target", &|dir| {
                symlink(dir.join("two"), dir.join("vault/.next")).unwrap();
                fs::rename(dir.join("vault/.next"), dir.join("vault/work")).unwrap();
            }),
            ("a target that moves away", &|dir| {
                fs::rename(dir.join("one"), dir.join("elsewhere")).unwrap();
            }),
            ("a target that appears", &|dir| fs::create_dir(dir.join("later")).unwrap()),
            ("a target that is removed", &|dir| fs::remove_file(dir.join("single.md")).unwrap()),
        ];
        for (what, change) in changes {
            let files = [("one/a.md", ""), ("two/b.md", ""), ("single.md", "")];
            let links = [("work", "one"), ("wait", "later"), ("one.md", "single.md")];
            let (dir, watched) = linked(&files, &links);
            change(dir.path());
            assert!(watched.until(|all| all.rescan).rescan, "{what}");
        }
    }
}
