//! Random vaults, and random commands that change notes in them. After an undo, every byte, name and folder
//! is as before, and the same command has the same result again. At the end, all changes are undone.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use fastrand::Rng;
use support::{Snapshot, Vault, snapshot};

/// Number of vaults in a normal run. `LINKWRIGHT_SEEDS` sets another number, `LINKWRIGHT_SEED` runs
/// only one.
const SEEDS: u64 = 10;

/// Number of changes in each vault, at most as many as are kept.
const CHANGES: usize = 8;

const NAMES: [&str; 6] = ["Love", "Old name", "Öl", "it's", "C (x)", "love song"];
const FOLDERS: [&str; 4] = ["", "a/", "a/b/", "Ü/"];
const HEADINGS: [&str; 5] = ["Love", "Early years", "A: b", "On [[Öl]]", "Öl"];
const TAGS: [&str; 4] = ["old", "old/x", "Old/y/z", "new"];
const BLOCKS: [&str; 3] = ["e1", "b-2", "BASE"];

/// One of the items.
fn one<'i>(rng: &mut Rng, items: &[&'i str]) -> &'i str {
    items[rng.usize(0..items.len())]
}

fn link(rng: &mut Rng) -> String {
    let (name, heading, block) = (one(rng, &NAMES), one(rng, &HEADINGS), one(rng, &BLOCKS));
    let heading = heading.replace([':', '[', ']'], " ");
    let encoded = name.replace(' ', "%20");
    match rng.usize(0..10) {
        0 => format!("[[{name}#{heading}]]"),
        1 => format!("[[{name}#^{block}|shown]]"),
        2 => format!("![[{name}#{heading}]]"),
        3 => format!("[text]({encoded}.md)"),
        4 => format!("[text](<{name}#{heading}>)"),
        5 => format!("[[{name}|{name}]]"),
        6 => "[[amor]]".to_owned(),
        7 => "![[p.jpg]]".to_owned(),
        8 => format!("{name} and [[Gone]]"),
        _ => format!("[[{name}]]"),
    }
}

fn note(rng: &mut Rng) -> String {
    let mut text = String::new();
    if rng.bool() {
        text +=
            ["---\naliases: [amor, x]\n", "---\naliases:\n  - Love # why\n", "---\ntags: [old]\n"]
                [rng.usize(0..3)];
        text += ["", "up: [[Love]]\n", "near: \"[[Old name#Öl]]\"\n"][rng.usize(0..3)];
        text += "---\n";
    }
    for _ in 0..rng.usize(0..9) {
        let line = match rng.usize(0..6) {
            0 => format!("{} {}\n\n", "#".repeat(rng.usize(1..4)), one(rng, &HEADINGS)),
            1 => format!("Words #{} here. ^{}\n\n", one(rng, &TAGS), one(rng, &BLOCKS)),
            2 => format!(
                "| a | {} |\n|---|---|\n| {} | b |\n\n",
                link(rng),
                link(rng).replace('|', "\\|")
            ),
            3 => format!("- {}\n  - {} ^{}\n\n", link(rng), link(rng), one(rng, &BLOCKS)),
            4 => format!("> {}\n\n[r]: {}.md\n\n", link(rng), one(rng, &["Öl", "a/Öl", "C%20(x)"])),
            _ => format!("See {} and {}.\n\n", link(rng), link(rng)),
        };
        text += &line;
    }
    if rng.usize(0..4) == 0 {
        text.truncate(text.trim_end().len());
    }
    match rng.usize(0..5) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        _ => text,
    }
}

fn vault(rng: &mut Rng) -> Vault {
    let vault = Vault::new("");
    for _ in 0..rng.usize(3..8) {
        let path = format!("{}{}.md", one(rng, &FOLDERS), one(rng, &NAMES));
        vault.write(&path, note(rng).as_bytes());
    }
    vault.write("a/p.png", b"picture");
    let file = one(rng, &NAMES);
    let node =
        format!("{{\"id\":\"1\",\"type\":\"file\",\"file\":\"{file}.md\",\"subpath\":\"#Öl\"}}");
    vault.write("map.canvas", format!("{{\"nodes\":[{node}],\"edges\":[]}}\n").as_bytes());
    if rng.bool() {
        vault.write(&format!(".trash/{file}.md"), b"older");
    }
    vault
}

/// The parts of the notes after this mark at the start of a line or word, each as `path#part`.
fn parts(notes: &[(String, String)], mark: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (path, text) in notes {
        for line in text.lines() {
            let part = match mark {
                "^" => line.rsplit_once(" ^").map(|(_, id)| format!("^{id}")),
                _ => line.strip_prefix(mark).map(|heading| {
                    let words = heading.trim_start_matches('#').replace([':', '[', ']'], " ");
                    words.split_whitespace().collect::<Vec<_>>().join(" ")
                }),
            };
            parts.extend(part.filter(|part| !part.is_empty()).map(|part| format!("{path}#{part}")));
        }
    }
    parts
}

/// A random command. `notes` are the paths and texts of the vault's notes.
fn command(rng: &mut Rng, notes: &[(String, String)]) -> Vec<String> {
    let paths: Vec<&str> = notes.iter().map(|(path, _)| path.as_str()).collect();
    let (from, to) = (one(rng, &paths), one(rng, &paths));
    let new =
        format!("{}{}", one(rng, &["", "a/", "new/er/"]), one(rng, &["New", "Nie gehört", "Love"]));
    let [sections, blocks] = ["#", "^"].map(|mark| parts(notes, mark));
    let some = |rng: &mut Rng, parts: &[String]| match parts.is_empty() {
        true => format!("{from}#none"),
        false => parts[rng.usize(0..parts.len())].clone(),
    };
    let (section, below, block) = (some(rng, &sections), some(rng, &sections), some(rng, &blocks));
    let tag = format!("#{}", one(rng, &TAGS));
    let words: [&str; 3] = match rng.usize(0..16) {
        0 => ["rename", from, &new],
        1 | 2 => ["rename", &section, one(rng, &["Youth", "Öl", "What is it?"])],
        3 => ["rename", &block, "other-1"],
        4 | 5 => ["rename", &tag, one(rng, &["#new", "#x/y", "#old"])],
        6 => ["mv", from, one(rng, &["a/", "new/", "Ü/b/"])],
        7 => ["mv", "a", "b/c"],
        8 | 9 => ["merge", from, to],
        10 => ["split", &section, &new],
        11 => ["move", &section, to],
        12 => ["move", &section, &below],
        13 => ["convert", "--to", one(rng, &["wikilink", "markdown"])],
        14 => ["link-mentions", from, "--quiet"],
        _ => ["check", "--quiet", one(rng, &["--fix", "--fix=unsafe"])],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Runs the changes of `seed`. Returns how often each command changed something, or a description of the
/// failure.
fn fault(seed: u64) -> Result<BTreeMap<String, usize>, String> {
    let mut rng = Rng::with_seed(seed);
    let vault = vault(&mut rng);
    let first = snapshot(vault.path());
    let (mut log, mut made) = (String::new(), BTreeMap::new());
    for _ in 0..CHANGES {
        let before = snapshot(vault.path());
        let notes =
            before.iter().filter(|(path, _)| path.ends_with(".md") && !path.starts_with('.'));
        let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone().unwrap()).unwrap();
        let notes = notes.map(|(path, bytes)| (path.clone(), text(bytes)));
        let args = command(&mut rng, &notes.collect::<Vec<_>>());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = vault.run(&args);
        let after = snapshot(vault.path());
        log += &format!("{args:?}: {}\n", run.show());
        let fail = |what: &str, log: &str| {
            Err(format!("{what}\n{log}before: {}\nafter: {}", shown(&before), shown(&after)))
        };
        if before == after {
            continue;
        }
        // `check` also reports the rest, and exits with 1.
        if run.status != Some(0) && args[0] != "check" {
            return fail("it failed, and something changed", &log);
        }
        let kind = if args[0] == "rename" && args[1].starts_with('#') { "tag" } else { args[0] };
        *made.entry(kind.to_owned()).or_default() += 1;
        let undo = vault.run(&["undo"]);
        log += &format!("undo: {}\n", undo.show());
        if undo.status != Some(0) || snapshot(vault.path()) != before {
            return fail("the undo is not the state before it", &log);
        }
        vault.run(&args);
        if snapshot(vault.path()) != after {
            return fail("the same change after an undo has another result", &log);
        }
    }
    for _ in 0..made.values().sum() {
        vault.run(&["undo", "-q"]);
    }
    match snapshot(vault.path()) == first {
        true => Ok(made),
        false => Err(format!("not all is undone\n{log}")),
    }
}

fn shown(snapshot: &Snapshot) -> String {
    let text =
        |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|it| String::from_utf8_lossy(it).into_owned());
    let texts: BTreeMap<&String, _> = snapshot.iter().map(|(path, it)| (path, text(it))).collect();
    format!("{texts:#?}")
}

#[test]
fn every_change_can_be_undone() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seeds = match number("LINKWRIGHT_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LINKWRIGHT_SEEDS").unwrap_or(SEEDS),
    };
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let is_one = seeds.end - seeds.start == 1;
    for seed in seeds {
        match fault(seed) {
            Ok(changes) => {
                for (command, count) in changes {
                    *made.entry(command).or_default() += count;
                }
            }
            Err(fault) => panic!("LINKWRIGHT_SEED={seed}\n{fault}"),
        }
    }
    println!("changes made: {made:?}");
    for command in ["rename", "tag", "merge", "split", "move", "convert", "check"] {
        assert!(is_one || made.contains_key(command), "no {command} changed anything: {made:?}");
    }
}
