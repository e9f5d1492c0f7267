//! Runs the features under callgrind and reads what it counted.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::features::{FEATURES, Loaded};
use crate::shapes::SHAPES;
use crate::{Chosen, SIZES};

/// One figure of the table: a feature on a vault of one shape and size.
pub(crate) struct Case {
    pub(crate) feature: &'static str,
    pub(crate) shape: &'static str,
    /// Of the vault's notes, in bytes.
    pub(crate) len: usize,
}

/// The chosen cases, in the order in which [`run_all`] runs them.
pub(crate) fn cases(chosen: &Chosen) -> Vec<Case> {
    let mut cases = Vec::new();
    for (shape, make) in SHAPES.iter().filter(|(name, _)| chosen.has_shape(name)) {
        for size in SIZES {
            let len = make(size).iter().map(|(_, text)| text.len()).sum();
            for (feature, _) in FEATURES.iter().filter(|(name, _)| chosen.has_feature(name)) {
                cases.push(Case { feature, shape, len });
            }
        }
    }
    cases
}

/// Runs the chosen cases once each, every one inside a call of `measured`.
pub(crate) fn run_all(chosen: &Chosen) {
    for (_, make) in SHAPES.iter().filter(|(name, _)| chosen.has_shape(name)) {
        for size in SIZES {
            let loaded = Loaded::new(make(size));
            for (_, run) in FEATURES.iter().filter(|(name, _)| chosen.has_feature(name)) {
                // What is computed once for a note is not the cost of whoever asks first.
                run(&loaded);
                steps_measured(&mut || run(&loaded));
            }
        }
    }
}

/// Callgrind counts while this function runs and writes the count when it returns.
#[inline(never)]
fn steps_measured(work: &mut dyn FnMut()) {
    black_box(work)();
    black_box(());
}

/// The instructions that each chosen case takes.
pub(crate) fn count(chosen: &Chosen) -> Result<Vec<u64>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--collect-atstart=no", "--compress-strings=no"])
        .args(["--toggle-collect=*steps_measured*", "--dump-after=steps::measure::steps_measured"])
        .arg(format!("--callgrind-out-file={}", folder.path().join("count").display()))
        .arg(program)
        .arg("--counted")
        .env("RAYON_NUM_THREADS", "1")
        .stderr(Stdio::null());
    for (flag, name) in [("--shape", &chosen.shape), ("--feature", &chosen.feature)] {
        if let Some(name) = name {
            command.args([flag, name]);
        }
    }
    let status = command.status().map_err(|error| format!("valgrind does not start: {error}"))?;
    if !status.success() {
        return Err(format!("valgrind ended with {status}"));
    }
    (1..=cases(chosen).len()).map(|number| total(folder.path(), number)).collect()
}

fn total(folder: &Path, number: usize) -> Result<u64, String> {
    let path = folder.join(format!("count.{number}"));
    let fail = |reason: String| format!("{}: {reason}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    total.and_then(|total| total.trim().parse().ok()).ok_or_else(|| fail("no count".to_owned()))
}
