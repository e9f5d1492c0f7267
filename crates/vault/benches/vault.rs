//! Benchmarks of the link graph: `cargo bench -p linkwright-vault`.

use divan::{Bencher, black_box};
use linkwright_bench::generate::{GeneratedNote, HUB, VaultSpec, generate};
use linkwright_settings::Settings;
use linkwright_vault::{Change, LinkRef, PreparedNote, Vault, VaultPreview};

/// Numbers of notes. A request about one note should cost the same in each vault.
const SIZES: [usize; 2] = [1_000, 10_000];

fn main() {
    divan::main();
}

fn notes(count: usize) -> Vec<GeneratedNote> {
    generate(VaultSpec::new(count, 1)).collect()
}

fn prepared(note: &GeneratedNote) -> Box<PreparedNote> {
    let rules = Settings::default().aliases;
    Box::new(PreparedNote::new(&note.path, &note.text, rules))
}

fn vault(notes: &[GeneratedNote]) -> Vault {
    let changes = notes.iter().map(|note| Change::Prepared(prepared(note)));
    Vault::build(Settings::default(), changes.collect())
}

/// Scanning and preparing a note, on a reader thread.
#[divan::bench]
fn prepare(bencher: Bencher<'_, '_>) {
    let note = notes(50).pop().expect("there are 50 notes");
    bencher.bench(|| prepared(&note));
}

/// Loading all prepared notes of a vault, on the thread that owns it.
#[divan::bench(args = SIZES, sample_count = 10)]
fn load(bencher: Bencher<'_, '_>, count: usize) {
    let notes = notes(count);
    let inputs = || -> Vec<_> { notes.iter().map(prepared).collect() };
    bencher.with_inputs(inputs).bench_values(|prepared| {
        let mut vault = Vault::default();
        prepared.into_iter().for_each(|note| vault.load(Change::Prepared(note)));
        vault
    });
}

/// A keystroke in one note, whose text is already prepared.
#[divan::bench(args = SIZES)]
fn apply(bencher: Bencher<'_, '_>, count: usize) {
    let notes = notes(count);
    let mut vault = vault(&notes);
    let GeneratedNote { path, text } = &notes[count / 2];
    let mut typed = 0;
    let input = || {
        typed += 1;
        let text = format!("{text}\n[[typed {typed}]]\n");
        prepared(&GeneratedNote { path: path.clone(), text })
    };
    bencher.with_inputs(input).bench_local_values(|note| vault.apply(Change::Prepared(note)));
}

/// Resolving the links of one note.
#[divan::bench(args = SIZES)]
fn resolve(bencher: Bencher<'_, '_>, count: usize) {
    let notes = notes(count);
    let vault = vault(&notes);
    let source = vault.find_file(&notes[count / 2].path).expect("the note exists");
    let links = vault.note(source).expect("a note").links.len();
    let links = u32::try_from(links).expect("fewer than 2³² links");
    bencher.bench(|| {
        let link = |index| vault.resolve(black_box(LinkRef { source, index }));
        (0..links).filter(|&index| link(index).file().is_some()).count()
    });
}

/// The backlinks of the hub: a quarter of all links.
#[divan::bench(args = SIZES)]
fn backlinks_of_hub(bencher: Bencher<'_, '_>, count: usize) {
    let vault = vault(&notes(count));
    let hub = vault.find_file(HUB).expect("the note exists");
    bencher.bench(|| vault.backlinks(black_box(hub)));
}

/// The links that a rename of the hub diverts.
#[divan::bench(args = SIZES)]
fn move_of_hub(bencher: Bencher<'_, '_>, count: usize) {
    let vault = vault(&notes(count));
    let hub = vault.find_file(HUB).expect("the note exists");
    bencher.bench(|| {
        VaultPreview::new(&vault).with_moved(black_box(hub), "Other.md").diverted_links()
    });
}
