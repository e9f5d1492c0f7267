//! The speed of the scanner: `cargo bench -p linkwright-syntax`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use linkwright_bench::generate::{VaultSpec, generate};
use linkwright_syntax::scan;

fn main() {
    divan::main();
}

fn texts(notes: usize) -> Vec<String> {
    generate(VaultSpec::new(notes, 1)).map(|note| note.text).collect()
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

/// A hundred notes, one after the other, as when a vault is indexed.
#[divan::bench]
fn notes(bencher: Bencher<'_, '_>) {
    let texts = texts(100);
    let all = || texts.iter().map(|text| scan(black_box(text)).links.len()).sum::<usize>();
    bencher.counter(bytes(&texts)).bench(all);
}

/// Only the frontmatter of the same notes.
#[divan::bench]
fn frontmatter(bencher: Bencher<'_, '_>) {
    let mut texts = texts(100);
    texts.retain(|text| text.starts_with("---\n"));
    for text in &mut texts {
        let end = scan(text).frontmatter.map_or(0, |yaml| yaml.span.end);
        text.truncate(end as usize);
    }
    let all = || texts.iter().filter(|text| scan(black_box(text)).frontmatter.is_some()).count();
    bencher.counter(bytes(&texts)).bench(all);
}

/// One note of about a megabyte, as after each keystroke in it.
#[divan::bench]
fn large_note(bencher: Bencher<'_, '_>) {
    let text = texts(200).concat();
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(black_box(&text)));
}
