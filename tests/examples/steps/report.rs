//! The table, and the verdict on it.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::Chosen;
use crate::measure::Case;

/// Greatest growth of the cost per byte in the last step from one size to the next, for each doubling
/// of the size. Sorting makes it grow a little; a quadratic step doubles it.
const MAX_GROWTH: f64 = 1.35;

/// Instructions per byte below which growth is not looked at: the fixed part of a call.
const NEGLIGIBLE: f64 = 2.0;

/// Prints instructions per byte of each case, and fails if one grows with the size.
pub(crate) fn print(chosen: &Chosen, cases: &[Case]) -> ExitCode {
    let mut rows: BTreeMap<(&str, &str), BTreeMap<usize, f64>> = BTreeMap::new();
    for case in cases {
        let per_byte = case.count as f64 / case.len as f64;
        rows.entry((case.feature, case.shape)).or_default().insert(case.size, per_byte);
    }
    let sizes: Vec<String> = chosen.sizes.iter().map(|size| format!("{size} KiB")).collect();
    println!("Instructions per byte of the vault, by its size\n");
    println!(
        "| feature | vault | {} | |\n|---|---|{}---|",
        sizes.join(" | "),
        "--:|".repeat(sizes.len())
    );
    let mut growing = 0;
    for ((feature, shape), figures) in &rows {
        let grows = grows(figures);
        growing += usize::from(grows);
        let figures: Vec<String> = figures.values().map(|figure| format!("{figure:.1}")).collect();
        let mark = if grows { "**grows**" } else { "" };
        println!("| {feature} | {shape} | {} | {mark} |", figures.join(" | "));
    }
    println!("\n{} passed, {growing} failed", rows.len() - growing);
    if growing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the cost per byte, by size, grows at the end.
fn grows(figures: &BTreeMap<usize, f64>) -> bool {
    let mut last = figures.iter().rev();
    let (Some((size, last)), Some((smaller, before))) = (last.next(), last.next()) else {
        return false;
    };
    let doublings = (*size as f64 / *smaller as f64).log2();
    *last > NEGLIGIBLE && *last > before * MAX_GROWTH.powf(doublings)
}
