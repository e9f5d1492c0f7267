//! What a vault is made of in memory: `cargo run --release -p linkwright-vault --example memory
//! [NOTES]`.
//!
//! Each part of all notes is copied once more, and the process is asked how much it grew.
#![allow(clippy::print_stdout)]

use linkwright_bench::generate::{Note as Generated, Spec, generate};
use linkwright_syntax::scan;
use linkwright_vault::{Change, Note, PreparedNote, Settings, Vault};

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    // They stay, lest their room be used again and nothing seem to grow.
    let texts: Vec<Generated> = generate(Spec::new(count, 1)).collect();
    let bytes: usize = texts.iter().map(|note| note.text.len()).sum();
    let mut vault = Vault::default();
    let all = grown(|| {
        for Generated { path, text } in &texts {
            let prepared = PreparedNote::new(path, text, scan(text), Settings::default().aliases);
            vault.load(Change::Prepared(Box::new(prepared)));
        }
    });
    let shown = |what: &str, bytes: usize| {
        println!("{what:32}{:>7.0} bytes a note", bytes as f64 / count as f64);
    };
    println!("{count} notes, {:.1} MB; the vault {:.1} MB", bytes as f64 / 1e6, all as f64 / 1e6);
    let parts = [
        ("links: places", part(&vault, |note| note.facts.links.clone())),
        ("links: what they ask for", part(&vault, |note| note.links.clone())),
        ("headings: places", part(&vault, |note| note.facts.headings.clone())),
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
        ("the note itself", size_of::<Note>() * vault.counts().notes),
    ];
    let known: usize = parts.iter().map(|(_, bytes)| bytes).sum();
    for (what, bytes) in parts {
        shown(what, bytes);
    }
    shown("paths, names, targets, tags", all.saturating_sub(known));
    shown("all", all);
    shown("names, when first asked for", grown(|| assert!(!vault.names().is_empty())));
}

/// How much a copy of one part of every note takes, without the list of the copies.
fn part<T>(vault: &Vault, copy: impl Fn(&Note) -> T) -> usize {
    let mut copies: Vec<T> = Vec::with_capacity(vault.counts().notes);
    let took = grown(|| copies.extend(vault.notes().map(|(_, note)| copy(note))));
    let list = copies.len() * size_of::<T>();
    std::mem::forget(copies);
    took.saturating_sub(list)
}

fn grown(work: impl FnOnce()) -> usize {
    let before = resident();
    work();
    resident().saturating_sub(before)
}

/// Bytes of memory in use, where the system tells.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
