//! Races, tested: a server whose disk, threads and clock are given by a seed (`CONTRIBUTING.md`, "A
//! schedule that fails").
//!
//! All of it runs on one thread. At each step the seed picks one thing that can happen next: the
//! owner's next job, a step of the reader, work beside them, a request that goes on, a hint of the
//! watcher, a change by another program, an action in the editor. While the disk is being read, other
//! steps come in between. When nothing is left to happen, the server is compared with a fresh one.

mod check;
mod disk;
mod editor;
pub(crate) mod given;
mod look;
mod outside;
mod renames;
mod requests;
mod server;
mod text;
mod threads;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
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

fn report(seed: u64) {
    let Some((fault, log)) = shortest(seed) else { return };
    panic!("{SEED}={seed}\n  {}\n{fault}", log.join("\n  "));
}

#[test]
fn whatever_the_order_of_events_the_server_ends_as_a_fresh_one_and_no_rename_leaves_links() {
    if let Some(seed) = number(SEED) {
        return report(seed);
    }
    let begun = Instant::now();
    let (seeds, counts) = match number(COUNT) {
        Some(seeds) => (seeds, true),
        None => (SEEDS, false),
    };
    let mut faults = Vec::new();
    for seed in 0..seeds {
        if let (Err(fault), _) = run(seed, world::EVENTS, false) {
            if !counts {
                report(seed);
            }
            faults.push((seed, fault));
        }
    }
    let took = begun.elapsed().max(Duration::from_millis(1));
    println!("{} schedules a second", u128::from(seeds) * 1000 / took.as_millis());
    for (seed, fault) in faults.iter().take(20) {
        println!("{SEED}={seed}: {}", fault.lines().next().unwrap_or_default());
    }
    assert!(faults.is_empty(), "{} of {seeds} seeds fail", faults.len());
}
