//! Counts the instructions of each feature on worst-case vaults of doubling sizes, and fails if the
//! cost per byte grows:
//!
//! `cargo run --release -p linkwright-tests --example steps [-- --shape NAME] [--feature NAME]`
//!
//! valgrind's callgrind counts the instructions, so the figures are the same on a busy machine.
//! `--sizes 4,16` measures vaults of 4 and 16 KiB instead of 2 to 32; `--growing`
//! prints only the growing cases, `--page` the tables of `docs/steps.md`; `--timed` measures time, for a
//! first look at large vaults.

#![allow(clippy::print_stdout)]

mod callgrind;
mod features;
mod loaded;
mod measure;
mod program;
mod report;
mod shapes;

use std::process::ExitCode;

/// The sizes of the vaults in KiB, the sum of all notes.
const SIZES: [usize; 5] = [2, 4, 8, 16, 32];

fn main() -> ExitCode {
    let mut chosen = Chosen { sizes: SIZES.to_vec(), ..Chosen::default() };
    let (mut counted, mut timed) = (false, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--shape" => chosen.shape = args.next(),
            "--feature" => chosen.feature = args.next(),
            "--sizes" => {
                let sizes = args.next().unwrap_or_default();
                match sizes.split(',').map(str::parse).collect() {
                    Ok(sizes) => chosen.sizes = sizes,
                    Err(_) => return usage(&format!("--sizes {sizes}: numbers of KiB expected")),
                }
            }
            "--growing" => chosen.form = Form::Growing,
            "--page" => chosen.form = Form::Page,
            "--counted" => counted = true,
            "--timed" => timed = true,
            other => return usage(&format!("unknown argument {other}")),
        }
    }
    if counted || timed {
        measure::run_all(&chosen, timed);
        return ExitCode::SUCCESS;
    }
    match measure::count(&chosen) {
        Ok((cases, errors)) => {
            let verdict = report::print(&chosen, &cases);
            if errors.is_empty() { verdict } else { usage(&errors.join("\n")) }
        }
        Err(error) => usage(&error),
    }
}

fn usage(error: &str) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(2)
}

/// The part of the table that is measured.
#[derive(Default, Clone)]
struct Chosen {
    /// The only shape to measure; `None` for all shapes.
    shape: Option<String>,
    /// The only feature to measure; `None` for all features.
    feature: Option<String>,
    /// The sizes in KiB.
    sizes: Vec<usize>,
    form: Form,
}

/// How the figures are printed.
#[derive(Default, Clone, Copy)]
enum Form {
    /// All figures.
    #[default]
    All,
    /// Only the figures that grow.
    Growing,
    /// The smallest and the largest size of each, as tables.
    Page,
}

impl Chosen {
    fn has_shape(&self, name: &str) -> bool {
        self.shape.as_deref().is_none_or(|shape| shape == name)
    }

    fn has_feature(&self, name: &str) -> bool {
        self.feature.as_deref().is_none_or(|feature| feature == name)
    }
}
