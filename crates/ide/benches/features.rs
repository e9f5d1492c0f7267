//! Benchmarks of the features: run `cargo bench -p linkwright-ide`.

use divan::{Bencher, black_box};
use linkwright_bench::generate::{GeneratedNote, HUB, VaultSpec, generate};
use linkwright_ide::completion::{SessionInfo, completion};
use linkwright_ide::{Texts, rename};
use linkwright_settings::Settings;
use linkwright_vault::{Change, FileId, Vault};

const SIZES: [usize; 2] = [1_000, 10_000];

fn main() {
    divan::main();
}

fn vault(count: usize) -> (Vault, Vec<GeneratedNote>) {
    let notes: Vec<GeneratedNote> = generate(VaultSpec::new(count, 1)).collect();
    let changes = notes.iter().map(|GeneratedNote { path, text }| Change::Note { path, text });
    (Vault::build(Settings::default(), changes.collect()), notes)
}

/// Completes the first letters of a name.
#[divan::bench(args = SIZES)]
fn complete(bencher: Bencher<'_, '_>, count: usize) {
    let (vault, notes) = vault(count);
    let note = vault.find_file(&notes[1].path).expect("the vault has the note");
    let text = format!("[[bel\n{}", notes[1].text);
    let session = SessionInfo { recent: &[note], today: jiff::civil::date(2026, 11, 22) };
    // The first call builds the index, which must not be measured.
    let _ = vault.names();
    bencher.bench(|| completion(&vault, note, black_box(&text), 5, &session));
}

/// Renames the hub: plans the rename and makes the edits.
#[divan::bench(args = SIZES, sample_count = 10)]
fn rename_of_hub(bencher: Bencher<'_, '_>, count: usize) {
    let (vault, notes) = vault(count);
    let hub = vault.find_file(HUB).expect("the vault has the note");
    let text = |file: FileId| -> Box<str> {
        let path = &vault.file(file).path;
        notes.iter().find(|note| *note.path == **path).map_or("", |note| &note.text).into()
    };
    let plan =
        || rename::plan_file(&vault, hub, "Other").unwrap_or_else(|refusal| panic!("{refusal:?}"));
    let texts: Texts = plan().notes().iter().map(|&file| (file, text(file))).collect();
    bencher.bench(|| rename::finish(plan(), black_box(&texts)));
}
