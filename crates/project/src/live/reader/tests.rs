use std::panic::resume_unwind;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use linkwright_disk::DiskError;
use linkwright_vault::PreparedNote;

use super::handle_request::ATTEMPTS;
use super::*;
use crate::live::deliveries::{FilesRead, FinishedRead, Incomplete, ReaderEvent};
use crate::platform::{Disk, Reread, SystemThreads};

/// Timeout, long enough for any machine. A passing test never waits this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A disk whose first rereads panic.
struct FaultyDisk {
    faults: AtomicUsize,
}

impl Disk for FaultyDisk {
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        let take = |faults: usize| faults.checked_sub(1);
        if self.faults.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok() {
            // Panics without a message and a backtrace.
            resume_unwind(Box::new("a test of panics"));
        }
        reread.from_system()
    }
}

struct Fixture {
    dir: tempfile::TempDir,
    reader: Reader,
    deliveries: Deliveries,
}

/// A running reader of these files, whose first `faults` rereads panic.
fn reader(files: &[(&str, &str)], faults: usize) -> Fixture {
    let dir = tempfile::Builder::new().prefix("linkwright-").tempdir().expect("a folder");
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    let root = linkwright_disk::Root::open(dir.path()).expect("a folder");
    let disk = Arc::new(FaultyDisk { faults: AtomicUsize::new(faults) });
    let platform = Platform { disk, threads: Arc::new(SystemThreads) };
    let on_event = Arc::new(|_: ReaderEvent| ());
    let (thread, inbox, reader, deliveries) =
        ReaderThread::new(platform, on_event, root, Value::Null, MAX_DELIVERIES);
    std::thread::spawn(move || thread.run(&inbox));
    Fixture { dir, reader, deliveries }
}

fn write(dir: &std::path::Path, path: &str, text: &str) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

impl Fixture {
    /// The paths that are delivered until the request `number` is finished, with `+` for new or
    /// changed and `-` for removed, and the outcome.
    fn until(&self, number: u64) -> (Vec<String>, FinishedRead) {
        let mut seen = Vec::new();
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let delivered = self.deliveries.queue.recv_timeout(left);
            match delivered.expect("a delivery").1 {
                Delivery::Files(FilesRead { notes, others, .. }) => {
                    let notes = notes.iter().map(PreparedNote::path);
                    let paths = notes.chain(others.iter().map(String::as_str));
                    seen.extend(paths.map(|path| format!("+{path}")));
                }
                Delivery::Removed(paths) => seen.extend(paths.iter().map(|it| format!("-{it}"))),
                Delivery::Finished(finished, how) if finished == number => {
                    seen.sort();
                    return (seen, how);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_read_that_panics_is_tried_again() {
    let it = reader(&[("a.md", ""), ("b.md", "")], ATTEMPTS - 1);
    let (seen, how) = it.until(FIRST_READ);
    assert_eq!(seen, ["+a.md", "+b.md"]);
    assert_eq!(how, FinishedRead::Everything(Ok(())));
}

#[test]
fn a_read_that_keeps_panicking_fails_and_the_next_one_succeeds() {
    let mut it = reader(&[("a.md", "")], ATTEMPTS);
    let (_, how) = it.until(FIRST_READ);
    assert!(matches!(how, FinishedRead::Everything(Err(Incomplete::Failed(_)))), "{how:?}");
    let whole = it.reader.request(ReadRequest::RereadAll);
    let (_, how) = it.until(whole);
    assert_eq!(how, FinishedRead::Whole(Ok(())));
}

#[test]
fn rereading_the_whole_vault_finds_unreported_changes() {
    let mut it = reader(&[("a.md", ""), ("b.md", ""), ("c.md", "")], 0);
    it.until(FIRST_READ);
    write(it.dir.path(), "a.md", "changed");
    write(it.dir.path(), "new/d.md", "");
    std::fs::remove_file(it.dir.path().join("b.md")).expect("a file");
    let whole = it.reader.request(ReadRequest::RereadAll);
    // The watcher may have reported them before.
    let (mut seen, _) = it.until(whole);
    seen.dedup();
    assert!(["+a.md", "+new/d.md", "-b.md"].iter().all(|path| seen.contains(&(*path).to_owned())));
}

#[test]
fn a_request_that_is_cancelled_before_its_turn_is_skipped() {
    let mut it = reader(&[("a.md", "")], 0);
    it.until(FIRST_READ);
    let whole = it.reader.request(ReadRequest::RereadAll);
    it.reader.cancel();
    let (_, how) = it.until(whole);
    // The request may have been finished before.
    assert!(matches!(how, FinishedRead::Whole(Ok(()) | Err(Incomplete::Cancelled))), "{how:?}");
    let again = it.reader.request(ReadRequest::RereadAll);
    assert_eq!(it.until(again).1, FinishedRead::Whole(Ok(())));
}

#[test]
fn reported_settings_are_read_before_the_request_is_finished() {
    let mut it = reader(&[("a.md", ""), ("b.txt", "")], 0);
    it.until(FIRST_READ);
    write(it.dir.path(), ".linkwright.toml", "[files]\nextensions = [\"txt\"]\n");
    let number = it.reader.request(ReadRequest::RereadPaths(vec![".linkwright.toml".to_owned()]));
    let (seen, _) = it.until(number);
    // Both are files of another kind now.
    assert!(seen.contains(&"+a.md".to_owned()) && seen.contains(&"+b.txt".to_owned()), "{seen:?}");
}

#[test]
fn a_reported_path_is_read_again_even_if_its_stamp_is_the_same() {
    let mut it = reader(&[("a.md", "one")], 0);
    it.until(FIRST_READ);
    let number =
        it.reader.request(ReadRequest::RereadPaths(vec!["a.md".to_owned(), "gone.md".to_owned()]));
    let (seen, how) = it.until(number);
    assert_eq!(how, FinishedRead::Part(Ok(())));
    assert!(seen.contains(&"+a.md".to_owned()) && seen.contains(&"-gone.md".to_owned()));
}
