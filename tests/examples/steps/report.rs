//! The table, and the verdict on it.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::SIZES;
use crate::measure::Case;

/// Greatest growth of the cost per byte from the half of the largest vault to the largest. Sorting
/// makes it grow a little; a quadratic step doubles it.
const MAX_GROWTH: f64 = 1.35;

/// Instructions per byte below which growth is not looked at: the fixed part of a call.
const NEGLIGIBLE: f64 = 2.0;

/// Prints instructions per byte of each case, and fails if one grows with the size.
pub(crate) fn print(cases: &[Case], counts: &[u64]) -> ExitCode {
    let mut rows: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for (case, &count) in cases.iter().zip(counts) {
        let per_byte = count as f64 / case.len as f64;
        rows.entry((case.feature, case.shape)).or_default().push(per_byte);
    }
    let sizes: Vec<String> = SIZES.iter().map(|size| format!("{} KiB", size >> 10)).collect();
    println!("Instructions per byte of the vault, by its size\n");
    println!(
        "| feature | vault | {} | |\n|---|---|{}---|",
        sizes.join(" | "),
        "--:|".repeat(sizes.len())
    );
    let mut growing = 0;
    for ((feature, shape), figures) in &rows {
        let [.., before, last] = figures[..] else { continue };
        let grows = last > NEGLIGIBLE && last > before * MAX_GROWTH;
        growing += usize::from(grows);
        let figures: Vec<String> = figures.iter().map(|figure| format!("{figure:.1}")).collect();
        let mark = if grows { "**grows**" } else { "" };
        println!("| {feature} | {shape} | {} | {mark} |", figures.join(" | "));
    }
    println!("\n{} passed, {growing} failed", rows.len() - growing);
    if growing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
