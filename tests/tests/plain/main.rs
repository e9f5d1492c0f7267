//! Compares the listing commands with a plain reading of the files of real vaults, which does not use the
//! engine. Every difference is explained.

mod queries;
mod reading;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use linkwright_tests::binary::linkwright;
use serde_json::Value;

use vault::{PlainVault, Target};

/// The notes in which the plain reading finds other links, and why. Each note must differ.
const OTHER_LINKS: &[(&str, &str)] = &[
    ("content/fr/function-as-a-service.md", "`[text]](destination)` is not a link"),
    ("vault/dendron.topic.templates.handlebars.md", "a code span in the target of a wikilink"),
    ("vault/dendron.topic.templates.md", "a code span in the target of a wikilink"),
    ("vault/templates.topic.config.property.md", "a code span in the target of a wikilink"),
    ("Cards/永久笔记/dailynote.md", "an indented line is code"),
    ("5.1/Microsoft.PowerShell.Core/Resume-Job.md", "`text](destination)` is not a link"),
];

/// The notes in which the plain reading finds other tags, and why. Each note must differ.
const OTHER_TAGS: &[(&str, &str)] = &[
    ("content/en/stateless-apps.md", "the frontmatter ends at `----`"),
    ("content/pt-br/continuous-delivery.md", "a quote without a partner"),
    ("vault/changelog.release.2022-09-27.md", "a tag after emphasis"),
    ("5.1/Microsoft.PowerShell.Core/About/about_History.md", "an HTML tag right after `#`"),
    ("7.5/Microsoft.PowerShell.Core/About/about_History.md", "an HTML tag right after `#`"),
];

type Links = BTreeMap<(String, Target), usize>;

fn vaults() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = || here.ancestors().map(|above| above.join("shared/vaults"));
    let given = std::env::var_os("LINKWRIGHT_VAULTS").map(PathBuf::from);
    let mut vaults = vec![here.join("../crates/linkwright/vault")];
    match given.into_iter().chain(beside()).find(|vaults| vaults.is_dir()) {
        Some(folder) => {
            let entries = folder.read_dir().expect("a folder").flatten().map(|entry| entry.path());
            vaults.extend(entries.filter(|path| path.is_dir()));
        }
        None => eprintln!("skipped: no vaults beside the checkout and no LINKWRIGHT_VAULTS"),
    }
    vaults.sort();
    vaults
}

fn run(vault: &Path, args: &[&str]) -> String {
    let mut command = Command::new(linkwright());
    let output = command.args(args).arg("--vault").arg(vault).output().expect("the program starts");
    assert!(output.status.success(), "{args:?} {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// The links between the notes of a vault, by the command `graph`.
fn links(vault: &Path) -> Links {
    let graph = run(vault, &["graph", "--unresolved"]);
    let graph: Value = serde_json::from_str(&graph).expect("JSON");
    let kinds: BTreeMap<_, _> = graph["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| (text(&node["id"]), text(&node["kind"])))
        .collect();
    let mut links = Links::new();
    for edge in graph["edges"].as_array().expect("edges") {
        let (source, target) = (text(&edge["source"]), text(&edge["target"]));
        if kinds[&source] != "note" {
            continue;
        }
        let target = match &*kinds[&target] {
            "unresolved" => Target::Missing(target.to_lowercase()),
            _ => Target::File(target),
        };
        let count = edge["links"].as_u64().expect("a number");
        *links.entry((source, target)).or_default() += usize::try_from(count).expect("small");
    }
    links
}

fn plain_links(vault: &PlainVault) -> Links {
    let mut links = Links::new();
    for (path, note) in &vault.notes {
        for target in note.links.iter().filter_map(|link| vault.target(path, link)) {
            *links.entry((path.clone(), target)).or_default() += 1;
        }
    }
    links
}

/// The sources of the entries that differ.
fn differing<K: Ord + Clone>(ours: &BTreeMap<K, usize>, plain: &BTreeMap<K, usize>) -> Vec<K> {
    let keys: BTreeSet<&K> = ours.keys().chain(plain.keys()).collect();
    keys.into_iter().filter(|key| ours.get(key) != plain.get(key)).cloned().collect()
}

/// What is wrong: the differences in notes that are not in `list`, and the notes that are in it and in
/// the vault but do not differ.
fn unexplained(
    vault: &Path,
    differences: impl IntoIterator<Item = (String, String)>,
    list: &[(&str, &str)],
) -> Vec<String> {
    let (explained, mut wrong): (Vec<_>, Vec<_>) =
        differences.into_iter().partition(|(path, _)| list.iter().any(|(note, _)| note == path));
    let same = list.iter().filter(|(note, _)| {
        vault.join(note).exists() && !explained.iter().any(|(path, _)| path == note)
    });
    wrong.extend(same.map(|(note, _)| ((*note).to_owned(), format!("{note} does not differ"))));
    wrong.into_iter().map(|(_, difference)| difference).collect()
}

#[test]
fn links_backlinks_and_unresolved_are_those_in_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let (ours, theirs) = (links(&folder), plain_links(&plain));
        let differences = differing(&ours, &theirs).into_iter().map(|key| {
            let (a, b) = (ours.get(&key).unwrap_or(&0), theirs.get(&key).unwrap_or(&0));
            (key.0.clone(), format!("{key:?}: {a} by the command, {b} in the file"))
        });
        wrong.extend(unexplained(&folder, differences, OTHER_LINKS));

        // The other commands agree with the links.
        let linked: BTreeSet<&str> = ours
            .keys()
            .filter_map(|(_, target)| match target {
                Target::File(path) => Some(&**path),
                Target::Missing(_) => None,
            })
            .collect();
        let canvases = run(&folder, &["graph", "--format", "json"]).contains("\"canvas\"");
        if !canvases {
            let orphans: String = plain
                .notes
                .keys()
                .filter(|note| !linked.contains(note.as_str()))
                .map(|note| format!("{note}\n"))
                .collect();
            assert_eq!(run(&folder, &["orphans"]), orphans, "{}", folder.display());
        }
        let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for ((source, target), count) in &ours {
            if let Target::File(target) = target {
                *counts.entry(target).or_default().entry(source).or_default() += count;
            }
        }
        let mut targets: Vec<_> =
            counts.into_iter().filter(|(path, _)| path.contains('/')).collect();
        targets.sort_by_key(|(_, sources)| std::cmp::Reverse(sources.len()));
        for (target, sources) in targets.into_iter().take(3).filter(|_| !canvases) {
            let expected: String =
                sources.iter().map(|(source, count)| format!("{source} {count}\n")).collect();
            assert_eq!(run(&folder, &["backlinks", target, "--counts"]), expected, "{target}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn tags_are_those_in_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let mut theirs: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (path, note) in &plain.notes {
            for tag in &note.tags {
                theirs.insert((path.clone(), tag.to_lowercase()), 1);
            }
        }
        let mut ours: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in run(&folder, &["notes", "--format", "jsonl"]).lines() {
            let note: Value = serde_json::from_str(line).expect("JSON");
            for tag in note["tags"].as_array().expect("tags") {
                ours.insert((text(&note["path"]), text(tag).to_lowercase()), 1);
            }
        }
        let differences = differing(&ours, &theirs).into_iter().map(|key| {
            let by =
                if ours.contains_key(&key) { "only by the command" } else { "only in the file" };
            (key.0.clone(), format!("{}: #{}: {by}", key.0, key.1))
        });
        wrong.extend(unexplained(&folder, differences, OTHER_TAGS));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
