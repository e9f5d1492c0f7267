//! Measures how long it takes to find, read and scan a vault, compared with the floor: reading the
//! same notes once with as many threads, when their paths are already known.
//!
//! `cargo run --release -p linkwright-disk --example floor -- VAULT…`
//!
//! Each time is the best of twenty runs, with all files in the page cache.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use linkwright_disk::{DiskError, KnownFiles, NoteText, Root, WalkOptions, read_vault, reread};
use linkwright_syntax::scan_file;
use rayon::prelude::*;

fn main() -> Result<(), DiskError> {
    println!(
        "{:<24} {:>7} {:>7} {:>9} {:>9} {:>7} {:>9}",
        "vault", "notes", "MB", "floor ms", "read ms", "ratio", "reread ms"
    );
    for vault in std::env::args().skip(1) {
        measure(Path::new(&vault))?;
    }
    Ok(())
}

fn measure(vault: &Path) -> Result<(), DiskError> {
    let root = Root::open(vault)?;
    let walk = WalkOptions {
        gitignore: !root.has_obsidian(),
        root,
        extensions: linkwright_syntax::NOTE_EXTENSIONS.map(String::from).into(),
        exclude: Vec::new(),
    };
    let cancel = AtomicBool::new(false);

    let (send, notes) = mpsc::channel();
    let stamped = |note: NoteText<'_>| (note.path.to_owned(), Some(note.stamp));
    read_vault(&walk, &cancel, stamped, |batch| drop(send.send(batch.notes)))?;
    drop(send);
    let known: KnownFiles = notes.into_iter().flatten().collect();
    let paths: Vec<_> = known.keys().map(|path| walk.root.canonical.join(path)).collect();

    let bytes = AtomicUsize::new(0);
    let floor = best_time(|| {
        bytes.store(0, Ordering::Relaxed);
        paths.par_iter().for_each(|path| {
            let read = std::fs::read(path).map_or(0, |bytes| bytes.len());
            bytes.fetch_add(read, Ordering::Relaxed);
        });
    });
    let links = AtomicUsize::new(0);
    let read = best_time(|| {
        let count = |NoteText { path, text, .. }: NoteText<'_>| {
            links.fetch_add(scan_file(path, text).links.len(), Ordering::Relaxed)
        };
        let _ = read_vault(&walk, &cancel, count, drop);
    });
    let reread = best_time(|| {
        let _ = reread(&walk, None, &known, &cancel, |_| (), drop);
    });

    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{:<24} {:>7} {:>7.1} {:>9.1} {:>9.1} {:>7.2} {:>9.1}",
        vault.file_name().unwrap_or_default().to_string_lossy(),
        paths.len(),
        bytes.load(Ordering::Relaxed) as f64 / 1e6,
        ms(floor),
        ms(read),
        ms(read) / ms(floor),
        ms(reread),
    );
    Ok(())
}

/// The shortest time of twenty runs.
fn best_time(mut run: impl FnMut()) -> Duration {
    let time = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    std::iter::repeat_with(time).take(20).min().unwrap_or_default()
}
