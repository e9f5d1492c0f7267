//! What completion costs on the notes of a folder: `cargo run --release -p linkwright-ide --example
//! completion FOLDER`.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use linkwright_ide::completion::{Session, completion};
use linkwright_syntax::scan;
use linkwright_vault::{Change, Settings, Vault};

fn main() {
    let folder = std::env::args().nth(1).expect("a folder of notes");
    let mut texts = Vec::new();
    read(Path::new(&folder), Path::new(&folder), &mut texts);
    let changes = texts.iter().map(|(path, text)| match path.ends_with(".md") {
        true => Change::Note { path, text, facts: scan(text) },
        false => Change::File { path },
    });
    let mut vault = Vault::build(Settings::default(), changes.collect());
    println!("{} files", texts.len());
    let start = used();
    let mut steps = Vec::new();
    loop {
        let start = used();
        let more = vault.warm();
        steps.push(used() - start);
        if !more {
            break;
        }
    }
    let longest = steps.iter().max().copied().unwrap_or_default();
    println!("warmed in {:.1?}, {} steps, longest {longest:.1?}", used() - start, steps.len());
    println!("{} names", vault.names().len());
    let start = used();
    let headings = vault.heading_names().len();
    println!("{headings} headings in {:.1?}", (used() - start));

    let names: Vec<String> = vault.notes().map(|(id, _)| vault.file(id).name().into()).collect();
    let tags: Vec<String> = vault.tags().map(|(tag, _)| tag.to_owned()).take(50).collect();
    let headings: Vec<String> = vault
        .notes()
        .filter_map(|(_, note)| Some(note.headings.iter().last()?.to_owned()))
        .take(5_000)
        .collect();
    let prefixes = |words: &[String]| -> Vec<String> {
        let step = (words.len() / 40).max(1);
        let words = words.iter().step_by(step);
        let prefixes = words.flat_map(|word| {
            let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
            ends.map(|end| word[..end].to_owned()).collect::<Vec<_>>()
        });
        prefixes.collect()
    };
    let swapped = |words: &[String]| -> Vec<String> {
        let words = words.iter().step_by((words.len() / 40).max(1));
        words.map(|word| word.chars().step_by(2).take(6).collect()).collect()
    };
    run(&mut vault, "nothing typed", "[[", &[String::new()]);
    run(&mut vault, "names", "[[", &prefixes(&names));
    run(&mut vault, "letters of names", "[[", &swapped(&names));
    run(&mut vault, "paths", "[[a/", &prefixes(&names));
    run(&mut vault, "embeds", "![[", &prefixes(&names));
    run(&mut vault, "destinations", "[x](", &prefixes(&names));
    run(&mut vault, "all headings", "[[##", &prefixes(&headings));
    run(&mut vault, "tags", "#", &prefixes(&tags));
}

fn run(vault: &mut Vault, what: &str, open: &str, typed: &[String]) {
    let filler = "Some words of prose, and [[a link]].\n\n".repeat(500);
    let mut took: Vec<(Duration, &str)> = Vec::new();
    for typed in typed {
        let text = format!("{filler}{open}{typed}");
        vault.apply(Change::Note { path: "typing.md", text: &text, facts: scan(&text) });
        let note = vault.find("typing.md").expect("it was just made");
        let session = Session { recent: &[], today: jiff::civil::date(2026, 11, 22) };
        let offset = u32::try_from(text.len()).expect("a short note");
        for _ in 0..2 {
            let start = used();
            let found = completion(vault, note, &text, offset, &session);
            took.push(((used() - start), typed));
            std::hint::black_box(found);
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].0;
    let worst = took.last().expect("one was asked").1;
    println!(
        "{what}: p50 {:.2?}, p95 {:.2?}, longest {:.2?} for `{worst}`",
        at(50),
        at(95),
        at(100)
    );
}

/// The processor time of this thread, where the system tells; else the time.
fn used() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn read(root: &Path, folder: &Path, texts: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(root, &path, texts);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root).expect("it is below").to_string_lossy();
            texts.push((path.into_owned(), text));
        }
    }
}
