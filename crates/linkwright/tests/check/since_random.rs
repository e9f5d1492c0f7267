//! What random changes of random vaults cause: exactly the findings that a full check after them has, and a
//! full check before them does not have.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::Value;

use super::repository::{commit, found, git};
use super::support::Vault;

const NAMES: [&str; 6] = ["a", "b", "Cé d", "sub/a", "sub/e", "sub/deep/f"];

/// A text with links, aliases and headings of a few names.
fn text(rng: &mut Rng) -> String {
    let mut text = String::new();
    let name = |rng: &mut Rng| {
        let path = NAMES[rng.usize(..NAMES.len())];
        let short = path.rsplit('/').next().unwrap_or(path);
        if rng.bool() { path } else { short }
    };
    if rng.u8(..3) == 0 {
        text += &format!("---\naliases: [{}, x{}]\n---\n", name(rng), rng.u8(..3));
    }
    for _ in 0..rng.u8(..6) {
        let name = name(rng);
        text += &match rng.u8(..10) {
            0 => format!("# H{}\n", rng.u8(..3)),
            1 => format!("[[{name}#H{}]]\n", rng.u8(..3)),
            2 => format!("words ^id{}\n", rng.u8(..2)),
            3 => format!("[[{name}#^id{}]] ", rng.u8(..2)),
            4 => format!("![[{}.png]] ", rng.u8(..3)),
            5 => format!("[x](<{name}.md>) "),
            6 => format!("[x](file{}) [x](../file0) ", rng.u8(..3)),
            7 => format!("[[x{}]] ", rng.u8(..3)),
            8 => format!("[^{}] ", rng.u8(..3)),
            _ => format!("[[{name}|words]]\n\n"),
        };
    }
    text
}

/// Makes one change of the files.
fn change(vault: &Vault, rng: &mut Rng) {
    let path = |rng: &mut Rng| format!("vault/{}.md", NAMES[rng.usize(..NAMES.len())]);
    let (one, other) = (path(rng), path(rng));
    match rng.u8(..16) {
        0..6 => vault.write(&one, text(rng).as_bytes()),
        6..8 => drop(std::fs::remove_file(vault.path().join(&one))),
        8..10 => drop(std::fs::rename(vault.path().join(&one), vault.path().join(&other))),
        10 => vault.write(&format!("vault/{}.png", rng.u8(..3)), b"x"),
        11 => vault.write(&format!("vault/sub/file{}", rng.u8(..3)), b"x"),
        12 => {
            let settings = [
                "",
                "[diagnostics]\nbroken-link = 'off'\norphan-note = 'hint'\n",
                "[files]\nexclude = ['/sub/e.md', 'b.md']\n",
                "links.markdown = 'vault'\nwrong = 1\n",
            ];
            vault.write("vault/.linkwright.toml", settings[rng.usize(..4)].as_bytes());
        }
        13 => {
            // Not the folder that can be a vault of its own, which is compared with itself.
            let patterns = ["", "/a*\n", "e.md\n!a.md\n", "*.png\n"];
            vault.write("vault/sub/.gitignore", patterns[rng.usize(..4)].as_bytes());
        }
        14 => match rng.bool() {
            true => vault.write("vault/sub/deep/.linkwright.toml", b""),
            false => {
                drop(std::fs::remove_file(vault.path().join("vault/sub/deep/.linkwright.toml")));
            }
        },
        _ => match rng.bool() {
            true => vault.write("vault/.obsidian/app.json", b"{}"),
            false => drop(std::fs::remove_dir_all(vault.path().join("vault/.obsidian"))),
        },
    }
}

/// A place with a finding: its file, its offsets and its code.
type Place = (String, u64, u64, String);

/// How often a check finds what at each place. Fingerprints do not count.
fn places(vault: &Vault, args: &[&str]) -> BTreeMap<Place, usize> {
    let all = ["check", "--severity", "hint", "--format", "jsonl"];
    let run = vault.run_in("vault", &[&all, args].concat());
    let mut places = BTreeMap::new();
    for line in run.stdout.lines() {
        let it: Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| it[key].as_str().expect("a text").to_owned();
        let offset = |key: &str| it["at"][key].as_u64().unwrap_or_default();
        *places.entry((text("path"), offset("start"), offset("end"), text("code"))).or_default() +=
            1;
    }
    places
}

/// What is in `after` and not in `before`.
fn more<K: Ord + Clone>(
    before: &BTreeMap<K, usize>,
    after: &BTreeMap<K, usize>,
) -> BTreeMap<K, usize> {
    let more = after.iter().map(|(it, count)| {
        (it.clone(), count.saturating_sub(before.get(it).copied().unwrap_or_default()))
    });
    more.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn random_changes_cause_what_is_found_after_and_not_before() {
    let runs = std::env::var("LINKWRIGHT_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    let (mut caused_some, mut caused_elsewhere) = (0, 0);
    for seed in 0..runs.unwrap_or(13) {
        let rng = &mut Rng::with_seed(seed);
        let vault = Vault::new("//- /vault/.linkwright.toml\n//- /file0\n");
        for _ in 0..12 {
            change(&vault, rng);
        }
        vault.write("vault/always.md", b"");
        vault.write("vault/.linkwright.toml", b"");
        git(&vault, &["init", "-q"]);
        commit(&vault);
        for step in 0..4 {
            let (before, places_before) = (found(&vault, "vault", &[]), places(&vault, &[]));
            let files_before = vault.files();
            let is_nested = || vault.path().join("vault/sub/deep/.linkwright.toml").exists();
            let was_nested = is_nested();
            for _ in 0..rng.u8(1..4) {
                change(&vault, rng);
            }
            let expected = more(&before, &found(&vault, "vault", &[]));
            caused_some += usize::from(!expected.is_empty());
            let since = |args: &[&str]| found(&vault, "vault", args);
            // Settings that Git does not track count as old.
            git(&vault, &["add", "-A", "-f"]);
            assert_eq!(since(&["--since", "HEAD"]), expected, "seed {seed}, step {step}");
            assert_eq!(since(&["--staged"]), expected, "seed {seed}, step {step}, staged");
            // Without fingerprints: in files that are the same, the new places; in the others, what is
            // reported is there.
            let (caused, places) = (places(&vault, &["--since", "HEAD"]), places(&vault, &[]));
            assert!(more(&places, &caused).is_empty(), "seed {seed}, step {step}: {caused:?}");
            let is_same = |(path, ..): &Place, _: &mut usize| {
                let text = |files: &[(String, String)]| {
                    let file = files.iter().find(|(other, _)| *other == format!("vault/{path}"));
                    file.map(|(_, text)| text.clone())
                };
                // In a vault that is new or gone, all findings are new.
                let is_in_same_vault = was_nested == is_nested() || !path.starts_with("sub/deep/");
                is_in_same_vault
                    && text(&files_before).is_some_and(|it| text(&vault.files()) == Some(it))
            };
            let mut caused_in_same = caused;
            caused_in_same.retain(is_same);
            let mut new_in_same = more(&places_before, &places);
            new_in_same.retain(is_same);
            caused_elsewhere += new_in_same.len();
            assert_eq!(caused_in_same, new_in_same, "seed {seed}, step {step}, in the same files");
            commit(&vault);
            assert_eq!(since(&["--since", "HEAD~1"]), expected, "seed {seed}, step {step}, commit");
        }
    }
    assert!(caused_some > 5, "the changes cause too little: {caused_some}");
    assert!(caused_elsewhere > 5, "too little in files that did not change: {caused_elsewhere}");
}
