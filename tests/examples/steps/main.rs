//! Counts the instructions that each feature takes on vaults made to be slow, at four doublings of
//! their size, and fails where the cost per byte grows:
//!
//! `cargo run --release -p linkwright-tests --example steps [-- --shape NAME] [--feature NAME]`
//!
//! Instructions are counted by valgrind's callgrind, not timed, so that the figures are the same on
//! every run and on a busy machine.

#![allow(clippy::print_stdout)]

mod features;
mod measure;
mod report;
mod shapes;

use std::process::ExitCode;

/// Sizes of the vaults, in bytes of all their notes together.
const SIZES: [usize; 5] = [2 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10];

fn main() -> ExitCode {
    let mut chosen = Chosen::default();
    let mut counted = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--shape" => chosen.shape = args.next(),
            "--feature" => chosen.feature = args.next(),
            "--counted" => counted = true,
            other => {
                eprintln!("unknown argument {other}");
                return ExitCode::from(2);
            }
        }
    }
    if counted {
        measure::run_all(&chosen);
        return ExitCode::SUCCESS;
    }
    match measure::count(&chosen) {
        Ok(counts) => report::print(&measure::cases(&chosen), &counts),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// The part of the table that is measured; all of it by default.
#[derive(Default)]
struct Chosen {
    shape: Option<String>,
    feature: Option<String>,
}

impl Chosen {
    fn has_shape(&self, name: &str) -> bool {
        self.shape.as_deref().is_none_or(|shape| shape == name)
    }

    fn has_feature(&self, name: &str) -> bool {
        self.feature.as_deref().is_none_or(|feature| feature == name)
    }
}
