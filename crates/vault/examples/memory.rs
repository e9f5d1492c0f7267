//! Memory use of a vault by part: `cargo run --release -p linkwright-vault --example memory
//! [NOTES]`.
//!
//! It copies each part of all notes once and measures how much the process grows.
#![allow(clippy::print_stdout)]

use linkwright_bench::generate::{GeneratedNote, VaultSpec, generate};
use linkwright_settings::Settings;
use linkwright_vault::{Change, Note, PreparedNote, Vault};

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    // The texts stay allocated, so that their memory is not reused by what is measured.
    let texts: Vec<GeneratedNote> = generate(VaultSpec::new(count, 1)).collect();
    let bytes: usize = texts.iter().map(|note| note.text.len()).sum();
    let mut vault = Vault::default();
    let all = measure_growth(|| {
        for GeneratedNote { path, text } in &texts {
            let prepared = PreparedNote::new(path, text, Settings::default().aliases);
            vault.load(Change::Prepared(Box::new(prepared)));
        }
    });
    let print = |what: &str, bytes: usize| {
        println!("{what:32}{:>7.0} bytes a note", bytes as f64 / count as f64);
    };
    println!("{count} notes, {:.1} MB; the vault {:.1} MB", bytes as f64 / 1e6, all as f64 / 1e6);
    let parts = [
        ("links: spans", part(&vault, |note| note.facts.links.clone())),
        ("links: targets", part(&vault, |note| note.links.clone())),
        ("headings: spans", part(&vault, |note| note.facts.headings.clone())),
        ("headings: texts", part(&vault, |note| note.headings.clone())),
        ("frontmatter", part(&vault, |note| note.facts.frontmatter.clone())),
        ("tags", part(&vault, |note| (note.facts.tags.clone(), note.tags.clone()))),
        (
            "block ids, footnotes, labels",
            part(&vault, |note| {
                let facts = (&note.facts.block_ids, &note.facts.footnotes, &note.facts.labels);
                let (ids, footnotes, labels) = facts;
                let facts = (ids.clone(), footnotes.clone(), labels.clone());
                (facts, note.block_ids.clone(), note.footnotes.clone(), note.labels.clone())
            }),
        ),
        ("verbatim", part(&vault, |note| note.facts.verbatim.clone())),
        ("note structs", size_of::<Note>() * vault.counts().notes),
    ];
    let measured: usize = parts.iter().map(|(_, bytes)| bytes).sum();
    for (what, bytes) in parts {
        print(what, bytes);
    }
    print("paths, names, targets, tags", all.saturating_sub(measured));
    print("all", all);
    print("names, after their first use", measure_growth(|| assert!(!vault.names().is_empty())));
}

/// Bytes that a copy of one part of every note takes, without the list of the copies.
fn part<T>(vault: &Vault, copy: impl Fn(&Note) -> T) -> usize {
    let mut copies: Vec<T> = Vec::with_capacity(vault.counts().notes);
    let total = measure_growth(|| copies.extend(vault.notes().map(|(_, note)| copy(note))));
    let list = copies.len() * size_of::<T>();
    std::mem::forget(copies);
    total.saturating_sub(list)
}

/// Bytes by which the resident memory of the process grows during `work`.
fn measure_growth(work: impl FnOnce()) -> usize {
    let before = resident_bytes();
    work();
    resident_bytes().saturating_sub(before)
}

/// Bytes of resident memory; 0 where the system does not report it.
fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
