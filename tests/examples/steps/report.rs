//! Prints the table, and fails if a cost grows.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::features::FEATURES;
use crate::measure::Case;
use crate::program::COMMANDS;
use crate::shapes::{SETTINGS, SHAPES};
use crate::{Chosen, Form};

/// Maximum growth of the cost per byte between the last two sizes, for each doubling of
/// the size. Sorting makes it grow a little; a quadratic step doubles it.
const MAX_GROWTH: f64 = 1.35;

/// Minimum number of instructions per byte for the check; below it the fixed cost of a call dominates.
const NEGLIGIBLE: f64 = 10.0;

/// Features and shapes whose cost jumps from one size to the next, and is lower again at larger ones:
/// how full a table is, whether enough was found to stop looking, whether a broken link has four digits, which
/// are tried as every day of that year, and whether a measured place is on a key or on its value.
const JUMPS: &[(&str, &str)] = &[
    ("build the vault", "the same block id"),
    ("completion", "tags in the frontmatter"),
    ("hover", "broken links on one line"),
    ("hover", "nested heading paths"),
    ("hover", "one long broken name"),
    ("hover", "properties with links"),
    ("rename", "frontmatter keys"),
];

/// Number of feature columns in a table of the page.
const COLUMNS: usize = 5;

/// Instructions per byte of a feature on a shape, by the size in KiB.
type Figures = BTreeMap<usize, f64>;

/// Prints the instructions per byte of each case, and fails if one grows with the size.
pub(crate) fn print(chosen: &Chosen, cases: &[Case]) -> ExitCode {
    let mut rows: BTreeMap<(&str, &str), Figures> = BTreeMap::new();
    for case in cases {
        let per_byte = case.count as f64 / case.len as f64;
        rows.entry((case.feature, case.shape)).or_default().insert(case.size, per_byte);
    }
    let growing = rows.iter().filter(|(case, it)| grows(it) && !JUMPS.contains(case)).count();
    match chosen.form {
        Form::All => list(chosen, &rows),
        Form::Growing => {
            rows.retain(|_, figures| grows(figures));
            list(chosen, &rows);
            println!("\n{} measured", cases.len());
        }
        Form::Page => page(chosen, &rows),
    }
    if growing == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!("{growing} grow by more than {MAX_GROWTH} for each doubling of the size");
    ExitCode::FAILURE
}

/// Prints a line for each feature and shape, with all sizes.
fn list(chosen: &Chosen, rows: &BTreeMap<(&str, &str), Figures>) {
    if rows.is_empty() {
        return;
    }
    let sizes: Vec<String> = chosen.sizes.iter().map(|size| format!("{size} KiB")).collect();
    println!("Instructions per byte of the vault, by its size\n");
    println!(
        "| feature | vault | {} | |\n|---|---|{}---|",
        sizes.join(" | "),
        "--:|".repeat(sizes.len())
    );
    for ((feature, shape), figures) in rows {
        let mark = if grows(figures) { "**grows**" } else { "" };
        let figures: Vec<String> = figures.values().map(|figure| format!("{figure:.1}")).collect();
        println!("| {feature} | {shape} | {} | {mark} |", figures.join(" | "));
    }
}

/// Prints the tables of `docs/steps.md`: a line for each shape, a column for each feature, the smallest and
/// the largest size.
fn page(chosen: &Chosen, rows: &BTreeMap<(&str, &str), Figures>) {
    let chosen = |name: &&str| chosen.has_feature(name);
    let features: Vec<&str> = FEATURES.iter().map(|(name, _)| *name).filter(chosen).collect();
    let commands: Vec<&str> = COMMANDS.iter().map(|command| command.name).filter(chosen).collect();
    let shapes = || SHAPES.iter().chain(SETTINGS).map(|(name, _)| *name);
    for features in features.chunks(COLUMNS).chain([&commands[..]]).filter(|it| !it.is_empty()) {
        println!("| | {} |\n|---|{}", features.join(" | "), "--:|".repeat(features.len()));
        for shape in shapes() {
            let cells: Vec<String> = features
                .iter()
                .map(|feature| {
                    let figures = rows.get(&(*feature, shape))?;
                    let (first, last) = (figures.values().next()?, figures.values().last()?);
                    Some(format!("{} → {}", figure(*first), figure(*last)))
                })
                .map(Option::unwrap_or_default)
                .collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                println!("| {shape} | {} |", cells.join(" | "));
            }
        }
        println!();
    }
}

fn figure(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// Whether the cost per byte, by size, grows at the end.
fn grows(figures: &Figures) -> bool {
    let mut last = figures.iter().rev();
    let (Some((size, last)), Some((smaller, before))) = (last.next(), last.next()) else {
        return false;
    };
    let doublings = (*size as f64 / *smaller as f64).log2();
    *last > NEGLIGIBLE && *last > before * MAX_GROWTH.powf(doublings)
}
