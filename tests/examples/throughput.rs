//! How fast notes are scanned, beside pulldown-cmark:
//! `cargo run --release -p linkwright-tests --example throughput -- FOLDER…`

#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use linkwright_syntax::scan;
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

/// The best of several runs over all texts, in MB/s.
fn measure(texts: &[String], work: impl Fn(&str)) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let run = |_| {
        let start = Instant::now();
        texts.iter().for_each(|text| work(text));
        start.elapsed().as_secs_f64()
    };
    bytes as f64 / 1e6 / (0..15).map(run).fold(f64::INFINITY, f64::min)
}

fn main() {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS;
    for folder in std::env::args().skip(1) {
        let mut texts = Vec::new();
        read(Path::new(&folder), &mut texts);
        let scanned = measure(&texts, |text| drop(black_box(scan(text))));
        let bodies: Vec<String> = texts
            .iter()
            .map(|text| {
                let frontmatter = scan(text).frontmatter;
                format!("\n{}", &text[frontmatter.map_or(0, |f| f.span.end as usize)..])
            })
            .collect();
        let bare = measure(&bodies, |text| drop(black_box(scan(text))));
        let parsed = measure(&texts, |text| {
            black_box(Parser::new_ext(text, extensions).into_offset_iter().count());
        });
        let bytes: usize = texts.iter().map(String::len).sum();
        println!(
            "{folder}: {} notes, {bytes} bytes: scan {scanned:.0} MB/s, \
             without frontmatter {bare:.0}, pulldown-cmark {parsed:.0}",
            texts.len(),
        );
    }
}
