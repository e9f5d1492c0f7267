//! Tests of races: a server whose disk, threads and clock are simulated from a seed (`CONTRIBUTING.md`, "A
//! schedule that fails").
//!
//! Everything runs on one thread. At each step the seed picks one thing that can happen next: the
//! owner's next job, a step of the reader, work of another thread, a request that continues, a hint of the
//! watcher, a change by another program, an action in the editor. Other steps may happen while the disk
//! is being read. When nothing more can happen, the server is compared with a fresh one.

mod check;
mod diagnostics;
mod disk;
mod editor;
mod kinds;
mod order;
mod outside;
mod renames;
mod requests;
mod server;
mod simulated_disk;
pub(crate) mod simulated_threads;
mod text;
mod threads;
mod typing;
mod typing_anchors;
mod user_actions;
mod watchers;
mod watches;
mod world;

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use self::world::{Failure, World};

/// Number of seeds in a normal test run.
const SEEDS: u64 = 400;

/// Runs only this seed, and prints its schedule.
const SEED: &str = "LINKWRIGHT_SEED";

/// Runs this many seeds, and counts the failures instead of stopping at the first.
const COUNT: &str = "LINKWRIGHT_SEEDS";

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs the schedule of `seed` with at most `max_events` external events. Returns the outcome and the log.
fn run(seed: u64, max_events: usize, logs: bool) -> (Result<(), Failure>, Vec<String>) {
    let world = World::new(seed, max_events, logs);
    let outcome = catch_unwind(AssertUnwindSafe(|| world.run()));
    let outcome = outcome.unwrap_or_else(|_| Err("a panic".to_owned()));
    threads::clear_interleave();
    (outcome, world.log())
}

/// The shortest schedule of `seed` that fails: the same events, but fewer of them.
fn shortest(seed: u64) -> Option<(Failure, Vec<String>)> {
    (0..=world::MAX_EVENTS).find_map(|max_events| {
        let (outcome, log) = run(seed, max_events, true);
        outcome.err().map(|failure| (failure, log))
    })
}

/// The seeds below `seeds` that fail. Runs on all cores, each schedule on one thread.
fn failures(seeds: u64) -> Vec<(u64, Failure)> {
    let next = AtomicU64::new(0);
    let find = || {
        let seeds =
            iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it < seeds));
        let failing =
            |seed| run(seed, world::MAX_EVENTS, false).0.err().map(|failure| (seed, failure));
        seeds.filter_map(failing).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut failures = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(find)).collect();
        threads.into_iter().flat_map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    failures.sort();
    failures
}

fn report(seed: u64) {
    let Some((failure, log)) = shortest(seed) else { return };
    panic!("{SEED}={seed}\n  {}\n{failure}", log.join("\n  "));
}

#[test]
fn in_any_order_of_events_the_server_ends_like_a_fresh_one_and_renames_miss_no_link() {
    if let Some(seed) = number(SEED) {
        return report(seed);
    }
    let (seeds, counts) = match number(COUNT) {
        Some(seeds) => (seeds, true),
        None => (SEEDS, false),
    };
    let started = Instant::now();
    let failures = failures(seeds);
    let took = started.elapsed().max(Duration::from_millis(1));
    println!("{} schedules a second", u128::from(seeds) * 1000 / took.as_millis());
    if let Some((seed, _)) = failures.first().filter(|_| !counts) {
        report(*seed);
    }
    for (seed, failure) in failures.iter().take(20) {
        println!("{SEED}={seed}: {}", failure.lines().next().unwrap_or_default());
    }
    assert!(failures.is_empty(), "{} of {seeds} seeds fail", failures.len());
}
