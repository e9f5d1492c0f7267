//! What the graph costs, on generated notes: `cargo run --release -p linkwright-vault --example
//! measure [NOTES]`.
#![allow(clippy::print_stdout)]

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use linkwright_syntax::scan;
use linkwright_vault::{After, Change, LinkRef, Resolution, Settings, Vault};

fn main() {
    let notes = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    many_notes(notes);
    one_name(notes);
}

/// Notes in folders, each with links, aliases and headings, one of them linked by all.
fn many_notes(count: usize) {
    let texts: Vec<(String, String)> = (0..count).map(|i| note(i, count)).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    println!("{count} notes, {:.1} MB", bytes as f64 / 1e6);
    let memory = resident();
    let Timed { took: scanned, value: changes } = timed(|| {
        let change = |(_, text): &(String, String)| scan(text);
        texts.iter().map(change).collect::<Vec<_>>()
    });
    report("scan", scanned, count, "note");
    let facts_memory = resident();
    let changes = changes.into_iter().zip(&texts);
    let changes: Vec<_> =
        changes.map(|(facts, (path, text))| Change::Note { path, text, facts }).collect();
    let built = timed(|| Vault::build(Settings::default(), changes));
    let mut vault = built.value;
    let counts = vault.counts();
    report("apply", built.took, count, "note");
    let used = |from: usize, to: usize| to.saturating_sub(from) as f64;
    println!(
        "  memory {:.1} MB of facts + {:.1} MB of graph = {:.2} of the notes; graph: {:.0} bytes a link",
        used(memory, facts_memory) / 1e6,
        used(facts_memory, resident()) / 1e6,
        used(memory, resident()) / bytes as f64,
        used(facts_memory, resident()) / counts.links as f64,
    );

    let links: Vec<LinkRef> = links(&vault);
    let resolved =
        timed(|| links.iter().filter(|&&link| vault.resolve(link).file().is_some()).count());
    println!("  {} of {} links lead somewhere", resolved.value, links.len());
    report("resolve", resolved.took, links.len(), "link");
    let unresolved = timed(|| vault.unresolved().count());
    report("unresolved", unresolved.took, 1, "call");

    let hub = vault.find("f0/note 0.md").expect("the hub is there");
    let backlinks = timed(|| vault.backlinks(hub).len());
    report(&format!("backlinks of the hub ({})", backlinks.value), backlinks.took, 1, "call");
    let renamed = timed(|| After::new(&vault).moved(hub, "f0/new name.md").changed().len());
    report(&format!("rename of the hub ({} links)", renamed.value), renamed.took, 1, "call");
    let moved = timed(|| {
        let mut after = After::new(&vault);
        for (file, entry) in vault.files() {
            after = after.moved(file, &format!("moved/{}", entry.path));
        }
        after.changed().len()
    });
    report(&format!("move of all ({} links change)", moved.value), moved.took, count, "note");

    let edits = 1_000;
    let edited: Vec<_> = (0..edits).map(|i| format!("{}\n[[typed {i}]]\n", texts[1].1)).collect();
    let scanned: Vec<_> = edited.iter().map(|text| (text, scan(text))).collect();
    let typed = timed(|| {
        for (text, facts) in scanned {
            vault.apply(Change::Note { path: &texts[1].0, text, facts });
        }
    });
    report("edit of one note", typed.took, edits, "edit");
    let renames = timed(|| {
        for i in 0..edits {
            let (path, text) = &texts[i % count];
            vault.apply(Change::Remove { path });
            vault.apply(Change::Note { path, text, facts: scan(text) });
        }
    });
    report("removal and return, scan included", renames.took, edits, "note");
}

/// Every folder has its `index.md`, and a note that links to it.
fn one_name(count: usize) {
    println!("{count} notes named index.md, each in a folder of its own");
    let paths: Vec<_> = (0..count)
        .flat_map(|i| [format!("g{}/f{i}/index.md", i % 10), format!("g{}/f{i}/n{i}.md", i % 10)])
        .chain((0..count).map(|i| format!("h/{}/m{i}.md", i % 100)))
        .collect();
    let text = "[[index]]\n";
    let changes: Vec<_> =
        paths.iter().map(|path| Change::Note { path, text, facts: scan(text) }).collect();
    let built = timed(|| Vault::build(Settings::default(), changes));
    report("apply", built.took, paths.len(), "note");
    let vault = built.value;
    let links = links(&vault);
    let resolved =
        timed(|| links.iter().filter(|&&link| vault.resolve(link) != Resolution::Missing).count());
    report("resolve", resolved.took, links.len(), "link");
    let index = vault.find("g0/f0/index.md").expect("it is there");
    let renamed = timed(|| After::new(&vault).moved(index, "g0/f0/other.md").changed().len());
    report(&format!("rename of one ({} links)", renamed.value), renamed.took, 1, "call");
}

fn note(i: usize, count: usize) -> (String, String) {
    let mut text = format!("---\naliases:\n  - The title of {i}\n  - alias {}\n---\n", i / 2);
    text.push_str(&format!("# The title of {i}\n\nSee [[note 0]].\n\n"));
    for k in 1..14 {
        let other = (i * 7_919 + k * 104_729) % count;
        text.push_str(&format!("## Part {k}\n\n{}\n\n", "Some words of prose. ".repeat(16)));
        text.push_str(&match k % 5 {
            0 => format!("And [so on](f{}/note%20{other}.md#part-2).\n", other % 97),
            1 => format!("And [[f{}/note {other}#Part 3|so on]].\n", other % 97),
            2 if k == 2 => format!("And [[missing {}]].\n", other % 1000),
            _ => format!("And [[note {other}|so on]].\n"),
        });
    }
    (format!("f{}/note {i}.md", i % 97), text)
}

fn links(vault: &Vault) -> Vec<LinkRef> {
    let each = |(source, note): (_, &linkwright_vault::Note)| {
        (0..note.links.len() as u32).map(move |index| LinkRef { source, index })
    };
    vault.notes().flat_map(each).collect()
}

struct Timed<T> {
    took: Duration,
    value: T,
}

fn timed<T>(work: impl FnOnce() -> T) -> Timed<T> {
    let start = used_time();
    let value = work();
    Timed { took: used_time().saturating_sub(start), value }
}

fn report(what: &str, took: Duration, count: usize, unit: &str) {
    println!("  {what}: {took:.1?}, {:.0?} a {unit}", took / u32::try_from(count).unwrap_or(1));
}

/// The processor time of this thread, where the system tells; else the time.
fn used_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// Bytes of memory in use, where the system tells.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
