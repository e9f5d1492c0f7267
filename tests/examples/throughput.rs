//! Measures the speed of the scanner, of pulldown-cmark and of tree-sitter's block grammar, and the memory
//! that facts take:
//! `cargo run --release -p linkwright-tests --example throughput -- FOLDER…`

#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::mem::size_of;
use std::path::Path;
use std::time::Instant;

use linkwright_syntax::frontmatter::Alias;
use linkwright_syntax::{Facts, Frontmatter, blocks, scan};
use pulldown_cmark::{Options, Parser};

fn read(folder: &Path, texts: &mut Vec<String>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            texts.extend(std::fs::read_to_string(path));
        }
    }
}

/// The best speed of `runs` runs over all texts, in MB/s.
fn measure(runs: usize, texts: &[String], work: impl Fn(&str)) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let run = |_| {
        let start = Instant::now();
        texts.iter().for_each(|text| work(text));
        start.elapsed().as_secs_f64()
    };
    bytes as f64 / 1e6 / (0..runs).map(run).fold(f64::INFINITY, f64::min)
}

/// The memory that `facts` take in bytes, without the allocator's overhead.
fn size(facts: &Facts) -> usize {
    fn list<T>(list: &Vec<T>) -> usize {
        list.capacity() * size_of::<T>()
    }
    // Each takes twenty bytes in addition to its value.
    let alias = |alias: Alias<'_>| 20 + alias.scalar.value.len();
    let frontmatter = |it: &Frontmatter| {
        size_of::<Frontmatter>() + list(&it.keys) + it.all_aliases().map(alias).sum::<usize>()
    };
    size_of::<Facts>()
        + facts.frontmatter.as_deref().map_or(0, frontmatter)
        + list(&facts.links)
        + list(&facts.headings)
        + list(&facts.block_ids)
        + list(&facts.tags)
        + list(&facts.footnotes)
        + list(&facts.labels)
        + list(&facts.verbatim)
}

fn main() {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS;
    for folder in std::env::args().skip(1) {
        let mut texts = Vec::new();
        read(Path::new(&folder), &mut texts);
        let scanned = measure(15, &texts, |text| drop(black_box(scan(text))));
        let bodies: Vec<String> = texts
            .iter()
            .map(|text| {
                let frontmatter = scan(text).frontmatter;
                format!("\n{}", &text[frontmatter.map_or(0, |f| f.span.end as usize)..])
            })
            .collect();
        let bare = measure(15, &bodies, |text| drop(black_box(scan(text))));
        let parsed = measure(15, &texts, |text| {
            black_box(Parser::new_ext(text, extensions).into_offset_iter().count());
        });
        let blocks = measure(2, &texts, |text| drop(black_box(blocks(text))));
        let bytes: usize = texts.iter().map(String::len).sum();
        let facts: usize = texts.iter().map(|text| size(&scan(text))).sum();
        println!(
            "{folder}: {} notes, {bytes} bytes: scan {scanned:.0} MB/s, \
             without frontmatter {bare:.0}, pulldown-cmark {parsed:.0}, tree-sitter {blocks:.1}; \
             facts {} bytes a note, {:.1} % of its text",
            texts.len(),
            facts / texts.len().max(1),
            100.0 * facts as f64 / bytes.max(1) as f64,
        );
    }
}
