//! Races, tested: a server whose disk, threads and clock are given by a seed (`CONTRIBUTING.md`, "A
//! schedule that fails").
//!
//! All of it runs on one thread. At each step the seed picks one thing that can happen next: the
//! owner's next job, a step of the reader, work beside them, a request that goes on, a hint of the
//! watcher, a change by another program, an action in the editor. While the disk is being read, other
//! steps come in between. When nothing is left to happen, the server is compared with a fresh one.

mod asks;
mod check;
mod diagnostics;
mod disk;
mod editor;
pub(crate) mod given;
mod kinds;
mod look;
mod order;
mod outside;
mod renames;
mod requests;
mod server;
mod text;
mod threads;
mod watchers;
mod watches;
mod world;

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use self::world::{Fault, World};

/// Seeds of an ordinary test run.
const SEEDS: u64 = 400;

/// Runs only this seed, and prints its schedule.
const SEED: &str = "LINKWRIGHT_SEED";

/// Runs this many seeds, and counts the faults instead of stopping at the first.
const COUNT: &str = "LINKWRIGHT_SEEDS";

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs the schedule of `seed` with at most `most` events from outside.
fn run(seed: u64, most: usize, logs: bool) -> (Result<(), Fault>, Vec<String>) {
    let world = World::new(seed, most, logs);
    let outcome = catch_unwind(AssertUnwindSafe(|| world.run()));
    let outcome = outcome.unwrap_or_else(|_| Err("a panic".to_owned()));
    threads::forget_between();
    (outcome, world.log())
}

/// The shortest schedule of `seed` that fails: the same one, cut off earlier.
fn shortest(seed: u64) -> Option<(Fault, Vec<String>)> {
    (0..=world::EVENTS).find_map(|most| {
        let (outcome, log) = run(seed, most, true);
        outcome.err().map(|fault| (fault, log))
    })
}

/// The seeds below `seeds` that fail, found on all cores: each schedule has one thread.
fn faults(seeds: u64) -> Vec<(u64, Fault)> {
    let next = AtomicU64::new(0);
    let find = || {
        let seeds =
            iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it < seeds));
        let failing = |seed| run(seed, world::EVENTS, false).0.err().map(|fault| (seed, fault));
        seeds.filter_map(failing).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut faults = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(find)).collect();
        threads.into_iter().flat_map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    faults.sort();
    faults
}

fn report(seed: u64) {
    let Some((fault, log)) = shortest(seed) else { return };
    panic!("{SEED}={seed}\n  {}\n{fault}", log.join("\n  "));
}

#[test]
fn whatever_the_order_of_events_the_server_ends_as_a_fresh_one_and_no_rename_leaves_links() {
    if let Some(seed) = number(SEED) {
        return report(seed);
    }
    let (seeds, counts) = match number(COUNT) {
        Some(seeds) => (seeds, true),
        None => (SEEDS, false),
    };
    let begun = Instant::now();
    let faults = faults(seeds);
    let took = begun.elapsed().max(Duration::from_millis(1));
    println!("{} schedules a second", u128::from(seeds) * 1000 / took.as_millis());
    if let Some((seed, _)) = faults.first().filter(|_| !counts) {
        report(*seed);
    }
    for (seed, fault) in faults.iter().take(20) {
        println!("{SEED}={seed}: {}", fault.lines().next().unwrap_or_default());
    }
    assert!(faults.is_empty(), "{} of {seeds} seeds fail", faults.len());
}
