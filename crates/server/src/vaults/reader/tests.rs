use std::time::Instant;

use linkwright_vault::PreparedNote;

use super::*;
use crate::vaults::deliveries::Files;

/// Long enough for any machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

struct Readings {
    dir: tempfile::TempDir,
    reader: Reader,
    deliveries: Deliveries,
}

/// A reader of these files that panics at its first `faults` looks.
fn reader(files: &[(&str, &str)], faults: usize) -> Readings {
    let dir = tempfile::Builder::new().prefix("linkwright-").tempdir().expect("a folder");
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    let root = linkwright_disk::Root::open(dir.path()).expect("a folder");
    let (platform, tell) = (Platform::System, Arc::new(|_: Told| ()));
    let (mut reading, inbox, reader, deliveries) =
        prepared(platform, tell, root, Value::Null, DELIVERIES);
    reading.faults = faults;
    std::thread::spawn(move || reading.run(&inbox));
    Readings { dir, reader, deliveries }
}

fn write(dir: &std::path::Path, path: &str, text: &str) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

impl Readings {
    /// What is delivered until the request `number` is done: paths with `+` or `-`, and how it
    /// ended.
    fn until(&self, number: u64) -> (Vec<String>, Done) {
        let mut seen = Vec::new();
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let delivered = self.deliveries.delivered.recv_timeout(left);
            match delivered.expect("a delivery").1 {
                Delivery::Files(Files { notes, others, .. }) => {
                    let notes = notes.iter().map(PreparedNote::path);
                    let paths = notes.chain(others.iter().map(String::as_str));
                    seen.extend(paths.map(|path| format!("+{path}")));
                }
                Delivery::Removed(paths) => seen.extend(paths.iter().map(|it| format!("-{it}"))),
                Delivery::Done(done, how) if done == number => {
                    seen.sort();
                    return (seen, how);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_reading_that_panics_is_tried_again() {
    let it = reader(&[("a.md", ""), ("b.md", "")], ATTEMPTS - 1);
    let (seen, how) = it.until(FIRST);
    assert_eq!(seen, ["+a.md", "+b.md"]);
    assert_eq!(how, Done::Everything(Ok(())));
}

#[test]
fn a_reading_that_panics_again_and_again_is_said_to_have_failed_and_the_next_one_succeeds() {
    let mut it = reader(&[("a.md", "")], ATTEMPTS);
    let (_, how) = it.until(FIRST);
    assert!(matches!(how, Done::Everything(Err(Incomplete::Failed(_)))), "{how:?}");
    let whole = it.reader.ask(Ask::Whole);
    let (_, how) = it.until(whole);
    assert_eq!(how, Done::Whole(Ok(())));
}

#[test]
fn a_look_at_the_whole_vault_finds_what_nobody_reported() {
    let mut it = reader(&[("a.md", ""), ("b.md", ""), ("c.md", "")], 0);
    it.until(FIRST);
    write(it.dir.path(), "a.md", "changed");
    write(it.dir.path(), "new/d.md", "");
    std::fs::remove_file(it.dir.path().join("b.md")).expect("a file");
    let whole = it.reader.ask(Ask::Whole);
    // The watcher may have told of them before.
    let (mut seen, _) = it.until(whole);
    seen.dedup();
    assert!(["+a.md", "+new/d.md", "-b.md"].iter().all(|path| seen.contains(&(*path).to_owned())));
}

#[test]
fn a_request_that_was_cancelled_before_its_turn_is_not_done() {
    let mut it = reader(&[("a.md", "")], 0);
    it.until(FIRST);
    let whole = it.reader.ask(Ask::Whole);
    it.reader.cancel();
    let (_, how) = it.until(whole);
    // It may have been done before.
    assert!(matches!(how, Done::Whole(Ok(()) | Err(Incomplete::Cancelled))), "{how:?}");
    let again = it.reader.ask(Ask::Whole);
    assert_eq!(it.until(again).1, Done::Whole(Ok(())));
}

#[test]
fn settings_that_others_report_are_read_before_that_is_done() {
    let mut it = reader(&[("a.md", ""), ("b.txt", "")], 0);
    it.until(FIRST);
    write(it.dir.path(), ".linkwright.toml", "[files]\nextensions = [\"txt\"]\n");
    let number = it.reader.ask(Ask::Paths(vec![".linkwright.toml".to_owned()]));
    let (seen, _) = it.until(number);
    // Both are other kinds of files now.
    assert!(seen.contains(&"+a.md".to_owned()) && seen.contains(&"+b.txt".to_owned()), "{seen:?}");
}

#[test]
fn a_path_is_read_again_though_its_stamp_is_the_same() {
    let mut it = reader(&[("a.md", "one")], 0);
    it.until(FIRST);
    let number = it.reader.ask(Ask::Paths(vec!["a.md".to_owned(), "gone.md".to_owned()]));
    let (seen, how) = it.until(number);
    assert_eq!(how, Done::Part(Ok(())));
    assert!(seen.contains(&"+a.md".to_owned()) && seen.contains(&"-gone.md".to_owned()));
}
