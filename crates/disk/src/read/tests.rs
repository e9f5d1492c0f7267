use std::fs::{self, File};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use linkwright_syntax::digest;

use super::*;
use crate::testing::{all_files, vault, write};
use crate::text_file::MAX_NOTE;
use crate::{Root, TextRead, read_texts};

/// A note that is kept.
#[derive(PartialEq, Debug)]
struct Kept {
    path: String,
    text: String,
    stamp: Stamp,
}

fn keep(NoteText { path, text, stamp }: NoteText<'_>) -> Kept {
    Kept { path: path.to_owned(), text: text.to_owned(), stamp }
}

/// Everything that `run` delivers, in order of paths.
fn gather(run: impl FnOnce(&AtomicBool, &(dyn Fn(Batch<Kept>) + Sync))) -> Batch<Kept> {
    let all = Mutex::new(Batch::default());
    run(&AtomicBool::new(false), &|batch| {
        let mut all = all.lock().unwrap();
        all.removed.extend(batch.removed);
        all.notes.extend(batch.notes);
        all.files.extend(batch.files);
        all.warnings.extend(batch.warnings);
        all.done = all.done.max(batch.done);
        all.total = batch.total;
    });
    let mut all = all.into_inner().unwrap();
    assert_eq!(all.done, all.total);
    all.removed.sort_unstable();
    all.files.sort_unstable();
    all.notes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    all
}

fn read_all(walk: &WalkOptions) -> Batch<Kept> {
    gather(|cancel, deliver| read_vault(walk, cancel, keep, deliver).unwrap())
}

fn reread_files(walk: &WalkOptions, hints: Option<&[&str]>, known: &KnownFiles) -> Batch<Kept> {
    let hints = hints.map(|hints| hints.iter().map(|&hint| hint.to_owned()).collect::<Vec<_>>());
    gather(|cancel, deliver| reread(walk, hints.as_deref(), known, cancel, keep, deliver).unwrap())
}

/// Has a file be one that was last written an hour ago.
fn make_old(path: &Path) {
    let modified = SystemTime::now() - Duration::from_secs(3600);
    File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
}

fn paths(notes: &[Kept]) -> Vec<&str> {
    notes.iter().map(|note| &*note.path).collect()
}

fn known_files(batch: &Batch<Kept>) -> KnownFiles {
    let notes = batch.notes.iter().map(|note| (note.path.clone(), Some(note.stamp)));
    notes.chain(batch.files.iter().map(|path| (path.clone(), None))).collect()
}

/// Texts, and whether each is not the expected one.
fn texts(root: &Root, asked: &[(&str, u64)]) -> Vec<Result<(String, bool), DiskError>> {
    read_texts(root, asked, |_, TextRead { text, is_changed, .. }| (text.to_owned(), is_changed))
}

fn read_one(root: &Root, path: &str) -> Result<String, DiskError> {
    texts(root, &[(path, 0)]).remove(0).map(|(text, _)| text)
}

#[test]
fn notes_are_delivered_with_their_text_and_other_files_by_path() {
    let text = "\u{feff}# A\r\n[[b]]\r\n";
    let (dir, root) = vault(&[("a.md", text), ("empty.md", ""), ("pic.png", "x")]);
    make_old(&dir.path().join("a.md"));
    let batch = read_all(&all_files(&root));
    let stamp = Stamp::of(&dir.path().join("a.md").metadata().unwrap());
    assert_eq!(stamp.len, 15);
    assert_eq!(paths(&batch.notes), ["a.md", "empty.md"]);
    let note = NoteText { path: "a.md", text, stamp };
    assert_eq!(batch.notes[0], keep(note));
    assert_eq!(batch.notes[1].text, "");
    assert_eq!(batch.files, ["pic.png"]);
    assert_eq!((batch.total, batch.warnings, batch.removed), (3, vec![], vec![]));
}

#[test]
fn canvases_are_read_whatever_the_extensions_of_notes_are() {
    let text = r#"{"nodes":[{"type":"file","file":"a.md"}]}"#;
    let (_dir, root) = vault(&[("a.md", ""), ("b.canvas", text), ("c.CANVAS", "{")]);
    let walk = WalkOptions { extensions: vec!["txt".to_owned()], ..all_files(&root) };
    let batch = read_all(&walk);
    assert_eq!(paths(&batch.notes), ["b.canvas", "c.CANVAS"]);
    assert_eq!(batch.files, ["a.md"]);
}

#[test]
fn all_of_many_notes_are_delivered() {
    let names: Vec<_> = (0..300).map(|number| format!("{number:03}.md")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_str())).collect();
    let (_dir, root) = vault(&files);
    let batch = read_all(&all_files(&root));
    assert_eq!(paths(&batch.notes), names);
    assert_eq!(batch.total, 300);
}

#[test]
fn an_empty_vault_is_one_empty_batch() {
    let (_dir, root) = vault(&[]);
    let batches = Mutex::new(Vec::new());
    let deliver = |batch| batches.lock().unwrap().push(batch);
    read_vault(&all_files(&root), &AtomicBool::new(false), keep, deliver).unwrap();
    assert_eq!(batches.into_inner().unwrap(), [Batch::default()]);
}

#[test]
fn a_note_that_is_not_utf8_is_a_file_and_a_warning() {
    let (dir, root) = vault(&[("a.md", "fine")]);
    write(dir.path(), "b.md", b"caf\xe9");
    let batch = read_all(&all_files(&root));
    assert_eq!((paths(&batch.notes), &batch.files[..]), (vec!["a.md"], &["b.md".to_owned()][..]));
    let [warning] = &batch.warnings[..] else { panic!("{:?}", batch.warnings) };
    assert_eq!(warning.reason, Reason::NotUtf8 { offset: 3 });
    assert_eq!(
        warning.to_string(),
        format!("{}: not UTF-8 at byte 3", dir.path().join("b.md").display())
    );
    assert_eq!(read_one(&root, "b.md").unwrap_err(), *warning);
}

#[test]
fn a_note_that_is_too_large_is_a_file_and_a_warning() {
    let (dir, root) = vault(&[("a.md", "")]);
    let huge = File::create(dir.path().join("huge.md")).unwrap();
    huge.set_len(MAX_NOTE + 1).unwrap();
    let batch = read_all(&all_files(&root));
    assert_eq!(
        (paths(&batch.notes), &batch.files[..]),
        (vec!["a.md"], &["huge.md".to_owned()][..])
    );
    assert_eq!(batch.warnings[0].reason, Reason::TooLarge { len: MAX_NOTE + 1 });
}

#[test]
fn a_note_of_fifty_megabytes_is_read() {
    let text = "A line with a [[link]] and some words.\n".repeat((50 << 20) / 39);
    let (_dir, root) = vault(&[("big.md", &text)]);
    let batch = read_all(&all_files(&root));
    let [note] = &batch.notes[..] else { panic!() };
    assert!(note.text == text);
    assert_eq!(note.stamp.len, text.len() as u64);
}

#[test]
fn a_missing_vault_is_an_error() {
    let (dir, root) = vault(&[("a.md", "")]);
    drop(dir);
    let read = read_vault(&all_files(&root), &AtomicBool::new(false), keep, |_| {});
    assert_eq!(read.unwrap_err().reason, Reason::Missing);
}

#[test]
fn no_note_is_read_after_cancellation() {
    let (_dir, root) = vault(&[("a.md", ""), ("b.md", "")]);
    let found = Mutex::new(Vec::new());
    let deliver = |batch: Batch<Kept>| found.lock().unwrap().extend(batch.notes);
    read_vault(&all_files(&root), &AtomicBool::new(true), keep, deliver).unwrap();
    assert_eq!(found.into_inner().unwrap(), []);
}

#[test]
fn a_reread_delivers_new_changed_and_removed_files() {
    let (dir, root) = vault(&[
        ("same.md", "same"),
        ("changed.md", "old"),
        ("gone.md", ""),
        ("gone/deep.md", ""),
        ("same.png", ""),
        ("gone.png", ""),
    ]);
    let walk = all_files(&root);
    for name in ["same.md", "changed.md", "gone.md", "gone/deep.md"] {
        make_old(&dir.path().join(name));
    }
    let known = known_files(&read_all(&walk));
    assert_eq!(reread_files(&walk, None, &known), Batch { done: 6, total: 6, ..Batch::default() });

    write(dir.path(), "changed.md", "newer");
    write(dir.path(), "new.md", "");
    write(dir.path(), "new.png", "");
    fs::remove_file(dir.path().join("gone.md")).unwrap();
    fs::remove_file(dir.path().join("gone.png")).unwrap();
    fs::remove_dir_all(dir.path().join("gone")).unwrap();
    let batch = reread_files(&walk, None, &known);
    assert_eq!(paths(&batch.notes), ["changed.md", "new.md"]);
    assert_eq!(batch.files, ["new.png"]);
    assert_eq!(batch.removed, ["gone.md", "gone.png", "gone/deep.md"]);
}

#[test]
fn hints_limit_the_reread() {
    let (dir, root) = vault(&[("a.md", "a"), ("b.md", "b"), ("old/c.md", ""), ("old/d.md", "")]);
    let walk = all_files(&root);
    let known = known_files(&read_all(&walk));
    write(dir.path(), "a.md", "newer");
    write(dir.path(), "b.md", "newer");
    fs::rename(dir.path().join("old"), dir.path().join("new")).unwrap();

    let batch = reread_files(&walk, Some(&["a.md"]), &known);
    assert_eq!((paths(&batch.notes), &batch.removed[..]), (vec!["a.md"], &[][..]));
    let batch = reread_files(&walk, Some(&["old", "new"]), &known);
    assert_eq!(paths(&batch.notes), ["new/c.md", "new/d.md"]);
    assert_eq!(batch.removed, ["old/c.md", "old/d.md"]);
    let batch = reread_files(&walk, Some(&[".obsidian/app.json", "nothing"]), &known);
    assert_eq!(batch, Batch::default());
}

#[test]
fn a_file_in_a_hint_is_delivered_even_if_its_stamp_is_unchanged() {
    let (dir, root) = vault(&[("a.md", "one"), ("b.md", "one"), ("c.png", "")]);
    let walk = all_files(&root);
    let known = known_files(&read_all(&walk));
    for name in ["a.md", "b.md"] {
        let path = dir.path().join(name);
        let modified = path.metadata().unwrap().modified().unwrap();
        fs::write(&path, "two").unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    }
    let batch = reread_files(&walk, Some(&["a.md", "b.md", "c.png"]), &known);
    assert_eq!(paths(&batch.notes), ["a.md", "b.md"]);
    assert_eq!(batch.files, ["c.png"]);
}

#[test]
fn a_note_is_read_again_if_it_was_written_just_before_it_was_read() {
    let (dir, root) = vault(&[("a.md", "one"), ("old.md", "one")]);
    make_old(&dir.path().join("old.md"));
    // However long this test takes, it reads before that.
    let soon = SystemTime::now() + Duration::from_secs(60);
    let written = File::options().write(true).open(dir.path().join("a.md")).unwrap();
    written.set_modified(soon).unwrap();
    let walk = all_files(&root);
    let batch = reread_files(&walk, None, &known_files(&read_all(&walk)));
    assert_eq!(paths(&batch.notes), ["a.md"]);
}

#[cfg(unix)]
#[test]
fn another_file_with_the_same_size_and_time_is_detected() {
    let (dir, root) = vault(&[("a.md", "one"), ("b.md", "one"), ("c.md", "one"), ("new", "two")]);
    let walk = all_files(&root);
    let at = |name: &str| dir.path().join(name);
    for name in ["a.md", "b.md", "c.md"] {
        make_old(&at(name));
    }
    let known = known_files(&read_all(&walk));
    let set_back = |name: &str| {
        let modified = at("c.md").metadata().unwrap().modified().unwrap();
        File::options().write(true).open(at(name)).unwrap().set_modified(modified).unwrap();
    };
    // Written in place, and replaced: what `cp -p` and `rsync` do.
    fs::write(at("a.md"), "two").unwrap();
    set_back("a.md");
    set_back("new");
    fs::rename(at("new"), at("b.md")).unwrap();
    let batch = reread_files(&walk, None, &known);
    assert_eq!(paths(&batch.notes), ["a.md", "b.md"]);
}

#[test]
fn a_note_that_is_unreadable_for_a_time_is_detected() {
    let (dir, root) = vault(&[("a.md", "text")]);
    let walk = all_files(&root);
    let before = known_files(&read_all(&walk));
    write(dir.path(), "a.md", b"\xff");
    let batch = reread_files(&walk, None, &before);
    assert_eq!((batch.notes.len(), &batch.files[..]), (0, &["a.md".to_owned()][..]));
    write(dir.path(), "a.md", "text");
    let batch = reread_files(&walk, None, &known_files(&batch));
    assert_eq!((paths(&batch.notes), &*batch.notes[0].text), (vec!["a.md"], "text"));
}

#[test]
fn texts_say_whether_they_are_the_expected_ones() {
    let (_dir, root) = vault(&[("a.md", "a"), ("b.md", "# new")]);
    let ask = [("b.md", digest("old")), ("gone.md", 0), ("a.md", digest("a")), ("../a.md", 0)];
    let answers = texts(&root, &ask);
    let [Ok(b), Err(gone), Ok(a), Err(outside)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(*b, ("# new".to_owned(), true));
    assert_eq!(*a, ("a".to_owned(), false));
    assert_eq!(gone.reason, Reason::Missing);
    assert_eq!(outside.reason, Reason::OutsideVault);
}

#[test]
fn paths_that_are_not_notes_are_refused() {
    let (dir, root) = vault(&[("folder/a.md", "a")]);
    assert_eq!(read_one(&root, "folder/a.md").unwrap(), "a");
    assert_eq!(read_one(&root, "folder").unwrap_err().reason, Reason::NotFile);
    assert_eq!(read_one(&root, "b.md").unwrap_err().reason, Reason::Missing);
    #[cfg(unix)]
    {
        let target = dir.path().join("folder/a.md");
        std::os::unix::fs::symlink(target, dir.path().join("link.md")).unwrap();
        assert_eq!(read_one(&root, "link.md"), read_one(&root, "folder/a.md"));
        let outside = crate::testing::folder();
        write(outside.path(), "b.md", "");
        std::os::unix::fs::symlink(outside.path().join("b.md"), dir.path().join("b.md")).unwrap();
        assert_eq!(read_one(&root, "b.md").unwrap_err().reason, Reason::SymlinkToOutside);
        let _listens = std::os::unix::net::UnixListener::bind(dir.path().join("socket.md"));
        assert_eq!(read_one(&root, "socket.md").unwrap_err().reason, Reason::NotFile);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let pipe = dir.path().join("pipe.md");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert_eq!(read_one(&root, "pipe.md").unwrap_err().reason, Reason::NotFile);
    }
    drop(dir);
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_now_are_not_removed() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, root) = vault(&[("a.md", ""), ("d/b.md", "text"), ("d/c.png", "")]);
    let walk = all_files(&root);
    let before = known_files(&read_all(&walk));
    let set = |mode| {
        let folder = dir.path().join("d");
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    };
    let whole = |mode, hints: Option<&[&str]>| {
        set(mode);
        let found = reread_files(&walk, hints, &before);
        set(0o755);
        found
    };
    if fs::read_dir(dir.path().join("d")).is_ok_and(|_| {
        set(0o000);
        let all = fs::read_dir(dir.path().join("d")).is_ok();
        set(0o755);
        all
    }) {
        eprintln!("skipped: this user may read everything");
        return;
    }
    for hints in [None, Some(&["d"][..]), Some(&["d/b.md"])] {
        let found = whole(0o000, hints);
        assert!(found.removed.is_empty(), "{hints:?}");
        assert_eq!(found.files, ["d/b.md"], "a file, as long as it cannot be read");
        assert!(!found.warnings.is_empty());
    }
    // A folder that cannot be listed, though what is in it can be read.
    let found = whole(0o111, None);
    assert!(found.removed.is_empty() && found.files.is_empty());
    fs::remove_file(dir.path().join("d/b.md")).unwrap();
    let found = whole(0o111, None);
    assert_eq!(found.removed, ["d/b.md"]);
}
