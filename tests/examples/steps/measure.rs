//! Measures the chosen cases: each feature on each vault.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use crate::features::FEATURES;
use crate::loaded::Loaded;
use crate::program::{COMMANDS, Command};
use crate::shapes::{Make, SETTINGS, SHAPES};
use crate::{Chosen, callgrind, program};

/// One figure of the table: a feature on a vault of one shape and size.
pub(crate) struct Case {
    pub(crate) feature: &'static str,
    pub(crate) shape: &'static str,
    /// The requested size in KiB.
    pub(crate) size: usize,
    /// The actual size of the vault in bytes.
    pub(crate) len: usize,
    /// The number of instructions.
    pub(crate) count: u64,
}

/// Runs the chosen features once each, every one inside a call of `steps_measured`; prints how long
/// each takes if `timed`.
pub(crate) fn run_all(chosen: &Chosen, timed: bool) {
    for (shape, make) in SHAPES.iter().filter(|(name, _)| chosen.has_shape(name)) {
        for &size in &chosen.sizes {
            let loaded = Loaded::new(make(size << 10));
            if chosen.feature.is_some() {
                // If all features are measured, another feature computes them.
                loaded.make_names();
            }
            for (feature, run) in features(chosen) {
                let started = Instant::now();
                steps_measured(&mut || run(&loaded));
                if timed {
                    let micros = started.elapsed().as_micros();
                    println!("{micros:>10} µs {size:>5} KiB {feature} | {shape}");
                }
            }
        }
    }
}

fn features(chosen: &Chosen) -> impl Iterator<Item = &'static crate::features::Feature> {
    FEATURES.iter().filter(|(name, _)| chosen.has_feature(name))
}

/// Callgrind counts while this function runs and writes the count when it returns.
#[inline(never)]
fn steps_measured(work: &mut dyn FnMut()) {
    black_box(work)();
    black_box(());
}

/// The work of one process.
#[derive(Clone, Copy)]
enum Measurement {
    /// All features on vaults of one shape.
    Features(&'static str, Make),
    /// A command on one vault, and the number of its instructions on a vault with one empty
    /// note.
    Command(&'static Command, u64, &'static str, Make, usize),
}

/// The instructions that each chosen case takes, measured by as many processes at a time as there are
/// processors, and the errors of those that could not be.
pub(crate) fn count(chosen: &Chosen) -> Result<(Vec<Case>, Vec<String>), String> {
    let mut jobs = Vec::new();
    if features(chosen).next().is_some() {
        let shapes = SHAPES.iter().filter(|(name, _)| chosen.has_shape(name));
        jobs.extend(shapes.map(|&(shape, make)| Measurement::Features(shape, make)));
    }
    for command in COMMANDS.iter().filter(|command| chosen.has_feature(command.name)) {
        let empty = |_| vec![("note.md".to_owned(), String::new())];
        let (_, empty) = program::count(command.args, empty, 0)?;
        let shapes = SHAPES.iter().chain(SETTINGS).filter(|(name, _)| command.has_shape(name));
        for &(shape, make) in shapes.filter(|(name, _)| chosen.has_shape(name)) {
            let sizes = chosen.sizes.iter();
            jobs.extend(sizes.map(|&size| Measurement::Command(command, empty, shape, make, size)));
        }
    }
    let jobs = Mutex::new(jobs.into_iter());
    let next = || jobs.lock().ok()?.next();
    let work = || -> Vec<Result<Vec<Case>, String>> {
        std::iter::from_fn(next).map(|job: Measurement| job.run(chosen)).collect()
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let done: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no worker panics")).collect()
    });
    let (mut cases, mut errors) = (Vec::new(), Vec::new());
    for done in done {
        match done {
            Ok(counted) => cases.extend(counted),
            Err(error) => errors.push(error),
        }
    }
    Ok((cases, errors))
}

impl Measurement {
    fn run(self, chosen: &Chosen) -> Result<Vec<Case>, String> {
        match self {
            Measurement::Features(shape, make) => count_features(chosen, shape, make),
            Measurement::Command(command, empty, shape, make, size) => {
                let (len, count) = program::count(command.args, make, size << 10)?;
                let (feature, count) = (command.name, count.saturating_sub(empty));
                Ok(vec![Case { feature, shape, size, len, count }])
            }
        }
    }
}

fn count_features(chosen: &Chosen, shape: &'static str, make: Make) -> Result<Vec<Case>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let options = [
        "--collect-atstart=no",
        "--toggle-collect=*steps_measured*",
        "--dump-after=steps::measure::steps_measured",
    ];
    let sizes: Vec<_> = chosen.sizes.iter().map(ToString::to_string).collect();
    let mut args = vec!["--counted", "--shape", shape];
    let sizes = sizes.join(",");
    args.extend(["--sizes", &sizes]);
    if let Some(feature) = &chosen.feature {
        args.extend(["--feature", feature]);
    }
    callgrind::run(&program, &options, args, &folder.path().join("count"))?;
    let mut cases = Vec::new();
    for &size in &chosen.sizes {
        let len = make(size << 10).iter().map(|(_, text)| text.len()).sum();
        for (feature, _) in features(chosen) {
            let out = folder.path().join(format!("count.{}", cases.len() + 1));
            let count = callgrind::total(&out)?;
            cases.push(Case { feature, shape, size, len, count });
        }
    }
    Ok(cases)
}
