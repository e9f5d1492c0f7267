//! Runs the commands, and reads what they print.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use linkwright_tests::binary::linkwright;
use serde_json::Value;

use crate::vault::Target;

/// The number of links from a file to a target.
pub(crate) type Links = BTreeMap<(String, Target), usize>;

/// What a command prints about a vault.
pub(crate) fn run(vault: &Path, args: &[&str]) -> String {
    let mut command = Command::new(linkwright());
    let output = command.args(args).arg("--vault").arg(vault).output().expect("the program starts");
    assert!(output.status.success(), "{args:?} {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The rows that a listing command prints.
fn rows(vault: &Path, args: &[&str]) -> Vec<Value> {
    let printed = run(vault, &[args, &["--format", "jsonl"]].concat());
    printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|it| usize::try_from(it).ok()).expect("a number")
}

/// The links between the files of a vault, by `graph`.
pub(crate) fn graph(vault: &Path) -> Links {
    let graph = run(vault, &["graph", "--unresolved"]);
    let graph: Value = serde_json::from_str(&graph).expect("JSON");
    let nodes = graph["nodes"].as_array().expect("nodes").iter();
    let kinds: BTreeMap<_, _> =
        nodes.map(|node| (text(&node["id"]), text(&node["kind"]))).collect();
    let mut links = Links::new();
    for edge in graph["edges"].as_array().expect("edges") {
        let target = text(&edge["target"]);
        let target = match &*kinds[&target] {
            "unresolved" => Target::Missing(target.to_lowercase()),
            _ => Target::File(target),
        };
        *links.entry((text(&edge["source"]), target)).or_default() += number(&edge["links"]);
    }
    links
}

/// The links to names that no file has, by `unresolved`.
pub(crate) fn unresolved(vault: &Path) -> Links {
    let mut links = Links::new();
    for row in rows(vault, &["unresolved"]) {
        let target = Target::Missing(text(&row["target"]).to_lowercase());
        *links.entry((text(&row["path"]), target)).or_default() += 1;
    }
    let mut counts = BTreeMap::new();
    for ((_, target), count) in &links {
        *counts.entry(target.clone()).or_default() += count;
    }
    let rows = rows(vault, &["unresolved", "--counts"]).into_iter();
    let mut counted: BTreeMap<Target, usize> = BTreeMap::new();
    for row in rows {
        let target = Target::Missing(text(&row["target"]).to_lowercase());
        *counted.entry(target).or_default() += number(&row["links"]);
    }
    assert_eq!(counts, counted, "{}: unresolved, with --counts", vault.display());
    links
}

/// The files that the links of a note lead to, and how often, by `links`; with the number of links to
/// nothing.
pub(crate) fn links(vault: &Path, note: &str) -> (BTreeMap<String, usize>, usize) {
    let (mut files, mut missing) = (BTreeMap::new(), 0);
    for row in rows(vault, &["links", note]) {
        assert_eq!(row["path"], note);
        match row["target"].as_str() {
            Some(target) if target == note => {}
            Some(target) => *files.entry(target.to_owned()).or_default() += 1,
            None => missing += usize::from(row["broken"] == true),
        }
    }
    (files, missing)
}

/// The files with links to a file, by `backlinks`, and the number of links in each.
pub(crate) fn backlinks(vault: &Path, file: &str) -> BTreeMap<String, usize> {
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(vault, &["backlinks", file]) {
        *listed.entry(text(&row["path"])).or_default() += 1;
    }
    let counted = rows(vault, &["backlinks", file, "--counts"]);
    let counted = counted.iter().map(|row| (text(&row["path"]), number(&row["links"]))).collect();
    assert_eq!(listed, counted, "{file}: backlinks, with --counts");
    listed
}

/// The notes that no other file links to, by `orphans`.
pub(crate) fn orphans(vault: &Path) -> Vec<String> {
    rows(vault, &["orphans"]).iter().map(|row| text(&row["path"])).collect()
}

/// How often each tag is used in the vault or in a note, by `tags`.
pub(crate) fn tags(vault: &Path, note: Option<&str>) -> BTreeMap<String, usize> {
    let args: Vec<&str> = ["tags"].into_iter().chain(note).collect();
    let rows = rows(vault, &[&args[..], &["--counts"]].concat());
    rows.iter().map(|row| (text(&row["tag"]).to_lowercase(), number(&row["uses"]))).collect()
}

/// The tags of each note, by `notes`.
pub(crate) fn tags_by_note(vault: &Path) -> BTreeMap<(String, String), usize> {
    let mut tags = BTreeMap::new();
    for note in rows(vault, &["notes"]) {
        for tag in note["tags"].as_array().expect("tags") {
            tags.insert((text(&note["path"]), text(tag).to_lowercase()), 1);
        }
    }
    tags
}
